//! The simulator's time: the system's, or that of an outside clock server, so that tests can move it.
//!
//! The outside clock answers `GET /now?after=<version>&follower=<name>` with `{"version": N, "now_us": <unix µs>}`: at once
//! if its version is greater than `after`, else when it changes, or after 25 s with the same.

use std::net::SocketAddr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::Deserialize;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// Under which name the outside clock knows who has seen a moment.
const FOLLOWER: &str = "telegram-simulator";
/// The outside clock holds a request up to 25 s; more means that it is gone.
const CLOCK_TIMEOUT: Duration = Duration::from_secs(40);
const CLOCK_RETRY: Duration = Duration::from_millis(200);

/// Microseconds of one second.
pub(crate) const SECOND_US: i64 = 1_000_000;

#[derive(Debug, Clone)]
pub(crate) enum Clock {
    System,
    Followed(watch::Receiver<i64>),
}

#[derive(Debug, Deserialize)]
struct Moment {
    version: u64,
    now_us: i64,
}

impl Clock {
    /// Follows the clock server at `addr`; returns when its first moment is known.
    pub(crate) async fn follow(
        addr: SocketAddr,
        stop: CancellationToken,
    ) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .no_proxy()
            .timeout(CLOCK_TIMEOUT)
            .build()?;
        let first = ask(&http, addr, 0).await?;
        let (moved, now) = watch::channel(first.now_us);
        tokio::spawn(stop.run_until_cancelled_owned(async move {
            let mut version = first.version;
            loop {
                match ask(&http, addr, version).await {
                    Ok(moment) => {
                        version = moment.version;
                        moved.send_replace(moment.now_us);
                    }
                    Err(_) => tokio::time::sleep(CLOCK_RETRY).await,
                }
            }
        }));
        Ok(Self::Followed(now))
    }

    /// Unix time in microseconds.
    pub(crate) fn now_us(&self) -> i64 {
        match self {
            Self::System => system_now_us(),
            Self::Followed(now) => *now.borrow(),
        }
    }

    /// Unix time in seconds, as Telegram's dates are.
    pub(crate) fn now_s(&self) -> i64 {
        self.now_us() / SECOND_US
    }

    /// Waits until this clock has passed `moment_us`.
    pub(crate) async fn sleep_until(&self, moment_us: i64) {
        match self {
            Self::System => {
                let left_us = u64::try_from(moment_us - system_now_us()).unwrap_or(0);
                tokio::time::sleep(Duration::from_micros(left_us)).await;
            }
            Self::Followed(now) => {
                let mut now = now.clone();
                if now.wait_for(|now_us| *now_us >= moment_us).await.is_err() {
                    // The follower ended, so the simulator is stopping: nothing becomes due any more.
                    std::future::pending::<()>().await;
                }
            }
        }
    }
}

async fn ask(
    http: &reqwest::Client,
    addr: SocketAddr,
    after: u64,
) -> Result<Moment, reqwest::Error> {
    http.get(format!(
        "http://{addr}/now?after={after}&follower={FOLLOWER}"
    ))
    .send()
    .await?
    .error_for_status()?
    .json()
    .await
}

#[allow(
    clippy::disallowed_methods,
    reason = "this module is the simulator's only source of time"
)]
fn system_now_us() -> i64 {
    let since_epoch = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since_epoch.as_micros()).unwrap_or(i64::MAX)
}
