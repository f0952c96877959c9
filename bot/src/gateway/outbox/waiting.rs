//! Rows in memory, in a queue per member.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use app::outbox::OutboxRow;
use domain::values::MemberId;
use tokio::sync::Notify;

/// Rows taken from the table and not ended yet.
#[derive(Default)]
pub(super) struct WaitingRows {
    state: Mutex<State>,
    ended: Notify,
}

#[derive(Default)]
struct State {
    taken: HashSet<i64>,
    /// Queues of members that have a task.
    members: HashMap<MemberId, VecDeque<OutboxRow>>,
    is_short_of_room: bool,
}

impl WaitingRows {
    pub(super) fn len(&self) -> usize {
        let mut state = self.lock();
        state.is_short_of_room = state.taken.len() >= super::MOST_ROWS;
        state.taken.len()
    }

    /// Queues a row unless it is known; true when the member needs a task.
    pub(super) fn take(&self, row: OutboxRow) -> bool {
        let mut state = self.lock();
        if !state.taken.insert(row.id) {
            return false;
        }
        let member = row.notice.member;
        let needs_task = !state.members.contains_key(&member);
        let queue = state.members.entry(member).or_default();
        // A row that became visible late belongs before those with a higher id.
        let place = queue.partition_point(|waiting| waiting.id < row.id);
        queue.insert(place, row);
        needs_task
    }

    /// The member's next row; with `None` the member has no task any more.
    pub(super) fn next(&self, member: MemberId) -> Option<OutboxRow> {
        let mut state = self.lock();
        let next = state.members.get_mut(&member).and_then(VecDeque::pop_front);
        if next.is_none() {
            state.members.remove(&member);
        }
        next
    }

    /// The row is ended in the table.
    pub(super) fn ended(&self, id: i64) {
        let mut state = self.lock();
        state.taken.remove(&id);
        if state.is_short_of_room && state.taken.len() <= super::MOST_ROWS / 2 {
            state.is_short_of_room = false;
            self.ended.notify_one();
        }
    }

    /// Returns when there was no room and now there is.
    pub(super) async fn has_room(&self) {
        self.ended.notified().await;
    }

    /// The state is whole between two calls, so a panic while it was locked has not harmed it.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
