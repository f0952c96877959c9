//! The record of all Bot API requests, bounded and switchable.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tokio::sync::watch;

use crate::model::{Recording, RequestRecord};
use crate::sync::Lock;

#[derive(Debug)]
pub(crate) struct Recorder {
    enabled: AtomicBool,
    next_seq: AtomicU64,
    ring: Lock<Ring>,
    changed: watch::Sender<u64>,
}

#[derive(Debug)]
struct Ring {
    requests_max: usize,
    requests: VecDeque<Arc<RequestRecord>>,
}

/// Which requests to show.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    pub(crate) bot_id: Option<i64>,
    pub(crate) chat_id: Option<i64>,
    pub(crate) method: Option<String>,
    pub(crate) failed: Option<bool>,
    pub(crate) after: u64,
}

impl Filter {
    fn matches(&self, record: &RequestRecord) -> bool {
        record.seq > self.after
            && self.bot_id.is_none_or(|bot| record.bot_id == bot)
            && self.chat_id.is_none_or(|chat| record.chat_id == Some(chat))
            && self
                .method
                .as_ref()
                .is_none_or(|method| record.method.eq_ignore_ascii_case(method))
            && self
                .failed
                .is_none_or(|failed| (record.status >= 400) == failed)
    }
}

impl Recorder {
    pub(crate) fn new(enabled: bool, requests_max: usize) -> Self {
        Self {
            enabled: AtomicBool::new(enabled),
            next_seq: AtomicU64::new(1),
            ring: Lock::new(Ring {
                requests_max,
                requests: VecDeque::new(),
            }),
            changed: watch::channel(0).0,
        }
    }

    pub(crate) fn is_enabled(&self) -> bool {
        self.enabled.load(Ordering::Relaxed)
    }

    pub(crate) fn configure(&self, recording: Recording) {
        self.enabled.store(recording.enabled, Ordering::Relaxed);
        if let Some(requests_max) = recording.requests_max {
            self.ring.lock().requests_max = requests_max;
        }
    }

    pub(crate) fn add(&self, mut record: RequestRecord) {
        let mut ring = self.ring.lock();
        record.seq = self.next_seq.fetch_add(1, Ordering::Relaxed);
        let seq = record.seq;
        ring.requests.push_back(Arc::new(record));
        while ring.requests.len() > ring.requests_max {
            ring.requests.pop_front();
        }
        drop(ring);
        self.changed.send_replace(seq);
    }

    pub(crate) fn find(&self, filter: &Filter) -> Vec<Arc<RequestRecord>> {
        let ring = self.ring.lock();
        let found = ring.requests.iter().filter(|record| filter.matches(record));
        found.cloned().collect()
    }

    pub(crate) fn clear(&self) {
        self.ring.lock().requests.clear();
    }

    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }
}
