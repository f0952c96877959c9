//! The updates of one bot that are not confirmed, and how they are taken.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use bytes::Bytes;
use serde_json::Value;
use tokio::sync::watch;

use super::history::History;
use super::update::{AllowedUpdates, Lane, NewUpdate, Pending};
use super::webhook::Webhook;
use crate::model::{DeliveryOutcome, DeliveryRecord, Duplicates};
use crate::sync::Lock;

/// Why `getUpdates` gets a 409.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PollingRefused {
    WebhookIsSet,
    AnotherPoll,
}

#[derive(Debug)]
pub(crate) struct Updates {
    pub(super) inner: Lock<Inner>,
    pub(super) changed: watch::Sender<u64>,
    /// The generation of lanes, for workers that wait for a retry.
    pub(super) renewed: watch::Sender<u64>,
    /// Counts the requests to retry at once.
    pub(super) hurried: watch::Sender<u64>,
}

#[derive(Debug)]
pub(super) struct Inner {
    next_update_id: i64,
    next_seq: u64,
    pub(super) pending: BTreeMap<u64, Arc<Pending>>,
    pub(super) allowed: AllowedUpdates,
    pub(super) webhook: Option<Arc<Webhook>>,
    /// Lanes with a worker, and what waits in them.
    lanes: HashMap<Lane, VecDeque<u64>>,
    /// Grows when lanes are made anew; workers of older ones end.
    pub(super) generation: u64,
    /// The newest `getUpdates`; an older one that still waits ends.
    pub(super) poll: u64,
    duplicates: Option<Duplicates>,
    pub(super) history: History,
}

/// Lanes that need a worker of this generation.
#[derive(Debug, Default)]
pub(crate) struct Started {
    pub(crate) lanes: Vec<Lane>,
    pub(crate) generation: u64,
}

impl Updates {
    pub(crate) fn new(first_update_id: i64) -> Self {
        Self {
            inner: Lock::new(Inner {
                next_update_id: first_update_id,
                next_seq: 1,
                pending: BTreeMap::new(),
                allowed: AllowedUpdates::default(),
                webhook: None,
                lanes: HashMap::new(),
                generation: 0,
                poll: 0,
                duplicates: None,
                history: History::default(),
            }),
            changed: watch::channel(0).0,
            renewed: watch::channel(0).0,
            hurried: watch::channel(0).0,
        }
    }

    /// Gives the update an id and queues it; `None` if the bot does not want such updates.
    pub(crate) fn push(&self, update: &NewUpdate, now_us: i64) -> Option<(i64, Started)> {
        let mut inner = self.inner.lock();
        if !inner.allowed.allows(&update.kind) {
            return None;
        }
        let update_id = inner.next_update_id;
        inner.next_update_id += 1;
        // Written by hand, so that the id comes first, as from Telegram.
        let (kind, body) = (Value::from(update.kind.as_str()), &update.body);
        let json = Bytes::from(format!("{{\"update_id\":{update_id},{kind}:{body}}}"));
        let (copies, concurrent) = inner.take_duplicates();
        let mut started = Started::default();
        for copy in 0..copies {
            let seq = inner.next_seq;
            let beside = copy > 0 && concurrent;
            inner.enqueue(
                Pending {
                    seq,
                    update_id,
                    kind: update.kind.clone(),
                    lane: if beside {
                        Lane::Beside(seq)
                    } else {
                        update.lane.clone()
                    },
                    expires_us: now_us + update.life_us(),
                    json: json.clone(),
                    repeated: false,
                    handed_out: AtomicBool::new(false),
                },
                &mut started,
            );
        }
        drop(inner);
        self.wake();
        Some((update_id, started))
    }

    /// Queues an update again that was queued before, beside everything else.
    pub(crate) fn push_again(&self, update_id: i64) -> Option<Started> {
        let mut inner = self.inner.lock();
        let old = inner.history.update(update_id)?;
        let seq = inner.next_seq;
        let mut started = Started::default();
        inner.enqueue(
            Pending {
                seq,
                update_id,
                kind: old.kind.clone(),
                lane: Lane::Beside(seq),
                expires_us: i64::MAX,
                json: old.json.clone(),
                repeated: true,
                handed_out: AtomicBool::new(false),
            },
            &mut started,
        );
        drop(inner);
        self.wake();
        Some(started)
    }

    pub(crate) fn duplicate_next(&self, duplicates: Duplicates) {
        self.inner.lock().duplicates = Some(duplicates);
    }

