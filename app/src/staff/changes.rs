//! Accounts are added, changed and closed: by an admin, or by nobody of the staff where an operator does it on the command line.

use domain::moderation::Actor;
use domain::staff_access::{StaffAccessError, StaffingCommand};
use domain::values::{StaffId, Timestamp};
use sqlx::{Postgres, Transaction};

use super::password::FIRST_PASSWORD_LIFE;
use super::second_factor::forget;
use super::{Password, Role, Staff, StaffName};
use crate::AppError;

/// Why an account was not made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddRefused {
    /// Somebody has this name, perhaps somebody who was disabled.
    #[error("there is an account of this name already")]
    NameTaken,
    /// A rule forbids it.
    #[error(transparent)]
    Rule(#[from] StaffAccessError),
}

const ADD: &str = "
    insert into staff_accounts (staff_id, name, role, password_hash, created_at, password_is_first, password_until)
    values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing";
/// Made only where there is nobody yet, so that an admin who was disabled does not come back with a restart.
const ADD_FIRST: &str = "
    insert into staff_accounts (staff_id, name, role, password_hash, created_at, password_is_first, password_until)
    select $1, $2, $3, $4, $5, $6, $7 where not exists (select 1 from staff_accounts)
    on conflict do nothing";

impl Staff {
    /// Makes an account.
    pub async fn add(
        &self,
        name: &StaffName,
        role: Role,
        password: &Password,
        by: Option<Actor>,
    ) -> Result<Result<StaffId, AddRefused>, AppError> {
        self.insert(ADD, name, role, password, by).await
    }

    /// Makes the first admin if there is no account at all; says whether it was made.
    pub async fn add_first_admin(
        &self,
        name: &StaffName,
        password: &Password,
    ) -> Result<bool, AppError> {
        let has_some: bool = sqlx::query_scalar("select exists (select 1 from staff_accounts)")
            .fetch_one(&self.pool)
            .await?;
        if has_some {
            return Ok(false);
        }
        let added = self.insert(ADD_FIRST, name, Role::Admin, password, None);
        Ok(added.await?.is_ok())
    }

    async fn insert(
        &self,
        statement: &str,
        name: &StaffName,
        role: Role,
        password: &Password,
        by: Option<Actor>,
    ) -> Result<Result<StaffId, AddRefused>, AppError> {
        let hash = self.hasher.hash(password, self.ids.as_ref()).await?;
        let (staff, at) = (StaffId(self.ids.uuid()), self.clock.now());
        let mut transaction = self.pool.begin().await?;
        let added = sqlx::query(statement)
            .bind(staff.0)
            .bind(name.as_str())
            .bind(role.name())
            .bind(self.at_rest(staff, hash)?)
            .bind(at)
            .bind(password.is_first())
            .bind(password.is_first().then(|| at + FIRST_PASSWORD_LIFE))
            .execute(&mut *transaction)
            .await?;
        if added.rows_affected() == 0 {
            return Ok(Err(AddRefused::NameTaken));
        }
        let command = StaffingCommand::AddAccount {
            staff,
            role,
            by,
            at,
        };
        if let Err(rule) = self.record(command).await? {
            return Ok(Err(rule.into()));
        }
        transaction.commit().await?;
        Ok(Ok(staff))
    }

    /// Lets somebody in no more and ends all their sessions; says whether they were let in until now.
    pub async fn disable(
        &self,
        staff: StaffId,
        by: Option<Actor>,
    ) -> Result<Result<bool, StaffAccessError>, AppError> {
        let at = self.clock.now();
        let mut transaction = self.pool.begin().await?;
        let disabled = sqlx::query(
            "update staff_accounts set disabled_at = $2, member_id = null where staff_id = $1 and disabled_at is null",
        )
        .bind(staff.0)
        .bind(at)
        .execute(&mut *transaction)
        .await?;
        if disabled.rows_affected() == 0 {
            return Ok(Ok(false));
        }
        end_sessions(&mut transaction, staff).await?;
        let command = StaffingCommand::DisableAccount { staff, by, at };
        if let Err(rule) = self.record(command).await? {
            return Ok(Err(rule));
        }
        transaction.commit().await?;
        Ok(Ok(true))
    }

