//! The one source of ids and randomness.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha20Rng;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::clock::SharedClock;

/// A bot of the fleet, by the number before the colon of its token. Not a member's id, so it may appear in logs.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type,
)]
#[serde(transparent)]
#[sqlx(transparent)]
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

/// Ids from the clock and the operating system's randomness.
#[derive(Clone, Debug)]
pub struct SystemIds {
    clock: SharedClock,
}

impl SystemIds {
    /// Ids whose time part follows this clock.
    pub fn new(clock: SharedClock) -> Self {
        Self { clock }
    }
}

impl Ids for SystemIds {
    fn uuid(&self) -> Uuid {
        uuid_v7(&self.clock, |random| self.fill(random))
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that draws ambient randomness; a generator for cryptography, seeded by the system"
    )]
    fn fill(&self, buffer: &mut [u8]) {
        rand::rng().fill_bytes(buffer);
    }
}

/// The same ids for the same seed and clock: for tests, never for keys that protect anything.
#[derive(Debug)]
pub struct SeededIds {
    clock: SharedClock,
    generator: Mutex<ChaCha20Rng>,
}

impl SeededIds {
    /// Starts the sequence of this seed.
    pub fn new(seed: u64, clock: SharedClock) -> Self {
        Self {
            clock,
            generator: Mutex::new(ChaCha20Rng::seed_from_u64(seed)),
        }
    }
}

impl Ids for SeededIds {
    fn uuid(&self) -> Uuid {
        uuid_v7(&self.clock, |random| self.fill(random))
    }

    fn fill(&self, buffer: &mut [u8]) {
        self.generator
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill_bytes(buffer);
    }
}

fn uuid_v7(clock: &SharedClock, fill: impl FnOnce(&mut [u8])) -> Uuid {
    let mut random = [0; 10];
    fill(&mut random);
    // A clock before 1970 has no place in a v7 id; its order is then lost, its uniqueness is not.
    let millis = u64::try_from(clock.now().timestamp_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::clock::ManualClock;

    #[test]
    fn ids_sort_by_the_time_of_the_clock() {
        let clock = ManualClock::default();
        let ids = SystemIds::new(Arc::new(clock.clone()));
        let earlier = ids.uuid();
        clock.advance(chrono::Duration::milliseconds(1));
        let later = ids.uuid();
        assert!(earlier < later);
        assert_eq!(later.get_version_num(), 7);
    }

    #[test]
    fn a_seed_repeats_its_ids_and_never_one_id_twice() {
        let clock: SharedClock = Arc::new(ManualClock::default());
        let draw = |seed| -> Vec<Uuid> {
            let ids = SeededIds::new(seed, Arc::clone(&clock));
            (0..100).map(|_| ids.uuid()).collect()
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
        assert_eq!(draw(7).iter().collect::<HashSet<_>>().len(), 100);
    }
}
