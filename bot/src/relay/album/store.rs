//! The tables of albums on their way: ids, never content. Leases follow the clock of the database.

use std::time::Duration;

use app::{AppError, BotId, inbox};
use chrono::{DateTime, Utc};
use domain::values::{MatchId, MemberId};
use sqlx::{PgPool, Row};
use uuid::Uuid;

/// How long an album is its owner's without a word: longer than the gathering takes.
const LEASE: Duration = Duration::from_secs(6);
/// How often its owner says that it is still at it.
pub(super) const RENEW_EVERY: Duration = Duration::from_secs(2);
/// The most albums taken over at once.
const MOST_TAKEN_OVER: i64 = 20;
/// Telegram repeats an update for 24 h; after that no part can come.
const KEPT_HOURS: i32 = 48;

/// Which album of whom.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct AlbumKey {
    /// The bot it was sent to.
    pub(super) bot: BotId,
    /// Who sends it.
    pub(super) sender: MemberId,
    /// Telegram's number of the album.
    pub(super) number: String,
}

/// How far an album has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Gathering,
    /// It was refused as a whole, and its sender told.
    Refused,
    /// On its way or there.
    Closed,
}

/// The newest album of a number.
pub(super) struct Known {
    pub(super) state: State,
    pub(super) owner: Uuid,
    pub(super) owner_address: Option<String>,
    pub(super) is_alive: bool,
}

/// An album whose owner is gone.
pub(super) struct Orphan {
    pub(super) id: Uuid,
    pub(super) bot: BotId,
    pub(super) sender: MemberId,
    pub(super) match_id: MatchId,
    /// It was being sent, so that nobody knows whether it arrived.
    pub(super) was_under_way: bool,
}

/// A part, as it is known without its content.
pub(super) struct PartIds {
    pub(super) message_id: i32,
    pub(super) is_copyable: bool,
}

/// A new album.
pub(super) struct NewAlbum<'a> {
    pub(super) id: Uuid,
    pub(super) key: &'a AlbumKey,
    pub(super) match_id: MatchId,
    pub(super) owner: Uuid,
    pub(super) owner_address: Option<&'a str>,
    pub(super) is_refused: bool,
}

pub(super) async fn latest(pool: &PgPool, key: &AlbumKey) -> Result<Option<Known>, AppError> {
    let row = sqlx::query(
        "select state, owner, owner_address, lease_until > clock_timestamp() as is_alive from albums
         where bot_id = $1 and member_id = $2 and media_group_id = $3 order by started_at desc limit 1",
    )
    .bind(key.bot.0)
    .bind(key.sender.0)
    .bind(&key.number)
    .fetch_optional(pool)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let state: String = row.try_get("state")?;
    Ok(Some(Known {
        state: match state.as_str() {
            "gathering" => State::Gathering,
            "refused" => State::Refused,
            _ => State::Closed,
        },
        owner: row.try_get("owner")?,
        owner_address: row.try_get("owner_address")?,
        is_alive: row.try_get("is_alive")?,
    }))
}

pub(super) async fn open(pool: &PgPool, album: &NewAlbum<'_>) -> Result<(), AppError> {
    sqlx::query(
        "insert into albums (id, bot_id, member_id, match_id, media_group_id, state, owner, owner_address, lease_until)
         values ($1, $2, $3, $4, $5, $6, $7, $8, clock_timestamp() + make_interval(secs => $9))",
    )
    .bind(album.id)
    .bind(album.key.bot.0)
    .bind(album.key.sender.0)
    .bind(album.match_id.0)
    .bind(&album.key.number)
    .bind(if album.is_refused { "refused" } else { "gathering" })
    .bind(album.owner)
    .bind(album.owner_address)
    .bind(LEASE.as_secs_f64())
    .execute(pool)
    .await?;
    Ok(())
}

/// Durable when this returns: only then may the part be acknowledged. A part that came before belongs to this album from now on.
pub(super) async fn add_part(
    pool: &PgPool,
    album: Uuid,
    (bot, update_id): (BotId, i64),
    part: &PartIds,
) -> Result<(), AppError> {
    sqlx::query(
        "insert into album_parts (bot_id, update_id, album_id, message_id, copyable) values ($1, $2, $3, $4, $5)
         on conflict (bot_id, update_id) do update set album_id = excluded.album_id",
    )
    .bind(bot.0)
    .bind(update_id)
    .bind(album)
    .bind(part.message_id)
    .bind(part.is_copyable)
    .execute(pool)
    .await?;
    Ok(())
}

