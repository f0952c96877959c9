//! What replicas share through Redis and can lose: rate limits, double-click locks, message-id pairs, wake-ups. Without Redis the same
//! calls work within one process.
//!
//! Nobody waits for a Redis that does not answer: the first call that fails switches this process to its own limits, and a task
//! looks for Redis in the background.

mod gcra;
mod link;
mod local;
mod pairs;

use std::sync::Arc;
use std::time::Duration;

use redis::Script;

pub use pairs::{Counterpart, Fingerprint, MessagePair, PairLookup, Role};

use crate::clock::SharedClock;
use link::Link;
use local::Local;

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

impl Quota {
    /// So many a minute, all of them at once if need be.
    pub const fn per_minute(per_minute: u32) -> Self {
        Self {
            per_period: per_minute,
            period: Duration::from_mins(1),
            burst: per_minute,
        }
    }
}

/// Shared limits and small locks; cheap to clone.
#[derive(Clone, Debug)]
pub struct Coordination {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    clock: SharedClock,
    link: Option<Link>,
    local: Local,
    take: Script,
}

impl Coordination {
    /// Connects to Redis if an address is given; returns soon even if nothing answers there. An answer that takes longer than
    /// `answer_timeout` counts as none.
    ///
    /// Fails only for an address that is none.
    pub async fn connect(
        redis_url: Option<&str>,
        answer_timeout: Duration,
        clock: SharedClock,
    ) -> Result<Self, redis::RedisError> {
        let link = match redis_url {
            Some(url) => Some(Link::open(url, answer_timeout).await?),
            None => None,
        };
        Ok(Self {
            inner: Arc::new(Inner {
                clock,
                link,
                local: Local::default(),
                take: Script::new(gcra::SCRIPT),
            }),
        })
    }

    /// Within this process only.
    pub fn in_process(clock: SharedClock) -> Self {
        Self {
            inner: Arc::new(Inner {
                clock,
                link: None,
                local: Local::default(),
                take: Script::new(gcra::SCRIPT),
            }),
        }
    }

    /// Takes one from the bucket of this key (GCRA). Redis failing falls back to this process's own bucket.
    pub async fn take(&self, bucket: &str, quota: Quota) -> Permit {
        let Some(shape) = gcra::Shape::of(quota) else {
            return Permit::Granted;
        };
        let now_us = self.now_us();
        if let Some(link) = &self.inner.link {
            let shared = link
                .with(|mut connection| async move {
                    self.inner
                        .take
                        .key(format!("limit:{bucket}"))
                        .arg(now_us)
                        .arg(shape.interval_us)
                        .arg(shape.burst_us)
                        .invoke_async::<i64>(&mut connection)
                        .await
                })
                .await;
            if let Some(wait_us) = shared {
                return gcra::permit(wait_us);
            }
        }
        gcra::permit(self.inner.local.take(bucket, now_us, shape))
    }

    /// True for the first caller of this key within the time to live; a double click gets false.
    pub async fn first(&self, key: &str, time_to_live: Duration) -> bool {
        let millis = u64::try_from(time_to_live.as_millis())
            .unwrap_or(u64::MAX)
            .max(1);
        if let Some(link) = &self.inner.link {
            let set = link
                .with(|mut connection| async move {
                    redis::cmd("SET")
                        .arg(format!("first:{key}"))
                        .arg(1)
                        .arg("NX")
                        .arg("PX")
                        .arg(millis)
                        .query_async::<Option<String>>(&mut connection)
                        .await
                })
                .await;
            if let Some(answer) = set {
                return answer.is_some();
            }
        }
        let micros = i64::try_from(time_to_live.as_micros()).unwrap_or(i64::MAX);
        self.inner.local.first(key, self.now_us(), micros)
    }

    /// Whether Redis answers right now; `None` when none is configured.
    pub async fn redis_healthy(&self) -> Option<bool> {
        let link = self.inner.link.as_ref()?;
        let answer = link
            .with(|mut connection| async move {
                redis::cmd("PING")
                    .query_async::<String>(&mut connection)
                    .await
            })
            .await;
        Some(answer.is_some())
    }

    fn now_us(&self) -> i64 {
        self.inner.clock.now().timestamp_micros()
    }
}
