//! What happened to a pair.

use serde::{Deserialize, Serialize};

use super::Score;
use crate::values::{MatchId, MemberId, Pair, Rating, SearchId, Timestamp, TopicSet, VaultRef};

/// One side of a pair with the search it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Who.
    pub member: MemberId,
    /// From which search.
    pub search_id: SearchId,
}

/// Facts of one pair's stream. The parties are in each ending, so that guards and policies need no other stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum MatchEvent {
    /// Both get a card with what they share.
    MatchProposed {
        /// This match.
        match_id: MatchId,
        /// Both sides, ordered as the pair is.
        parties: [Party; 2],
        /// Who.
        pair: Pair,
        /// What they share.
        shared_topics: TopicSet,
        /// Why this pair.
        score: Score,
        /// Whether the soft rule (one shared topic) was used.
        softened: bool,
        /// Until when both may accept.
        expires_at: Timestamp,
        /// When.
        at: Timestamp,
    },
    /// One side said yes.
    ProposalAccepted {
        /// This match.
        match_id: MatchId,
        /// Who.
        by: MemberId,
        /// When.
        at: Timestamp,
    },
    /// One side skipped.
    ProposalDeclined {
        /// This match.
        match_id: MatchId,
        /// Who.
        by: MemberId,
        /// Both sides.
        parties: [Party; 2],
        /// Who.
        pair: Pair,
        /// Until when the pair is not proposed again.
        restricted_until: Timestamp,
        /// When.
        at: Timestamp,
    },
    /// Time ran out.
    ProposalExpired {
        /// This match.
        match_id: MatchId,
        /// Who did not answer.
        silent: Vec<MemberId>,
        /// Both sides.
        parties: [Party; 2],
        /// Who.
        pair: Pair,
        /// Until when the pair is not proposed again.
        restricted_until: Timestamp,
        /// When.
        at: Timestamp,
    },
    /// One side left the search.
    ProposalWithdrawn {
        /// This match.
        match_id: MatchId,
        /// Who left.
        by: MemberId,
        /// Why.
        reason: WithdrawReason,
        /// Both sides.
        parties: [Party; 2],
        /// Who.
        pair: Pair,
        /// When.
        at: Timestamp,
    },
    /// Both accepted: the talk is open.
    ChatStarted {
        /// This match.
        match_id: MatchId,
        /// Both sides.
        parties: [Party; 2],
        /// Who.
        pair: Pair,
        /// When.
        at: Timestamp,
    },
    /// The talk lasts until a moment, unless both extend it.
    ChatTimeBoxed {
        /// This match.
        match_id: MatchId,
        /// Who.
        pair: Pair,
        /// Until when.
        ends_at: Timestamp,
        /// When.
        at: Timestamp,
    },
    /// Nobody has said anything for so long that the talk is about to end.
    ChatFellSilent {
        /// This match.
        match_id: MatchId,
        /// Who.
        pair: Pair,
        /// The last message, or the beginning of the talk.
        silent_since: Timestamp,
        /// When the talk ends unless somebody says something.
        ends_at: Timestamp,
        /// When.
        at: Timestamp,
    },
    /// The end of a time-boxed talk is near: both are asked whether it goes on.
    ExtensionAsked {
        /// This match.
        match_id: MatchId,
        /// Who.
        pair: Pair,
        /// When the talk ends otherwise.
        ends_at: Timestamp,
        /// When.
        at: Timestamp,
    },
    /// One side wants the talk to go on.
    ExtensionWished {
        /// This match.
        match_id: MatchId,
        /// Who.
        by: MemberId,
        /// Both sides.
        pair: Pair,
        /// When the talk ends otherwise.
        ends_at: Timestamp,
        /// When.
        at: Timestamp,
    },
    /// Both want it: the talk goes on.
    ChatExtended {
        /// This match.
        match_id: MatchId,
        /// Who.
        pair: Pair,
        /// Until when now.
        ends_at: Timestamp,
        /// When.
        at: Timestamp,
    },
    /// One side would tell who they are in Telegram if the other did too. The other does not learn of it.
    RevealOffered {
        /// This match.
        match_id: MatchId,
        /// Who.
        by: MemberId,
        /// Where the vault keeps the username, as long as the reveal is in progress.
        username: VaultRef,
        /// When.
        at: Timestamp,
    },
    /// One side took that back. The other does not learn of it either.
    RevealWithdrawn {
        /// This match.
        match_id: MatchId,
        /// Who.
        by: MemberId,
        /// When.
        at: Timestamp,
    },
    /// Both offered: both are told the other's username.
    IdentitiesRevealed {
        /// This match.
        match_id: MatchId,
        /// Who.
        pair: Pair,
        /// When.
        at: Timestamp,
    },
    /// The talk is over for both.
    ChatEnded {
        /// This match.
        match_id: MatchId,
        /// Who ended it, `None` when nobody did.
        by: Option<MemberId>,
        /// Why.
        reason: ChatEndReason,
        /// How much was said.
        totals: Totals,
        /// Both sides.
        parties: [Party; 2],
        /// Who.
        pair: Pair,
        /// Until when the pair is not proposed again.
        restricted_until: Timestamp,
        /// When.
        at: Timestamp,
    },
    /// One side said how much the talk helped; a later rating by the same side replaces the earlier.
    ChatRated {
        /// This match.
        match_id: MatchId,
        /// Who rates.
        by: MemberId,
        /// Who is rated.
        rated: MemberId,
        /// How much it helped.
        rating: Rating,
        /// When.
        at: Timestamp,
    },
}

