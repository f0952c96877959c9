//! Walks the hash chain and names the first place where it does not hold.
//!
//! Everything is computed here from the stored columns, independently of the code that wrote them. The walk reads in pages, needs
//! memory for one page, and can begin at any place that was verified before.

mod canonical;
mod diagnose;
mod proof;

use std::fmt;
use std::str::FromStr;

use sqlx::{PgPool, Row};

use crate::{StoreError, read};
pub use canonical::CanonicalEvent;
use canonical::StoredEvent;
pub use proof::{BrokenLink, Link, Walk, links};

/// Rows read at a time.
const PAGE_EVENTS: i64 = 1000;

/// A place in the log with the hash that proves everything up to it. Written `POSITION:HASH`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The last position.
    pub position: i64,
    /// Its hash.
    pub hash: [u8; 32],
}

impl Verified {
    /// Before the first event.
    pub const START: Self = Self {
        position: 0,
        hash: [0; 32],
    };
}

impl fmt::Display for Verified {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.position, hex::encode(self.hash))
    }
}

/// Not of the form `POSITION:HASH`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected POSITION:HASH, a number and 64 hexadecimal digits")]
pub struct BadVerified;

impl FromStr for Verified {
    type Err = BadVerified;

    fn from_str(text: &str) -> Result<Self, BadVerified> {
        let (position, hash) = text.trim().split_once(':').ok_or(BadVerified)?;
        let position = position.parse().map_err(|_| BadVerified)?;
        let mut bytes = [0; 32];
        hex::decode_to_slice(hash, &mut bytes).map_err(|_| BadVerified)?;
        if position < 0 {
            return Err(BadVerified);
        }
        Ok(Self {
            position,
            hash: bytes,
        })
    }
}

/// How the log is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Breakage {
    /// The event is not what was written.
    #[error("the event was changed")]
    Changed,
    /// An event that was written is not there.
    #[error("an event was removed")]
    Missing,
    /// An event is there that was not written.
    #[error("an event was inserted")]
    Inserted,
    /// Two events changed places.
    #[error("the event changed places with event {with}")]
    Reordered {
        /// Where the event is that belongs here.
        with: i64,
    },
    /// `log_head` does not say what the last event says.
    #[error("log_head does not fit the last event")]
    HeadDiffers,
    /// The chain holds, but it is not the chain that was expected.
    #[error("the log was rewritten: its hash is not the expected one")]
    Rewritten,
}

/// What the walk found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verification {
    /// Everything up to here is as it was written.
    Intact(Verified),
    /// The first broken place.
    Broken {
        /// The first broken position.
        position: i64,
        /// How it is broken.
        breakage: Breakage,
        /// The last place before it that holds.
        verified: Verified,
    },
}

/// Verifies from a place that was verified before to the head as it was at the beginning, and that nothing lies beyond the head.
///
/// `expect` is a place published earlier; when it lies before `from`, the walk begins at the start. `progress` hears of each page.
pub async fn verify(
    pool: &PgPool,
    from: Verified,
    expect: Option<Verified>,
    mut progress: impl FnMut(Verified, i64),
) -> Result<Verification, StoreError> {
    let head = read::head(pool).await?;
    let mut verified = match expect {
        Some(expected) if expected.position < from.position => Verified::START,
        _ => from,
    };
    if let Some(broken) = rewritten(verified, verified, expect) {
        return Ok(broken);
    }
    while verified.position < head.position {
        let page = page(pool, verified.position, PAGE_EVENTS).await?;
        for event in &page {
            if event.event.position > head.position {
                break;
            }
            if event.event.position != verified.position + 1
                || event.chained(verified.hash, event.event.position) != event.hash
            {
                let breakage = diagnose::breakage(pool, verified).await?;
                return Ok(broken(verified, breakage));
            }
            let next = Verified {
                position: event.event.position,
                hash: event.hash,
            };
            if let Some(broken) = rewritten(verified, next, expect) {
                return Ok(broken);
            }
            verified = next;
        }
        if page.is_empty() {
            return Ok(broken(verified, Breakage::Missing));
        }
        progress(verified, head.position);
    }
    ending(pool, head, verified, expect).await
}

