//! The one source of time.

mod manual;
mod outside;
mod system;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, SubsecRound, Utc};

pub use manual::ManualClock;
pub use outside::OutsideClock;
pub use system::SystemClock;

/// Tells the time and waits for it; moved from outside in tests.
#[async_trait]
pub trait Clock: Send + Sync + fmt::Debug {
    /// Now, to the microsecond.
    fn now(&self) -> DateTime<Utc>;
    /// Returns once the clock has reached the moment.
    async fn sleep_until(&self, at: DateTime<Utc>);
    /// Returns once this much time has passed on the clock.
    async fn sleep(&self, duration: chrono::Duration) {
        self.sleep_until(self.now() + duration).await;
    }
}

/// A shared clock.
pub type SharedClock = Arc<dyn Clock>;

/// What Postgres can store: a moment read back equals the one written.
fn to_the_microsecond(at: DateTime<Utc>) -> DateTime<Utc> {
    at.trunc_subsecs(6)
}