    /// Ends every wait for a retry.
    pub(crate) fn retry_now(&self) {
        self.hurried.send_modify(|times| *times += 1);
    }

    pub(crate) fn pending_count(&self) -> usize {
        self.inner.lock().pending.len()
    }

    pub(crate) fn attempts(&self, after: u64) -> Vec<DeliveryRecord> {
        self.inner.lock().history.attempts(after)
    }

    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    pub(super) fn wake(&self) {
        self.changed.send_modify(|version| *version += 1);
    }

    pub(crate) fn webhook(&self) -> Option<Arc<Webhook>> {
        self.inner.lock().webhook.clone()
    }

    pub(crate) fn allowed(&self) -> Option<Vec<String>> {
        self.inner.lock().allowed.0.clone()
    }

    /// Sets or takes away the webhook. `allowed` left out stays as it was.
    pub(crate) fn set_webhook(
        &self,
        webhook: Option<Webhook>,
        allowed: Option<Vec<String>>,
        drop_pending: bool,
    ) -> Started {
        let mut inner = self.inner.lock();
        inner.allow(allowed);
        if drop_pending {
            inner.pending.clear();
        }
        // The same address again leaves deliveries under way alone, as replicas that start together expect.
        let same = match (&inner.webhook, &webhook) {
            (Some(old), Some(new)) => old.same_target(new) && !drop_pending,
            _ => false,
        };
        inner.webhook = webhook.map(Arc::new);
        let mut started = Started::default();
        if !same {
            inner.generation += 1;
            inner.lanes.clear();
            if inner.webhook.is_some() {
                for pending in inner.pending.clone().into_values() {
                    inner.put_in_lane(&pending, &mut started);
                }
            }
        }
        started.generation = inner.generation;
        drop(inner);
        self.renewed.send_replace(started.generation);
        self.wake();
        started
    }

    /// The next update of a lane and the webhook it goes to; `None` ends the lane's worker.
    pub(super) fn front(
        &self,
        lane: &Lane,
        generation: u64,
    ) -> Option<(Arc<Pending>, Arc<Webhook>)> {
        let mut inner = self.inner.lock();
        if inner.generation != generation {
            return None;
        }
        let webhook = inner.webhook.clone()?;
        loop {
            let Some(seq) = inner.lanes.get(lane).and_then(|waiting| waiting.front()) else {
                inner.lanes.remove(lane);
                return None;
            };
            if let Some(pending) = inner.pending.get(seq) {
                return Some((Arc::clone(pending), webhook));
            }
            inner.lanes.get_mut(lane)?.pop_front();
        }
    }

    /// Notes an attempt; delivered and expired updates are gone.
    pub(super) fn finish(&self, pending: &Pending, record: DeliveryRecord) {
        let mut inner = self.inner.lock();
        if record.outcome != DeliveryOutcome::Failed {
            inner.pending.remove(&pending.seq);
        }
        inner.history.add_attempt(record);
        drop(inner);
        self.wake();
    }
}

impl Inner {
    pub(super) fn allow(&mut self, allowed: Option<Vec<String>>) {
        if let Some(kinds) = allowed {
            // An empty list asks for Telegram's default.
            self.allowed = AllowedUpdates((!kinds.is_empty()).then_some(kinds));
        }
    }

    fn take_duplicates(&mut self) -> (u32, bool) {
        let Some(duplicates) = &mut self.duplicates else {
            return (1, false);
        };
        let (times, concurrent) = (duplicates.times.max(1), duplicates.concurrent);
        duplicates.updates = duplicates.updates.saturating_sub(1);
        if duplicates.updates == 0 {
            self.duplicates = None;
        }
        (times, concurrent)
    }

    fn enqueue(&mut self, pending: Pending, started: &mut Started) {
        let pending = Arc::new(pending);
        self.next_seq += 1;
        self.pending.insert(pending.seq, Arc::clone(&pending));
        if !pending.repeated {
            self.history.add_update(Arc::clone(&pending));
        }
        started.generation = self.generation;
        if self.webhook.is_some() {
            self.put_in_lane(&pending, started);
        }
    }

    fn put_in_lane(&mut self, pending: &Arc<Pending>, started: &mut Started) {
        if let Some(waiting) = self.lanes.get_mut(&pending.lane) {
            waiting.push_back(pending.seq);
            return;
        }
        let waiting = VecDeque::from([pending.seq]);
        self.lanes.insert(pending.lane.clone(), waiting);
        started.lanes.push(pending.lane.clone());
    }
}