    /// Gives somebody another role. Sessions look it up with every request.
    pub async fn set_role(
        &self,
        staff: StaffId,
        to: Role,
        by: Option<Actor>,
    ) -> Result<Result<(), StaffAccessError>, AppError> {
        let at = self.clock.now();
        let mut transaction = self.pool.begin().await?;
        let role: Option<String> =
            sqlx::query_scalar("select role from staff_accounts where staff_id = $1 for update")
                .bind(staff.0)
                .fetch_optional(&mut *transaction)
                .await?;
        let Some(from) = role.and_then(|role| role.parse::<Role>().ok()) else {
            return Ok(Ok(()));
        };
        sqlx::query("update staff_accounts set role = $2 where staff_id = $1")
            .bind(staff.0)
            .bind(to.name())
            .execute(&mut *transaction)
            .await?;
        let command = StaffingCommand::ChangeRole {
            staff,
            from,
            to,
            by,
            at,
        };
        if let Err(rule) = self.record(command).await? {
            return Ok(Err(rule));
        }
        transaction.commit().await?;
        Ok(Ok(()))
    }

    /// Somebody takes another password, which ends all their sessions.
    pub async fn change_password(
        &self,
        staff: StaffId,
        password: &Password,
    ) -> Result<Result<(), StaffAccessError>, AppError> {
        let hash = self.hasher.hash(password, self.ids.as_ref()).await?;
        let at = self.clock.now();
        let mut transaction = self.pool.begin().await?;
        self.keep_password(&mut transaction, staff, hash, None)
            .await?;
        let command = StaffingCommand::ChangePassword { staff, at };
        if let Err(rule) = self.record(command).await? {
            return Ok(Err(rule));
        }
        transaction.commit().await?;
        Ok(Ok(()))
    }

    /// Somebody who forgot their password, lost their authenticator, or both, begins anew: with the first password that is returned
    /// and without a second factor. Ends all their sessions. Whoever calls this has made sure who asks (OWASP ASVS 4.0.3, 2.5.7).
    pub async fn reset_access(
        &self,
        staff: StaffId,
        by: Option<Actor>,
    ) -> Result<Result<String, StaffAccessError>, AppError> {
        let (password, text) = Password::first(self.ids.as_ref());
        let hash = self.hasher.hash(&password, self.ids.as_ref()).await?;
        let at = self.clock.now();
        let mut transaction = self.pool.begin().await?;
        self.keep_password(
            &mut transaction,
            staff,
            hash,
            Some(at + FIRST_PASSWORD_LIFE),
        )
        .await?;
        forget(&mut transaction, staff).await?;
        let command = StaffingCommand::ResetAccess { staff, by, at };
        if let Err(rule) = self.record(command).await? {
            return Ok(Err(rule));
        }
        transaction.commit().await?;
        Ok(Ok(text))
    }

    /// Keeps another password, which ends all sessions and whatever was on the way to one. A first password has an end.
    async fn keep_password(
        &self,
        transaction: &mut Transaction<'_, Postgres>,
        staff: StaffId,
        hash: String,
        first_until: Option<Timestamp>,
    ) -> Result<(), AppError> {
        sqlx::query(
            "update staff_accounts set password_hash = $2, password_is_first = $3, password_until = $4
             where staff_id = $1",
        )
        .bind(staff.0)
        .bind(self.at_rest(staff, hash)?)
        .bind(first_until.is_some())
        .bind(first_until)
        .execute(&mut **transaction)
        .await?;
        end_sessions(transaction, staff).await
    }
}

async fn end_sessions(
    transaction: &mut Transaction<'_, Postgres>,
    staff: StaffId,
) -> Result<(), AppError> {
    for statement in [
        "delete from staff_sessions where staff_id = $1",
        "delete from staff_half_sign_ins where staff_id = $1",
    ] {
        sqlx::query(statement)
            .bind(staff.0)
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}
