//! A piece of the chain that can leave the database: some events are shown, the others are there as digests only.
//!
//! Whoever has the hash before the first link and trusts the hash after the last one knows that what is shown was written so, at that
//! place and in that order, and that nothing between was left out.

use futures::stream::{BoxStream, StreamExt, TryStreamExt};
use futures::{Stream, stream};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;

use super::canonical::{CanonicalEvent, chain};
use super::{PAGE_EVENTS, Verified, page};
use crate::StoreError;

/// One place of the chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// An event that may be read.
    Shown(CanonicalEvent),
    /// An event that may not: its digest in hexadecimal keeps its place.
    Hidden(#[serde(with = "hex_digest")] [u8; 32]),
}

mod hex_digest {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(
        digest: &[u8; 32],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(digest))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<[u8; 32], D::Error> {
        let text = String::deserialize(deserializer)?;
        let mut digest = [0; 32];
        hex::decode_to_slice(text, &mut digest)
            .map_err(|_| D::Error::custom("a digest is 64 hexadecimal digits"))?;
        Ok(digest)
    }
}

/// A shown event does not stand where the chain has got to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the event of position {found} stands at {expected}")]
pub struct BrokenLink {
    /// Where the chain has got to.
    pub expected: i64,
    /// What the event says.
    pub found: i64,
}

/// Follows links from a place, without a database.
#[derive(Clone, Copy, Debug)]
pub struct Walk {
    reached: Verified,
}

impl Walk {
    /// Begins after a place.
    pub const fn after(place: Verified) -> Self {
        Self { reached: place }
    }

    /// Where the walk has got to.
    pub const fn reached(&self) -> Verified {
        self.reached
    }

    /// Takes the next link. Only a shown event can be refused here; whether the links are the true ones the last hash tells.
    pub fn step(&mut self, link: &Link) -> Result<(), BrokenLink> {
        let position = self.reached.position + 1;
        let digest = match link {
            Link::Shown(event) if event.position != position => {
                return Err(BrokenLink {
                    expected: position,
                    found: event.position,
                });
            }
            Link::Shown(event) => event.digest(),
            Link::Hidden(digest) => *digest,
        };
        self.reached = Verified {
            position,
            hash: chain(self.reached.hash, digest),
        };
        Ok(())
    }
}

/// The links after a position up to and including another, read in pages. `shows` says which events may be read.
pub fn links(
    pool: PgPool,
    after_position: i64,
    to: i64,
    shows: impl Fn(&CanonicalEvent) -> bool + Send + Sync + 'static,
) -> BoxStream<'static, Result<Link, StoreError>> {
    pages(pool, after_position, to)
        .map_ok(move |page| {
            let links: Vec<_> = page
                .into_iter()
                .map(|event| {
                    Ok(if shows(&event) {
                        Link::Shown(event)
                    } else {
                        Link::Hidden(event.digest())
                    })
                })
                .collect();
            stream::iter(links)
        })
        .try_flatten()
        .boxed()
}

fn pages(
    pool: PgPool,
    after_position: i64,
    to: i64,
) -> impl Stream<Item = Result<Vec<CanonicalEvent>, StoreError>> + Send {
    stream::try_unfold(after_position, move |position| {
        let pool = pool.clone();
        async move {
            let limit = PAGE_EVENTS.min(to.saturating_sub(position));
            if limit <= 0 {
                return Ok(None);
            }
            let rows = page(&pool, position, limit).await?;
            let events: Vec<CanonicalEvent> = rows.into_iter().map(|row| row.event).collect();
            Ok(events
                .last()
                .map(|last| last.position)
                .map(|next| (events, next)))
        }
    })
}
