//! Folds a match into one row.

use cqrs_es::Aggregate;
use domain::Event;
use domain::matching::{ChatEndReason, Match, MatchEvent, Totals, WithdrawReason};
use domain::values::{MatchId, MemberId, Rating, SearchId, Timestamp, TopicSet};
use serde::{Deserialize, Serialize};

use crate::Projection;
use crate::projection::stored;

/// Where a pair stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConversationState {
    /// Both have a card.
    Proposed,
    /// The talk is open.
    Chatting,
    /// Someone skipped.
    Declined,
    /// Time ran out.
    Expired,
    /// Someone left.
    Withdrawn,
    /// The talk is over.
    Ended,
}

/// One match. `first` and `second` are as in the pair.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conversation {
    /// Which.
    pub match_id: MatchId,
    /// One side.
    pub first_member: MemberId,
    /// The other.
    pub second_member: MemberId,
    /// The search the first came from.
    pub first_search: SearchId,
    /// The search the second came from.
    pub second_search: SearchId,
    /// Where it stands.
    pub state: ConversationState,
    /// What they share.
    pub shared_topics: TopicSet,
    /// Whether one shared topic was enough.
    pub softened: bool,
    /// The weighted score, in thousandths.
    pub score_permille: i32,
    /// Its part for topics.
    pub score_topics_permille: i32,
    /// Its part for shared free time.
    pub score_time_permille: i32,
    /// Its part for helpfulness.
    pub score_helpfulness_permille: i32,
    /// When both got a card.
    pub proposed_at: Timestamp,
    /// Until when both may accept.
    pub expires_at: Timestamp,
    /// When the first accepted.
    pub first_accepted_at: Option<Timestamp>,
    /// When the second accepted.
    pub second_accepted_at: Option<Timestamp>,
    /// When the talk opened.
    pub started_at: Option<Timestamp>,
    /// When the proposal failed or the talk ended.
    pub closed_at: Option<Timestamp>,
    /// Who skipped, left or ended it; `None` when time did.
    pub closed_by: Option<MemberId>,
    /// Why the proposal was withdrawn.
    pub withdraw_reason: Option<WithdrawReason>,
    /// Why the talk ended.
    pub end_reason: Option<ChatEndReason>,
    /// Messages relayed from the first.
    pub messages_from_first: i32,
    /// Messages relayed from the second.
    pub messages_from_second: i32,
    /// What the first gave.
    pub rating_by_first: Option<Rating>,
    /// What the second gave.
    pub rating_by_second: Option<Rating>,
    /// Until when the pair is not proposed again, as far as this match says.
    pub restricted_until: Option<Timestamp>,
}

impl Conversation {
    /// The other side, or `None` for a stranger.
    pub fn peer_of(&self, member: MemberId) -> Option<MemberId> {
        if member == self.first_member {
            Some(self.second_member)
        } else if member == self.second_member {
            Some(self.first_member)
        } else {
            None
        }
    }

    /// Whether it is a proposal or a talk that is not over.
    pub fn is_open(&self) -> bool {
        matches!(
            self.state,
            ConversationState::Proposed | ConversationState::Chatting
        )
    }