/// What can be wrong when the chain holds up to the head.
async fn ending(
    pool: &PgPool,
    head: crate::Head,
    verified: Verified,
    expect: Option<Verified>,
) -> Result<Verification, StoreError> {
    if verified.position > head.position || verified.hash != head.hash {
        return Ok(Verification::Broken {
            position: head.position,
            breakage: Breakage::HeadDiffers,
            verified,
        });
    }
    if expect.is_some_and(|expected| expected.position > verified.position) {
        return Ok(broken(verified, Breakage::Missing));
    }
    if let Some((head, event)) = beyond_head(pool).await? {
        let breakage = if event.chained(head.hash, head.position + 1) == event.hash {
            Breakage::HeadDiffers
        } else {
            Breakage::Inserted
        };
        return Ok(Verification::Broken {
            position: event.event.position,
            breakage,
            verified,
        });
    }
    Ok(Verification::Intact(verified))
}

fn broken(verified: Verified, breakage: Breakage) -> Verification {
    Verification::Broken {
        position: verified.position + 1,
        breakage,
        verified,
    }
}

fn rewritten(verified: Verified, next: Verified, expect: Option<Verified>) -> Option<Verification> {
    let expected = expect?;
    (expected.position == next.position && expected.hash != next.hash).then_some(
        Verification::Broken {
            position: next.position,
            breakage: Breakage::Rewritten,
            verified,
        },
    )
}

/// Rows after a position, in order; one is enough to go on.
async fn page(pool: &PgPool, after: i64, limit: i64) -> Result<Vec<StoredEvent>, StoreError> {
    Ok(sqlx::query_as(
        "SELECT position, aggregate_type, aggregate_id, sequence, event_type, event_version, \
                payload::text AS payload, metadata::text AS metadata, recorded_at, hash \
         FROM events WHERE position > $1 ORDER BY position LIMIT $2",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(pool)
    .await?)
}

/// An event beyond the head, with the head of the same instant.
async fn beyond_head(pool: &PgPool) -> Result<Option<(Verified, StoredEvent)>, StoreError> {
    let row = sqlx::query(
        "SELECT h.position AS head_position, h.hash AS head_hash, \
                e.position, e.aggregate_type, e.aggregate_id, e.sequence, e.event_type, e.event_version, \
                e.payload::text AS payload, e.metadata::text AS metadata, e.recorded_at, e.hash \
         FROM log_head h JOIN events e ON e.position > h.position ORDER BY e.position LIMIT 1",
    )
    .fetch_optional(pool)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let head = Verified {
        position: row.try_get("head_position")?,
        hash: row.try_get("head_hash")?,
    };
    Ok(Some((head, sqlx::FromRow::from_row(&row)?)))
}

/// The hash at a position, `None` where the log has no such event; of the place before the first event, zeros.
pub async fn place(pool: &PgPool, position: i64) -> Result<Option<Verified>, StoreError> {
    if position == 0 {
        return Ok(Some(Verified::START));
    }
    let hash: Option<[u8; 32]> = sqlx::query_scalar("SELECT hash FROM events WHERE position = $1")
        .bind(position)
        .fetch_optional(pool)
        .await?;
    Ok(hash.map(|hash| Verified { position, hash }))
}

/// The first and the last position of the events on these streams, `None` when there are none.
pub async fn extent(
    pool: &PgPool,
    streams: &[(String, String)],
) -> Result<Option<(i64, i64)>, StoreError> {
    let (types, ids): (Vec<&str>, Vec<&str>) = streams
        .iter()
        .map(|(aggregate_type, id)| (aggregate_type.as_str(), id.as_str()))
        .unzip();
    let found: (Option<i64>, Option<i64>) = sqlx::query_as(
        "SELECT min(e.position), max(e.position) FROM events e \
         JOIN unnest($1::text[], $2::text[]) AS u(type, id) ON e.aggregate_type = u.type AND e.aggregate_id = u.id",
    )
    .bind(types)
    .bind(ids)
    .fetch_one(pool)
    .await?;
    Ok(found.0.zip(found.1))
}

/// The first of these places that the log does not contain, by position and hash.
pub async fn first_missing(
    pool: &PgPool,
    places: &[Verified],
) -> Result<Option<Verified>, StoreError> {
    let positions: Vec<i64> = places.iter().map(|place| place.position).collect();
    let hashes: Vec<[u8; 32]> = places.iter().map(|place| place.hash).collect();
    let missing: Option<(i64, [u8; 32])> = sqlx::query_as(
        "SELECT u.position, u.hash FROM unnest($1::bigint[], $2::bytea[]) AS u(position, hash) \
         LEFT JOIN events e ON e.position = u.position \
         WHERE e.hash IS DISTINCT FROM u.hash ORDER BY u.position LIMIT 1",
    )
    .bind(positions)
    .bind(hashes)
    .fetch_optional(pool)
    .await?;
    Ok(missing.map(|(position, hash)| Verified { position, hash }))
}
