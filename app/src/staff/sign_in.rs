//! Whether somebody is who they say, and what is written down of it.

use chrono::{DateTime, Utc};
use domain::staff_access::{LockedFrom, StaffingCommand, WayIn};
use domain::values::StaffId;
use secrecy::SecretString;
use sqlx::FromRow;
use uuid::Uuid;

use super::lockout::{Buckets, Counted, Scope};
use super::{Staff, StaffAccount, StaffName};
use crate::AppError;

/// Why somebody was not let in. The same for a wrong name, a wrong password and a disabled account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignInRefused {
    /// Name and password do not belong together.
    #[error("name and password do not belong together")]
    Wrong,
    /// The password was right, but it was a first one and nobody came in time to choose another.
    #[error("the first password is too old")]
    TooOld,
    /// Too many failures; nothing was compared.
    #[error("too many failures")]
    Locked {
        /// When the next try is looked at.
        until: DateTime<Utc>,
    },
}

/// How far somebody came with their password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entrance {
    /// All the way.
    Open(StaffAccount),
    /// Half way: a code of their authenticator is still to come ([`Staff::enter_with_code`]).
    AsksForCode(StaffAccount),
}

/// An account that was named.
#[derive(FromRow)]
struct Named {
    staff_id: Uuid,
    password_hash: String,
    password_until: Option<DateTime<Utc>>,
    is_disabled: bool,
}

const NAMED: &str = "select staff_id, password_hash, password_until, disabled_at is not null as is_disabled from staff_accounts";

impl Staff {
    /// Who signs in with this name and this password from this address. Counts failures, and after too many compares nothing.
    pub async fn sign_in(
        &self,
        name: &str,
        password: SecretString,
        address: &str,
        way: WayIn,
    ) -> Result<Result<Entrance, SignInRefused>, AppError> {
        let name = name.parse::<StaffName>().ok();
        let named = match &name {
            Some(name) => self.named(name).await?,
            // What cannot be a name is counted for the address and takes as long as one that nobody has.
            None => None,
        };
        let buckets = Buckets::of(name.as_ref(), address);
        let staff = match self.check(&buckets, named, password).await? {
            Ok(staff) => staff,
            Err(refused) => return Ok(Err(refused)),
        };
        let Some(account) = self.find(staff).await? else {
            return Ok(Err(SignInRefused::Wrong));
        };
        if account.has_second_factor {
            return Ok(Ok(Entrance::AsksForCode(account)));
        }
        let at = self.clock.now();
        let command = StaffingCommand::SignIn { staff, way, at };
        // No rule forbids it; an outage keeps everybody out, as nobody comes in without a trace.
        let _ = self.record(command).await?;
        Ok(Ok(Entrance::Open(account)))
    }

    /// Whether somebody who is signed in knows their own password, counted for this account alone.
    pub async fn confirm(
        &self,
        account: &StaffAccount,
        password: SecretString,
    ) -> Result<Result<(), SignInRefused>, AppError> {
        let named: Option<Named> = sqlx::query_as(&format!("{NAMED} where staff_id = $1"))
            .bind(account.staff_id.0)
            .fetch_optional(&self.pool)
            .await?;
        let buckets = Buckets::confirming(account.staff_id);
        let checked = self.check(&buckets, named, password).await?;
        Ok(checked.map(|_| ()))
    }

    async fn named(&self, name: &StaffName) -> Result<Option<Named>, AppError> {
        Ok(sqlx::query_as(&format!("{NAMED} where name = $1"))
            .bind(name.as_str())
            .fetch_optional(&self.pool)
            .await?)
    }

    /// Counts, compares, and writes down what was refused.
    async fn check(
        &self,
        buckets: &Buckets,
        named: Option<Named>,
        password: SecretString,
    ) -> Result<Result<StaffId, SignInRefused>, AppError> {
        let now = self.clock.now();
        let reached = match buckets.count(&self.pool, now).await? {
            Counted::Compare { reached } => reached,
            Counted::Locked { until } => return Ok(Err(SignInRefused::Locked { until })),
        };
        let staff = named.as_ref().map(|named| StaffId(named.staff_id));
        let until = named.as_ref().and_then(|named| named.password_until);
        let kept = named.filter(|named| !named.is_disabled);
        let kept = kept.map(|named| named.password_hash);
        let hash = match (staff, &kept) {
            (Some(staff), Some(kept)) => Some(self.as_hashed(staff, kept)?),
            _ => None,
        };
        let compared = self.hasher.is_right(password.clone(), hash.clone()).await;
        if let Err(AppError::Crowded) = compared {
            // Nothing was compared: a crowd of strangers locks nobody out.
            buckets.take_back(&self.pool).await?;
        }
        let is_right = compared?;
        match staff {
            Some(staff) if is_right => {
                buckets.clear(&self.pool).await?;
                if let (Some(kept), Some(hash)) = (&kept, &hash) {
                    self.renew_kept(staff, kept, hash, password).await?;
                }
                if until.is_some_and(|until| until <= now) {
                    return Ok(Err(SignInRefused::TooOld));
                }
                Ok(Ok(staff))
            }
            staff => {
                self.note_refusal(staff, &reached, now);
                Ok(Err(SignInRefused::Wrong))
            }
        }
    }

    /// A failure is a fact of the account that was named, and so is the lock it leads to. Names that nobody has are nowhere.
    fn note_refusal(
        &self,
        staff: Option<StaffId>,
        reached: &[(Scope, DateTime<Utc>)],
        at: DateTime<Utc>,
    ) {
        let mut commands = Vec::new();
        commands.extend(staff.map(|staff| StaffingCommand::RefuseSignIn { staff, at }));
        for (scope, until) in reached {
            let from = match scope {
                Scope::Address => {
                    tracing::warn!(
                        "too many sign-ins failed from one address, which is closed for a while"
                    );
                    continue;
                }
                Scope::Pair | Scope::Confirming => LockedFrom::OnePlace,
                Scope::Name | Scope::Code => LockedFrom::Everywhere,
            };
            let until = *until;
            commands.extend(staff.map(|staff| StaffingCommand::LockOut {
                staff,
                from,
                until,
                at,
            }));
        }
        if !commands.is_empty() {
            self.record_apart(commands);
        }
    }
}
