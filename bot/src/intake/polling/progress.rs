//! What polling has taken and what of it is done.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use tokio::sync::Notify;

/// The updates between the offset and the newest.
#[derive(Default)]
pub(super) struct Progress {
    state: Mutex<State>,
    /// Rung when something is done.
    pub(super) changed: Notify,
}

#[derive(Default)]
struct State {
    /// Taken updates from the offset on, and whether each is done.
    taken: BTreeMap<i64, bool>,
    offset: i64,
    /// Queues of users that have a task.
    users: HashMap<i64, VecDeque<(i64, Value)>>,
}

impl Progress {
    /// The first update that is not done, or the one after all.
    pub(super) fn offset(&self) -> i64 {
        self.lock().offset
    }

    pub(super) fn is_anything_under_way(&self) -> bool {
        !self.lock().taken.is_empty()
    }

    /// Queues an update unless it is known; true when the user needs a task.
    pub(super) fn take(&self, user: i64, update_id: i64, update: Value) -> bool {
        let mut state = self.lock();
        if update_id < state.offset || state.taken.contains_key(&update_id) {
            return false;
        }
        state.taken.insert(update_id, false);
        let needs_task = !state.users.contains_key(&user);
        let queue = state.users.entry(user).or_default();
        queue.push_back((update_id, update));
        needs_task
    }

    /// The user's next update; with `None` the user has no task any more.
    pub(super) fn next(&self, user: i64) -> Option<(i64, Value)> {
        let mut state = self.lock();
        let next = state.users.get_mut(&user).and_then(VecDeque::pop_front);
        if next.is_none() {
            state.users.remove(&user);
        }
        next
    }

    /// Moves the offset past it and all before it that are done.
    pub(super) fn done(&self, update_id: i64) {
        let mut state = self.lock();
        state.taken.insert(update_id, true);
        while let Some((first, true)) = state.taken.first_key_value().map(|(id, done)| (*id, *done))
        {
            state.taken.remove(&first);
            state.offset = first + 1;
        }
        drop(state);
        self.changed.notify_one();
    }

    /// The state is whole between two calls, so a panic while it was locked has not harmed it.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_offset_moves_only_past_what_is_done() {
        let progress = Progress::default();
        for (user, update_id) in [(1, 10), (2, 11), (3, 12)] {
            assert!(progress.take(user, update_id, Value::Null));
        }
        progress.done(11);
        assert_eq!(progress.offset(), 0);
        progress.done(10);
        assert_eq!(progress.offset(), 12);
        progress.done(12);
        assert_eq!(
            (progress.offset(), progress.is_anything_under_way()),
            (13, false)
        );
    }

    #[test]
    fn a_repeated_update_is_taken_once_and_a_user_has_one_task() {
        let progress = Progress::default();
        assert!(progress.take(1, 10, Value::Null));
        assert!(!progress.take(1, 10, Value::Null));
        assert!(!progress.take(1, 11, Value::Null));
        assert_eq!(progress.next(1), Some((10, Value::Null)));
        assert_eq!(progress.next(1), Some((11, Value::Null)));
        assert_eq!(progress.next(1), None);
        assert!(progress.take(1, 12, Value::Null));
    }
}
