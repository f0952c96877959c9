//! Links the Telegram account of a person of the staff by a one-time code, for the buttons in the moderators' chat.
//!
//! The code is shown in the console and told to the bot in private. What is kept is the bot's member, never a Telegram id.

use chrono::Duration;
use domain::staff_access::StaffingCommand;
use domain::values::{MemberId, StaffId};
use sqlx::PgPool;
use uuid::Uuid;

use super::accounts::{AccountRow, COLUMNS};
use super::{Staff, StaffAccount, digest};
use crate::AppError;

/// How long a code can be told to the bot.
pub const LINK_CODE_LIFE: Duration = Duration::minutes(10);
/// 96 bits: nobody guesses one in ten minutes.
const CODE_BYTES: usize = 12;

impl Staff {
    /// A new code, in place of the one before.
    pub async fn link_code(&self, staff: StaffId) -> Result<String, AppError> {
        let code = self.random_text::<CODE_BYTES>();
        sqlx::query(
            "insert into staff_link_codes (code_digest, staff_id, ends_at) values ($1, $2, $3)
             on conflict (staff_id) do update set code_digest = excluded.code_digest, ends_at = excluded.ends_at",
        )
        .bind(digest(&code))
        .bind(staff.0)
        .bind(self.clock.now() + LINK_CODE_LIFE)
        .execute(&self.pool)
        .await?;
        Ok(code)
    }

    /// Uses a code up: from now on this member is that person. `None` for a code that is wrong, used, or too old.
    pub async fn link(
        &self,
        code: &str,
        member: MemberId,
    ) -> Result<Option<StaffAccount>, AppError> {
        let mut transaction = self.pool.begin().await?;
        let staff: Option<Uuid> = sqlx::query_scalar(
            "delete from staff_link_codes where code_digest = $1 and ends_at > $2 returning staff_id",
        )
        .bind(digest(code))
        .bind(self.clock.now())
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(staff) = staff else {
            return Ok(None);
        };
        // A Telegram account is one person: whoever had it linked has it no more.
        let before: Vec<Uuid> = sqlx::query_scalar(
            "update staff_accounts set member_id = null where member_id = $1 and staff_id <> $2 returning staff_id",
        )
        .bind(member.0)
        .bind(staff)
        .fetch_all(&mut *transaction)
        .await?;
        let row: Option<AccountRow> = sqlx::query_as(&format!(
            "update staff_accounts a set member_id = $2 where a.staff_id = $1 and a.disabled_at is null
             returning {COLUMNS}"
        ))
        .bind(staff)
        .bind(member.0)
        .fetch_optional(&mut *transaction)
        .await?;
        for staff in before.into_iter().map(StaffId) {
            self.unlinked(staff).await?;
        }
        if row.is_some() {
            let (staff, at) = (StaffId(staff), self.clock.now());
            // No rule is against it.
            let _ = self
                .record(StaffingCommand::LinkTelegram { staff, at })
                .await?;
        }
        transaction.commit().await?;
        row.map(AccountRow::read).transpose()
    }

    /// The person of the staff behind a member, unless they were disabled.
    pub async fn of_member(&self, member: MemberId) -> Result<Option<StaffAccount>, AppError> {
        let row: Option<AccountRow> = sqlx::query_as(&format!(
            "select {COLUMNS} from staff_accounts a where a.member_id = $1 and a.disabled_at is null"
        ))
        .bind(member.0)
        .fetch_optional(&self.pool)
        .await?;
        row.map(AccountRow::read).transpose()
    }

    /// Takes the link away.
    pub async fn unlink(&self, staff: StaffId) -> Result<(), AppError> {
        let mut transaction = self.pool.begin().await?;
        let taken = sqlx::query(
            "update staff_accounts set member_id = null where staff_id = $1 and member_id is not null",
        )
        .bind(staff.0)
        .execute(&mut *transaction)
        .await?;
        if taken.rows_affected() > 0 {
            self.unlinked(staff).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    async fn unlinked(&self, staff: StaffId) -> Result<(), AppError> {
        let at = self.clock.now();
        // No rule is against it.
        let _ = self
            .record(StaffingCommand::UnlinkTelegram { staff, at })
            .await?;
        Ok(())
    }
}

/// The bot's member that somebody of the staff linked.
pub(crate) async fn member_of(pool: &PgPool, staff: StaffId) -> Result<Option<MemberId>, AppError> {
    let member: Option<Option<Uuid>> =
        sqlx::query_scalar("select member_id from staff_accounts where staff_id = $1")
            .bind(staff.0)
            .fetch_optional(pool)
            .await?;
    Ok(member.flatten().map(MemberId))
}
