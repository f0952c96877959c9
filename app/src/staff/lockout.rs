//! Sign-ins that failed, counted for who is named, for where they come from, and for both together.
//!
//! A name that nobody has is counted like any other, so that a lock says nothing about who exists. The counts are in Postgres:
//! replicas and restarts do not give anybody another try.

use chrono::{DateTime, Duration, Utc};
use sha2::{Digest, Sha256};
use sqlx::PgPool;

use super::StaffName;
use crate::AppError;

/// Failures for one name from one address within [`LOCKED_FOR`].
pub const PAIR_FAILURES_MAX: i32 = 5;
/// Failures for one name from anywhere: more than a person needs, far fewer than guessing does.
pub const NAME_FAILURES_MAX: i32 = 20;
/// Failures from one address: a whole office may be behind it.
pub const ADDRESS_FAILURES_MAX: i32 = 50;
/// How long failures count from the last one, and so how long nobody gets in.
pub const LOCKED_FOR: Duration = Duration::minutes(15);

/// Raises a count, or begins anew when the time of the last is over. A count over its limit stays as it is: who goes on trying does not
/// keep anybody out for longer.
const COUNT: &str = "
    insert into staff_failures as f (bucket, failures, counted_until) values ($1, 1, $3)
    on conflict (bucket) do update set
        failures = case when f.counted_until <= $2 then 1 else f.failures + 1 end,
        counted_until = case when f.counted_until <= $2 or f.failures < $4 then $3 else f.counted_until end
    returning failures, counted_until";

/// What one sign-in is counted under.
pub(super) struct Buckets([(Vec<u8>, i32); 3]);

impl Buckets {
    pub(super) fn of(name: &StaffName, address: &str) -> Self {
        let name = name.as_str();
        // A name holds no line break.
        Self([
            (digest(&["pair", name, address]), PAIR_FAILURES_MAX),
            (digest(&["address", address]), ADDRESS_FAILURES_MAX),
            (digest(&["name", name]), NAME_FAILURES_MAX),
        ])
    }

    /// Counts a failure before anything is compared, so that tries of the same moment do not slip through together; when the next
    /// try is looked at, if this one is not.
    pub(super) async fn count(
        &self,
        pool: &PgPool,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, AppError> {
        for (bucket, max) in &self.0 {
            let (failures, counted_until): (i32, DateTime<Utc>) = sqlx::query_as(COUNT)
                .bind(bucket)
                .bind(now)
                .bind(now + LOCKED_FOR)
                .bind(max)
                .fetch_one(pool)
                .await?;
            // What is locked closer to the one who tries is not counted against everybody else.
            if failures > *max {
                return Ok(Some(counted_until));
            }
        }
        Ok(None)
    }

    /// It was the right person: nothing is counted against the name from here. The address keeps its count but for this one.
    pub(super) async fn clear(&self, pool: &PgPool) -> Result<(), AppError> {
        let [(pair, _), (address, _), (name, _)] = &self.0;
        sqlx::query("delete from staff_failures where bucket = any($1)")
            .bind([pair.clone(), name.clone()])
            .execute(pool)
            .await?;
        sqlx::query("update staff_failures set failures = failures - 1 where bucket = $1")
            .bind(address)
            .execute(pool)
            .await?;
        Ok(())
    }
}

fn digest(parts: &[&str]) -> Vec<u8> {
    Sha256::digest(parts.join("\n")).to_vec()
}

/// Forgets failures whose time is over; says how many.
pub(super) async fn sweep(pool: &PgPool, now: DateTime<Utc>) -> Result<u64, AppError> {
    let swept = sqlx::query("delete from staff_failures where counted_until < $1")
        .bind(now)
        .execute(pool)
        .await?;
    Ok(swept.rows_affected())
}
