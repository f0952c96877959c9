//! The outside clock of whole-system tests: time that moves only when the test says so.
//!
//! `GET /now?after=VERSION&follower=NAME` answers `{"version": N, "now_us": …}` at once if there is something newer than
//! VERSION, and otherwise as soon as there is, or after 25 s with what there was. A follower that asks for what comes
//! after N has seen N; that is how a test knows that everybody has the new time.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::Json;
use axum::extract::{Query, State};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::eventually;

/// Below the half minute after which many clients give up.
const LONGEST_POLL: Duration = Duration::from_secs(25);
/// A follower that does not ask for so long was killed or frozen; nobody waits for it.
const GONE_AFTER: Duration = Duration::from_secs(2);
const SETTLE_DEADLINE: Duration = Duration::from_secs(20);

#[derive(Debug, Clone, Copy, Serialize)]
struct Now {
    version: u64,
    now_us: i64,
}

#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(default)]
    after: u64,
    #[serde(default)]
    follower: String,
}

#[derive(Debug)]
struct Follower {
    seen: u64,
    open_requests: u32,
    last_contact: Instant,
}

#[derive(Debug)]
struct Shared {
    now: watch::Sender<Now>,
    followers: Mutex<HashMap<String, Follower>>,
}

/// The clock, served over HTTP until it is dropped.
#[derive(Debug)]
pub struct ClockServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    _stop: DropGuard,
}

impl ClockServer {
    /// A clock that stands at `at`.
    pub async fn start(at: DateTime<Utc>) -> Self {
        let first = Now {
            version: 1,
            now_us: at.timestamp_micros(),
        };
        let shared = Arc::new(Shared {
            now: watch::Sender::new(first),
            followers: Mutex::default(),
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port for the clock");
        let address = listener.local_addr().expect("the clock's address");
        let routes = axum::Router::new()
            .route("/now", axum::routing::get(answer))
            .with_state(Arc::clone(&shared));
        let stop = CancellationToken::new();
        let serving = async move { axum::serve(listener, routes).await };
        tokio::spawn(stop.clone().run_until_cancelled_owned(serving));
        Self {
            address,
            shared,
            _stop: stop.drop_guard(),
        }
    }

    /// For `serve --clock`.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The time it shows.
    pub fn now(&self) -> DateTime<Utc> {
        let now_us = self.shared.now.borrow().now_us;
        DateTime::from_timestamp_micros(now_us).expect("a time that was set")
    }

    /// Moves it forward.
    pub fn advance(&self, by: Duration) {
        let by = TimeDelta::from_std(by).expect("less than the age of the universe");
        self.set(self.now() + by);
    }

    /// Sets it, also backwards.
    pub fn set(&self, at: DateTime<Utc>) {
        self.shared.now.send_modify(|now| {
            now.version += 1;
            now.now_us = at.timestamp_micros();
        });
    }

    /// Returns once at least `expected_followers` have seen the newest time and nobody who still asks has not.
    ///
    /// Having seen it, a follower may still be busy with what became due: wait for the effect with [`eventually`].
    pub async fn settle(&self, expected_followers: usize) {
        eventually(SETTLE_DEADLINE, || async {
            let version = self.shared.now.borrow().version;
            let followers = self.shared.followers();
            let (seen, lagging): (Vec<_>, Vec<_>) = followers
                .values()
                .partition(|follower| follower.seen >= version);
            seen.len() >= expected_followers && !lagging.iter().any(|follower| follower.is_there())
        })
        .await;
    }

    /// Moves it and waits until everybody has seen it, see [`Self::settle`].
    pub async fn advance_and_settle(&self, by: Duration, expected_followers: usize) {
        self.advance(by);
        self.settle(expected_followers).await;
    }
}

impl Follower {
    fn is_there(&self) -> bool {
        self.open_requests > 0 || self.last_contact.elapsed() < GONE_AFTER
    }
}

impl Shared {
    fn followers(&self) -> MutexGuard<'_, HashMap<String, Follower>> {
        self.followers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

async fn answer(State(shared): State<Arc<Shared>>, Query(asked): Query<Asked>) -> Json<Now> {
    let mut newest = shared.now.subscribe();
    let _open = OpenRequest::new(&shared, asked.follower, asked.after);
    let newer = newest.wait_for(|now| now.version > asked.after);
    // Neither a time-out nor a closing server is an error: the follower asks again.
    let _ = tokio::time::timeout(LONGEST_POLL, newer).await;
    let now = *shared.now.borrow();
    Json(now)
}

/// A follower that is being answered; also noticed when it hangs up.
struct OpenRequest<'a> {
    shared: &'a Shared,
    name: String,
}

impl<'a> OpenRequest<'a> {
    fn new(shared: &'a Shared, name: String, seen: u64) -> Self {
        let mut followers = shared.followers();
        let unknown = Follower {
            seen,
            open_requests: 0,
            last_contact: Instant::now(),
        };
        let follower = followers.entry(name.clone()).or_insert(unknown);
        follower.seen = seen;
        follower.open_requests += 1;
        drop(followers);
        Self { shared, name }
    }
}

impl Drop for OpenRequest<'_> {
    fn drop(&mut self) {
        if let Some(follower) = self.shared.followers().get_mut(&self.name) {
            follower.open_requests -= 1;
            follower.last_contact = Instant::now();
        }
    }
}
