//! Who has which case in front of them, so that two people do not read the same one without knowing.

use chrono::Duration;
use domain::values::StaffId;
use uuid::Uuid;

use super::Staff;
use crate::AppError;

/// A page says every 20 seconds that it is still open.
const PRESENT_FOR: Duration = Duration::seconds(60);

impl Staff {
    /// Somebody has this case in front of them.
    pub async fn look_at(&self, staff: StaffId, case: Uuid) -> Result<(), AppError> {
        sqlx::query(
            "insert into staff_presence (staff_id, case_id, seen_at) values ($1, $2, $3)
             on conflict (staff_id) do update set case_id = excluded.case_id, seen_at = excluded.seen_at",
        )
        .bind(staff.0)
        .bind(case)
        .bind(self.clock.now())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Who looks at which case right now.
    pub async fn lookers(&self) -> Result<Vec<(Uuid, StaffId)>, AppError> {
        let rows: Vec<(Uuid, Uuid)> = sqlx::query_as(
            "select case_id, staff_id from staff_presence where seen_at > $1 order by staff_id",
        )
        .bind(self.clock.now() - PRESENT_FOR)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows
            .into_iter()
            .map(|(case, staff)| (case, StaffId(staff)))
            .collect())
    }
}
