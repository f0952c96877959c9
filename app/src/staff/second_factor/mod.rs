//! The second factor: codes of an authenticator app (TOTP, RFC 6238), and recovery codes for the day it is lost.
//!
//! A code counts once. Wrong ones are counted for the account alone, since only who knows the password gets to give one.

mod authenticator;
mod half;
mod recovery;
mod setup;

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use domain::staff_access::{LockedFrom, SecondFactorChange, StaffingCommand};
use domain::values::{StaffId, Timestamp};

use super::lockout::{Buckets, Counted};
use super::{SignInRefused, Staff};
use crate::AppError;

pub use half::HALF_SIGN_IN_LIFE;
pub use recovery::{RECOVERY_CODES, RecoveryCode};
pub(in crate::staff) use setup::forget;
pub use setup::{Offer, SetUpRefused};

/// Who needs a second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondFactorRule {
    /// Whoever set one up.
    Optional,
    /// Whoever comes into the console: who has none sets one up before anything else.
    Required,
    /// That, and whoever makes calls: an account without one makes none.
    Everywhere,
}

impl SecondFactorRule {
    /// Whether the console lets nobody in without one.
    pub const fn is_required(self) -> bool {
        matches!(self, Self::Required | Self::Everywhere)
    }

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Optional => "optional",
            Self::Required => "required",
            Self::Everywhere => "everywhere",
        }
    }
}

/// This is no rule about the second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("optional, required or everywhere")]
pub struct UnknownRule;

impl FromStr for SecondFactorRule {
    type Err = UnknownRule;

    fn from_str(text: &str) -> Result<Self, UnknownRule> {
        [Self::Optional, Self::Required, Self::Everywhere]
            .into_iter()
            .find(|rule| rule.name() == text)
            .ok_or(UnknownRule)
    }
}

impl fmt::Display for SecondFactorRule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// Somebody's second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecondFactor {
    /// Since when the authenticator is the one.
    pub set_at: Timestamp,
    /// How many recovery codes are left.
    pub recovery_codes: u32,
}

/// What a code that was given turned out to be.
enum Given {
    Right,
    Wrong,
    /// Right once, and used.
    Repeated,
}

impl Staff {
    /// Somebody's second factor, if they set one up.
    pub async fn second_factor(&self, staff: StaffId) -> Result<Option<SecondFactor>, AppError> {
        let row: Option<(DateTime<Utc>, i64)> = sqlx::query_as(
            "select f.set_at, (select count(*) from staff_recovery_codes c where c.staff_id = f.staff_id)
             from staff_second_factors f where f.staff_id = $1 and f.sealed is not null",
        )
        .bind(staff.0)
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(|(set_at, left)| SecondFactor {
            set_at,
            recovery_codes: u32::try_from(left).unwrap_or(u32::MAX),
        }))
    }

    /// Whether this is a code of theirs that was not used yet; it is from now on. Of the authenticator, or for recovery. Counts
    /// failures, and after too many looks at nothing for a while.
    pub async fn check_code(
        &self,
        staff: StaffId,
        code: &str,
    ) -> Result<Result<(), SignInRefused>, AppError> {
        let now = self.clock.now();
        let buckets = Buckets::code(staff);
        let reached = match buckets.count(&self.pool, now).await? {
            Counted::Compare { reached } => reached,
            Counted::Locked { until } => return Ok(Err(SignInRefused::Locked { until })),
        };
        let change = match self.given(staff, code, now).await? {
            Given::Right => {
                buckets.clear(&self.pool).await?;
                return Ok(Ok(()));
            }
            Given::Wrong => SecondFactorChange::RefuseCode,
            Given::Repeated => SecondFactorChange::RefuseRepeatedCode,
        };
        self.changed(staff, change, now).await?;
        for (_, until) in reached {
            let from = LockedFrom::Everywhere;
            let command = StaffingCommand::LockOut {
                staff,
                from,
                until,
                at: now,
            };
            // No rule forbids it.
            let _ = self.record(command).await?;
        }
        Ok(Err(SignInRefused::Wrong))
    }

    async fn given(
        &self,
        staff: StaffId,
        code: &str,
        now: DateTime<Utc>,
    ) -> Result<Given, AppError> {
        let code: String = code
            .chars()
            .filter(|character| !character.is_whitespace() && *character != '-')
            .collect();
        if let Some(code) = RecoveryCode::parse(&code) {
            return self.use_recovery_code(staff, &code, now).await;
        }
        self.use_authenticator_code(staff, &code, now).await
    }

    /// Writes down what becomes of a second factor.
    async fn changed(
        &self,
        staff: StaffId,
        change: SecondFactorChange,
        at: DateTime<Utc>,
    ) -> Result<(), AppError> {
        let command = StaffingCommand::ChangeSecondFactor { staff, change, at };
        // No rule forbids it.
        let _ = self.record(command).await?;
        Ok(())
    }
}
