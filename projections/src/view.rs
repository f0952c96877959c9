//! The fold in memory: of a batch, or of the whole log as of any event.

use std::collections::BTreeMap;

use domain::values::MemberId;
use event_store::EventLog;
use futures::TryStreamExt;

use crate::{Positioned, Projection, ProjectionError};

/// A row, or the lack of one, with the position it is folded up to.
#[derive(Clone, Debug)]
pub(crate) struct Entry<P: Projection> {
    pub(crate) row: Option<P::Row>,
    pub(crate) position: i64,
}

/// Folds an event into an entry unless it was before: delivering twice changes nothing.
pub(crate) fn step<P: Projection>(key: P::Key, entry: &mut Entry<P>, event: &Positioned) {
    if event.position > entry.position {
        P::apply(key, &mut entry.row, &event.event);
        entry.position = event.position;
    }
}

/// The same for an event that touches all rows of a member: those that are not theirs, or not there, stay as they are.
pub(crate) fn step_of_member<P: Projection>(
    key: P::Key,
    entry: &mut Entry<P>,
    member: MemberId,
    event: &Positioned,
) {
    if entry.row.as_ref().is_some_and(|row| P::is_of(row, member)) {
        step(key, entry, event);
    }
}

/// A read model in memory.
#[derive(Clone, Debug)]
pub struct View<P: Projection> {
    entries: BTreeMap<P::Key, Entry<P>>,
    position: i64,
}

impl<P: Projection> View<P> {
    /// A view without rows, to be folded from the event after `position` on.
    pub fn empty_at(position: i64) -> Self {
        Self {
            entries: BTreeMap::new(),
            position,
        }
    }

    /// The read model as it was at a position: folded from the first event.
    ///
    /// Events that cannot be read are passed over, as the live read model does after parking them.
    pub async fn as_of(log: &EventLog, position: i64) -> Result<Self, ProjectionError> {
        let mut view = Self::empty_at(0);
        let mut records = log.range(0, position);
        while let Some(record) = records.try_next().await? {
            if P::AGGREGATES.contains(&record.aggregate_type.as_str())
                && let Ok(event) = Positioned::decode(&record)
            {
                view.apply(&event);
            }
            view.position = record.position;
        }
        Ok(view)
    }

    /// Takes in a row that was read from the database when the read model stood at `as_of`.
    pub fn insert(&mut self, row: P::Row, as_of: i64) {
        let entry = Entry {
            row: Some(row),
            position: as_of,
        };
        if let Some(row) = &entry.row {
            self.entries.insert(P::key(row), entry);
        }
    }

    /// Drops a row that is of no interest any more.
    pub fn forget(&mut self, key: P::Key) {
        self.entries.remove(&key);
    }

    /// Folds an event into the rows of the member that it touches as a whole.
    fn apply_to_member(&mut self, event: &Positioned) {
        let Some(member) = P::member(&event.event) else {
            return;
        };
        for (key, entry) in &mut self.entries {
            step_of_member(*key, entry, member, event);
        }
        self.entries.retain(|_, entry| entry.row.is_some());
    }

    /// Folds the next event. Events must come in the order of the log; those folded before are passed over.
    pub fn apply(&mut self, event: &Positioned) {
        for key in P::keys(&event.event) {
            let entry = self.entries.entry(key).or_insert(Entry {
                row: None,
                position: self.position,
            });
            step(key, entry, event);
            if entry.row.is_none() {
                self.entries.remove(&key);
            }
        }
        self.apply_to_member(event);
        self.position = self.position.max(event.position);
    }

    /// The same, but only for rows that are there already.
    pub fn apply_to_known(&mut self, event: &Positioned) {
        for key in P::keys(&event.event) {
            if let Some(entry) = self.entries.get_mut(&key) {
                step(key, entry, event);
            }
        }
        self.apply_to_member(event);
        self.position = self.position.max(event.position);
    }

    /// The row of a key.
    pub fn get(&self, key: P::Key) -> Option<&P::Row> {
        self.entries.get(&key)?.row.as_ref()
    }

    /// All rows in the order of their keys.
    pub fn rows(&self) -> impl Iterator<Item = &P::Row> {
        self.entries.values().filter_map(|entry| entry.row.as_ref())
    }

    /// The last event folded.
    pub fn position(&self) -> i64 {
        self.position
    }
}
