//! The queue of one bot: the schedule behind a lock, and a bell.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use app::BotId;
use app::outbox::Lane;
use app::vault::Address;
use chrono::{DateTime, Utc};
use serde_json::Value;
use tokio::sync::{Notify, oneshot};

use super::GatewayError;
use super::request::{Body, answers_a_query};
use super::schedule::{Schedule, Slot, Waiting};

/// A request with its caller.
pub(super) struct Job {
    pub(super) to: Address,
    pub(super) lane: Lane,
    pub(super) method: Arc<str>,
    pub(super) body: Body,
    pub(super) deadline: DateTime<Utc>,
    /// How often it failed so far.
    pub(super) failures: u32,
    pub(super) reply: oneshot::Sender<Result<Value, GatewayError>>,
}

impl Job {
    pub(super) fn reply(self, answer: Result<Value, GatewayError>) {
        // A caller that is gone had its deadline or was cancelled: it wants no answer.
        let _ = self.reply.send(answer);
    }
}

impl Waiting for Job {
    fn lane(&self) -> Lane {
        self.lane
    }

    fn is_abandoned(&self) -> bool {
        self.reply.is_closed()
    }
}

pub(super) struct BotQueue {
    bot: BotId,
    schedule: Mutex<Schedule<Job>>,
    pub(super) changed: Notify,
}

impl std::fmt::Debug for BotQueue {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "BotQueue({})", self.bot)
    }
}

impl BotQueue {
    pub(super) fn new(bot: BotId) -> Self {
        Self {
            bot,
            schedule: Mutex::new(Schedule::new()),
            changed: Notify::new(),
        }
    }

    /// The schedule is whole between two calls, so a panic elsewhere while it was locked has not harmed it.
    pub(super) fn schedule(&self) -> MutexGuard<'_, Schedule<Job>> {
        self.schedule.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn push(&self, job: Job) -> Result<(), Job> {
        let chat = (!answers_a_query(&job.method)).then_some(job.to.chat_id);
        self.schedule().push(chat, job)?;
        self.changed.notify_one();
        Ok(())
    }
}

/// A slot whose request is under way. However that ends, also by a panic, the slot is free afterwards.
pub(super) struct Turn {
    queue: Arc<BotQueue>,
    pub(super) slot: Slot,
    over: bool,
}

impl Turn {
    pub(super) fn new(queue: Arc<BotQueue>, slot: Slot) -> Self {
        Self {
            queue,
            slot,
            over: false,
        }
    }

    /// Ends the turn by waiting for another one.
    pub(super) fn again(mut self, job: Job, until: DateTime<Utc>) {
        self.over = true;
        self.queue.schedule().put_back(self.slot, job, until);
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if !self.over {
            self.queue.schedule().finish(self.slot);
        }
        self.queue.changed.notify_one();
    }
}
