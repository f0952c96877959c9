//! Folds what became of accounts into one row per fact. Rows are only ever added.

use std::fmt;

use cqrs_es::{Aggregate, DomainEvent};
use domain::Event;
use domain::staff_access::{LockedFrom, StaffAccess, StaffAccessEvent, StaffAccessId, WayIn};
use domain::values::{StaffId, StaffRole, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Projection;
use crate::projection::stored;

/// Namespace of the ids of rows.
const ENTRIES: Uuid = Uuid::from_u128(0x2a94_61f7_0d5b_4c1e_9b3a_7e15_c860_4fd2);

/// Which fact: made of it, so that a rebuilt read model has the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EntryId(Uuid);

impl fmt::Display for EntryId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A fact about an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrailEntry {
    /// Which.
    pub entry: EntryId,
    /// Whose account.
    pub staff: StaffId,
    /// The event's name.
    pub event: String,
    /// Who acted on it; `None` for the person themselves and for the command line.
    pub by: Option<StaffId>,
    /// How somebody came in.
    pub way: Option<WayIn>,
    /// From where nobody comes in.
    pub locked_from: Option<LockedFrom>,
    /// Until when.
    pub locked_until: Option<Timestamp>,
    /// The role until then.
    pub from_role: Option<StaffRole>,
    /// The role from then on.
    pub to_role: Option<StaffRole>,
    /// How often it happened in this very moment.
    pub times: i32,
    /// When.
    pub at: Timestamp,
}

fn entry(id: StaffAccessId, event: &StaffAccessEvent) -> Option<TrailEntry> {
    let (staff, at) = concerned(event)?;
    let name = event.event_type();
    let key = format!("{id}/{name}/{}", at.to_rfc3339());
    let mut entry = TrailEntry {
        entry: EntryId(Uuid::new_v5(&ENTRIES, key.as_bytes())),
        staff,
        event: name,
        by: None,
        way: None,
        locked_from: None,
        locked_until: None,
        from_role: None,
        to_role: None,
        times: 1,
        at: stored(at),
    };
    match *event {
        StaffAccessEvent::SignedIn { way, .. } => entry.way = Some(way),
        StaffAccessEvent::LockedOut { from, until, .. } => {
            entry.locked_from = Some(from);
            entry.locked_until = Some(stored(until));
        }
        StaffAccessEvent::AccountAdded { role, by, .. } => {
            entry.to_role = Some(role);
            entry.by = by;
        }
        StaffAccessEvent::RoleChanged { from, to, by, .. } => {
            entry.from_role = Some(from);
            entry.to_role = Some(to);
            entry.by = by;
        }
        StaffAccessEvent::AccessReset { by, .. } | StaffAccessEvent::AccountDisabled { by, .. } => {
            entry.by = by;
        }
        _ => {}
    }
    Some(entry)
}

/// Whose account an event is about, and when; `None` for what somebody opened.
fn concerned(event: &StaffAccessEvent) -> Option<(StaffId, Timestamp)> {
    match *event {
        StaffAccessEvent::SignedIn { staff, at, .. }
        | StaffAccessEvent::SignInRefused { staff, at }
        | StaffAccessEvent::LockedOut { staff, at, .. }
        | StaffAccessEvent::SignedOut { staff, at }
        | StaffAccessEvent::OtherSessionsEnded { staff, at }
        | StaffAccessEvent::PasswordChanged { staff, at }
        | StaffAccessEvent::TelegramLinked { staff, at }
        | StaffAccessEvent::TelegramUnlinked { staff, at }
        | StaffAccessEvent::AccountAdded { staff, at, .. }
        | StaffAccessEvent::RoleChanged { staff, at, .. }
        | StaffAccessEvent::SecondFactorSet { staff, at }
        | StaffAccessEvent::SecondFactorRemoved { staff, at }
        | StaffAccessEvent::RecoveryCodesMade { staff, at }
        | StaffAccessEvent::RecoveryCodeUsed { staff, at, .. }
        | StaffAccessEvent::CodeRefused { staff, at }
        | StaffAccessEvent::RepeatedCodeRefused { staff, at }
        | StaffAccessEvent::NewBrowserSeen { staff, at }
        | StaffAccessEvent::AccessReset { staff, at, .. }
        | StaffAccessEvent::AccountDisabled { staff, at, .. } => Some((staff, at)),
        StaffAccessEvent::CaseViewed { .. }
        | StaffAccessEvent::CommentViewed { .. }
        | StaffAccessEvent::MemberViewed { .. }
        | StaffAccessEvent::ReplayViewed { .. }
        | StaffAccessEvent::BundleExported { .. } => None,
    }
}

fn entry_of(event: &Event) -> Option<TrailEntry> {
    match event {
        Event::StaffAccess(id, event) => entry(*id, event),
        _ => None,
    }
}

/// One row per fact.
#[derive(Clone, Copy, Debug)]
pub struct StaffTrail;

impl Projection for StaffTrail {
    const NAME: &'static str = "staff_trail";
    const VERSION: u32 = 1;
    const AGGREGATES: &'static [&'static str] = &[StaffAccess::TYPE];
    const KEY_COLUMN: &'static str = "entry";

    type Key = EntryId;
    type Row = TrailEntry;

    fn key(row: &TrailEntry) -> EntryId {
        row.entry
    }

    fn keys(event: &Event) -> Vec<EntryId> {
        entry_of(event)
            .into_iter()
            .map(|entry| entry.entry)
            .collect()
    }

    fn apply(_key: EntryId, row: &mut Option<TrailEntry>, event: &Event) {
        match row {
            Some(row) => row.times = row.times.saturating_add(1),
            None => *row = entry_of(event),
        }
    }
}
