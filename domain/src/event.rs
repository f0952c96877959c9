//! Any event and any command of any aggregate, for those who read or write across streams.

use cqrs_es::{Aggregate, DomainEvent};
use serde::{Deserialize, Serialize};

use crate::guard::Space;
use crate::matching::{Match, MatchCommand, MatchError, MatchEvent};
use crate::member::{Member, MemberCommand, MemberError, MemberEvent};
use crate::search::{Search, SearchCommand, SearchError, SearchEvent};
use crate::values::{MatchId, MemberId, SearchId};

/// An event with the stream it belongs to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// Of a member.
    Member(MemberId, MemberEvent),
    /// Of a search.
    Search(SearchId, SearchEvent),
    /// Of a pair.
    Match(MatchId, MatchEvent),
}

/// A command with the stream it goes to.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// To a member.
    Member(MemberId, MemberCommand),
    /// To a search.
    Search(SearchId, SearchCommand),
    /// To a pair.
    Match(MatchId, MatchCommand),
}

/// What the dispatcher needs of an aggregate beyond cqrs-es.
pub trait Stream:
    Aggregate<
        Services = crate::Rules,
        Error: Send + Sync + Clone + 'static,
        Command: Clone + Send + Sync,
        Event: 'static,
    > + Clone
    + 'static
{
    /// The typed id of a stream.
    type Id: Copy
        + Send
        + Sync
        + std::fmt::Display
        + std::fmt::Debug
        + Eq
        + std::hash::Hash
        + 'static;

    /// The event as one of all events.
    fn event(id: Self::Id, event: Self::Event) -> Event;

    /// The rule that a violated guard stands for, so that the person hears the rule and not the table.
    fn rejection(space: Space) -> Self::Error;

    /// The command's stable name, for metrics and traces.
    fn command_name(command: &Self::Command) -> &'static str;
}

/// Why a stored event could not be read.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// No aggregate of this name.
    #[error("unknown aggregate type {0}")]
    UnknownAggregate(String),
    /// The stream id is not a UUID.
    #[error("bad stream id")]
    BadId(#[from] uuid::Error),
    /// The payload does not fit its type and version.
    #[error("{event_type} v{version} cannot be read: {source}")]
    BadPayload {
        /// Which event.
        event_type: String,
        /// Which version.
        version: String,
        /// What serde says; it names fields, never values of members.
        source: serde_json::Error,
    },
}

impl Event {
    /// Reads a stored event, upcasting old versions.
    pub fn decode(
        aggregate_type: &str,
        aggregate_id: &str,
        event_type: &str,
        version: &str,
        payload: serde_json::Value,
    ) -> Result<Self, DecodeError> {
        let bad = |source| DecodeError::BadPayload {
            event_type: event_type.to_owned(),
            version: version.to_owned(),
            source,
        };
        match aggregate_type {
            Member::TYPE => Ok(Self::Member(
                aggregate_id.parse()?,
                serde_json::from_value(payload).map_err(bad)?,
            )),
            Search::TYPE => Ok(Self::Search(
                aggregate_id.parse()?,
                serde_json::from_value(payload).map_err(bad)?,
            )),
            Match::TYPE => Ok(Self::Match(
                aggregate_id.parse()?,
                serde_json::from_value(payload).map_err(bad)?,
            )),
            other => Err(DecodeError::UnknownAggregate(other.to_owned())),
        }
    }

    /// The stable name of the event.
    pub fn event_type(&self) -> String {
        match self {
            Self::Member(_, event) => event.event_type(),
            Self::Search(_, event) => event.event_type(),
            Self::Match(_, event) => event.event_type(),
        }
    }
}

impl Stream for Member {
    type Id = MemberId;
    fn event(id: MemberId, event: MemberEvent) -> Event {
        Event::Member(id, event)
    }
    fn rejection(_space: Space) -> MemberError {
        MemberError::NotRegistered
    }
    fn command_name(_command: &MemberCommand) -> &'static str {
        "member"
    }
}

impl Stream for Search {
    type Id = SearchId;
    fn event(id: SearchId, event: SearchEvent) -> Event {
        Event::Search(id, event)
    }
    fn rejection(space: Space) -> SearchError {
        match space {
            Space::Engagements | Space::PairRestrictions => SearchError::AlreadyEngaged,
            Space::Searches | Space::OpenSearches => SearchError::AlreadySearching,
        }
    }
    fn command_name(_command: &SearchCommand) -> &'static str {
        "search"
    }
}

impl Stream for Match {
    type Id = MatchId;
    fn event(id: MatchId, event: MatchEvent) -> Event {
        Event::Match(id, event)
    }
    fn rejection(space: Space) -> MatchError {
        match space {
            Space::Engagements => MatchError::AlreadyEngaged,
            Space::Searches | Space::OpenSearches => MatchError::NotSearching,
            Space::PairRestrictions => MatchError::PairRestricted,
        }
    }
    fn command_name(_command: &MatchCommand) -> &'static str {
        "match"
    }
}
