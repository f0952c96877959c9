//! Accounts: who there is, and whether somebody is who they say.

use chrono::{DateTime, Utc};
use domain::values::{MemberId, StaffId};
use secrecy::SecretString;
use sqlx::FromRow;
use uuid::Uuid;

use super::lockout::Buckets;
use super::{Password, Role, Staff, StaffAccount, StaffName};
use crate::AppError;

const COLUMNS: &str = "staff_id, name, role, member_id, created_at, disabled_at";
/// Made only where there is nobody yet, so that an admin who was disabled does not come back with a restart.
const FIRST: &str = "
    insert into staff_accounts (staff_id, name, role, password_hash, created_at)
    select $1, $2, 'admin', $3, $4 where not exists (select 1 from staff_accounts)
    on conflict do nothing";

/// Why an account was not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddRefused {
    /// Somebody has this name, perhaps somebody who was disabled.
    #[error("there is an account of this name already")]
    NameTaken,
}

/// Why somebody was not let in. The same for a wrong name, a wrong password and a disabled account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignInRefused {
    /// Name and password do not belong together.
    #[error("name and password do not belong together")]
    Wrong,
    /// Too many failures; nothing was compared.
    #[error("too many failures")]
    Locked {
        /// When the next try is looked at.
        until: DateTime<Utc>,
    },
}

#[derive(FromRow)]
pub(super) struct AccountRow {
    staff_id: Uuid,
    name: String,
    role: String,
    member_id: Option<Uuid>,
    created_at: DateTime<Utc>,
    disabled_at: Option<DateTime<Utc>>,
}

impl AccountRow {
    pub(super) fn read(self) -> Result<StaffAccount, AppError> {
        // The table allows no other.
        let role = self
            .role
            .parse::<Role>()
            .map_err(|error| AppError::Database(sqlx::Error::Decode(Box::new(error))))?;
        Ok(StaffAccount {
            staff_id: StaffId(self.staff_id),
            name: self.name,
            role,
            member_id: self.member_id.map(MemberId),
            created_at: self.created_at,
            disabled_at: self.disabled_at,
        })
    }
}

impl Staff {
    /// Makes an account.
    pub async fn add(
        &self,
        name: &StaffName,
        role: Role,
        password: &Password,
    ) -> Result<Result<StaffId, AddRefused>, AppError> {
        let hash = self.hasher.hash(password, self.ids.as_ref()).await?;
        let staff_id = self.ids.uuid();
        let added = sqlx::query(
            "insert into staff_accounts (staff_id, name, role, password_hash, created_at)
             values ($1, $2, $3, $4, $5) on conflict do nothing",
        )
        .bind(staff_id)
        .bind(name.as_str())
        .bind(role.name())
        .bind(hash)
        .bind(self.clock.now())
        .execute(&self.pool)
        .await?;
        Ok(if added.rows_affected() > 0 {
            Ok(StaffId(staff_id))
        } else {
            Err(AddRefused::NameTaken)
        })
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
        let hash = self.hasher.hash(password, self.ids.as_ref()).await?;
        let added = sqlx::query(FIRST)
            .bind(self.ids.uuid())
            .bind(name.as_str())
            .bind(hash)
            .bind(self.clock.now())
            .execute(&self.pool)
            .await?;
        Ok(added.rows_affected() > 0)
    }

    /// Everybody, by name.
    pub async fn list(&self) -> Result<Vec<StaffAccount>, AppError> {
        let rows: Vec<AccountRow> = sqlx::query_as(&format!(
            "select {COLUMNS} from staff_accounts order by name"
        ))
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(AccountRow::read).collect()
    }

    /// Who this is.
    pub async fn find(&self, staff: StaffId) -> Result<Option<StaffAccount>, AppError> {
        let row: Option<AccountRow> = sqlx::query_as(&format!(
            "select {COLUMNS} from staff_accounts where staff_id = $1"
        ))
        .bind(staff.0)
        .fetch_optional(&self.pool)
        .await?;
        row.map(AccountRow::read).transpose()
    }

    /// Who has this name.
    pub async fn find_named(&self, name: &StaffName) -> Result<Option<StaffAccount>, AppError> {
        let row: Option<AccountRow> = sqlx::query_as(&format!(
            "select {COLUMNS} from staff_accounts where name = $1"
        ))
        .bind(name.as_str())
        .fetch_optional(&self.pool)
        .await?;
        row.map(AccountRow::read).transpose()
    }

    /// Lets somebody in no more and ends all their sessions; says whether they were let in until now.
    pub async fn disable(&self, staff: StaffId) -> Result<bool, AppError> {
        let disabled = sqlx::query(
            "update staff_accounts set disabled_at = $2, member_id = null where staff_id = $1 and disabled_at is null",
        )
        .bind(staff.0)
        .bind(self.clock.now())
        .execute(&self.pool)
        .await?;
        self.end_sessions(staff).await?;
        Ok(disabled.rows_affected() > 0)
    }

    /// Gives somebody another role. Sessions look it up with every request.
    pub async fn set_role(&self, staff: StaffId, role: Role) -> Result<(), AppError> {
        sqlx::query("update staff_accounts set role = $2 where staff_id = $1")
            .bind(staff.0)
            .bind(role.name())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Gives somebody another password and ends all their sessions.
    pub async fn set_password(&self, staff: StaffId, password: &Password) -> Result<(), AppError> {
        let hash = self.hasher.hash(password, self.ids.as_ref()).await?;
        sqlx::query("update staff_accounts set password_hash = $2 where staff_id = $1")
            .bind(staff.0)
            .bind(hash)
            .execute(&self.pool)
            .await?;
        self.end_sessions(staff).await
    }

    /// Who signs in with this name and this password from this address. Counts failures, and after too many compares nothing.
    pub async fn sign_in(
        &self,
        name: &str,
        password: SecretString,
        address: &str,
    ) -> Result<Result<StaffAccount, SignInRefused>, AppError> {
        let now = self.clock.now();
        let Ok(name) = name.parse::<StaffName>() else {
            // What cannot be a name takes as long as one that nobody has.
            self.hasher.is_right(password, None).await?;
            return Ok(Err(SignInRefused::Wrong));
        };
        let buckets = Buckets::of(&name, address);
        if let Some(until) = buckets.count(&self.pool, now).await? {
            return Ok(Err(SignInRefused::Locked { until }));
        }
        let known: Option<(Uuid, String)> = sqlx::query_as(
            "select staff_id, password_hash from staff_accounts where name = $1 and disabled_at is null",
        )
        .bind(name.as_str())
        .fetch_optional(&self.pool)
        .await?;
        let (staff, hash) = known.unzip();
        let is_right = self.hasher.is_right(password, hash).await?;
        let account = match staff {
            Some(staff) if is_right => self.find(StaffId(staff)).await?,
            _ => None,
        };
        let Some(account) = account else {
            return Ok(Err(SignInRefused::Wrong));
        };
        buckets.clear(&self.pool).await?;
        Ok(Ok(account))
    }

    /// Forgets sessions, failures and codes whose time is over; says how many.
    pub async fn sweep(&self) -> Result<u64, AppError> {
        let now = self.clock.now();
        let mut swept = super::lockout::sweep(&self.pool, now).await?;
        for statement in [
            "delete from staff_sessions where ends_at < $1",
            "delete from staff_link_codes where ends_at < $1",
        ] {
            let done = sqlx::query(statement).bind(now).execute(&self.pool).await?;
            swept += done.rows_affected();
        }
        Ok(swept)
    }
}
