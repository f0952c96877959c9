//! Who else is on the phones page: two visitors are to meet each other and not the forty, and one alone is to meet somebody at once.

use std::collections::HashMap;
use std::time::Duration;

use telegram_simulator::client::{ChatView, ClientError};
use tokio::sync::watch;
use tokio::time::Instant;

use crate::demo::buttons::{Place, Situation, newest_button};
use crate::demo::stage::Door;

const LOOK_EVERY: Duration = Duration::from_millis(200);
/// A visitor whose phone was not touched for so long is not waited for.
const EXPECTED_FOR: Duration = Duration::from_mins(2);
/// Who waits alone is not left to another visitor when nothing happens on that one's phone for so long …
const QUIET: Duration = Duration::from_secs(5);
/// … and never longer than this.
const ALONE_AT_MOST: Duration = Duration::from_secs(30);
/// Two who wait beside each other for so long cannot be proposed to each other: the matchmaker looks every second.
const TOGETHER_AT_MOST: Duration = Duration::from_secs(8);
/// So long after its begin a search still calls another visitor away from one of the forty.
const NEW_FOR: Duration = Duration::from_secs(8);

/// What the forty go by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cue {
    /// Visitors may meet each other: whoever of the forty searches leaves, and nobody begins.
    pub(super) stand_aside: bool,
    /// First lines of the proposals that visitors have not answered while another visitor has just begun to search.
    pub(super) give_way: Vec<String>,
}

/// What is seen of a visitor at a glance.
struct Glance {
    situation: Situation,
    change: u64,
    /// The first line of the proposal that waits for an answer.
    proposal: Option<String>,
}

impl Glance {
    fn at(chat: &ChatView) -> Self {
        let proposal = newest_button(chat, "v1:match.accept:")
            .and_then(|button| chat.message(button.message_id))
            .and_then(|card| card.text.lines().next())
            .map(str::to_owned);
        Self {
            situation: Place::of(chat).situation,
            change: chat.change,
            proposal,
        }
    }
}

/// A visitor as seen over time.
struct Visitor {
    glance: Glance,
    touched: Instant,
    since: Instant,
    /// The search did not come back from a proposal.
    is_new: bool,
}

impl Visitor {
    fn new(glance: Glance, now: Instant) -> Self {
        Self {
            is_new: glance.situation == Situation::Waiting,
            glance,
            touched: now,
            since: now,
        }
    }

    fn look(&mut self, glance: Glance, now: Instant) {
        if glance.change != self.glance.change {
            self.touched = now;
        }
        if glance.situation != self.glance.situation {
            self.since = now;
            self.is_new = self.glance.situation != Situation::Proposed;
        }
        self.glance = glance;
    }

    fn is_waiting(&self) -> bool {
        self.glance.situation == Situation::Waiting
    }

    /// Searches, or may do so soon.
    fn is_expected(&self, now: Instant) -> bool {
        match self.glance.situation {
            Situation::Talking => false,
            Situation::Waiting | Situation::Proposed => true,
            _ => now - self.touched < EXPECTED_FOR,
        }
    }
}

/// All visitors by their Telegram id.
#[derive(Default)]
struct Visitors(HashMap<i64, Visitor>);

impl Visitors {
    /// Takes in what is seen now; who is not seen any more has left.
    fn look(&mut self, seen: Vec<(i64, Glance)>, now: Instant) -> Cue {
        let mut before = std::mem::take(&mut self.0);
        for (id, glance) in seen {
            let visitor = match before.remove(&id) {
                Some(mut visitor) => {
                    visitor.look(glance, now);
                    visitor
                }
                None => Visitor::new(glance, now),
            };
            self.0.insert(id, visitor);
        }
        self.cue(now)
    }

    fn cue(&self, now: Instant) -> Cue {
        let expected = self.0.values().filter(|visitor| visitor.is_expected(now));
        let is_called = self
            .0
            .values()
            .any(|visitor| visitor.is_waiting() && visitor.is_new && now - visitor.since < NEW_FOR);
        let undecided = self
            .0
            .values()
            .filter(|visitor| is_called && visitor.glance.situation == Situation::Proposed);
        Cue {
            stand_aside: expected.count() > 1 && !self.waits_in_vain(now),
            give_way: undecided
                .filter_map(|visitor| visitor.glance.proposal.clone())
                .collect(),
        }
    }

    /// Whether somebody searches whom no other visitor comes to meet.
    fn waits_in_vain(&self, now: Instant) -> bool {
        let waiting = || self.0.iter().filter(|(_, visitor)| visitor.is_waiting());
        let together = waiting().filter(|(_, visitor)| now - visitor.since >= TOGETHER_AT_MOST);
        together.count() > 1
            || waiting().any(|(id, visitor)| {
                let mut others = self.0.iter().filter(|(other, _)| *other != id);
                let waited = now - visitor.since;
                let is_quiet =
                    others.all(|(_, other)| !other.is_waiting() && now - other.touched >= QUIET);
                waited >= ALONE_AT_MOST || (waited >= QUIET && is_quiet)
            })
    }
}

