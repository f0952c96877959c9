//! Folds talks, blocks and restrictions into one row per pair.

use std::collections::BTreeSet;

use cqrs_es::Aggregate;
use domain::Event;
use domain::matching::{ChatEndReason, Match, MatchEvent};
use domain::member::{Member, MemberEvent};
use domain::tip::{BarChange, TipTerms, bars};
use domain::values::{MatchId, MemberId, Pair, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Projection;
use crate::projection::stored;

/// One pair with its latest talk. `first` and `second` are as in the pair.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TipPair {
    /// Whose talk.
    #[serde(with = "spelled")]
    pub pair: Pair,
    /// One side.
    pub first_member: MemberId,
    /// The other.
    pub second_member: MemberId,
    /// Their latest talk.
    pub match_id: MatchId,
    /// When it opened.
    pub opened_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Why it ended.
    pub end_reason: Option<ChatEndReason>,
    /// Since when the first blocks the second.
    pub blocked_by_first_at: Option<Timestamp>,
    /// Since when the second blocks the first.
    pub blocked_by_second_at: Option<Timestamp>,
    /// Why the first may be met by nobody.
    pub first_bars: BTreeSet<String>,
    /// Why the second may be met by nobody.
    pub second_bars: BTreeSet<String>,
}

/// A pair as one text.
mod spelled {
    use domain::values::Pair;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(pair: &Pair, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(pair)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Pair, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}

impl TipPair {
    fn new(pair: Pair, match_id: MatchId, opened_at: Timestamp) -> Self {
        let [first_member, second_member] = pair.members();
        Self {
            pair,
            first_member,
            second_member,
            match_id,
            opened_at,
            ended_at: None,
            end_reason: None,
            blocked_by_first_at: None,
            blocked_by_second_at: None,
            first_bars: BTreeSet::new(),
            second_bars: BTreeSet::new(),
        }
    }

    /// What decides whether one may tip the other.
    pub fn terms(&self) -> TipTerms {
        TipTerms {
            pair: self.pair,
            ended: self.ended_at.zip(self.end_reason),
            blocked: self
                .blocked_by_first_at
                .or(self.blocked_by_second_at)
                .is_some(),
            barred: !(self.first_bars.is_empty() && self.second_bars.is_empty()),
        }
    }

    fn open(&mut self, match_id: MatchId, opened_at: Timestamp) {
        *self = Self {
            match_id,
            opened_at,
            ended_at: None,
            end_reason: None,
            ..self.clone()
        };
    }

    fn block(&mut self, blocker: MemberId, since: Option<Timestamp>) {
        if blocker == self.first_member {
            self.blocked_by_first_at = since;
        } else if blocker == self.second_member {
            self.blocked_by_second_at = since;
        }
    }

    fn bar(&mut self, member: MemberId, change: BarChange) {
        let bars = if member == self.first_member {
            &mut self.first_bars
        } else if member == self.second_member {
            &mut self.second_bars
        } else {
            return;
        };
        match change {
            BarChange::Set(bar) => bars.insert(bar.to_string()),
            BarChange::Lifted(bar) => bars.remove(&bar.to_string()),
        };
    }

    fn tell_of_member(&mut self, member: MemberId, event: &MemberEvent) {
        match event {
            MemberEvent::UserBlocked { at, .. } => self.block(member, Some(stored(*at))),
            MemberEvent::UserUnblocked { .. } => self.block(member, None),
            _ => {
                if let Some(change) = bars(event) {
                    self.bar(member, change);
                }
            }
        }
    }
}

/// One row per pair that ever talked.
#[derive(Clone, Copy, Debug)]
pub struct TipEligibility;

impl Projection for TipEligibility {
    const NAME: &'static str = "tip_eligibility";
    const VERSION: u32 = 1;
    const AGGREGATES: &'static [&'static str] = &[Match::TYPE, Member::TYPE];
    const KEY_COLUMN: &'static str = "pair";
    const KEY_TYPE: &'static str = "text";
    const MEMBER_COLUMNS: &'static [&'static str] = &["first_member", "second_member"];

    type Key = Pair;
    type Row = TipPair;

    fn key(row: &TipPair) -> Pair {
        row.pair
    }

    fn keys(event: &Event) -> Vec<Pair> {
        match event {
            Event::Match(
                _,
                MatchEvent::ChatStarted { pair, .. } | MatchEvent::ChatEnded { pair, .. },
            )
            | Event::Member(
                _,
                MemberEvent::UserBlocked { pair, .. } | MemberEvent::UserUnblocked { pair, .. },
            ) => vec![*pair],
            _ => Vec::new(),
        }
    }

    fn member(event: &Event) -> Option<MemberId> {
        match event {
            Event::Member(member, event) => bars(event).map(|_| *member),
            _ => None,
        }
    }

    fn is_of(row: &TipPair, member: MemberId) -> bool {
        row.pair.contains(member)
    }

    fn apply(_key: Pair, row: &mut Option<TipPair>, event: &Event) {
        match event {
            Event::Match(match_id, MatchEvent::ChatStarted { pair, at, .. }) => match row {
                Some(known) => known.open(*match_id, stored(*at)),
                None => *row = Some(TipPair::new(*pair, *match_id, stored(*at))),
            },
            Event::Match(match_id, MatchEvent::ChatEnded { reason, at, .. }) => {
                if let Some(known) = row.as_mut().filter(|known| known.match_id == *match_id) {
                    known.ended_at = Some(stored(*at));
                    known.end_reason = Some(*reason);
                }
            }
            Event::Member(member, event) => {
                if let Some(known) = row {
                    known.tell_of_member(*member, event);
                }
            }
            _ => {}
        }
    }
}
