//! An open talk is looked at when it may have fallen silent, and when its time is nearly over. The first look is set here, each later
//! one by the look before it.

use super::{Context, Reaction, Timer, TimerKey};
use crate::Event;
use crate::matching::MatchEvent;
use crate::values::Timestamp;

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    let Event::Match(match_id, event) = context.event else {
        return Vec::new();
    };
    let key = TimerKey::ChatReview(*match_id);
    let look = |due_at| vec![Reaction::Schedule(Timer { key, due_at })];
    match event {
        MatchEvent::ChatStarted { at, .. } => look(silence(context, *at)),
        // Follows the beginning of the talk at once, and takes the place of what that set.
        MatchEvent::ChatTimeBoxed { ends_at, at, .. } => {
            let question = *ends_at - context.rules.extension_question(*ends_at - *at);
            look(question.min(silence(context, *at)))
        }
        MatchEvent::ChatEnded { .. } => vec![Reaction::Cancel(key)],
        _ => Vec::new(),
    }
}

/// When a talk that began at this moment may first have to be warned.
fn silence(context: &Context<'_>, began_at: Timestamp) -> Timestamp {
    began_at + context.rules.silent_before_warning()
}
