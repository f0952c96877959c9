//! How long to wait before another try.

use app::ids::SharedIds;
use chrono::TimeDelta;

/// After the first failure: short, because the usual one is a connection that the other side had closed.
const FIRST_MS: i64 = 100;
/// At most, jitter included.
const LONGEST_MS: i64 = 10_000;

/// Doubles with each failure, and is then anything between half of that and all of it, so that replicas do not retry
/// in step.
pub(crate) fn backoff(failures: u32, ids: &SharedIds) -> TimeDelta {
    let doubled = FIRST_MS
        .checked_shl(failures.saturating_sub(1).min(20))
        .unwrap_or(LONGEST_MS)
        .min(LONGEST_MS);
    let mut random = [0; 2];
    ids.fill(&mut random);
    let half = doubled / 2;
    let jitter = half * i64::from(u16::from_be_bytes(random)) / i64::from(u16::MAX);
    TimeDelta::milliseconds(half + jitter)
}
