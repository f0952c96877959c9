//! The one source of ids and randomness.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A bot of the fleet, by the number before the colon of its token. Not a member's id, so it may appear in logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BotId(pub i64);

impl fmt::Display for BotId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// Makes ids and random bytes; seeded in tests.
pub trait Ids: Send + Sync + fmt::Debug {
    /// A fresh UUID v7.
    fn uuid(&self) -> Uuid;
    /// Fills the buffer with random bytes fit for keys and nonces.
    fn fill(&self, buffer: &mut [u8]);
}

/// A shared id source.
pub type SharedIds = Arc<dyn Ids>;
