//! Reading the log without appending to it: what the handle, the command line and the verifier share.

use futures::stream::{self, BoxStream, StreamExt, TryStreamExt};
use sqlx::PgPool;

use crate::{EventRecord, Head, StoreError};

/// Rows fetched at a time by [`range`].
const PAGE_EVENTS: i64 = 1000;

/// One stream, in order, after a sequence.
pub async fn stream(
    pool: &PgPool,
    aggregate_type: &str,
    aggregate_id: &str,
    after_sequence: i64,
) -> Result<Vec<EventRecord>, StoreError> {
    Ok(sqlx::query_as(
        "SELECT position, aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata, recorded_at, hash \
         FROM events WHERE aggregate_type = $1 AND aggregate_id = $2 AND sequence > $3 ORDER BY sequence",
    )
    .bind(aggregate_type)
    .bind(aggregate_id)
    .bind(after_sequence)
    .fetch_all(pool)
    .await?)
}

/// Many streams of one type at once, each in order.
pub async fn streams(
    pool: &PgPool,
    aggregate_type: &str,
    aggregate_ids: &[String],
) -> Result<Vec<EventRecord>, StoreError> {
    Ok(sqlx::query_as(
        "SELECT position, aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata, recorded_at, hash \
         FROM events WHERE aggregate_type = $1 AND aggregate_id = ANY ($2) ORDER BY aggregate_id, sequence",
    )
    .bind(aggregate_type)
    .bind(aggregate_ids)
    .fetch_all(pool)
    .await?)
}

/// The newest `limit` events of streams of any type, in the order of the log. Each stream is its type and id, once.
pub async fn newest_of(
    pool: &PgPool,
    streams: &[(String, String)],
    limit: i64,
) -> Result<Vec<EventRecord>, StoreError> {
    let (types, ids): (Vec<&str>, Vec<&str>) = streams
        .iter()
        .map(|(aggregate_type, id)| (aggregate_type.as_str(), id.as_str()))
        .unzip();
    // OFFSET 0 keeps one look into the index for each stream, whatever the planner thinks of their number.
    let mut events: Vec<EventRecord> = sqlx::query_as(
        "SELECT of_stream.* FROM unnest($1::text[], $2::text[]) AS wanted (aggregate_type, aggregate_id), \
         LATERAL (SELECT position, aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata, recorded_at, hash \
                  FROM events WHERE events.aggregate_id = wanted.aggregate_id AND events.aggregate_type = wanted.aggregate_type OFFSET 0) of_stream \
         ORDER BY position DESC LIMIT $3",
    )
    .bind(types)
    .bind(ids)
    .bind(limit)
    .fetch_all(pool)
    .await?;
    events.reverse();
    Ok(events)
}

/// Up to `limit` events after a position, in order.
pub async fn after(
    pool: &PgPool,
    position: i64,
    limit: i64,
) -> Result<Vec<EventRecord>, StoreError> {
    Ok(sqlx::query_as(
        "SELECT position, aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata, recorded_at, hash \
         FROM events WHERE position > $1 ORDER BY position LIMIT $2",
    )
    .bind(position)
    .bind(limit)
    .fetch_all(pool)
    .await?)
}

/// The streams of one type that grew between two positions, each with its newest sequence there, in no order.
pub async fn grown(
    pool: &PgPool,
    aggregate_type: &str,
    after_position: i64,
    to: i64,
) -> Result<Vec<(String, i64)>, StoreError> {
    Ok(sqlx::query_as(
        "SELECT aggregate_id, max(sequence) FROM events \
         WHERE position > $1 AND position <= $2 AND aggregate_type = $3 GROUP BY aggregate_id",
    )
    .bind(after_position)
    .bind(to)
    .bind(aggregate_type)
    .fetch_all(pool)
    .await?)
}

/// All events after a position up to and including another, in pages, so that no transaction stays open meanwhile.
pub fn range(
    pool: PgPool,
    after_position: i64,
    to: i64,
) -> BoxStream<'static, Result<EventRecord, StoreError>> {
    stream::try_unfold(after_position, move |position| {
        let pool = pool.clone();
        async move {
            let limit = PAGE_EVENTS.min(to.saturating_sub(position));
            if limit <= 0 {
                return Ok(None);
            }
            let page = after(&pool, position, limit).await?;
            let Some(last) = page.last() else {
                return Ok(None);
            };
            let next = last.position;
            Ok::<_, StoreError>(Some((page, next)))
        }
    })
    .map_ok(|page| stream::iter(page.into_iter().map(Ok)))
    .try_flatten()
    .boxed()
}

/// The last `limit` events, oldest first.
pub async fn tail(pool: &PgPool, limit: i64) -> Result<Vec<EventRecord>, StoreError> {
    let mut events: Vec<EventRecord> = sqlx::query_as(
        "SELECT position, aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata, recorded_at, hash \
         FROM events ORDER BY position DESC LIMIT $1",
    )
    .bind(limit)
    .fetch_all(pool)
    .await?;
    events.reverse();
    Ok(events)
}

/// The end of the log right now.
pub async fn head(pool: &PgPool) -> Result<Head, StoreError> {
    Ok(sqlx::query_as("SELECT position, hash FROM log_head")
        .fetch_one(pool)
        .await?)
}
