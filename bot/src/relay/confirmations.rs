//! Which files were confirmed and sent: presses of one button may reach any process, and a file goes once. Leases follow the clock of
//! the database.

use std::time::Duration;

use app::AppError;
use domain::values::{MatchId, MemberId};
use sqlx::PgPool;
use uuid::Uuid;

/// Longer than a file may be on its way, shorter than a dead process keeps its update: the one that gets it next sends the file.
const LEASE: Duration = Duration::from_secs(30);
/// As long as pairs of messages live.
const KEPT_HOURS: i32 = 48;

/// A file that was asked about.
#[derive(Clone, Copy)]
pub(super) struct File {
    /// The talk it is for.
    pub(super) match_id: MatchId,
    /// Who sends it.
    pub(super) sender: MemberId,
    /// Its message in the sender's chat.
    pub(super) message_id: i32,
}

/// The answer to a press.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Press {
    /// This one sends it.
    First,
    /// An earlier one is sending it right now.
    UnderWay,
    /// An earlier one has sent it.
    Sent,
}

/// Claims a file for the press of an update. The same update, delivered again after an outage, takes up its own claim.
pub(super) async fn claim(pool: &PgPool, file: File, press: Uuid) -> Result<Press, AppError> {
    let claimed = sqlx::query(
        "insert into file_confirmations (match_id, member_id, message_id, state, lease_until, claimed_by)
         values ($1, $2, $3, 'sending', clock_timestamp() + make_interval(secs => $4), $5)
         on conflict (match_id, member_id, message_id) do update
             set lease_until = excluded.lease_until, claimed_by = excluded.claimed_by
             where file_confirmations.state = 'sending'
               and (file_confirmations.lease_until < clock_timestamp() or file_confirmations.claimed_by = excluded.claimed_by)",
    )
    .bind(file.match_id.0)
    .bind(file.sender.0)
    .bind(file.message_id)
    .bind(LEASE.as_secs_f64())
    .bind(press)
    .execute(pool)
    .await?;
    if claimed.rows_affected() > 0 {
        return Ok(Press::First);
    }
    let state: Option<String> = sqlx::query_scalar(
        "select state from file_confirmations where match_id = $1 and member_id = $2 and message_id = $3",
    )
    .bind(file.match_id.0)
    .bind(file.sender.0)
    .bind(file.message_id)
    .fetch_optional(pool)
    .await?;
    Ok(match state.as_deref() {
        Some("sent") => Press::Sent,
        _ => Press::UnderWay,
    })
}

/// The file has reached the peer.
pub(super) async fn sent(pool: &PgPool, file: File) -> Result<(), AppError> {
    sqlx::query(
        "update file_confirmations set state = 'sent' where match_id = $1 and member_id = $2 and message_id = $3",
    )
    .bind(file.match_id.0)
    .bind(file.sender.0)
    .bind(file.message_id)
    .execute(pool)
    .await?;
    Ok(())
}

/// The file has not reached the peer: another press may try again.
pub(super) async fn give_back(pool: &PgPool, file: File) -> Result<(), AppError> {
    sqlx::query(
        "delete from file_confirmations
         where match_id = $1 and member_id = $2 and message_id = $3 and state = 'sending'",
    )
    .bind(file.match_id.0)
    .bind(file.sender.0)
    .bind(file.message_id)
    .execute(pool)
    .await?;
    Ok(())
}

/// Deletes what nobody can ask for any more. Run it every hour or so.
pub async fn sweep(pool: &PgPool) -> Result<u64, AppError> {
    let swept = sqlx::query(
        "delete from file_confirmations where claimed_at < clock_timestamp() - make_interval(hours => $1)",
    )
    .bind(KEPT_HOURS)
    .execute(pool)
    .await?;
    Ok(swept.rows_affected())
}
