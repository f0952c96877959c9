//! The worker of one bot: asks the budgets, starts the requests.

use std::sync::Arc;
use std::time::Duration;

use app::clock::SharedClock;
use app::coordination::Permit;
use app::ids::SharedIds;
use app::vault::Address;
use chrono::{DateTime, TimeDelta, Utc};
use tokio_util::sync::CancellationToken;

use super::budgets::Budgets;
use super::client::Client;
use super::queue::{BotQueue, Turn};
use super::schedule::{Slot, Step};
use super::unreachable::UnreachableSink;

pub(super) struct Worker {
    pub(super) queue: Arc<BotQueue>,
    pub(super) client: Client,
    pub(super) budgets: Budgets,
    pub(super) clock: SharedClock,
    pub(super) ids: SharedIds,
    pub(super) unreachable: Arc<dyn UnreachableSink>,
}

impl Worker {
    /// Runs until cancelled.
    pub(super) async fn run(self: Arc<Self>, stop: CancellationToken) {
        loop {
            let next = self.queue.schedule().step(self.clock.now());
            match next {
                Step::Offer(slot) => Arc::clone(&self).offer(slot).await,
                Step::WaitUntil(at) => tokio::select! {
                    () = self.clock.sleep_until(at) => {}
                    () = self.queue.changed.notified() => {}
                    () = stop.cancelled() => return,
                },
                Step::Idle => tokio::select! {
                    () = self.queue.changed.notified() => {}
                    () = stop.cancelled() => return,
                },
            }
        }
    }

    /// Starts the request whose turn it is, or notes why it has to wait.
    async fn offer(self: Arc<Self>, slot: Slot) {
        let (to, has_permit) = {
            let mut schedule = self.queue.schedule();
            let Some(to) = schedule.head(slot).map(|job| job.to) else {
                return;
            };
            (to, schedule.has_permit(slot))
        };
        if !has_permit && !self.chat_permits(slot, to).await {
            return;
        }
        if let Permit::Denied { retry_after } = self.budgets.take_bot(to).await {
            let until = later(self.clock.now(), retry_after);
            self.queue.schedule().pause_bot(until);
            return;
        }
        let Some(job) = self.queue.schedule().begin(slot) else {
            return;
        };
        let turn = Turn::new(Arc::clone(&self.queue), slot);
        tokio::spawn(async move { self.attempt(turn, job).await });
    }

    async fn chat_permits(&self, slot: Slot, to: Address) -> bool {
        match self.budgets.take_chat(to).await {
            Permit::Granted => {
                self.queue.schedule().grant(slot);
                true
            }
            Permit::Denied { retry_after } => {
                let until = later(self.clock.now(), retry_after);
                self.queue.schedule().delay(slot, until);
                false
            }
        }
    }
}

/// The moment after a wait. Never the same one, or a budget that rounds down would be asked in a circle.
pub(super) fn later(now: DateTime<Utc>, wait: Duration) -> DateTime<Utc> {
    let wait = TimeDelta::from_std(wait).unwrap_or(TimeDelta::MAX);
    now.checked_add_signed(wait.max(TimeDelta::milliseconds(1)))
        .unwrap_or(DateTime::<Utc>::MAX_UTC)
}
