//! Policies: an event and what is needed → commands, timers and notices. Free of I/O; the policy runner does what they say.

use serde::{Deserialize, Serialize};

use crate::search::EndReason;
use crate::values::{MatchId, MemberId, SearchId, Timestamp};
use crate::{Command, Event};

/// What a policy wants done.
#[derive(Clone, Debug, PartialEq)]
pub enum Reaction {
    /// Send a command; a refusal is an outcome too.
    Command(Command),
    /// Remember a deadline; replaces an earlier one of the same kind and subject.
    Schedule(Timer),
    /// Forget a deadline.
    Cancel(TimerKey),
    /// Tell a member something.
    Notify(Notice),
}

/// A deadline that ends as a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timer {
    /// What it is for.
    pub key: TimerKey,
    /// When it is due.
    pub due_at: Timestamp,
}

/// What a deadline is for; at most one timer of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimerKey {
    /// A proposal's life.
    ProposalExpiry(MatchId),
    /// A search's life.
    SearchExpiry(SearchId),
    /// When one shared topic becomes enough.
    SearchSoftening(SearchId),
}

impl TimerKey {
    /// The command a due timer sends.
    pub fn command(self, at: Timestamp) -> Command {
        use crate::matching::MatchCommand;
        use crate::search::SearchCommand;
        match self {
            Self::ProposalExpiry(id) => Command::Match(id, MatchCommand::ExpireProposal { at }),
            Self::SearchExpiry(id) => Command::Search(
                id,
                SearchCommand::EndSearch {
                    reason: EndReason::Expired,
                    at,
                },
            ),
            Self::SearchSoftening(id) => Command::Search(id, SearchCommand::SoftenSearch { at }),
        }
    }
}

/// Something a member is told because of an event: a template and references; rendered at the moment of sending.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// To whom.
    pub member: MemberId,
    /// What.
    pub template: Template,
    /// After when it is pointless; `None` for always worth sending.
    pub not_after: Option<Timestamp>,
}

/// What a notice says. Ids only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Template {
    /// The proposal card with «Принять» and «Пропустить».
    ProposalCard {
        /// Which.
        match_id: MatchId,
    },
    /// The proposal came to nothing; the search goes on.
    ProposalClosed {
        /// Which.
        match_id: MatchId,
        /// How.
        outcome: ProposalOutcome,
    },
    /// The talk is open: the rules in one line and the buttons. Messages are relayed only after it.
    ChatOpened {
        /// Which.
        match_id: MatchId,
    },
    /// The talk is over.
    ChatClosed {
        /// Which.
        match_id: MatchId,
        /// Whether this member ended it.
        by_you: bool,
        /// Whether to ask for a rating.
        ask_rating: bool,
    },
    /// The search is over without a talk.
    SearchClosed {
        /// Which.
        search_id: SearchId,
        /// Why.
        reason: EndReason,
    },
}

/// How a proposal ended, seen from the member who is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProposalOutcome {
    /// You skipped.
    DeclinedByYou,
    /// The other skipped or left: the same words for both.
    DeclinedByPeer,
    /// Time ran out and you were silent.
    ExpiredOnYou,
    /// Time ran out on the other.
    ExpiredOnPeer,
}

/// What the runner looks up before it asks the policies: open guards of the event's member.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The proposal or talk the member is in.
    pub engagement: Option<MatchId>,
    /// The member's search that is not over.
    pub open_search: Option<SearchId>,
}

/// The members whose [`Standing`] the policies need for this event.
pub fn needs(event: &Event) -> Vec<MemberId> {
    let _ = event;
    Vec::new()
}

/// All reactions of all policies to an event. `at` is the event's own time.
pub fn react(event: &Event, standing: &dyn Fn(MemberId) -> Standing) -> Vec<Reaction> {
    let _ = (event, standing);
    Vec::new()
}
