//! The daily comparison with Telegram, done by whichever process comes first.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tokio_util::sync::CancellationToken;

use super::reconcile::DifferenceKind;
use super::{StarBank, Tips};
use crate::AppError;
use crate::alerts::{self, NewAlert, StaffAlert};
use crate::clock::SharedClock;

const JOB: &str = "tips_reconcile";
const EVERY: TimeDelta = TimeDelta::hours(24);
/// After a failure it is tried again this much later.
const AGAIN_AFTER: TimeDelta = TimeDelta::minutes(10);

/// Compares the ledger with Telegram once a day.
pub struct DailyReconciliation {
    /// Tips.
    pub tips: Tips,
    /// Telegram.
    pub bank: Arc<dyn StarBank>,
    /// Days follow it.
    pub clock: SharedClock,
}

impl DailyReconciliation {
    /// Runs until cancelled.
    pub async fn run(self, stop: CancellationToken) {
        // An alert that looks for the first one has to have seen none.
        for kind in DifferenceKind::ALL {
            metrics::counter!("notalone_tips_total", "outcome" => kind.name()).increment(0);
        }
        while !stop.is_cancelled() {
            let next = self.once_a_day().await.unwrap_or_else(|error| {
                tracing::warn!(%error, "the ledger could not be compared with Telegram, try again later");
                self.clock.now() + AGAIN_AFTER
            });
            let waited = stop.run_until_cancelled(self.clock.sleep_until(next));
            if waited.await.is_none() {
                return;
            }
        }
    }

    /// Compares if a day has passed since anybody did; when to look again.
    async fn once_a_day(&self) -> Result<DateTime<Utc>, AppError> {
        let now = self.clock.now();
        let claimed = sqlx::query(
            "insert into daily_jobs as job (name, done_at) values ($1, $2)
             on conflict (name) do update set done_at = excluded.done_at where job.done_at <= $3",
        )
        .bind(JOB)
        .bind(now)
        .bind(now - EVERY)
        .execute(&self.tips.pool)
        .await?;
        if claimed.rows_affected() == 0 {
            let done_at: DateTime<Utc> =
                sqlx::query_scalar("select done_at from daily_jobs where name = $1")
                    .bind(JOB)
                    .fetch_one(&self.tips.pool)
                    .await?;
            return Ok(done_at + EVERY);
        }
        match self.compare(now).await {
            Ok(()) => Ok(now + EVERY),
            Err(error) => {
                self.give_back(now).await?;
                Err(error)
            }
        }
    }

    async fn compare(&self, now: DateTime<Utc>) -> Result<(), AppError> {
        let found = self.tips.reconcile(self.bank.as_ref()).await?;
        report(&found);
        if found.differences.is_empty() {
            return Ok(());
        }
        let payments = u32::try_from(found.differences.len()).unwrap_or(u32::MAX);
        let alert = StaffAlert::TipsDiffer { payments };
        let occasion = now.date_naive().to_string();
        alerts::write(&self.tips.pool, &NewAlert::of_job(alert, &occasion, now)).await
    }

    /// It was not done: anybody may do it again a little later.
    async fn give_back(&self, claimed_at: DateTime<Utc>) -> Result<(), AppError> {
        sqlx::query("update daily_jobs set done_at = $2 where name = $1 and done_at = $3")
            .bind(JOB)
            .bind(claimed_at - EVERY + AGAIN_AFTER)
            .bind(claimed_at)
            .execute(&self.tips.pool)
            .await?;
        Ok(())
    }
}

/// Every difference is somebody's Stars: each has its line, and its place in the metrics that wake an operator.
fn report(found: &super::reconcile::Reconciled) {
    for difference in &found.differences {
        let kind = difference.kind.name();
        metrics::counter!("notalone_tips_total", "outcome" => kind).increment(1);
        tracing::error!(
            kind,
            charge = difference.charge_id,
            tip = difference.tip_id.map(tracing::field::display),
            ledger_stars = difference.ledger_stars,
            telegram_stars = difference.telegram_stars,
            "the ledger and Telegram do not agree about a payment"
        );
    }
    tracing::info!(
        transactions = found.transactions,
        charges = found.charges,
        differences = found.differences.len(),
        "the ledger was compared with Telegram"
    );
}
