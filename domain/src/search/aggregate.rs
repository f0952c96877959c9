//! The search's state and decisions.

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use serde::{Deserialize, Serialize};

use super::{EndReason, SearchCommand, SearchError, SearchEvent};
use crate::Rules;
use crate::values::{MatchId, MemberId, SearchId, Timestamp};

/// Where a search stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SearchState {
    /// Not begun.
    #[default]
    None,
    /// Waiting for a proposal.
    Waiting,
    /// In a proposal.
    Taken(MatchId),
    /// Over.
    Ended(EndReason),
}

/// One search as decided so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Search {
    /// This search.
    pub id: Option<SearchId>,
    /// Who searches.
    pub member: Option<MemberId>,
    /// Where it stands.
    pub state: SearchState,
    /// When it began: the place in the queue.
    pub started_at: Option<Timestamp>,
    /// When it ends by itself.
    pub expires_at: Option<Timestamp>,
    /// When the soft rule may begin.
    pub soft_from: Option<Timestamp>,
    /// Whether one shared topic is enough.
    pub softened: bool,
    /// Proposals left unanswered.
    pub misses: u32,
}

impl Aggregate for Search {
    const TYPE: &'static str = "search";
    type Command = SearchCommand;
    type Event = SearchEvent;
    type Error = SearchError;
    type Services = Rules;

    async fn handle(
        &mut self,
        _command: Self::Command,
        _rules: &Rules,
        _sink: &EventSink<Self>,
    ) -> Result<(), SearchError> {
        Ok(())
    }

    fn apply(&mut self, _event: SearchEvent) {}
}
