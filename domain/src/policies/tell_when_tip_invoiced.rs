//! The payer gets the invoice as a message, unless another front end shows it as a link. Past the time in which tips are accepted nobody
//! could pay it.

use super::{Context, Notice, Reaction, Template};
use crate::Event;
use crate::tip::{InvoiceVia, TipEvent};

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    let Event::Tip(
        tip_id,
        TipEvent::TipInvoiced {
            payer,
            via: InvoiceVia::Chat,
            at,
            ..
        },
    ) = context.event
    else {
        return Vec::new();
    };
    vec![Reaction::Notify(Notice {
        member: *payer,
        template: Template::TipInvoice { tip_id: *tip_id },
        not_after: Some(*at + context.rules.tip_window),
    })]
}
