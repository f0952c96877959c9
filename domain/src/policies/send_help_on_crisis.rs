//! Whoever may harm themselves gets the contacts of those who help, and nothing else follows from such a report by itself.

use super::notice::tell;
use super::{Context, Reaction, Template};
use crate::Event;
use crate::moderation::{CaseEvent, ReportReason};

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    match context.event {
        Event::Case(
            _,
            CaseEvent::ReportFiled {
                subject,
                reason: ReportReason::Crisis,
                ..
            },
        ) => vec![tell(*subject, Template::HelpOffered)],
        _ => Vec::new(),
    }
}
