//! Usernames are in the vault only while a reveal is in progress (product.md, "Privacy"). Each is discarded when it was told or taken
//! back; here, what a crash in between left.

use chrono::{DateTime, TimeDelta, Utc};
use domain::matching::Match;
use domain::values::{MemberId, VaultRef};
use sqlx::PgPool;

use crate::vault::Kind;
use crate::{AppError, Dispatcher, Vault, outbox};

/// A username waits this long for the command that names it, and after the reveal for the notices that tell it.
const ON_THE_WAY: TimeDelta = TimeDelta::minutes(10);

/// Discards usernames whose reveal is over; says how many.
pub async fn sweep(
    pool: &PgPool,
    vault: &Vault,
    dispatcher: &Dispatcher,
    now: DateTime<Utc>,
) -> Result<u64, AppError> {
    // What one has been told the other must be told too, also after the end of their talk.
    if outbox::has_pending_reveal(pool).await? {
        return Ok(0);
    }
    let mut discarded = 0;
    for (member, username) in vault.usernames(now - ON_THE_WAY).await? {
        if !is_in_progress(dispatcher, member, username, now).await? {
            vault.discard(member, Kind::Username, username).await?;
            discarded += 1;
        }
    }
    Ok(discarded)
}

async fn is_in_progress(
    dispatcher: &Dispatcher,
    member: MemberId,
    username: VaultRef,
    now: DateTime<Utc>,
) -> Result<bool, AppError> {
    let Some(match_id) = dispatcher.engagement(member).await? else {
        return Ok(false);
    };
    let talk: Match = dispatcher.load(match_id).await?;
    let is_being_told = talk.revealed_at.is_none_or(|at| now < at + ON_THE_WAY);
    Ok(talk.is_open() && talk.reveal_of(member) == Some(username) && is_being_told)
}
