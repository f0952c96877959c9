//! The waiting card never lies: it is edited whenever its search changes, and now and then while nothing does.

use chrono::Duration;

use super::notice::tell;
use super::{CardEdit, Context, Notice, Reaction, Template, Timer, TimerKey};
use crate::Event;
use crate::search::{EndReason, Search, SearchEvent, SearchState};
use crate::values::{SearchId, Timestamp};

/// Minutes after the beginning of a search at which its card is brought up to date. Most searches see one or two of these.
const FIRST_MINUTES: [i64; 4] = [1, 2, 5, 10];
/// From then on: some fifty edits in the whole life of a search.
const EVERY_MINUTES: i64 = 30;
/// A routine edit that could not be sent within this time is not worth holding up anything else for.
const ROUTINE_LIFE: Duration = Duration::seconds(15);

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    let Event::Search(search_id, event) = context.event else {
        return Vec::new();
    };
    let search_id = *search_id;
    let edit = |member, because| tell(member, Template::WaitingCard { search_id, because });
    match *event {
        SearchEvent::SearchStarted { at, .. } => {
            vec![Reaction::Schedule(next(search_id, at, at))]
        }
        SearchEvent::SearchTaken { member, .. } | SearchEvent::SearchResumed { member, .. } => {
            vec![edit(member, CardEdit::SearchMoved)]
        }
        SearchEvent::SearchEnded { member, reason, .. } => {
            let forget = Reaction::Cancel(TimerKey::WaitingCard(search_id));
            if reason == EndReason::Unreachable {
                vec![forget]
            } else {
                vec![forget, edit(member, CardEdit::SearchEnded)]
            }
        }
        SearchEvent::SearchSoftened { .. } | SearchEvent::SearchMissed { .. } => Vec::new(),
    }
}

/// What a due timer of a waiting card leads to: an edit, and the next one. Nothing once the search is over. However many have
/// been missed, there is one edit.
pub fn refresh_waiting_card(
    search_id: SearchId,
    search: &Search,
    now: Timestamp,
) -> Option<(Option<Notice>, Timer)> {
    let (member, started_at) = (search.member?, search.started_at?);
    let notice = Notice {
        member,
        template: Template::WaitingCard {
            search_id,
            because: CardEdit::TimePassed,
        },
        not_after: Some(now + ROUTINE_LIFE),
    };
    let notice = match search.state {
        SearchState::Waiting => Some(notice),
        // While a proposal stands the card says so, which does not change with time.
        SearchState::Taken(_) => None,
        SearchState::None | SearchState::Ended(_) => return None,
    };
    Some((notice, next(search_id, started_at, now)))
}

/// The first moment after `now` at which the card of a search is due.
fn next(search_id: SearchId, started_at: Timestamp, now: Timestamp) -> Timer {
    let minutes = (now - started_at).num_minutes();
    let first = FIRST_MINUTES.into_iter().find(|&due| due > minutes);
    let due = first.unwrap_or((minutes / EVERY_MINUTES + 1) * EVERY_MINUTES);
    Timer {
        key: TimerKey::WaitingCard(search_id),
        due_at: started_at + Duration::minutes(due),
    }
}
