//! `getUpdates`: long polling with confirmation by offset.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use serde_json::value::RawValue;

use super::queue::{Inner, PollingRefused, Updates};
use super::update::Pending;
use crate::clock::Clock;

/// What `getUpdates` asks for.
#[derive(Debug, Clone)]
pub(crate) struct Poll {
    pub(crate) offset: Option<i64>,
    pub(crate) limit: usize,
    pub(crate) timeout: Duration,
    pub(crate) allowed: Option<Vec<String>>,
}

impl Updates {
    /// Confirms what is before the offset and returns what is there, waiting for it up to the time-out.
    pub(crate) async fn poll(
        &self,
        poll: Poll,
        clock: &Clock,
    ) -> Result<Vec<Box<RawValue>>, PollingRefused> {
        let mut changed = self.changed.subscribe();
        let number = {
            let mut inner = self.inner.lock();
            if inner.webhook.is_some() {
                return Err(PollingRefused::WebhookIsSet);
            }
            inner.allow(poll.allowed.clone());
            inner.confirm(poll.offset);
            inner.poll += 1;
            inner.poll
        };
        self.wake();
        let deadline = tokio::time::Instant::now() + poll.timeout;
        loop {
            changed.mark_unchanged();
            {
                let mut inner = self.inner.lock();
                if inner.webhook.is_some() {
                    return Err(PollingRefused::WebhookIsSet);
                }
                if inner.poll != number {
                    return Err(PollingRefused::AnotherPoll);
                }
                inner.expire(clock.now_us());
                let batch = inner.batch(poll.limit);
                if !batch.is_empty() {
                    return Ok(batch);
                }
            }
            let woken = tokio::time::timeout_at(deadline, changed.changed()).await;
            if !matches!(woken, Ok(Ok(()))) {
                return Ok(Vec::new());
            }
        }
    }
}

impl Inner {
    fn confirm(&mut self, offset: Option<i64>) {
        let Some(mut offset) = offset.filter(|offset| *offset != 0) else {
            return;
        };
        if offset < 0 {
            // A negative offset keeps only that many of the newest.
            let keep = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
            let ids: Vec<i64> = self.pending.values().map(|p| p.update_id).collect();
            let Some(first_kept) = ids.len().checked_sub(keep).and_then(|at| ids.get(at)) else {
                return;
            };
            offset = *first_kept;
        }
        self.pending.retain(|_, pending| {
            let seen = !pending.repeated || pending.handed_out.load(Ordering::Relaxed);
            pending.update_id >= offset || !seen
        });
    }

    fn expire(&mut self, now_us: i64) {
        self.pending
            .retain(|_, pending| pending.expires_us > now_us);
    }

    fn batch(&self, limit: usize) -> Vec<Box<RawValue>> {
        let mut batch = Vec::new();
        for pending in self.pending.values().take(limit) {
            pending.handed_out.store(true, Ordering::Relaxed);
            batch.extend(raw(pending));
        }
        batch
    }
}

fn raw(pending: &Arc<Pending>) -> Option<Box<RawValue>> {
    let text = std::str::from_utf8(&pending.json).ok()?;
    RawValue::from_string(text.to_owned()).ok()
}
