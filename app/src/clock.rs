//! The one source of time.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

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
