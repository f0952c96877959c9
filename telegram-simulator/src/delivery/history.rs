//! What was delivered and tried, bounded.

use std::collections::VecDeque;
use std::sync::Arc;

use super::update::Pending;
use crate::model::DeliveryRecord;

const ATTEMPTS_MAX: usize = 5_000;
const UPDATES_MAX: usize = 1_000;

#[derive(Debug, Default)]
pub(super) struct History {
    next_seq: u64,
    attempts: VecDeque<DeliveryRecord>,
    updates: VecDeque<Arc<Pending>>,
}

impl History {
    pub(super) fn add_attempt(&mut self, mut record: DeliveryRecord) {
        self.next_seq += 1;
        record.seq = self.next_seq;
        self.attempts.push_back(record);
        while self.attempts.len() > ATTEMPTS_MAX {
            self.attempts.pop_front();
        }
    }

    pub(super) fn attempts(&self, after: u64) -> Vec<DeliveryRecord> {
        let newer = self.attempts.iter().filter(|record| record.seq > after);
        newer.cloned().collect()
    }

    pub(super) fn add_update(&mut self, pending: Arc<Pending>) {
        self.updates.push_back(pending);
        while self.updates.len() > UPDATES_MAX {
            self.updates.pop_front();
        }
    }

    pub(super) fn update(&self, update_id: i64) -> Option<Arc<Pending>> {
        let mut updates = self.updates.iter();
        updates
            .find(|update| update.update_id == update_id)
            .cloned()
    }
}