    fn tell(&mut self, event: &MatchEvent) {
        match event {
            MatchEvent::ProposalAccepted { by, at, .. } => {
                *self.side(
                    *by,
                    |row| &mut row.first_accepted_at,
                    |row| &mut row.second_accepted_at,
                ) = Some(stored(*at));
            }
            MatchEvent::ProposalDeclined {
                by,
                restricted_until,
                at,
                ..
            } => {
                self.close(ConversationState::Declined, Some(*by), *at);
                self.restricted_until = Some(stored(*restricted_until));
            }
            MatchEvent::ProposalExpired {
                restricted_until,
                at,
                ..
            } => {
                self.close(ConversationState::Expired, None, *at);
                self.restricted_until = Some(stored(*restricted_until));
            }
            MatchEvent::ProposalWithdrawn { by, reason, at, .. } => {
                self.close(ConversationState::Withdrawn, Some(*by), *at);
                self.withdraw_reason = Some(*reason);
            }
            MatchEvent::ChatStarted { at, .. } => {
                self.state = ConversationState::Chatting;
                self.started_at = Some(stored(*at));
            }
            MatchEvent::ChatEnded {
                by,
                reason,
                totals,
                restricted_until,
                at,
                ..
            } => {
                self.close(ConversationState::Ended, *by, *at);
                self.end_reason = Some(*reason);
                self.count(*totals);
                self.restricted_until = Some(stored(*restricted_until));
            }
            // The first made the row; what became of the steps within a talk is in its end.
            MatchEvent::MatchProposed { .. }
            | MatchEvent::ChatTimeBoxed { .. }
            | MatchEvent::ChatFellSilent { .. }
            | MatchEvent::ExtensionAsked { .. }
            | MatchEvent::ExtensionWished { .. }
            | MatchEvent::ChatExtended { .. }
            | MatchEvent::RevealOffered { .. }
            | MatchEvent::RevealWithdrawn { .. }
            | MatchEvent::IdentitiesRevealed { .. } => {}
            MatchEvent::ChatRated { by, rating, .. } => {
                *self.side(
                    *by,
                    |row| &mut row.rating_by_first,
                    |row| &mut row.rating_by_second,
                ) = Some(*rating);
            }
        }
    }

    fn side<T>(
        &mut self,
        member: MemberId,
        first: impl FnOnce(&mut Self) -> &mut T,
        second: impl FnOnce(&mut Self) -> &mut T,
    ) -> &mut T {
        if member == self.first_member {
            first(self)
        } else {
            second(self)
        }
    }

    fn close(&mut self, state: ConversationState, by: Option<MemberId>, at: Timestamp) {
        self.state = state;
        self.closed_by = by;
        self.closed_at = Some(stored(at));
    }

    fn count(&mut self, totals: Totals) {
        self.messages_from_first = column(totals.from_first);
        self.messages_from_second = column(totals.from_second);
    }
}

/// Postgres has no unsigned integers; nothing counted here comes near the end of theirs.
fn column(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn proposed(key: MatchId, event: &MatchEvent) -> Option<Conversation> {
    let MatchEvent::MatchProposed {
        parties: [first, second],
        shared_topics,
        score,
        softened,
        expires_at,
        at,
        ..
    } = event
    else {
        return None;
    };
    Some(Conversation {
        match_id: key,
        first_member: first.member,
        second_member: second.member,
        first_search: first.search_id,
        second_search: second.search_id,
        state: ConversationState::Proposed,
        shared_topics: *shared_topics,
        softened: *softened,
        score_permille: column(score.total_permille),
        score_topics_permille: column(score.topics_permille),
        score_time_permille: column(score.time_permille),
        score_helpfulness_permille: column(score.helpfulness_permille),
        proposed_at: stored(*at),
        expires_at: stored(*expires_at),
        first_accepted_at: None,
        second_accepted_at: None,
        started_at: None,
        closed_at: None,
        closed_by: None,
        withdraw_reason: None,
        end_reason: None,
        messages_from_first: 0,
        messages_from_second: 0,
        rating_by_first: None,
        rating_by_second: None,
        restricted_until: None,
    })
}

/// One row per match.
#[derive(Clone, Copy, Debug)]
pub struct Conversations;

impl Projection for Conversations {
    const NAME: &'static str = "conversations";
    const VERSION: u32 = 1;
    const AGGREGATES: &'static [&'static str] = &[Match::TYPE];
    const KEY_COLUMN: &'static str = "match_id";

    type Key = MatchId;
    type Row = Conversation;

    fn key(row: &Conversation) -> MatchId {
        row.match_id
    }

    fn keys(event: &Event) -> Vec<MatchId> {
        match event {
            Event::Match(match_id, _) => vec![*match_id],
            Event::Member(..)
            | Event::Search(..)
            | Event::Tip(..)
            | Event::Account(..)
            | Event::Case(..)
            | Event::StaffAccess(..) => Vec::new(),
        }
    }

    fn apply(key: MatchId, row: &mut Option<Conversation>, event: &Event) {
        let Event::Match(_, event) = event else {
            return;
        };
        match row {
            Some(conversation) => conversation.tell(event),
            None => *row = proposed(key, event),
        }
    }
}
