//! Both hear that the Stars of a tip went back. Of a payment that belonged to no tip nobody had a receipt.

use super::notice::tell;
use super::{Context, Reaction, Template};
use crate::Event;
use crate::tip::TipEvent;

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    let Event::Tip(
        tip_id,
        TipEvent::TipRefunded {
            credited: Some(credited),
            ..
        },
    ) = context.event
    else {
        return Vec::new();
    };
    let tip_id = *tip_id;
    vec![
        tell(credited.payer, Template::TipRefunded { tip_id }),
        tell(credited.receiver, Template::TipTakenBack { tip_id }),
    ]
}
