//! A proposal has a deadline while it is open.

use super::{Context, Reaction, Timer, TimerKey};
use crate::Event;
use crate::matching::MatchEvent;

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    let Event::Match(match_id, event) = context.event else {
        return Vec::new();
    };
    let key = TimerKey::ProposalExpiry(*match_id);
    match event {
        MatchEvent::MatchProposed { expires_at, .. } => vec![Reaction::Schedule(Timer {
            key,
            due_at: *expires_at,
        })],
        MatchEvent::ProposalDeclined { .. }
        | MatchEvent::ProposalExpired { .. }
        | MatchEvent::ProposalWithdrawn { .. }
        | MatchEvent::ChatStarted { .. } => vec![Reaction::Cancel(key)],
        _ => Vec::new(),
    }
}
