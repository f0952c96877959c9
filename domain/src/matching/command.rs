//! What can be asked of a pair.

use super::{ChatEndReason, Party, Score, Totals, WithdrawReason};
use crate::values::{MatchId, MemberId, Rating, SearchId, Timestamp, TopicSet, VaultRef};

/// Commands to one pair's stream.
#[derive(Clone, Debug, PartialEq)]
pub enum MatchCommand {
    /// Show both a card.
    ProposeMatch {
        /// The new match.
        match_id: MatchId,
        /// Both sides in any order.
        parties: [Party; 2],
        /// What they share.
        shared_topics: TopicSet,
        /// Why this pair.
        score: Score,
        /// Whether the soft rule was used.
        softened: bool,
        /// When.
        at: Timestamp,
    },
    /// «Принять».
    AcceptProposal {
        /// Who.
        by: MemberId,
        /// When.
        at: Timestamp,
    },
    /// «Пропустить».
    DeclineProposal {
        /// Who.
        by: MemberId,
        /// When.
        at: Timestamp,
    },
    /// Time ran out.
    ExpireProposal {
        /// When.
        at: Timestamp,
    },
    /// One side left the search.
    WithdrawProposal {
        /// Who.
        by: MemberId,
        /// Only if the member came from this search; `None` from whichever. Keeps a late answer to the end of one search away
        /// from the next search's proposal.
        search_id: Option<SearchId>,
        /// Why.
        reason: WithdrawReason,
        /// When.
        at: Timestamp,
    },
    /// End the talk for both.
    EndChat {
        /// Who, `None` when nobody did.
        by: Option<MemberId>,
        /// Why.
        reason: ChatEndReason,
        /// The relay's counters.
        totals: Totals,
        /// When.
        at: Timestamp,
    },
    /// See whether an open talk has fallen silent or its time is over. What the relay counted is filled in by who sends it.
    ReviewChat {
        /// When the relay carried the last message, if any.
        last_message_at: Option<Timestamp>,
        /// The relay's counters.
        totals: Totals,
        /// When.
        at: Timestamp,
    },
    /// «Продолжить разговор» of a time-boxed talk.
    ExtendChat {
        /// Who.
        by: MemberId,
        /// When.
        at: Timestamp,
    },
    /// «Открыться»: tell who one is, if the other does too.
    OfferReveal {
        /// Who.
        by: MemberId,
        /// Where the vault keeps the username.
        username: VaultRef,
        /// When.
        at: Timestamp,
    },
    /// «Не открываться»: take that back.
    WithdrawReveal {
        /// Who.
        by: MemberId,
        /// When.
        at: Timestamp,
    },
    /// Say how much it helped.
    RateChat {
        /// Who.
        by: MemberId,
        /// How much.
        rating: Rating,
        /// When.
        at: Timestamp,
    },
}
