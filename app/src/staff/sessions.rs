//! Sessions: a random token in a cookie, of which only a digest is kept.

use std::fmt;

use chrono::{DateTime, Duration, Utc};
use domain::staff_access::StaffingCommand;
use domain::values::StaffId;
use secrecy::{ExposeSecret, SecretString};
use sqlx::FromRow;

use super::accounts::{AccountRow, COLUMNS};
use super::{Staff, StaffAccount, digest};
use crate::AppError;

/// A session ends when nothing was done in it for this long (OWASP ASVS 4.0.3, 3.3.2) …
pub const SESSION_IDLE: Duration = Duration::minutes(30);
/// … and in any case after a working day.
pub const SESSION_LIFE: Duration = Duration::hours(12);
/// When somebody was last there is written down no more often than this.
const SEEN_EVERY: Duration = Duration::minutes(1);
/// Nobody has more at once.
const SESSIONS_SHOWN_MAX: i64 = 50;
const TOKEN_BYTES: usize = 32;
/// What a token looks like; anything else is not even looked up.
const TOKEN_CHARACTERS: usize = 43;

/// What opens a session. Shown by nothing.
#[derive(Clone)]
pub struct SessionToken(SecretString);

impl fmt::Debug for SessionToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SessionToken(hidden)")
    }
}

impl SessionToken {
    /// Reads what a browser sent.
    pub fn parse(text: &str) -> Option<Self> {
        let is_one = text.len() == TOKEN_CHARACTERS
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        is_one.then(|| Self(SecretString::from(text)))
    }

    /// For the cookie.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    pub(super) fn digest(&self) -> [u8; 32] {
        digest(self.expose())
    }
}

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Session {
    /// Who, with the role of this moment.
    pub account: StaffAccount,
    /// When it ends whatever is done in it.
    pub ends_at: DateTime<Utc>,
}

/// Names a session without opening it: what is kept of its token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionId(Vec<u8>);

impl SessionId {
    /// Reads what [`fmt::Display`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        hex::decode(text).ok().map(Self)
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&hex::encode(&self.0))
    }
}

/// A session as its person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSession {
    /// Which: names it and does not open it.
    pub id: SessionId,
    /// Since when.
    pub opened_at: DateTime<Utc>,
    /// When something was done in it, to a minute.
    pub seen_at: DateTime<Utc>,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

#[derive(FromRow)]
struct SessionRow {
    token_digest: Vec<u8>,
    ends_at: DateTime<Utc>,
    seen_at: DateTime<Utc>,
    is_this: bool,
}

/// Whose request it is: a page that is open asks for news the whole day, and nobody need be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Somebody did something.
    ByPerson,
    /// A page asks by itself.
    ByPage,
}

impl Staff {
    /// A token that opens nothing: what a form is bound to before somebody is signed in.
    pub fn new_token(&self) -> SessionToken {
        SessionToken(SecretString::from(self.random_text::<TOKEN_BYTES>()))
    }

    /// Opens a session under a token that nobody has ever seen.
    pub async fn open_session(&self, staff: StaffId) -> Result<SessionToken, AppError> {
        let token = self.new_token();
        let now = self.clock.now();
        sqlx::query(
            "insert into staff_sessions (token_digest, staff_id, seen_at, ends_at) values ($1, $2, $3, $4)",
        )
        .bind(token.digest())
        .bind(staff.0)
        .bind(now)
        .bind(now + SESSION_LIFE)
        .execute(&self.pool)
        .await?;
        Ok(token)
    }

