//! A sign-in whose password was right and whose code is waited for. It opens nothing but the question for the code.

use chrono::Duration;
use domain::staff_access::{StaffingCommand, WayIn};
use domain::values::StaffId;
use uuid::Uuid;

use super::Staff;
use crate::AppError;
use crate::staff::{SessionToken, SignInRefused, StaffAccount};

/// How long the question for the code stands.
pub const HALF_SIGN_IN_LIFE: Duration = Duration::minutes(5);

impl Staff {
    /// Remembers that the password was right, under a token that opens no session.
    pub async fn begin_half(&self, staff: StaffId) -> Result<SessionToken, AppError> {
        let token = self.new_token();
        sqlx::query(
            "insert into staff_half_sign_ins (token_digest, staff_id, ends_at) values ($1, $2, $3)",
        )
        .bind(token.digest())
        .bind(staff.0)
        .bind(self.clock.now() + HALF_SIGN_IN_LIFE)
        .execute(&self.pool)
        .await?;
        Ok(token)
    }

    /// Who is half way in, unless it took them too long.
    pub async fn half_way(&self, token: &SessionToken) -> Result<Option<StaffAccount>, AppError> {
        let staff: Option<Uuid> = sqlx::query_scalar(
            "select staff_id from staff_half_sign_ins where token_digest = $1 and ends_at > $2",
        )
        .bind(token.digest())
        .bind(self.clock.now())
        .fetch_optional(&self.pool)
        .await?;
        let Some(staff) = staff else {
            return Ok(None);
        };
        let account = self.find(StaffId(staff)).await?;
        Ok(account.filter(|account| account.disabled_at.is_none()))
    }

    /// The code after the password: whoever gives a right one is in.
    pub async fn enter_with_code(
        &self,
        account: &StaffAccount,
        code: &str,
        way: WayIn,
    ) -> Result<Result<(), SignInRefused>, AppError> {
        if let Err(refused) = self.check_code(account.staff_id, code).await? {
            return Ok(Err(refused));
        }
        let (staff, at) = (account.staff_id, self.clock.now());
        // No rule forbids it.
        let _ = self
            .record(StaffingCommand::SignIn { staff, way, at })
            .await?;
        Ok(Ok(()))
    }

    /// The question was answered, or is asked no more.
    pub async fn end_half(&self, token: &SessionToken) -> Result<(), AppError> {
        sqlx::query("delete from staff_half_sign_ins where token_digest = $1")
            .bind(token.digest())
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}
