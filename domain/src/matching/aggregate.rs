//! The pair's state and decisions.

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use serde::{Deserialize, Serialize};

use super::{ChatEndReason, MatchCommand, MatchError, MatchEvent, Party};
use crate::Rules;
use crate::values::{MatchId, Pair, Rating, Timestamp, TopicSet};

/// Where a pair stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchState {
    /// Nothing happened.
    #[default]
    None,
    /// Waiting for both.
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
    Ended(ChatEndReason),
}

/// One pair as decided so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Match {
    /// This match.
    pub id: Option<MatchId>,
    /// Both sides; `None` only before the proposal.
    pub parties: Option<[Party; 2]>,
    /// Both sides; `None` only before the proposal.
    pub pair: Option<Pair>,
    /// Where it stands.
    pub state: MatchState,
    /// What they share.
    pub shared_topics: TopicSet,
    /// Who accepted, in the order of `parties`.
    pub accepted: [bool; 2],
    /// Until when both may accept.
    pub expires_at: Option<Timestamp>,
    /// When the talk opened.
    pub started_at: Option<Timestamp>,
    /// When the talk ended.
    pub ended_at: Option<Timestamp>,
    /// What each gave, in the order of `parties`.
    pub ratings: [Option<Rating>; 2],
}

impl Aggregate for Match {
    const TYPE: &'static str = "match";
    type Command = MatchCommand;
    type Event = MatchEvent;
    type Error = MatchError;
    type Services = Rules;

    async fn handle(
        &mut self,
        _command: Self::Command,
        _rules: &Rules,
        _sink: &EventSink<Self>,
    ) -> Result<(), MatchError> {
        Ok(())
    }

    fn apply(&mut self, _event: MatchEvent) {}
}