/// Keeps looking; whoever listens learns what changes.
pub(super) async fn watch(door: Door, cue: watch::Sender<Cue>) {
    let mut visitors = Visitors::default();
    loop {
        // An error's text may show a chat: it is not logged.
        if let Ok(seen) = glances(&door).await {
            let new = visitors.look(seen, Instant::now());
            cue.send_if_modified(|old| {
                let is_other = *old != new;
                *old = new;
                is_other
            });
        } else {
            tracing::debug!("the visitors of the demo cannot be seen");
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

async fn glances(door: &Door) -> Result<Vec<(i64, Glance)>, ClientError> {
    let mut seen = Vec::new();
    for visitor in door.visitors().await? {
        let chat = visitor.chat().await?;
        if !chat.blocked {
            seen.push((visitor.id(), Glance::at(&chat)));
        }
    }
    Ok(seen)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Glances at numbered visitors, each moment being a change of every phone that is in another situation than before.
    struct Page {
        visitors: Visitors,
        start: Instant,
        now: Instant,
        last: Vec<Situation>,
        change: u64,
    }

    impl Page {
        fn new() -> Self {
            let start = Instant::now();
            Self {
                visitors: Visitors::default(),
                start,
                now: start,
                last: Vec::new(),
                change: 0,
            }
        }

        /// So long after the first glance these are the situations.
        fn at(&mut self, after: Duration, situations: &[Situation]) -> Cue {
            self.now = self.start + after;
            if self.last != situations {
                self.change += 1;
                self.last = situations.to_vec();
            }
            let glance = |situation: &Situation| Glance {
                situation: *situation,
                change: self.change,
                proposal: (*situation == Situation::Proposed).then(|| "Кедр".to_owned()),
            };
            let seen = (0..).zip(situations.iter().map(glance)).collect();
            self.visitors.look(seen, self.now)
        }
    }

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    use Situation::{Idle, Proposed, Stranger, Talking, Waiting};

    #[test]
    fn the_forty_leave_two_visitors_to_each_other_and_come_to_one_alone() {
        let mut page = Page::new();
        assert!(!page.at(seconds(0), &[Waiting]).stand_aside);
        assert!(page.at(seconds(1), &[Waiting, Stranger]).stand_aside);
        assert!(page.at(seconds(5), &[Waiting, Waiting]).stand_aside);
        assert!(page.at(seconds(6), &[Proposed, Proposed]).stand_aside);
        assert!(!page.at(seconds(9), &[Talking, Talking]).stand_aside);
        assert!(!page.at(seconds(20), &[Talking, Waiting]).stand_aside);
    }

    #[test]
    fn who_waits_in_vain_is_not_left_alone() {
        let mut page = Page::new();
        page.at(seconds(0), &[Idle, Idle]);
        assert!(page.at(seconds(10), &[Waiting, Idle]).stand_aside);
        assert!(page.at(seconds(14), &[Waiting, Idle]).stand_aside);
        assert!(!page.at(seconds(15), &[Waiting, Idle]).stand_aside, "quiet");

        let mut page = Page::new();
        page.at(seconds(0), &[Waiting, Idle]);
        for second in [4, 8, 12, 16, 20, 24, 28] {
            let other = if second % 8 == 0 { Idle } else { Stranger };
            assert!(page.at(seconds(second), &[Waiting, other]).stand_aside);
        }
        assert!(!page.at(seconds(30), &[Waiting, Idle]).stand_aside, "long");

        let mut page = Page::new();
        page.at(seconds(0), &[Waiting, Waiting]);
        assert!(page.at(seconds(7), &[Waiting, Waiting]).stand_aside);
        assert!(!page.at(seconds(8), &[Waiting, Waiting]).stand_aside);
    }

    #[test]
    fn a_phone_that_nobody_touches_is_not_waited_for() {
        let mut page = Page::new();
        assert!(page.at(seconds(0), &[Idle, Idle]).stand_aside);
        assert!(!page.at(seconds(120), &[Idle, Idle]).stand_aside);
    }

    #[test]
    fn a_visitor_who_begins_to_search_calls_the_undecided_away_for_a_moment() {
        let mut page = Page::new();
        assert!(page.at(seconds(0), &[Proposed, Idle]).give_way.is_empty());
        assert_eq!(page.at(seconds(1), &[Proposed, Waiting]).give_way, ["Кедр"]);
        assert!(
            page.at(seconds(9), &[Proposed, Waiting])
                .give_way
                .is_empty()
        );
        // Back from a proposal, or accepted and waiting for the other: no new search.
        page.at(seconds(19), &[Proposed, Proposed]);
        assert!(
            page.at(seconds(20), &[Proposed, Waiting])
                .give_way
                .is_empty()
        );
    }
}
