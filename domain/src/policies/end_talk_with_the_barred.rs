//! A talk that opened with somebody who may be in none ends at once.
//!
//! Whoever is barred leaves everything when that happens, but a proposal made and accepted by both between the look at where they
//! stand and the end of their search would slip through: the talk uses the search up. By `ChatStarted` the log says so.

use super::{Context, Reaction};
use crate::Event;
use crate::matching::MatchEvent;

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    let Event::Match(match_id, MatchEvent::ChatStarted { pair, .. }) = context.event else {
        return Vec::new();
    };
    let barred = pair.members().into_iter().find_map(|member| {
        let reason = (context.standing)(member).barred?;
        Some(context.end_chat(*match_id, member, reason))
    });
    barred.into_iter().collect()
}
