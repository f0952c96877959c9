//! What happened at a broken place: found out by trying which rows fit if they stood elsewhere.

use sqlx::PgPool;

use super::canonical::StoredEvent;
use super::{Breakage, Verified, page};
use crate::StoreError;

/// How far to look for the event that belongs to the broken place.
const LOOK_AHEAD_EVENTS: i64 = 10_000;

/// What is wrong with the event after `verified`.
pub(super) async fn breakage(pool: &PgPool, verified: Verified) -> Result<Breakage, StoreError> {
    let position = verified.position + 1;
    let rows = page(pool, verified.position, LOOK_AHEAD_EVENTS).await?;
    let Some((here, others)) = rows.split_first() else {
        return Ok(Breakage::Missing);
    };
    if here.event.position != position {
        return Ok(Breakage::Missing);
    }
    // The event that belongs here, moved with its hash or without it.
    let belongs = others.iter().enumerate().find(|(_, row)| {
        let hash = row.chained(verified.hash, position);
        hash == row.hash || hash == here.hash
    });
    if let Some((index, found)) = belongs {
        return Ok(
            if exchanged(here, found, others.get(..index).unwrap_or_default()) {
                Breakage::Reordered {
                    with: found.event.position,
                }
            } else {
                Breakage::Inserted
            },
        );
    }
    // The rows after a removed one, moved up: each still fits one position later.
    if let Some(next) = others.first()
        && next.chained(here.hash, position + 2) == next.hash
    {
        return Ok(Breakage::Missing);
    }
    Ok(Breakage::Changed)
}

/// Whether the event that stands here belongs where the found one stands.
fn exchanged(here: &StoredEvent, found: &StoredEvent, between: &[StoredEvent]) -> bool {
    // When the hashes stayed in place, the one before `found` is its neighbour's; when they moved along, `found` brought
    // the hash of this place, and the last one between, if any, is untouched.
    let previous = between
        .last()
        .map_or([found.hash, here.hash], |row| [row.hash; 2]);
    previous.into_iter().any(|previous| {
        let hash = here.chained(previous, found.event.position);
        hash == here.hash || hash == found.hash
    })
}
