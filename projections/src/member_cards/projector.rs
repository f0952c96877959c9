//! Folds a member's answers, reachability and received ratings into one row.

use domain::Event;
use domain::matching::{Match, MatchEvent};
use domain::member::{Expectation, Member, MemberEvent};
use domain::values::{
    FreeWindows, MatchId, MemberId, Purpose, Rating, Sensitivity, TimeZone, Timestamp, TopicSet,
    VaultRef,
};
use serde::{Deserialize, Serialize};

use cqrs_es::Aggregate;

use crate::Projection;
use crate::projection::stored;

/// How many ratings count (product.md, "Finding someone": the last 10).
pub(super) const RATINGS: usize = 10;

/// One member.
#[allow(
    clippy::struct_excessive_bools,
    reason = "columns, each a fact that others do not imply"
)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MemberCard {
    /// Who.
    pub member: MemberId,
    /// Where the vault keeps the pseudonym.
    pub nickname: Option<VaultRef>,
    /// Where the vault keeps the bio.
    pub bio: Option<VaultRef>,
    /// The topics; empty until chosen.
    pub topics: TopicSet,
    /// The zone.
    pub time_zone: Option<TimeZone>,
    /// The free windows; empty when unstated.
    pub free_time: FreeWindows,
    /// поддержка / совет / дружба, `None` when skipped or not asked yet.
    pub purpose: Option<Purpose>,
    /// бережно / открыто, `None` when skipped or not asked yet.
    pub sensitivity: Option<Sensitivity>,
    /// «Мне есть 18, я понимаю».
    pub rules_accepted: bool,
    /// «Мне нет 18».
    pub minor: bool,
    /// Every question of the onboarding has an answer.
    pub complete: bool,
    /// Telegram cannot reach the member.
    pub unreachable: bool,
    /// The talks of [`Self::ratings`].
    pub rated_matches: Vec<MatchId>,
    /// The last 10 ratings received, of different talks, the latest last.
    pub ratings: Vec<Rating>,
    /// The first contact.
    pub registered_at: Timestamp,
}

impl MemberCard {
    fn new(member: MemberId, at: Timestamp) -> Self {
        Self {
            member,
            nickname: None,
            bio: None,
            topics: TopicSet::default(),
            time_zone: None,
            free_time: FreeWindows::default(),
            purpose: None,
            sensitivity: None,
            rules_accepted: false,
            minor: false,
            complete: false,
            unreachable: false,
            rated_matches: Vec::new(),
            ratings: Vec::new(),
            registered_at: stored(at),
        }
    }

    /// Mean of the ratings in thousandths of a star, `None` without any.
    pub fn mean_rating_permille(&self) -> Option<u32> {
        let count = u32::try_from(self.ratings.len())
            .ok()
            .filter(|count| *count > 0)?;
        let sum: u32 = self
            .ratings
            .iter()
            .map(|rating| u32::from(rating.get()))
            .sum();
        Some(sum * 1000 / count)
    }

    /// Whether the member may be proposed to anyone.
    pub fn may_be_matched(&self) -> bool {
        self.complete && self.rules_accepted && !self.minor && !self.unreachable
    }

    fn tell(&mut self, event: &MemberEvent) {
        match event {
            // The row of an erased member is as it was before the first answer.
            MemberEvent::MemberErased { .. } => {
                *self = Self {
                    registered_at: self.registered_at,
                    ..Self::new(self.member, Timestamp::default())
                };
            }
            MemberEvent::MemberRegistered { .. }
            | MemberEvent::MemberReturned { .. }
            | MemberEvent::LanguageChosen { .. }
            | MemberEvent::ContentProtectionChosen { .. }
            | MemberEvent::UserBlocked { .. }
            | MemberEvent::UserUnblocked { .. }
            | MemberEvent::MemberWarned { .. }
            | MemberEvent::MemberMuted { .. }
            | MemberEvent::MemberSuspended { .. }
            | MemberEvent::MemberBanned { .. }
            | MemberEvent::MemberReinstated { .. }
            | MemberEvent::StrikeExpired { .. }
            | MemberEvent::ReportWeighed { .. }
            | MemberEvent::SearchHeld { .. }
            | MemberEvent::SearchHoldLifted { .. }
            | MemberEvent::ReporterMuted { .. } => {}
            MemberEvent::RulesAccepted { .. } => {
                self.rules_accepted = true;
                self.minor = false;
            }
            MemberEvent::MinorDeclared { .. } => {
                self.rules_accepted = false;
                self.minor = true;
            }
            MemberEvent::NicknameChosen { nickname, .. } => self.nickname = Some(*nickname),
            MemberEvent::TimeZoneChosen { time_zone, .. } => self.time_zone = Some(*time_zone),
            MemberEvent::TopicsChosen { topics, .. } => self.topics = *topics,
            MemberEvent::BioWritten { bio, .. } => self.bio = *bio,
            MemberEvent::ExpectationsStated { expectation, .. } => match expectation {
                Expectation::Purpose(purpose) => self.purpose = *purpose,
                Expectation::Sensitivity(sensitivity) => self.sensitivity = *sensitivity,
                Expectation::FreeTime(windows) => self.free_time = *windows,
            },
            MemberEvent::ProfileCompleted { .. } => self.complete = true,
            MemberEvent::MemberUnreachable { .. } => self.unreachable = true,
            MemberEvent::MemberReachable { .. } => self.unreachable = false,
        }
    }

