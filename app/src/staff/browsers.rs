//! Browsers that somebody came in from: the first time from another one is something they are told (OWASP ASVS 4.0.3, 2.2.3).

use chrono::Duration;
use domain::staff_access::StaffingCommand;
use domain::values::StaffId;

use super::{SessionToken, Staff};
use crate::AppError;

/// How long a browser is known after it was last used.
pub const BROWSER_LIFE: Duration = Duration::days(180);

impl Staff {
    /// Remembers that somebody came in from this browser, and writes it down when they never had and had from others.
    pub async fn see_browser(
        &self,
        staff: StaffId,
        browser: &SessionToken,
    ) -> Result<(), AppError> {
        let at = self.clock.now();
        let mut transaction = self.pool.begin().await?;
        let known: i64 = sqlx::query_scalar(
            "select count(*) from staff_browsers where staff_id = $1 and seen_at > $2",
        )
        .bind(staff.0)
        .bind(at - BROWSER_LIFE)
        .fetch_one(&mut *transaction)
        .await?;
        let is_new: bool = sqlx::query_scalar(
            "insert into staff_browsers as b (staff_id, browser_digest, seen_at) values ($1, $2, $3)
             on conflict (staff_id, browser_digest) do update set seen_at = excluded.seen_at
             returning b.xmax = 0",
        )
        .bind(staff.0)
        .bind(browser.digest())
        .bind(at)
        .fetch_one(&mut *transaction)
        .await?;
        if is_new && known > 0 {
            // No rule forbids it.
            let _ = self
                .record(StaffingCommand::SeeNewBrowser { staff, at })
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}
