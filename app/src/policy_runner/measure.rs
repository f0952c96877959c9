//! What operators see of proposals and talks, counted as their events pass. An event that is handled again after a crash counts twice.

use domain::Event;
use domain::matching::{Match, MatchEvent};
use domain::member::MemberEvent;

use crate::Dispatcher;

/// Counts one event.
pub(super) async fn measure(dispatcher: &Dispatcher, event: &Event) {
    match event {
        Event::Match(_, event) => measure_match(dispatcher, event).await,
        Event::Member(_, MemberEvent::UserBlocked { .. }) => {
            metrics::counter!("notalone_blocks_total").increment(1);
        }
        Event::Member(..) | Event::Search(..) => {}
    }
}

async fn measure_match(dispatcher: &Dispatcher, event: &MatchEvent) {
    let outcome = match event {
        MatchEvent::ChatStarted { .. } => "accepted",
        MatchEvent::ProposalDeclined { .. } => "declined",
        MatchEvent::ProposalExpired { .. } => "expired",
        MatchEvent::ProposalWithdrawn { .. } => "withdrawn",
        MatchEvent::ChatEnded { match_id, at, .. } => {
            // Without an answer from the database the length of this talk is not measured; nothing else depends on it.
            let started_at = dispatcher.load_cached::<Match>(*match_id).await.ok();
            if let Some(started_at) = started_at.and_then(|talk| talk.started_at) {
                metrics::histogram!("notalone_chat_duration_seconds")
                    .record((*at - started_at).as_seconds_f64().max(0.0));
            }
            return;
        }
        _ => return,
    };
    metrics::counter!("notalone_proposals_total", "outcome" => outcome).increment(1);
}
