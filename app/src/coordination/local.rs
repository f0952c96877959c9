//! The same limits within one process.

use std::sync::atomic::{AtomicU32, Ordering};

use dashmap::DashMap;

use super::gcra::Shape;

/// Entries are looked through for dead ones once in so many calls.
const CALLS_PER_PRUNING: u32 = 4096;
/// More keys than this are dropped, live or not: a limit lost is better than memory.
const MAX_KEYS: usize = 200_000;

/// Keys with the microsecond until which they matter.
#[derive(Debug, Default)]
pub(super) struct Local {
    buckets: DashMap<String, i64>,
    firsts: DashMap<String, i64>,
    calls: AtomicU32,
}

impl Local {
    /// How long to wait in µs; 0 is granted.
    pub(super) fn take(&self, bucket: &str, now_us: i64, shape: Shape) -> i64 {
        self.prune(now_us);
        let mut arrival = self.buckets.entry(bucket.to_owned()).or_insert(now_us);
        let (next, wait) = shape.take(*arrival, now_us);
        *arrival = next;
        wait
    }

    pub(super) fn first(&self, key: &str, now_us: i64, life_us: i64) -> bool {
        self.prune(now_us);
        let mut is_first = false;
        let mut until = self.firsts.entry(key.to_owned()).or_insert(now_us);
        if *until <= now_us {
            is_first = true;
            *until = now_us.saturating_add(life_us);
        }
        is_first
    }

    fn prune(&self, now_us: i64) {
        let call = self.calls.fetch_add(1, Ordering::Relaxed);
        if !call.is_multiple_of(CALLS_PER_PRUNING) {
            return;
        }
        for keys in [&self.buckets, &self.firsts] {
            keys.retain(|_, until_us| *until_us > now_us);
            if keys.len() > MAX_KEYS {
                keys.clear();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::coordination::Quota;

    #[test]
    fn dead_keys_do_not_pile_up() {
        let local = Local::default();
        let shape = Shape::of(Quota {
            per_period: 1,
            period: Duration::from_secs(1),
            burst: 1,
        })
        .unwrap();
        for member in 0..20_000_i64 {
            let now_us = member * 1_000_000;
            assert_eq!(local.take(&member.to_string(), now_us, shape), 0);
            assert!(local.first(&member.to_string(), now_us, 1));
        }
        let limit = usize::try_from(CALLS_PER_PRUNING).unwrap();
        assert!(local.buckets.len() + local.firsts.len() <= limit + 2);
    }
}
