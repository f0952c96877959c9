//! The clock of whole-system tests: the time comes from outside (`serve --clock ADDR`).
//!
//! `GET http://ADDR/now?after=<version>&follower=<name>` answers `{"version": N, "now_us": …}` once there is something
//! newer. Asking for what comes after N says that N is in force here.

use std::net::SocketAddr;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use tokio::sync::watch;
use tokio_util::task::AbortOnDropHandle;

use super::Clock;

/// Longer than the server holds a question open.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(40);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
const RETRY_PAUSE: Duration = Duration::from_millis(50);
/// How often a clock that does not answer is asked at start: about ten seconds.
const FIRST_TRIES: u32 = 200;

#[derive(Clone, Copy, Debug, Deserialize)]
struct Now {
    version: u64,
    now_us: i64,
}

/// Follows a clock over HTTP; stands still while that does not answer.
#[derive(Debug)]
pub struct OutsideClock {
    now: watch::Receiver<DateTime<Utc>>,
    _following: AbortOnDropHandle<()>,
}

/// The outside clock could not be followed.
#[derive(Debug, thiserror::Error)]
pub enum OutsideClockError {
    /// Nothing there answers as a clock does.
    #[error("the clock at {address} does not answer")]
    Silent {
        /// Where it was looked for.
        address: SocketAddr,
        /// The last failure.
        #[source]
        source: reqwest::Error,
    },
    /// A time that does not exist.
    #[error("the clock at {address} shows an impossible time")]
    Impossible {
        /// Which clock.
        address: SocketAddr,
    },
}

impl OutsideClock {
    /// Follows the clock at `address` under a name that is this process's own; returns once the first time is known.
    pub async fn follow(address: SocketAddr, follower: &str) -> Result<Self, OutsideClockError> {
        let silent = |source| OutsideClockError::Silent { address, source };
        let source = Source {
            http: reqwest::Client::builder()
                .no_proxy()
                .timeout(ANSWER_TIMEOUT)
                .connect_timeout(CONNECT_TIMEOUT)
                .build()
                .map_err(silent)?,
            url: format!("http://{address}/now"),
            follower: follower.to_owned(),
        };
        let first = source.first().await.map_err(silent)?;
        let shown = moment(first).ok_or(OutsideClockError::Impossible { address })?;
        let (sender, now) = watch::channel(shown);
        let following = tokio::spawn(source.keep_up(first.version, sender));
        Ok(Self {
            now,
            _following: AbortOnDropHandle::new(following),
        })
    }
}

#[async_trait]
impl Clock for OutsideClock {
    fn now(&self) -> DateTime<Utc> {
        *self.now.borrow()
    }

    async fn sleep_until(&self, at: DateTime<Utc>) {
        let mut now = self.now.clone();
        if now.wait_for(|now| *now >= at).await.is_err() {
            // The follower is gone, so time never moves again: neither does who waits for it.
            std::future::pending::<()>().await;
        }
    }
}

struct Source {
    http: reqwest::Client,
    url: String,
    follower: String,
}

impl Source {
    async fn first(&self) -> Result<Now, reqwest::Error> {
        let mut tries = 1;
        loop {
            match self.ask(0).await {
                Err(_) if tries < FIRST_TRIES => {
                    tries += 1;
                    tokio::time::sleep(RETRY_PAUSE).await;
                }
                answer => return answer,
            }
        }
    }

    async fn keep_up(self, mut version: u64, shown: watch::Sender<DateTime<Utc>>) {
        loop {
            match self.ask(version).await {
                Ok(now) => {
                    version = now.version;
                    if let Some(at) = moment(now) {
                        shown.send_if_modified(|current| std::mem::replace(current, at) != at);
                    }
                }
                Err(error) => {
                    tracing::debug!(%error, "the outside clock does not answer");
                    tokio::time::sleep(RETRY_PAUSE).await;
                }
            }
        }
    }

    async fn ask(&self, after: u64) -> Result<Now, reqwest::Error> {
        self.http
            .get(&self.url)
            .query(&[
                ("after", after.to_string().as_str()),
                ("follower", self.follower.as_str()),
            ])
            .send()
            .await?
            .error_for_status()?
            .json()
            .await
    }
}

fn moment(now: Now) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_micros(now.now_us)
}
