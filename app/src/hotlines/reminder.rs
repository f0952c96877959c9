//! Reminds the moderators' chat of crisis contacts that nobody has called for too long.

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;

use super::Hotlines;
use crate::AppError;
use crate::alerts::{self, NewAlert, StaffAlert};
use crate::clock::SharedClock;

/// How often it is looked; the chat hears of it once a week.
const LOOK_EVERY: TimeDelta = TimeDelta::hours(1);

/// The background job of the worker role; any number of processes remind once.
pub struct Reminder {
    /// Where alerts are written.
    pub pool: PgPool,
    /// The contacts in force.
    pub hotlines: Hotlines,
    /// Weeks follow it.
    pub clock: SharedClock,
}

impl Reminder {
    /// Runs until cancelled.
    pub async fn run(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            let now = self.clock.now();
            if let Err(error) = self.look(now).await {
                tracing::warn!(%error, "the moderators are reminded of unverified hotlines later");
            }
            let waited = stop.run_until_cancelled(self.clock.sleep_until(now + LOOK_EVERY));
            if waited.await.is_none() {
                return;
            }
        }
    }

    /// Writes this week's reminder if there is one to write and nobody wrote it.
    pub async fn look(&self, now: DateTime<Utc>) -> Result<(), AppError> {
        let stale = self.hotlines.book().stale(now).count();
        if stale == 0 {
            return Ok(());
        }
        let lines = u32::try_from(stale).unwrap_or(u32::MAX);
        let week = now.iso_week();
        let occasion = format!("{}-W{}", week.year(), week.week());
        let alert = StaffAlert::HotlinesStale { lines };
        alerts::write(&self.pool, &NewAlert::of_job(alert, &occasion, now)).await
    }
}
