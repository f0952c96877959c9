//! A search has two deadlines: when one shared topic becomes enough, and when it ends by itself.

use super::{Context, Reaction, Timer, TimerKey};
use crate::Event;
use crate::search::SearchEvent;

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    let Event::Search(search_id, event) = context.event else {
        return Vec::new();
    };
    let softening = TimerKey::SearchSoftening(*search_id);
    let expiry = TimerKey::SearchExpiry(*search_id);
    match event {
        SearchEvent::SearchStarted {
            soft_from,
            expires_at,
            ..
        } => vec![
            Reaction::Schedule(Timer {
                key: softening,
                due_at: *soft_from,
            }),
            Reaction::Schedule(Timer {
                key: expiry,
                due_at: *expires_at,
            }),
        ],
        SearchEvent::SearchEnded { .. } => {
            vec![Reaction::Cancel(softening), Reaction::Cancel(expiry)]
        }
        SearchEvent::SearchSoftened { .. }
        | SearchEvent::SearchTaken { .. }
        | SearchEvent::SearchResumed { .. }
        | SearchEvent::SearchMissed { .. } => Vec::new(),
    }
}