    /// A changed rating counts as the latest. (Kept in its old place, it could not be told from a new one once ten others came.)
    fn rate(&mut self, match_id: MatchId, rating: Rating) {
        if let Some(earlier) = self
            .rated_matches
            .iter()
            .position(|rated| *rated == match_id)
        {
            self.rated_matches.remove(earlier);
            self.ratings.remove(earlier);
        } else if self.ratings.len() == RATINGS {
            self.rated_matches.remove(0);
            self.ratings.remove(0);
        }
        self.rated_matches.push(match_id);
        self.ratings.push(rating);
    }
}

/// One row per member.
#[derive(Clone, Copy, Debug)]
pub struct MemberCards;

impl Projection for MemberCards {
    const NAME: &'static str = "member_cards";
    const VERSION: u32 = 1;
    const AGGREGATES: &'static [&'static str] = &[Member::TYPE, Match::TYPE];
    const KEY_COLUMN: &'static str = "member";

    type Key = MemberId;
    type Row = MemberCard;

    fn key(row: &MemberCard) -> MemberId {
        row.member
    }

    fn keys(event: &Event) -> Vec<MemberId> {
        match event {
            Event::Member(
                _,
                MemberEvent::LanguageChosen { .. }
                | MemberEvent::ContentProtectionChosen { .. }
                | MemberEvent::UserBlocked { .. }
                | MemberEvent::UserUnblocked { .. },
            ) => Vec::new(),
            Event::Member(_, event) if event.concerns_standing() => Vec::new(),
            Event::Member(member, _) => vec![*member],
            Event::Match(_, MatchEvent::ChatRated { rated, .. }) => vec![*rated],
            Event::Match(..)
            | Event::Search(..)
            | Event::Tip(..)
            | Event::Account(..)
            | Event::Case(..)
            | Event::StaffAccess(..) => Vec::new(),
        }
    }

    fn apply(key: MemberId, row: &mut Option<MemberCard>, event: &Event) {
        if let Event::Member(_, MemberEvent::MemberRegistered { at, .. }) = event {
            row.get_or_insert_with(|| MemberCard::new(key, *at));
        }
        let Some(card) = row else { return };
        match event {
            Event::Member(_, event) => card.tell(event),
            Event::Match(
                _,
                MatchEvent::ChatRated {
                    match_id, rating, ..
                },
            ) => card.rate(*match_id, *rating),
            Event::Match(..)
            | Event::Search(..)
            | Event::Tip(..)
            | Event::Account(..)
            | Event::Case(..)
            | Event::StaffAccess(..) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rated(ratings: &[(u128, u8)]) -> MemberCard {
        let mut card = MemberCard::new(MemberId(uuid::Uuid::nil()), Timestamp::UNIX_EPOCH);
        for (talk, stars) in ratings {
            card.rate(
                MatchId(uuid::Uuid::from_u128(*talk)),
                Rating::try_from(*stars).unwrap(),
            );
        }
        card
    }

    #[test]
    fn without_ratings_there_is_no_mean() {
        assert_eq!(rated(&[]).mean_rating_permille(), None);
    }

    #[test]
    fn a_changed_rating_of_a_talk_replaces_the_earlier_one() {
        assert_eq!(
            rated(&[(1, 1), (2, 5), (1, 4)]).mean_rating_permille(),
            Some(4500)
        );
    }

    #[test]
    fn only_the_last_ten_talks_count() {
        let ratings: Vec<(u128, u8)> = (0..15)
            .map(|talk| (talk, if talk < 5 { 1 } else { 5 }))
            .collect();
        let card = rated(&ratings);
        assert_eq!(card.mean_rating_permille(), Some(5000));
        assert_eq!(card.ratings.len(), RATINGS);
        assert_eq!(card.rated_matches.len(), RATINGS);
    }

    #[test]
    fn the_mean_is_rounded_down_to_thousandths() {
        assert_eq!(
            rated(&[(1, 5), (2, 5), (3, 4)]).mean_rating_permille(),
            Some(4666)
        );
    }
}
