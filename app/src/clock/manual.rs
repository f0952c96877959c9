//! A clock that stands until a test moves it.

use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use tokio::sync::watch;

use super::{Clock, to_the_microsecond};

/// Stands until it is moved; clones show the same time.
#[derive(Clone, Debug)]
pub struct ManualClock {
    now: watch::Sender<DateTime<Utc>>,
}

impl ManualClock {
    /// A clock that stands at this moment.
    pub fn at(now: DateTime<Utc>) -> Self {
        Self {
            now: watch::Sender::new(to_the_microsecond(now)),
        }
    }

    /// Moves it and wakes who waited for that.
    pub fn advance(&self, by: Duration) {
        self.set(self.now() + by);
    }

    /// Sets it, also backwards.
    pub fn set(&self, now: DateTime<Utc>) {
        self.now.send_replace(to_the_microsecond(now));
    }
}

impl Default for ManualClock {
    /// Stands at the first second of 2026.
    fn default() -> Self {
        Self::at(DateTime::from_timestamp(1_767_225_600, 0).unwrap_or_default())
    }
}

#[async_trait]
impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        *self.now.borrow()
    }

    async fn sleep_until(&self, at: DateTime<Utc>) {
        // Cannot be closed: `self` holds the sender.
        let _ = self.now.subscribe().wait_for(|now| *now >= at).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn sleepers_wake_when_the_clock_passes_their_moment() {
        let clock = ManualClock::default();
        let (started, sleeper) = (clock.now(), clock.clone());
        let sleeping = tokio::spawn(async move {
            sleeper.sleep_until(started + Duration::hours(72)).await;
            sleeper.now()
        });
        clock.advance(Duration::hours(71));
        tokio::task::yield_now().await;
        assert!(!sleeping.is_finished());
        clock.advance(Duration::hours(2));
        assert_eq!(sleeping.await.unwrap(), started + Duration::hours(73));
    }
}