    /// The session that a token opens, if it is not over and its person is not disabled; a person's request keeps it alive.
    pub async fn session(
        &self,
        token: &SessionToken,
        asked: Asked,
    ) -> Result<Option<Session>, AppError> {
        let now = self.clock.now();
        let times: Option<(DateTime<Utc>, DateTime<Utc>)> = sqlx::query_as(
            "select seen_at, ends_at from staff_sessions where token_digest = $1 and ends_at > $2 and seen_at > $3",
        )
        .bind(token.digest())
        .bind(now)
        .bind(now - SESSION_IDLE)
        .fetch_optional(&self.pool)
        .await?;
        let Some((seen_at, ends_at)) = times else {
            return Ok(None);
        };
        if asked == Asked::ByPerson && now - seen_at >= SEEN_EVERY {
            sqlx::query(
                "update staff_sessions set seen_at = $2 where token_digest = $1 and seen_at < $2",
            )
            .bind(token.digest())
            .bind(now)
            .execute(&self.pool)
            .await?;
        }
        let row: Option<AccountRow> = sqlx::query_as(&format!(
            "select {COLUMNS} from staff_sessions s join staff_accounts a on a.staff_id = s.staff_id
             where s.token_digest = $1 and a.disabled_at is null"
        ))
        .bind(token.digest())
        .fetch_optional(&self.pool)
        .await?;
        let account = row.map(AccountRow::read).transpose()?;
        Ok(account.map(|account| Session { account, ends_at }))
    }

    /// Ends one session, whoever's it is: what a browser held before somebody signs in.
    pub async fn end_session(&self, token: &SessionToken) -> Result<(), AppError> {
        sqlx::query("delete from staff_sessions where token_digest = $1")
            .bind(token.digest())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// The sessions of somebody that are not over, the one of this token among them, the latest first.
    pub async fn sessions_of(
        &self,
        staff: StaffId,
        token: &SessionToken,
    ) -> Result<Vec<OwnSession>, AppError> {
        let now = self.clock.now();
        let rows: Vec<SessionRow> = sqlx::query_as(
            "select token_digest, ends_at, seen_at, token_digest = $2 as is_this from staff_sessions
             where staff_id = $1 and ends_at > $3 and seen_at > $4 order by ends_at desc limit $5",
        )
        .bind(staff.0)
        .bind(token.digest())
        .bind(now)
        .bind(now - SESSION_IDLE)
        .bind(SESSIONS_SHOWN_MAX)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows
            .into_iter()
            .map(|row| OwnSession {
                id: SessionId(row.token_digest),
                opened_at: row.ends_at - SESSION_LIFE,
                seen_at: row.seen_at,
                is_this: row.is_this,
            })
            .collect())
    }

    /// Ends one session of somebody; says whether it was theirs and not over.
    pub async fn end_session_of(&self, staff: StaffId, id: &SessionId) -> Result<bool, AppError> {
        let mut transaction = self.pool.begin().await?;
        let ended =
            sqlx::query("delete from staff_sessions where staff_id = $1 and token_digest = $2")
                .bind(staff.0)
                .bind(&id.0)
                .execute(&mut *transaction)
                .await?;
        let is_ended = ended.rows_affected() > 0;
        if is_ended {
            let at = self.clock.now();
            // No rule forbids it.
            let _ = self.record(StaffingCommand::SignOut { staff, at }).await?;
        }
        transaction.commit().await?;
        Ok(is_ended)
    }

    /// Ends all sessions of somebody but that of this token.
    pub async fn end_other_sessions(
        &self,
        staff: StaffId,
        token: &SessionToken,
    ) -> Result<(), AppError> {
        let mut transaction = self.pool.begin().await?;
        let ended =
            sqlx::query("delete from staff_sessions where staff_id = $1 and token_digest <> $2")
                .bind(staff.0)
                .bind(token.digest())
                .execute(&mut *transaction)
                .await?;
        if ended.rows_affected() > 0 {
            let at = self.clock.now();
            let command = StaffingCommand::EndOtherSessions { staff, at };
            // No rule forbids it.
            let _ = self.record(command).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Somebody leaves. The session ends even where that cannot be written down.
    pub async fn sign_out(&self, staff: StaffId, token: &SessionToken) -> Result<(), AppError> {
        self.end_session(token).await?;
        let at = self.clock.now();
        // No rule forbids it.
        let _ = self.record(StaffingCommand::SignOut { staff, at }).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_looks_like_a_token_is_looked_up() {
        let right = "a".repeat(43);
        assert!(SessionToken::parse(&right).is_some());
        for wrong in [
            "",
            "a",
            &"a".repeat(44),
            &format!("{}\n", "a".repeat(42)),
            &"é".repeat(43),
        ] {
            assert!(SessionToken::parse(wrong).is_none(), "{wrong:?}");
        }
        let token = SessionToken::parse(&right).unwrap();
        assert!(!format!("{token:?}").contains("aaa"));
    }
}
