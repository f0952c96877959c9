//! Any event and any command of any aggregate, for those who read or write across streams.

use cqrs_es::Aggregate;
use serde::{Deserialize, Serialize};

use crate::guard::Space;
use crate::matching::{Match, MatchCommand, MatchEvent};
use crate::member::{Member, MemberCommand, MemberEvent};
use crate::search::{Search, SearchCommand, SearchEvent};
use crate::upcast;
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

/// Every aggregate's stable name.
pub const AGGREGATE_TYPES: [&str; 3] = [Member::TYPE, Search::TYPE, Match::TYPE];

impl Command {
    /// The aggregate type and the stream the command goes to.
    pub fn stream(&self) -> (&'static str, String) {
        match self {
            Self::Member(id, _) => (Member::TYPE, id.to_string()),
            Self::Search(id, _) => (Search::TYPE, id.to_string()),
            Self::Match(id, _) => (Match::TYPE, id.to_string()),
        }
    }

    /// The command's stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Member(_, command) => Member::command_name(command),
            Self::Search(_, command) => Search::command_name(command),
            Self::Match(_, command) => Match::command_name(command),
        }
    }

    /// Names the command among all that one event leads to: stream and command name. Together with the event it makes the
    /// deterministic id of a policy's command, whatever else the policies decide the second time they see the event.
    pub fn key(&self) -> String {
        let (aggregate_type, id) = self.stream();
        format!("{aggregate_type}/{id}/{}", self.name())
    }
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

    /// Whether the command is the first of a stream with a fresh id, so that there is most likely nothing to load.
    fn creates(command: &Self::Command) -> bool;
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
    /// The payload holds another event than its type says, or one newer than this program knows.
    #[error("{event_type} v{version} holds {found} v{known}")]
    Mismatch {
        /// The stored type.
        event_type: String,
        /// The version after upcasting.
        version: String,
        /// What the payload is.
        found: &'static str,
        /// The version this program writes.
        known: &'static str,
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
        let (version, payload) = upcast::upcast(upcast::SHIPPED, event_type, version, payload);
        let bad = |source| DecodeError::BadPayload {
            event_type: event_type.to_owned(),
            version: version.clone(),
            source,
        };
        let event = match aggregate_type {
            Member::TYPE => Self::Member(
                aggregate_id.parse()?,
                serde_json::from_value(payload).map_err(bad)?,
            ),
            Search::TYPE => Self::Search(
                aggregate_id.parse()?,
                serde_json::from_value(payload).map_err(bad)?,
            ),
            Match::TYPE => Self::Match(
                aggregate_id.parse()?,
                serde_json::from_value(payload).map_err(bad)?,
            ),
            other => return Err(DecodeError::UnknownAggregate(other.to_owned())),
        };
        let (found, known) = event.name_and_version();
        if found == event_type && known == version {
            Ok(event)
        } else {
            Err(DecodeError::Mismatch {
                event_type: event_type.to_owned(),
                version,
                found,
                known,
            })
        }
    }

    /// The event's own JSON, without the stream around it.
    pub fn payload(&self) -> Result<serde_json::Value, serde_json::Error> {
        match self {
            Self::Member(_, event) => serde_json::to_value(event),
            Self::Search(_, event) => serde_json::to_value(event),
            Self::Match(_, event) => serde_json::to_value(event),
        }
    }

    /// The stable name of the event.
    pub fn event_type(&self) -> String {
        self.name_and_version().0.to_owned()
    }

    /// The aggregate type and the stream the event belongs to.
    pub fn stream(&self) -> (&'static str, String) {
        match self {
            Self::Member(id, _) => (Member::TYPE, id.to_string()),
            Self::Search(id, _) => (Search::TYPE, id.to_string()),
            Self::Match(id, _) => (Match::TYPE, id.to_string()),
        }
    }

    const fn name_and_version(&self) -> (&'static str, &'static str) {
        match self {
            Self::Member(_, event) => (event.name(), event.version()),
            Self::Search(_, event) => (event.name(), event.version()),
            Self::Match(_, event) => (event.name(), event.version()),
        }
    }
}
