//! Random concurrent histories of members who search, meet, talk and block, through replicas whose memory of each other is stale and
//! whose connections fail; and what must hold after each.
//!
//! `APP_SEED=n` runs one seed; a failure prints its own.

mod checks;
mod replica;
mod workers;

use std::sync::Arc;

use app::clock::{Clock, ManualClock, SharedClock};
use app::ids::{Ids, SystemIds};
use domain::Command;
use domain::values::MemberId;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use testkit::{TcpProxy, TestDatabase};
use tokio_util::sync::CancellationToken;

use crate::people::onboarding;
use replica::Replica;
use workers::{Attempt, Worker};

/// Processes: each with caches and connections of its own; all but the first behind a proxy of its own.
const REPLICAS: usize = 3;
/// Few, so that they meet.
const MEMBERS: usize = 7;
/// Tasks that send commands, each to any replica.
const WORKERS: u64 = 4;
const COMMANDS_PER_WORKER: usize = 60;

/// The members, the replicas and the time they share.
struct Town {
    replicas: Vec<Replica>,
    members: Vec<MemberId>,
    clock: Arc<ManualClock>,
    ids: SystemIds,
}

impl Town {
    async fn start(database: &TestDatabase, proxies: &[TcpProxy]) -> Self {
        let clock = Arc::new(ManualClock::default());
        let shared: SharedClock = clock.clone();
        let mut replicas = vec![Replica::start(&database.url(), shared.clone()).await];
        for proxy in proxies {
            let url = proxy.url(&database.url());
            replicas.push(Replica::start(&url, shared.clone()).await);
        }
        let ids = SystemIds::new(shared);
        Self {
            replicas,
            members: (0..MEMBERS).map(|_| MemberId(ids.uuid())).collect(),
            clock,
            ids,
        }
    }

    /// The replica whose connections never fail: what a test itself looks through.
    fn near(&self) -> &Replica {
        &self.replicas[0]
    }

    /// Everybody with a complete profile.
    async fn onboard(&self) -> Vec<Attempt> {
        let mut attempts = Vec::new();
        for member in &self.members {
            for answer in onboarding(*member, self.ids.uuid(), self.clock.now()) {
                let command = Command::Member(*member, answer);
                attempts.push(Attempt::made_at_once(self, command).await);
            }
        }
        attempts
    }
}

#[allow(clippy::print_stderr, reason = "shown when the test fails")]
async fn history(seed: u64) {
    eprintln!("APP_SEED={seed}");
    let database = TestDatabase::create().await;
    let mut proxies = Vec::new();
    for _ in 1..REPLICAS {
        proxies.push(TcpProxy::before(&database.url()).await);
    }
    let town = Arc::new(Town::start(&database, &proxies).await);
    let mut attempts = town.onboard().await;

    let quiet = CancellationToken::new();
    let random = ChaCha8Rng::seed_from_u64(seed);
    let faults = tokio::spawn(testkit::faults::inject(random, proxies, quiet.clone()));
    let workers = (1..=WORKERS).map(|number| {
        let random = ChaCha8Rng::seed_from_u64(seed.wrapping_mul(1000).wrapping_add(number));
        let worker = Worker::new(random, Arc::clone(&town));
        tokio::spawn(worker.work(COMMANDS_PER_WORKER))
    });
    let done = futures::future::join_all(workers.collect::<Vec<_>>()).await;
    quiet.cancel();
    let proxies = faults.await.unwrap();
    attempts.extend(done.into_iter().flat_map(Result::unwrap));

    checks::check(&database, &town, &attempts).await;
    drop(proxies);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_histories_of_members_keep_every_promise() {
    let seeds = match std::env::var("APP_SEED") {
        Ok(seed) => vec![seed.parse().unwrap()],
        Err(_) => vec![1, 20_261_129],
    };
    for seed in seeds {
        history(seed).await;
    }
}