/// Why a proposal was withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithdrawReason {
    /// The member cancelled the search.
    Cancelled,
    /// The member's search lasted its full time.
    SearchExpired,
    /// Telegram cannot reach the member.
    Unreachable,
    /// The member blocked the peer.
    Blocked,
    /// The member may not be matched any more.
    Restricted,
    /// The member erased themselves.
    Erased,
}

/// Why a talk ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChatEndReason {
    /// One side pressed «Завершить», `/end` or `/next`.
    Ended,
    /// One side blocked the other.
    Blocked,
    /// Telegram cannot reach one side.
    Unreachable,
    /// One side may not be matched any more.
    Restricted,
    /// One side erased themselves.
    Erased,
    /// Nobody said anything for too long.
    Idle,
    /// The time box is over, and not both extended it.
    TimeOver,
}

impl ChatEndReason {
    /// Whether the member through whom the talk ended did something to end it.
    pub const fn is_own_doing(self) -> bool {
        match self {
            Self::Ended | Self::Blocked | Self::Erased => true,
            Self::Unreachable | Self::Restricted | Self::Idle | Self::TimeOver => false,
        }
    }

    /// After a block, a sanction or an unreachable peer nobody is asked for a rating (product.md, "Talking").
    pub const fn asks_rating(self) -> bool {
        match self {
            Self::Ended | Self::Idle | Self::TimeOver => true,
            Self::Blocked | Self::Unreachable | Self::Restricted | Self::Erased => false,
        }
    }
}

/// How many messages the relay carried, copied from its counters; never what they said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// From the pair's first member.
    pub from_first: u32,
    /// From the pair's second member.
    pub from_second: u32,
}

impl MatchEvent {
    /// The match of any fact.
    pub const fn match_id(&self) -> MatchId {
        match self {
            Self::MatchProposed { match_id, .. }
            | Self::ProposalAccepted { match_id, .. }
            | Self::ProposalDeclined { match_id, .. }
            | Self::ProposalExpired { match_id, .. }
            | Self::ProposalWithdrawn { match_id, .. }
            | Self::ChatStarted { match_id, .. }
            | Self::ChatTimeBoxed { match_id, .. }
            | Self::ChatFellSilent { match_id, .. }
            | Self::ExtensionAsked { match_id, .. }
            | Self::ExtensionWished { match_id, .. }
            | Self::ChatExtended { match_id, .. }
            | Self::RevealOffered { match_id, .. }
            | Self::RevealWithdrawn { match_id, .. }
            | Self::IdentitiesRevealed { match_id, .. }
            | Self::ChatEnded { match_id, .. }
            | Self::ChatRated { match_id, .. } => *match_id,
        }
    }
}

event_types! { MatchEvent:
    MatchProposed = "MatchProposed", "1";
    ProposalAccepted = "ProposalAccepted", "1";
    ProposalDeclined = "ProposalDeclined", "1";
    ProposalExpired = "ProposalExpired", "1";
    ProposalWithdrawn = "ProposalWithdrawn", "1";
    ChatStarted = "ChatStarted", "1";
    ChatTimeBoxed = "ChatTimeBoxed", "1";
    ChatFellSilent = "ChatFellSilent", "1";
    ExtensionAsked = "ExtensionAsked", "1";
    ExtensionWished = "ExtensionWished", "1";
    ChatExtended = "ChatExtended", "1";
    RevealOffered = "RevealOffered", "1";
    RevealWithdrawn = "RevealWithdrawn", "1";
    IdentitiesRevealed = "IdentitiesRevealed", "1";
    ChatEnded = "ChatEnded", "1";
    ChatRated = "ChatRated", "1";
}
