//! Accounts: who there is.

use chrono::{DateTime, Utc};
use domain::values::{MemberId, StaffId};
use sqlx::FromRow;
use uuid::Uuid;

use super::{BROWSER_LIFE, Role, Staff, StaffAccount, StaffName};
use crate::AppError;

/// Of `staff_accounts a`.
pub(super) const COLUMNS: &str = "a.staff_id, a.name, a.role, a.member_id, a.password_is_first, a.created_at, a.disabled_at,
    exists (select from staff_second_factors f where f.staff_id = a.staff_id and f.sealed is not null) as has_second_factor";

#[derive(FromRow)]
pub(super) struct AccountRow {
    staff_id: Uuid,
    name: String,
    role: String,
    member_id: Option<Uuid>,
    password_is_first: bool,
    has_second_factor: bool,
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
            has_second_factor: self.has_second_factor,
            password_is_first: self.password_is_first,
            created_at: self.created_at,
            disabled_at: self.disabled_at,
        })
    }
}

impl Staff {
    /// Everybody, by name.
    pub async fn list(&self) -> Result<Vec<StaffAccount>, AppError> {
        let rows: Vec<AccountRow> = sqlx::query_as(&format!(
            "select {COLUMNS} from staff_accounts a order by a.name"
        ))
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(AccountRow::read).collect()
    }

    /// Who this is.
    pub async fn find(&self, staff: StaffId) -> Result<Option<StaffAccount>, AppError> {
        let row: Option<AccountRow> = sqlx::query_as(&format!(
            "select {COLUMNS} from staff_accounts a where a.staff_id = $1"
        ))
        .bind(staff.0)
        .fetch_optional(&self.pool)
        .await?;
        row.map(AccountRow::read).transpose()
    }

    /// Who has this name.
    pub async fn find_named(&self, name: &StaffName) -> Result<Option<StaffAccount>, AppError> {
        let row: Option<AccountRow> = sqlx::query_as(&format!(
            "select {COLUMNS} from staff_accounts a where a.name = $1"
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
        for (statement, before) in [
            ("delete from staff_sessions where ends_at < $1", now),
            ("delete from staff_link_codes where ends_at < $1", now),
            ("delete from staff_half_sign_ins where ends_at < $1", now),
            (
                "update staff_second_factors set offered = null, offered_until = null where offered_until < $1",
                now,
            ),
            (
                "delete from staff_browsers where seen_at < $1",
                now - BROWSER_LIFE,
            ),
        ] {
            let done = sqlx::query(statement)
                .bind(before)
                .execute(&self.pool)
                .await?;
            swept += done.rows_affected();
        }
        Ok(swept)
    }
}
