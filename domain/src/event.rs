//! Any event and any command of any aggregate, for those who read or write across streams.

use cqrs_es::Aggregate;
use serde::{Deserialize, Serialize};

use crate::account::{Account, AccountCommand, AccountEvent};
use crate::guard::Space;
use crate::matching::{Match, MatchCommand, MatchEvent};
use crate::member::{Member, MemberCommand, MemberEvent};
use crate::moderation::{Case, CaseCommand, CaseEvent};
use crate::search::{Search, SearchCommand, SearchEvent};
use crate::staff_access::{StaffAccess, StaffAccessCommand, StaffAccessEvent, StaffAccessId};
use crate::tip::{Tip, TipCommand, TipEvent};
use crate::upcast;
use crate::values::{CaseId, MatchId, MemberId, SearchId, TipId};

/// An event with the stream it belongs to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// Of a member.
    Member(MemberId, MemberEvent),
    /// Of a search.
    Search(SearchId, SearchEvent),
    /// Of a pair.
    Match(MatchId, MatchEvent),
    /// Of a tip.
    Tip(TipId, TipEvent),
    /// Of what is owed to a member.
    Account(MemberId, AccountEvent),
    /// Of a moderation case.
    Case(CaseId, CaseEvent),
    /// Of what a person of the staff opened.
    StaffAccess(StaffAccessId, StaffAccessEvent),
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
    /// To a tip.
    Tip(TipId, TipCommand),
    /// To what is owed to a member.
    Account(MemberId, AccountCommand),
    /// To a moderation case.
    Case(CaseId, CaseCommand),
    /// To what a person of the staff opened.
    StaffAccess(StaffAccessId, StaffAccessCommand),
}

/// Every aggregate's stable name.
pub const AGGREGATE_TYPES: [&str; 7] = [
    Member::TYPE,
    Search::TYPE,
    Match::TYPE,
    Tip::TYPE,
    Account::TYPE,
    Case::TYPE,
    StaffAccess::TYPE,
];

impl Command {
    /// The aggregate type and the stream the command goes to.
    pub fn stream(&self) -> (&'static str, String) {
        match self {
            Self::Member(id, _) => (Member::TYPE, id.to_string()),
            Self::Search(id, _) => (Search::TYPE, id.to_string()),
            Self::Match(id, _) => (Match::TYPE, id.to_string()),
            Self::Tip(id, _) => (Tip::TYPE, id.to_string()),
            Self::Account(id, _) => (Account::TYPE, id.to_string()),
            Self::Case(id, _) => (Case::TYPE, id.to_string()),
            Self::StaffAccess(id, _) => (StaffAccess::TYPE, id.to_string()),
        }
    }

    /// The command's stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Member(_, command) => Member::command_name(command),
            Self::Search(_, command) => Search::command_name(command),
            Self::Match(_, command) => Match::command_name(command),
            Self::Tip(_, command) => Tip::command_name(command),
            Self::Account(_, command) => Account::command_name(command),
            Self::Case(_, command) => Case::command_name(command),
            Self::StaffAccess(_, command) => StaffAccess::command_name(command),
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
        /// What serde says; it may quote the payload, which holds ids and choices only.
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
        found: String,
        /// The version this program writes.
        known: String,
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
        let event = match aggregate_type {
            Member::TYPE => Self::Member(
                aggregate_id.parse()?,
                upcast::read::<Member>(upcast::SHIPPED, event_type, version, payload)?,
            ),
            Search::TYPE => Self::Search(
                aggregate_id.parse()?,
                upcast::read::<Search>(upcast::SHIPPED, event_type, version, payload)?,
            ),
            Match::TYPE => Self::Match(
                aggregate_id.parse()?,
                upcast::read::<Match>(upcast::SHIPPED, event_type, version, payload)?,
            ),
            Tip::TYPE => Self::Tip(
                aggregate_id.parse()?,
                upcast::read::<Tip>(upcast::SHIPPED, event_type, version, payload)?,
            ),
            Account::TYPE => Self::Account(
                aggregate_id.parse()?,
                upcast::read::<Account>(upcast::SHIPPED, event_type, version, payload)?,
            ),
            Case::TYPE => Self::Case(
                aggregate_id.parse()?,
                upcast::read::<Case>(upcast::SHIPPED, event_type, version, payload)?,
            ),
            StaffAccess::TYPE => Self::StaffAccess(
                aggregate_id.parse()?,
                upcast::read::<StaffAccess>(upcast::SHIPPED, event_type, version, payload)?,
            ),
            other => return Err(DecodeError::UnknownAggregate(other.to_owned())),
        };
        Ok(event)
    }

    /// The event's own JSON, without the stream around it.
    pub fn payload(&self) -> Result<serde_json::Value, serde_json::Error> {
        match self {
            Self::Member(_, event) => serde_json::to_value(event),
            Self::Search(_, event) => serde_json::to_value(event),
            Self::Match(_, event) => serde_json::to_value(event),
            Self::Tip(_, event) => serde_json::to_value(event),
            Self::Account(_, event) => serde_json::to_value(event),
            Self::Case(_, event) => serde_json::to_value(event),
            Self::StaffAccess(_, event) => serde_json::to_value(event),
        }
    }

    /// The stable name of the event.
    pub fn event_type(&self) -> String {
        let name = match self {
            Self::Member(_, event) => event.name(),
            Self::Search(_, event) => event.name(),
            Self::Match(_, event) => event.name(),
            Self::Tip(_, event) => event.name(),
            Self::Account(_, event) => event.name(),
            Self::Case(_, event) => event.name(),
            Self::StaffAccess(_, event) => event.name(),
        };
        name.to_owned()
    }

    /// The aggregate type and the stream the event belongs to.
    pub fn stream(&self) -> (&'static str, String) {
        match self {
            Self::Member(id, _) => (Member::TYPE, id.to_string()),
            Self::Search(id, _) => (Search::TYPE, id.to_string()),
            Self::Match(id, _) => (Match::TYPE, id.to_string()),
            Self::Tip(id, _) => (Tip::TYPE, id.to_string()),
            Self::Account(id, _) => (Account::TYPE, id.to_string()),
            Self::Case(id, _) => (Case::TYPE, id.to_string()),
            Self::StaffAccess(id, _) => (StaffAccess::TYPE, id.to_string()),
        }
    }
}
