//! The way in: an update is acknowledged when it is done, and not before.
//!
//! Webhook and polling end in [`Intake::accept`]: place in the sender's queue, claim, handle in a task of its own,
//! write down how it ended. Nothing here knows what an update means; that is the router's. A `pre_checkout_query` has ten seconds and waits
//! for none of it: no queue, no claim, no inbox; repeated, it is decided the same way once more.

mod handling;
mod origin;
pub mod polling;
pub mod ports;
mod queue;
pub mod registration;
pub mod webhook;

use std::sync::Arc;
use std::time::{Duration, Instant};

use app::BotId;
use app::refusals::{self, Door};
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use ports::{Handler, Ledger, Members, RouterHandler, VaultMembers};

use handling::Handling;
use origin::{Origin, Unusable};
use queue::UserQueues;

/// The types of updates we ask for (architecture.md, "Telegram in").
pub const ALLOWED_UPDATES: [&str; 6] = [
    "message",
    "edited_message",
    "message_reaction",
    "callback_query",
    "pre_checkout_query",
    "my_chat_member",
];

/// How an update ended, for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Done for good: acknowledge it.
    Done,
    /// Somebody works on it, or there is no room: come back in a second.
    Busy,
    /// Our own outage: come back.
    Outage,
    /// It failed by its own fault and may be tried again.
    Failed,
    /// It is no update.
    Malformed,
}

/// Time limits of intake. Together they stay under the claim's lease of 70 s, so that a slow update is never handled by
/// two at once.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How long an update may wait for earlier ones of its sender.
    pub turn: Duration,
    /// How long handling may take.
    pub handling: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            turn: Duration::from_secs(15),
            handling: Duration::from_secs(45),
        }
    }
}

/// Takes updates in; cheap to clone.
#[derive(Clone)]
pub struct Intake {
    inner: Arc<Inner>,
}

struct Inner {
    ledger: Arc<dyn Ledger>,
    members: Arc<dyn Members>,
    handler: Arc<dyn Handler>,
    queues: UserQueues,
    limits: Limits,
    tasks: TaskTracker,
    draining: CancellationToken,
}

impl Intake {
    /// An intake that writes to this ledger, knows these members and passes updates to this handler.
    pub fn new(
        ledger: Arc<dyn Ledger>,
        members: Arc<dyn Members>,
        handler: Arc<dyn Handler>,
        limits: Limits,
    ) -> Self {
        count_from_zero();
        Self {
            inner: Arc::new(Inner {
                ledger,
                members,
                handler,
                queues: UserQueues::default(),
                limits,
                tasks: TaskTracker::new(),
                draining: CancellationToken::new(),
            }),
        }
    }

    /// Takes one update, as Telegram sent it, to its end. Dropping the future does not stop the handling.
    ///
    /// The place in the sender's queue is taken before the first wait, so calls keep their order.
    pub async fn accept(&self, bot: BotId, body: &[u8]) -> Verdict {
        if self.is_draining() {
            return Verdict::Busy;
        }
        let Ok(raw) = serde_json::from_slice::<Value>(body) else {
            return Verdict::Malformed;
        };
        let origin = match Origin::of(&raw) {
            Ok(origin) => origin,
            Err(Unusable::NoUpdate) => return Verdict::Malformed,
            Err(Unusable::NotForUs(kind)) => {
                let operators = self.inner.handler.operators_chat();
                let Some(origin) = Origin::of_group(&raw, operators) else {
                    count(kind, "ignored");
                    return Verdict::Done;
                };
                origin
            }
        };
        if origin.skips_queues {
            return self.check_out(bot, origin, raw).await;
        }
        let Some(ticket) = self.inner.queues.enter((bot, origin.user)) else {
            count(origin.kind, "queue_full");
            return Verdict::Busy;
        };
        // `None` when teloxide cannot read it at all: that is counted as a try once it is claimed.
        let update = serde_json::from_slice(body).ok();
        let handling = Handling {
            inner: Arc::clone(&self.inner),
            bot,
            origin,
            raw: Arc::new(raw),
            update,
        };
        let task = self.inner.tasks.spawn(handling.carry_through(ticket));
        task.await.unwrap_or_else(|error| {
            // A panic of ours, not of the handler: the claim runs out and the update comes again.
            tracing::error!(%bot, cancelled = error.is_cancelled(), "intake itself failed");
            Verdict::Outage
        })
    }

    /// Answered or not, it is over: Telegram asks no later than ten seconds.
    async fn check_out(&self, bot: BotId, origin: Origin, raw: Value) -> Verdict {
        let start = Instant::now();
        let handler = Arc::clone(&self.inner.handler);
        let answering = async move { handler.check_out(bot, origin.user, &raw).await };
        let outcome = self.inner.tasks.spawn(answering).await;
        count(origin.kind, outcome.unwrap_or("failed"));
        metrics::histogram!("notalone_webhook_duration_seconds").record(start.elapsed());
        Verdict::Done
    }

    /// Whether updates are refused because the process is about to stop.
    pub fn is_draining(&self) -> bool {
        self.inner.draining.is_cancelled()
    }

    /// Refuses further updates and waits for those under way, at most this long. True when all of them ended.
    pub async fn drain(&self, at_most: Duration) -> bool {
        self.inner.draining.cancel();
        self.inner.tasks.close();
        tokio::time::timeout(at_most, self.inner.tasks.wait())
            .await
            .is_ok()
    }
}

/// An alert that looks for the first parked update, or forged button, has to have seen none.
fn count_from_zero() {
    refusals::count_from_zero(Door::Buttons);
    for kind in ALLOWED_UPDATES {
        metrics::counter!("notalone_webhook_updates_total", "kind" => kind, "outcome" => "parked")
            .increment(0);
    }
}

fn count(kind: &'static str, outcome: &'static str) {
    metrics::counter!("notalone_webhook_updates_total", "kind" => kind, "outcome" => outcome)
        .increment(1);
}
