//! The computer's clock.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Clock, to_the_microsecond};

/// Longest wait between two looks at the clock: it may be set while we sleep.
const LONGEST_NAP: Duration = Duration::from_secs(30);

/// The computer's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the ambient clock"
    )]
    fn now(&self) -> DateTime<Utc> {
        to_the_microsecond(Utc::now())
    }

    async fn sleep_until(&self, at: DateTime<Utc>) {
        // `to_std` fails for what is not ahead any more.
        while let Ok(left) = (at - self.now()).to_std()
            && !left.is_zero()
        {
            tokio::time::sleep(left.min(LONGEST_NAP)).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn wakes_at_the_moment_and_at_once_for_the_past() {
        let clock = SystemClock;
        let at = clock.now() + chrono::Duration::milliseconds(5);
        clock.sleep_until(at).await;
        assert!(clock.now() >= at);
        clock.sleep_until(at).await;
        assert_eq!(clock.now().timestamp_subsec_nanos() % 1000, 0);
    }
}
