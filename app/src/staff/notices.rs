//! How far somebody has read what became of their account.

use domain::values::StaffId;

use super::Staff;
use crate::AppError;

impl Staff {
    /// Up to which position of the log.
    pub async fn notices_seen(&self, staff: StaffId) -> Result<i64, AppError> {
        let seen: Option<i64> =
            sqlx::query_scalar("select notices_seen from staff_accounts where staff_id = $1")
                .bind(staff.0)
                .fetch_optional(&self.pool)
                .await?;
        Ok(seen.unwrap_or_default())
    }

    /// They have read what was before a position; nothing that was read becomes unread.
    pub async fn see_notices(&self, staff: StaffId, position: i64) -> Result<(), AppError> {
        let head = self.dispatcher.log().head().await?.position;
        sqlx::query(
            "update staff_accounts set notices_seen = greatest(notices_seen, $2) where staff_id = $1",
        )
        .bind(staff.0)
        // What has not happened yet cannot have been read.
        .bind(position.min(head))
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}
