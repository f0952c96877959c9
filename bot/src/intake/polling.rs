//! Long polling (`--polling`): the same intake, fed by `getUpdates`. The offset moves only past what is done.

mod progress;

use std::sync::Arc;
use std::time::Duration;

use app::clock::SharedClock;
use app::ids::SharedIds;
use app::{BotId, Lease};
use chrono::TimeDelta;
use serde_json::{Value, json};
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use self::progress::Progress;
use super::origin::Origin;
use super::registration::Registration;
use super::{ALLOWED_UPDATES, Intake, Verdict};
use crate::Gateway;
use crate::gateway::client::Answer;
use crate::gateway::{Body, backoff};

/// How long Telegram holds a call open when there is nothing.
const POLL_SECONDS: u64 = 25;
/// How much longer than that its answer may take.
const POLL_SLACK: Duration = Duration::from_secs(10);
/// The most updates of one call: the most Telegram gives, and so the most that are under way.
const BATCH_UPDATES: u32 = 100;
/// While something is under way Telegram repeats it at once; between two such calls.
const BETWEEN_CALLS: Duration = Duration::from_millis(100);
/// How long updates under way may take when the process stops.
const STOPPING: Duration = Duration::from_secs(8);
/// How long another replica waits before it takes over.
const LEASE: Duration = Duration::from_secs(10);

/// Polls for one bot at a time in all replicas; cheap to clone.
#[derive(Clone)]
pub struct Polling {
    /// The way to Telegram.
    pub gateway: Gateway,
    /// Where updates go.
    pub intake: Intake,
    /// Where the lease is.
    pub pool: PgPool,
    /// Backoff follows it.
    pub clock: SharedClock,
    /// Randomness of the backoff.
    pub ids: SharedIds,
}

impl Polling {
    /// Polls whenever the lease can be had, until cancelled.
    pub async fn run(self, bot: BotId, stop: CancellationToken) {
        let name = format!("polling:{bot}");
        while let Some(lease) = Lease::acquire(&self.pool, &name, LEASE, &stop).await {
            let over = stop.child_token();
            let polling = self.poll(bot, &over);
            tokio::pin!(polling);
            tokio::select! {
                () = &mut polling => {}
                () = lease.lost().cancelled() => {
                    over.cancel();
                    polling.await;
                }
            }
            if let Err(error) = lease.release().await {
                tracing::debug!(%bot, %error, "the lease of polling runs out by itself");
            }
        }
    }

    /// Polls until cancelled; must have no competitor, or Telegram answers both with conflicts.
    pub async fn poll(&self, bot: BotId, stop: &CancellationToken) {
        let registration = Registration {
            gateway: self.gateway.clone(),
            clock: Arc::clone(&self.clock),
        };
        let deleting = registration.keep_deleting_webhook(bot);
        if stop.run_until_cancelled(deleting).await.is_none() {
            return;
        }
        let progress = Arc::new(Progress::default());
        let users = TaskTracker::new();
        let mut failures = 0;
        while let Some(answer) = stop
            .run_until_cancelled(self.updates(bot, progress.offset()))
            .await
        {
            let Answer::Accepted(Value::Array(updates)) = answer else {
                failures += 1;
                let pause = match answer {
                    Answer::RetryAfter(wait) => TimeDelta::from_std(wait).unwrap_or(TimeDelta::MAX),
                    _ => backoff(failures, &self.ids),
                };
                stop.run_until_cancelled(self.clock.sleep(pause)).await;
                continue;
            };
            failures = 0;
            for update in updates {
                self.take(bot, update, &progress, &users, stop);
            }
            if progress.is_anything_under_way() {
                // Asking again at once would only repeat what is under way.
                let changed = tokio::time::timeout(BETWEEN_CALLS, progress.changed.notified());
                stop.run_until_cancelled(changed).await;
            }
        }
        users.close();
        if tokio::time::timeout(STOPPING, users.wait()).await.is_err() {
            tracing::warn!(%bot, "stopped polling with updates under way: they come again");
        }
    }

    async fn updates(&self, bot: BotId, offset: i64) -> Answer {
        let params = json!({
            "offset": offset,
            "limit": BATCH_UPDATES,
            "timeout": POLL_SECONDS,
            "allowed_updates": ALLOWED_UPDATES,
        });
        let timeout = Duration::from_secs(POLL_SECONDS) + POLL_SLACK;
        match Body::of(&params) {
            Ok(body) => {
                self.gateway
                    .client()
                    .call(bot, "getUpdates", &body, timeout)
                    .await
            }
            Err(_) => Answer::Failed("unwritable"),
        }
    }

    /// Gives an update to its sender's task, unless that has it already.
    fn take(
        &self,
        bot: BotId,
        update: Value,
        progress: &Arc<Progress>,
        users: &TaskTracker,
        stop: &CancellationToken,
    ) {
        let Some(update_id) = update["update_id"].as_i64() else {
            tracing::warn!(%bot, "telegram sent an update without an id");
            return;
        };
        // What has no sender is not for us, and goes in a queue of its own to be counted and forgotten.
        let user = Origin::of(&update).map_or(0, |origin| {
            if origin.skips_queues {
                // A queue of its own, which no person has: their ids are positive.
                -update_id
            } else {
                origin.user
            }
        });
        if progress.take(user, update_id, update) {
            let (polling, progress, stop) = (self.clone(), Arc::clone(progress), stop.clone());
            users.spawn(async move { polling.serve(bot, user, &progress, &stop).await });
        }
    }

    /// One user's updates, one after another, each until it is done.
    async fn serve(&self, bot: BotId, user: i64, progress: &Progress, stop: &CancellationToken) {
        while let Some((update_id, update)) = progress.next(user) {
            let body = update.to_string();
            let mut failures = 0;
            while !matches!(
                self.intake.accept(bot, body.as_bytes()).await,
                Verdict::Done | Verdict::Malformed
            ) {
                failures += 1;
                let pause = self.clock.sleep(backoff(failures, &self.ids));
                if stop.run_until_cancelled(pause).await.is_none() {
                    return;
                }
            }
            progress.done(update_id);
            if stop.is_cancelled() {
                return;
            }
        }
    }
}
