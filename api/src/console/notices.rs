//! What became of somebody's account while they were not looking: a changed password, a code that was refused, a browser that was never
//! used before (OWASP ASVS 4.0.3, 2.2.3 and 2.5.5). Every page says that there is something until its person has read it.

use app::AppError;
use app::staff::StaffAccount;
use projections::staff_trail::{self, Unread};

use super::desk::DeskParts;

/// What somebody has not read, the newest first.
pub(super) async fn unread(
    desk: &DeskParts,
    account: &StaffAccount,
) -> Result<Vec<Unread>, AppError> {
    let seen = desk.staff.notices_seen(account.staff_id).await?;
    Ok(staff_trail::unread(&desk.pool, account.staff_id, seen).await?)
}
