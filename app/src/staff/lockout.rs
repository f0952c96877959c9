//! Sign-ins that failed, counted for who is named, for where they come from, and for both together.
//!
//! A name that nobody has is counted like any other, so that a lock says nothing about who exists. The counts are in Postgres:
//! replicas and restarts do not give anybody another try.

use chrono::{DateTime, Duration, Utc};
use domain::values::StaffId;
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

/// For what a failure is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// One name from one address.
    Pair,
    /// One address.
    Address,
    /// One name from anywhere.
    Name,
    /// One account whose person is signed in and gives the password again.
    Confirming,
    /// The codes of one account after its password.
    Code,
}

impl Scope {
    const fn failures_max(self) -> i32 {
        match self {
            Self::Pair | Self::Confirming | Self::Code => PAIR_FAILURES_MAX,
            Self::Address => ADDRESS_FAILURES_MAX,
            Self::Name => NAME_FAILURES_MAX,
        }
    }
}

/// What becomes of a try.
pub(super) enum Counted {
    /// It is compared.
    Compare {
        /// What it locks if it fails, and until when.
        reached: Vec<(Scope, DateTime<Utc>)>,
    },
    /// It is not.
    Locked {
        /// When the next one is.
        until: DateTime<Utc>,
    },
}

/// What one sign-in is counted under, what is closest to the one who tries first.
pub(super) struct Buckets(Vec<(Scope, Vec<u8>)>);

impl Buckets {
    /// Of a sign-in. What cannot be a name is counted for its address alone.
    pub(super) fn of(name: Option<&StaffName>, address: &str) -> Self {
        let of_address = (Scope::Address, digest(&["address", address]));
        let Some(name) = name.map(StaffName::as_str) else {
            return Self(vec![of_address]);
        };
        // A name holds no line break.
        Self(vec![
            (Scope::Pair, digest(&["pair", name, address])),
            of_address,
            (Scope::Name, digest(&["name", name])),
        ])
    }

    /// Of a password that is given again: nobody else's tries count.
    pub(super) fn confirming(staff: StaffId) -> Self {
        let bucket = digest(&["confirming", &staff.to_string()]);
        Self(vec![(Scope::Confirming, bucket)])
    }

    /// Of a code after the right password, from wherever: no stranger gets that far.
    pub(super) fn code(staff: StaffId) -> Self {
        let bucket = digest(&["code", &staff.to_string()]);
        Self(vec![(Scope::Code, bucket)])
    }

    /// Counts a failure before anything is compared, so that tries of the same moment do not slip through together.
    pub(super) async fn count(
        &self,
        pool: &PgPool,
        now: DateTime<Utc>,
    ) -> Result<Counted, AppError> {
        let mut reached = Vec::new();
        for (scope, bucket) in &self.0 {
            let max = scope.failures_max();
            let (failures, counted_until): (i32, DateTime<Utc>) = sqlx::query_as(COUNT)
                .bind(bucket)
                .bind(now)
                .bind(now + LOCKED_FOR)
                .bind(max)
                .fetch_one(pool)
                .await?;
            // What is locked closer to the one who tries is not counted against everybody else.
            if failures > max {
                return Ok(Counted::Locked {
                    until: counted_until,
                });
            }
            if failures == max {
                reached.push((*scope, counted_until));
            }
        }
        Ok(Counted::Compare { reached })
    }

    /// Nothing was compared after all.
    pub(super) async fn take_back(&self, pool: &PgPool) -> Result<(), AppError> {
        let buckets: Vec<&[u8]> = self.0.iter().map(|(_, bucket)| bucket.as_slice()).collect();
        sqlx::query("update staff_failures set failures = failures - 1 where bucket = any($1)")
            .bind(buckets)
            .execute(pool)
            .await?;
        Ok(())
    }

    /// It was the right person: nothing is counted against them from here. The address keeps its count but for this one.
    pub(super) async fn clear(&self, pool: &PgPool) -> Result<(), AppError> {
        for (scope, bucket) in &self.0 {
            let statement = match scope {
                Scope::Address => {
                    "update staff_failures set failures = failures - 1 where bucket = $1"
                }
                Scope::Pair | Scope::Name | Scope::Confirming | Scope::Code => {
                    "delete from staff_failures where bucket = $1"
                }
            };
            sqlx::query(statement).bind(bucket).execute(pool).await?;
        }
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
