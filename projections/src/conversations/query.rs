//! Reads pairs.

use domain::values::{MatchId, MemberId, Timestamp};
use sqlx::PgPool;
use sqlx::types::Json;

use super::Conversation;
use crate::ProjectionError;

/// The most rows of a history.
const MOST_ROWS: i64 = 1_000;

/// One match.
pub async fn find(
    pool: &PgPool,
    match_id: MatchId,
) -> Result<Option<Conversation>, ProjectionError> {
    let found: Option<Json<Conversation>> =
        sqlx::query_scalar("select to_jsonb(pair) from conversations_v1 pair where match_id = $1")
            .bind(match_id.0)
            .fetch_optional(pool)
            .await?;
    Ok(found.map(|Json(row)| row))
}

/// The proposal or talk a member is in. For decisions ask the guards; this is what was, a moment ago.
pub async fn open_of(
    pool: &PgPool,
    member: MemberId,
) -> Result<Option<Conversation>, ProjectionError> {
    Ok(newest(pool, member, "state in ('proposed', 'chatting')", 1)
        .await?
        .pop())
}

/// The last talk of a member that is over.
pub async fn latest_talk_of(
    pool: &PgPool,
    member: MemberId,
) -> Result<Option<Conversation>, ProjectionError> {
    Ok(newest(pool, member, "state = 'ended'", 1).await?.pop())
}

/// What a member was part of, the newest first.
pub async fn history_of(
    pool: &PgPool,
    member: MemberId,
    limit: i64,
) -> Result<Vec<Conversation>, ProjectionError> {
    newest(pool, member, "true", limit.min(MOST_ROWS)).await
}

/// How many talks are open.
pub async fn open_talks_count(pool: &PgPool) -> Result<i64, ProjectionError> {
    let count =
        sqlx::query_scalar("select count(*) from conversations_v1 where state = 'chatting'")
            .fetch_one(pool)
            .await?;
    Ok(count)
}

/// How many proposals were accepted by both, and how many were made, of those made since a moment and answered by now.
pub async fn settled_since(pool: &PgPool, since: Timestamp) -> Result<(i64, i64), ProjectionError> {
    let counts = sqlx::query_as(
        "select count(*) filter (where started_at is not null), count(*)
         from conversations_v1 where proposed_at >= $1 and state <> 'proposed'",
    )
    .bind(since)
    .fetch_one(pool)
    .await?;
    Ok(counts)
}

/// Either side's index gives its newest rows; the two short lists are merged.
async fn newest(
    pool: &PgPool,
    member: MemberId,
    condition: &'static str,
    limit: i64,
) -> Result<Vec<Conversation>, ProjectionError> {
    let rows: Vec<Json<Conversation>> = sqlx::query_scalar(&format!(
        "select to_jsonb(pair) from (
             (select * from conversations_v1 where first_member = $1 and {condition} order by proposed_at desc limit $2)
             union all
             (select * from conversations_v1 where second_member = $1 and {condition} order by proposed_at desc limit $2)
         ) pair order by proposed_at desc, match_id desc limit $2"
    ))
    .bind(member.0)
    .bind(limit)
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|Json(row)| row).collect())
}
