//! Accounts: who there is.

use chrono::{DateTime, Utc};
use domain::values::{MemberId, StaffId};
use sqlx::FromRow;
use uuid::Uuid;

use super::{Role, Staff, StaffAccount, StaffName};
use crate::AppError;

const COLUMNS: &str = "staff_id, name, role, member_id, created_at, disabled_at";

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
