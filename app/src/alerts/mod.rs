//! What the moderators' chat has to be told: rows that wait until whoever serves that chat has told it.
//!
//! Policies write them with their checkpoint, background jobs by themselves. Ids only; the words are found when they are sent.

pub mod cards;

use chrono::{DateTime, Duration, Utc};
use domain::policies::Alert;
use serde::{Deserialize, Serialize};
use sqlx::{PgExecutor, PgPool, Postgres, Row, Transaction};
use uuid::Uuid;

use crate::AppError;
use crate::audit::SignedHead;

/// Rows that were told are kept this long, for questions afterwards; longer than any reminder takes to come again.
const KEPT: Duration = Duration::days(30);
/// Namespace of the keys of what background jobs tell.
const JOBS: Uuid = Uuid::from_u128(0x2f4d_9a0e_77b1_4c55_9d3a_6c1e_08b7_5f42);

/// What there is to tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StaffAlert {
    /// The head of the log was signed; whoever keeps the message can prove a rewritten log.
    HeadPublished(SignedHead),
    /// The log is not as it was written.
    LogBroken {
        /// Where.
        position: i64,
    },
    /// Crisis contacts that nobody has called for too long.
    HotlinesStale {
        /// How many.
        lines: u32,
    },
    /// The ledger and Telegram do not agree.
    TipsDiffer {
        /// About how many payments.
        payments: u32,
    },
    /// What a policy found.
    #[serde(untagged)]
    OfPolicy(Alert),
}

impl StaffAlert {
    /// The stable name, for logs and metrics.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::HeadPublished(_) => "head_published",
            Self::LogBroken { .. } => "log_broken",
            Self::HotlinesStale { .. } => "hotlines_stale",
            Self::TipsDiffer { .. } => "tips_differ",
            Self::OfPolicy(Alert::UrgentReport { .. }) => "urgent_report",
            Self::OfPolicy(Alert::CaseMoved { .. }) => "case_moved",
            Self::OfPolicy(Alert::HoldLapsed { .. }) => "hold_lapsed",
        }
    }
}

/// An alert to be written.
#[derive(Clone, Debug)]
pub struct NewAlert {
    /// Idempotency key: of what is told.
    pub key: Uuid,
    /// What.
    pub alert: StaffAlert,
    /// When it was decided.
    pub at: DateTime<Utc>,
}

impl NewAlert {
    /// What a background job tells, once for the same `occasion`.
    pub fn of_job(alert: StaffAlert, occasion: &str, at: DateTime<Utc>) -> Self {
        Self {
            key: Uuid::new_v5(&JOBS, format!("{}:{occasion}", alert.name()).as_bytes()),
            alert,
            at,
        }
    }
}

/// An alert that nobody has been told of yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingAlert {
    /// Its place.
    pub id: i64,
    /// What.
    pub alert: StaffAlert,
    /// When it was decided.
    pub at: DateTime<Utc>,
}

/// Writes alerts in the caller's transaction; a repeated key is a no-op.
pub async fn enqueue(
    transaction: &mut Transaction<'static, Postgres>,
    alerts: &[NewAlert],
) -> Result<(), AppError> {
    for alert in alerts {
        write(&mut **transaction, alert).await?;
    }
    Ok(())
}

/// Writes one alert; a repeated key is a no-op.
pub async fn write(executor: impl PgExecutor<'_>, alert: &NewAlert) -> Result<(), AppError> {
    sqlx::query(
        "INSERT INTO staff_alerts (key, alert, created_at) VALUES ($1, $2, $3) ON CONFLICT (key) DO NOTHING",
    )
    .bind(alert.key)
    .bind(serde_json::to_value(&alert.alert)?)
    .bind(alert.at)
    .execute(executor)
    .await?;
    Ok(())
}

/// Alerts that may be sent now, the oldest first. The caller is their only sender (lease).
pub async fn pending(
    pool: &PgPool,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<PendingAlert>, AppError> {
    let rows = sqlx::query(
        "SELECT id, alert, created_at FROM staff_alerts
         WHERE sent_at IS NULL AND (next_attempt_at IS NULL OR next_attempt_at <= $1) ORDER BY id LIMIT $2",
    )
    .bind(now)
    .bind(limit)
    .fetch_all(pool)
    .await?;
    let mut alerts = Vec::with_capacity(rows.len());
    for row in rows {
        let id = row.try_get("id")?;
        let Ok(alert) = serde_json::from_value(row.try_get("alert")?) else {
            // During a rollout a newer replica writes what only a newer replica can tell: it stays for that one.
            tracing::warn!(row = id, "an alert of another version waits for its reader");
            continue;
        };
        alerts.push(PendingAlert {
            id,
            alert,
            at: row.try_get("created_at")?,
        });
    }
    Ok(alerts)
}

/// The chat has been told, or there is no such chat.
pub async fn finish(pool: &PgPool, id: i64, at: DateTime<Utc>) -> Result<(), AppError> {
    sqlx::query("UPDATE staff_alerts SET sent_at = $2 WHERE id = $1 AND sent_at IS NULL")
        .bind(id)
        .bind(at)
        .execute(pool)
        .await?;
    Ok(())
}

/// The chat could not be told now.
pub async fn postpone(pool: &PgPool, id: i64, until: DateTime<Utc>) -> Result<(), AppError> {
    sqlx::query("UPDATE staff_alerts SET next_attempt_at = $2 WHERE id = $1 AND sent_at IS NULL")
        .bind(id)
        .bind(until)
        .execute(pool)
        .await?;
    Ok(())
}

/// Removes what was told long ago, and forgets where it stands; how many rows there were.
pub async fn sweep(pool: &PgPool, now: DateTime<Utc>) -> Result<u64, AppError> {
    let swept = sqlx::query("DELETE FROM staff_alerts WHERE sent_at < $1")
        .bind(now - KEPT)
        .execute(pool)
        .await?;
    Ok(swept.rows_affected() + cards::sweep(pool, now).await?)
}

#[cfg(test)]
mod tests {
    use domain::values::CaseId;

    use super::*;

    #[test]
    fn what_policies_wrote_before_there_were_others_is_still_read() {
        let alert = Alert::CaseMoved {
            case_id: CaseId(Uuid::from_u128(7)),
        };
        let before = serde_json::to_value(alert).expect("JSON");
        let now = StaffAlert::OfPolicy(alert);
        assert_eq!(serde_json::to_value(&now).expect("JSON"), before);
        assert_eq!(
            serde_json::from_value::<StaffAlert>(before).expect("an alert"),
            now
        );
    }

    #[test]
    fn a_job_tells_one_occasion_once() {
        let at = DateTime::UNIX_EPOCH;
        let stale = |lines, occasion| {
            NewAlert::of_job(StaffAlert::HotlinesStale { lines }, occasion, at).key
        };
        assert_eq!(stale(1, "2026-W10"), stale(2, "2026-W10"));
        assert_ne!(stale(1, "2026-W10"), stale(1, "2026-W11"));
        let differ = StaffAlert::TipsDiffer { payments: 1 };
        assert_ne!(
            NewAlert::of_job(differ, "2026-W10", at).key,
            stale(1, "2026-W10")
        );
    }
}