/// Whether the album is still this owner's to send.
pub(super) async fn begin_sending(
    pool: &PgPool,
    album: Uuid,
    owner: Uuid,
) -> Result<bool, AppError> {
    let done = sqlx::query(
        "update albums set state = 'sending', lease_until = clock_timestamp() + make_interval(secs => $3)
         where id = $1 and owner = $2 and state = 'gathering'",
    )
    .bind(album)
    .bind(owner)
    .bind(LEASE.as_secs_f64())
    .execute(pool)
    .await?;
    Ok(done.rows_affected() > 0)
}

pub(super) async fn renew(pool: &PgPool, album: Uuid, owner: Uuid) -> Result<(), AppError> {
    sqlx::query(
        "update albums set lease_until = clock_timestamp() + make_interval(secs => $3) where id = $1 and owner = $2",
    )
    .bind(album)
    .bind(owner)
    .bind(LEASE.as_secs_f64())
    .execute(pool)
    .await?;
    Ok(())
}

/// Whether the album is still this owner's to end.
pub(super) async fn is_owned(pool: &PgPool, album: Uuid, owner: Uuid) -> Result<bool, AppError> {
    Ok(sqlx::query_scalar(
        "select exists (select from albums where id = $1 and owner = $2 and state = 'sending')",
    )
    .bind(album)
    .bind(owner)
    .fetch_one(pool)
    .await?)
}

/// The album is over; one that was delivered counts as one message of its sender, once. An owner that was away for so long that another
/// one took the album over leaves it alone.
pub(super) async fn finish(
    pool: &PgPool,
    album: Uuid,
    owner: Uuid,
    delivered_at: Option<DateTime<Utc>>,
) -> Result<(), AppError> {
    let mut transaction = pool.begin().await?;
    let ended: Option<(Uuid, Uuid)> = sqlx::query_as(
        "update albums set state = 'sent' where id = $1 and owner = $2 and state = 'sending' returning match_id, member_id",
    )
    .bind(album)
    .bind(owner)
    .fetch_optional(&mut *transaction)
    .await?;
    let Some((match_id, sender)) = ended else {
        return Ok(());
    };
    sqlx::query("delete from album_parts where album_id = $1")
        .bind(album)
        .execute(&mut *transaction)
        .await?;
    if let Some(at) = delivered_at {
        let (talk, sender) = (MatchId(match_id), MemberId(sender));
        inbox::count_relayed(&mut *transaction, talk, sender, at).await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// Albums whose owner is gone become this owner's.
pub(super) async fn take_over(pool: &PgPool, owner: Uuid) -> Result<Vec<Orphan>, AppError> {
    let rows = sqlx::query(
        "with orphans as materialized (
             select id, state from albums
             where state in ('gathering', 'sending') and lease_until < clock_timestamp()
             order by started_at limit $3 for update skip locked)
         update albums set state = 'sending', owner = $1, lease_until = clock_timestamp() + make_interval(secs => $2)
         from orphans where albums.id = orphans.id
         returning albums.id, bot_id, member_id, match_id, orphans.state = 'sending' as was_under_way",
    )
    .bind(owner)
    .bind(LEASE.as_secs_f64())
    .bind(MOST_TAKEN_OVER)
    .fetch_all(pool)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Orphan {
                id: row.try_get("id")?,
                bot: BotId(row.try_get("bot_id")?),
                sender: MemberId(row.try_get("member_id")?),
                match_id: MatchId(row.try_get("match_id")?),
                was_under_way: row.try_get("was_under_way")?,
            })
        })
        .collect()
}

/// The parts of an album in order.
pub(super) async fn parts(pool: &PgPool, album: Uuid) -> Result<Vec<PartIds>, AppError> {
    let rows: Vec<(i32, bool)> = sqlx::query_as(
        "select message_id, copyable from album_parts where album_id = $1 order by message_id",
    )
    .bind(album)
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(message_id, is_copyable)| PartIds {
            message_id,
            is_copyable,
        })
        .collect())
}

/// Deletes what cannot be asked for any more. Run it every hour or so.
pub async fn sweep(pool: &PgPool) -> Result<u64, AppError> {
    let swept = sqlx::query(
        "delete from albums where state in ('sent', 'refused') and started_at < clock_timestamp() - make_interval(hours => $1)",
    )
    .bind(KEPT_HOURS)
    .execute(pool)
    .await?;
    Ok(swept.rows_affected())
}
