//! Sends what the chat has to be told: one process at a time, the oldest first.
//!
//! A row is ended after Telegram took its message, so a crash in between tells it once more and loses nothing.

use std::sync::Arc;
use std::time::Duration;

use app::alerts::{self, PendingAlert, StaffAlert};
use app::policy_runner::Wake;
use app::{AppError, Lease};
use chrono::{DateTime, TimeDelta, Utc};
use domain::policies::Alert;
use tokio_util::sync::CancellationToken;

use crate::{GatewayError, Services};

/// One sender across replicas.
const LEASE: &str = "staff_alerts";
/// How long another replica waits before it takes over.
const LEASE_DURATION: Duration = Duration::from_secs(10);
/// The most rows that are read at once.
const MOST_ROWS: i64 = 50;
/// How often the table is looked at without a reason, in case another process wrote to it.
const POLL: Duration = Duration::from_millis(500);
/// How long a message under way may take when the process stops.
const STOPPING: Duration = Duration::from_secs(2);
/// How soon something is tried again that Telegram did not answer.
const AGAIN: TimeDelta = TimeDelta::seconds(5);
/// How soon something is tried again that Telegram refused: somebody has to bring the bot back into the chat first.
const AGAIN_AFTER_REFUSAL: TimeDelta = TimeDelta::minutes(1);
/// What could not be told within this time is in the console anyway.
const GIVEN_UP_AFTER: TimeDelta = TimeDelta::hours(24);

/// How a try ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// The chat has it, or there is nothing left to say.
    Told,
    /// `MOD_CHAT_ID` is not set.
    NoChat,
    /// Not now.
    Later(TimeDelta),
    /// Not any more.
    Stale,
}

/// Why the chat does not have it now.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotTold {
    /// Telegram did not take it.
    #[error(transparent)]
    Telegram(#[from] GatewayError),
    /// Our own outage.
    #[error(transparent)]
    Ours(#[from] AppError),
}

/// Tells the moderators' chat; cheap to clone.
#[derive(Clone)]
pub struct AlertSender {
    /// What sending needs.
    pub services: Services,
    /// Tells about new rows of this process.
    pub wake: Arc<Wake>,
}

impl AlertSender {
    /// Sends whenever the lease can be had, until cancelled.
    pub async fn run(self, stop: CancellationToken) {
        count_from_zero();
        let pool = self.services.pool.clone();
        while let Some(lease) = Lease::acquire(&pool, LEASE, LEASE_DURATION, &stop).await {
            self.send_while_held(&lease, &stop).await;
            if let Err(error) = lease.release().await {
                tracing::debug!(%error, "the lease of the alerts runs out by itself");
            }
        }
    }

    async fn send_while_held(&self, lease: &Lease, stop: &CancellationToken) {
        loop {
            // Before looking, so that what is written after the look wakes us.
            let woken = self.wake.outbox.notified();
            tokio::select! {
                sent = self.send_pending(lease, stop) => if let Err(error) = sent {
                    tracing::warn!(%error, "alerts of the moderators wait for the database");
                },
                () = cut_short(stop) => return,
            }
            tokio::select! {
                () = woken => {}
                () = tokio::time::sleep(POLL) => {}
                () = stop.cancelled() => return,
                () = lease.lost().cancelled() => return,
            }
        }
    }

    async fn send_pending(&self, lease: &Lease, stop: &CancellationToken) -> Result<(), AppError> {
        let services = &self.services;
        let now = services.clock.now();
        for row in alerts::pending(&services.pool, now, MOST_ROWS).await? {
            if stop.is_cancelled() || lease.lost().is_cancelled() {
                return Ok(());
            }
            let outcome = self.attempt(&row).await;
            self.write_down(&row, outcome).await?;
        }
        Ok(())
    }

    async fn attempt(&self, row: &PendingAlert) -> Outcome {
        let Some(chat) = self.services.settings.operators else {
            return Outcome::NoChat;
        };
        if self.services.clock.now() - row.at > GIVEN_UP_AFTER {
            return Outcome::Stale;
        }
        let told = match row.alert {
            StaffAlert::OfPolicy(Alert::CaseMoved { case_id }) => {
                self.put_right(chat, case_id).await
            }
            _ => self.tell(chat, &row.alert).await,
        };
        match told {
            Ok(()) => Outcome::Told,
            Err(NotTold::Telegram(GatewayError::Unreachable | GatewayError::Refused { .. })) => {
                Outcome::Later(AGAIN_AFTER_REFUSAL)
            }
            Err(NotTold::Telegram(GatewayError::TimedOut) | NotTold::Ours(_)) => {
                Outcome::Later(AGAIN)
            }
        }
    }

    async fn write_down(&self, row: &PendingAlert, outcome: Outcome) -> Result<(), AppError> {
        let pool = &self.services.pool;
        let now = self.services.clock.now();
        note(row, outcome, now);
        match outcome {
            Outcome::Told | Outcome::NoChat | Outcome::Stale => {
                alerts::finish(pool, row.id, now).await
            }
            Outcome::Later(pause) => alerts::postpone(pool, row.id, now + pause).await,
        }
    }
}

/// What an operator is woken for when nobody was told of it.
const URGENT: [&str; 3] = ["urgent_report", "hold_lapsed", "log_broken"];
const UNTOLD: [&str; 3] = ["no_chat", "refused", "given_up"];

/// An alert that looks for the first one has to have seen none.
fn count_from_zero() {
    for (kind, outcome) in URGENT
        .into_iter()
        .flat_map(|kind| UNTOLD.map(|outcome| (kind, outcome)))
    {
        metrics::counter!("notalone_staff_alerts_total", "kind" => kind, "outcome" => outcome)
            .increment(0);
    }
}

/// For whoever watches the logs and the metrics instead of the chat, or because of it.
fn note(row: &PendingAlert, outcome: Outcome, now: DateTime<Utc>) {
    let kind = row.alert.name();
    let outcome = match outcome {
        Outcome::Told => "told",
        Outcome::NoChat => "no_chat",
        Outcome::Later(_) => "refused",
        Outcome::Stale => "given_up",
    };
    metrics::counter!("notalone_staff_alerts_total", "kind" => kind, "outcome" => outcome)
        .increment(1);
    let case = match row.alert {
        // Only an edit of what was told.
        StaffAlert::OfPolicy(Alert::CaseMoved { .. }) => return,
        StaffAlert::OfPolicy(Alert::UrgentReport { case_id, .. }) => {
            Some(tracing::field::display(case_id))
        }
        _ => None,
    };
    let age_seconds = (now - row.at).num_seconds();
    if outcome == "told" {
        tracing::info!(kind, case, age_seconds, "the moderators' chat was told");
    } else {
        tracing::warn!(
            kind,
            outcome,
            case,
            age_seconds,
            "the moderators' chat was not told"
        );
    }
}

/// Ends some time after the process was told to stop.
async fn cut_short(stop: &CancellationToken) {
    stop.cancelled().await;
    tokio::time::sleep(STOPPING).await;
}
