//! Both get a receipt: the payer of what was taken and where it went, the receiver of what is theirs.

use super::notice::tell;
use super::{Context, Reaction, Template};
use crate::Event;
use crate::tip::TipEvent;

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    let Event::Tip(
        tip_id,
        TipEvent::TipPaid {
            payer, receiver, ..
        },
    ) = context.event
    else {
        return Vec::new();
    };
    let tip_id = *tip_id;
    vec![
        tell(*payer, Template::TipReceipt { tip_id }),
        tell(*receiver, Template::TipReceived { tip_id }),
    ]
}
