//! A search that ended without the member's doing says why.

use super::notice::tell;
use super::{Context, Reaction, Template};
use crate::Event;
use crate::search::{EndReason, SearchEvent};

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    match context.event {
        Event::Search(
            search_id,
            SearchEvent::SearchEnded {
                member,
                reason: reason @ (EndReason::Expired | EndReason::Missed),
                ..
            },
        ) => vec![tell(
            *member,
            Template::SearchClosed {
                search_id: *search_id,
                reason: *reason,
            },
        )],
        _ => Vec::new(),
    }
}
