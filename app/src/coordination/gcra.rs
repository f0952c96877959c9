//! The limiter: the generic cell rate algorithm. A bucket is one number, the theoretical arrival time: when it would be full again.

use std::time::Duration;

use super::{Permit, Quota};

/// A quota in microseconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    /// One is earned in this time.
    pub(super) interval_us: i64,
    /// A quiet bucket holds as much as is earned in this time.
    pub(super) burst_us: i64,
}

impl Shape {
    /// `None` for an unlimited quota.
    pub(super) fn of(quota: Quota) -> Option<Self> {
        if quota.per_period == 0 {
            return None;
        }
        let period_us = i64::try_from(quota.period.as_micros()).unwrap_or(i64::MAX);
        let interval_us = (period_us / i64::from(quota.per_period)).max(1);
        Some(Self {
            interval_us,
            burst_us: interval_us.saturating_mul(i64::from(quota.burst.max(1))),
        })
    }

    /// What a bucket becomes and how long to wait; 0 is granted. A time ahead of what a bucket can hold (the clock was set
    /// back) counts as an empty bucket.
    pub(super) fn take(self, arrival_us: i64, now_us: i64) -> (i64, i64) {
        let arrival_us = arrival_us.clamp(now_us, now_us.saturating_add(self.burst_us));
        let next_us = arrival_us.saturating_add(self.interval_us);
        let wait_us = next_us - self.burst_us - now_us;
        if wait_us > 0 {
            (arrival_us, wait_us)
        } else {
            (next_us, 0)
        }
    }
}

/// The same for Redis: key; now, interval, burst in µs; answers the wait in µs. The time comes from the caller's clock, so a bucket is kept
/// for five minutes longer than it needs: the clock of a test may stand. Numbers stay below 2^53, which Lua's are exact to.
pub(super) const SCRIPT: &str = "
local now, interval, burst = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local arrival = tonumber(redis.call('GET', KEYS[1]) or '0')
arrival = math.min(math.max(arrival, now), now + burst)
local next_arrival = arrival + interval
local wait = next_arrival - burst - now
if wait > 0 then
    return wait
end
local life_ms = math.ceil((next_arrival - now) / 1000) + 300000
redis.call('SET', KEYS[1], string.format('%.0f', next_arrival), 'PX', string.format('%.0f', life_ms))
return 0
";

pub(super) fn permit(wait_us: i64) -> Permit {
    match u64::try_from(wait_us) {
        Ok(0) | Err(_) => Permit::Granted,
        Ok(wait_us) => Permit::Denied {
            retry_after: Duration::from_micros(wait_us),
        },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn relay() -> Shape {
        Shape::of(Quota {
            per_period: 15,
            period: Duration::from_mins(1),
            burst: 5,
        })
        .unwrap()
    }

    #[test]
    fn five_at_once_then_one_every_four_seconds() {
        let (mut arrival, now) = (0, 1_000_000_000_000);
        for _ in 0..5 {
            let (next, wait) = relay().take(arrival, now);
            assert_eq!(wait, 0);
            arrival = next;
        }
        assert_eq!(relay().take(arrival, now).1, 4_000_000);
        assert_eq!(relay().take(arrival, now + 3_999_999).1, 1);
        assert_eq!(relay().take(arrival, now + 4_000_000).1, 0);
    }

    #[test]
    fn a_clock_set_back_costs_at_most_one_interval() {
        let now = 1_000_000_000_000;
        let (arrival, _) = relay().take(0, now);
        assert_eq!(relay().take(arrival, now - 86_400_000_000).1, 4_000_000);
    }

    proptest! {
        #[test]
        fn no_window_grants_more_than_the_burst_and_what_it_earned(
            steps in prop::collection::vec(0_i64..10_000_000, 1..200),
        ) {
            let (start, mut arrival) = (1_000_000_000_000, 0);
            let (mut now, mut granted) = (start, 0);
            for step in steps {
                now += step;
                let (next, wait) = relay().take(arrival, now);
                arrival = next;
                granted += i64::from(wait == 0);
            }
            prop_assert!(granted <= 5 + (now - start) / 4_000_000);
        }
    }
}
