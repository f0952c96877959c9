//! Random concurrent histories under random faults, and what must hold after each.
//!
//! `EVENT_STORE_SEED=n` runs one seed; a failure prints its own.

mod checks;
mod workers;

use std::sync::Arc;

use event_store::EventLog;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use testkit::{TcpProxy, TestDatabase};
use tokio_util::sync::CancellationToken;

use crate::fixture::hasty;
use crate::subscriptions::{Recorder, create_effects, start};

/// Processes: each a log with its own connections; all but the first behind a proxy of its own.
const PROCESSES: usize = 4;
/// Tasks that send commands, each to any process.
const WORKERS: u64 = 6;
const COMMANDS_PER_WORKER: u64 = 60;

async fn history(seed: u64) {
    eprintln!("EVENT_STORE_SEED={seed}");
    let database = TestDatabase::create().await;
    create_effects(&database.pool()).await;
    let mut proxies = Vec::new();
    let near = EventLog::start_with(database.another_pool(6).await, hasty())
        .await
        .unwrap();
    let mut logs = vec![near.clone()];
    for _ in 1..PROCESSES {
        let proxy = TcpProxy::before(&database.url()).await;
        let pool = sqlx::PgPool::connect(&proxy.url(&database.url()))
            .await
            .unwrap();
        logs.push(EventLog::start_with(pool, hasty()).await.unwrap());
        proxies.push(proxy);
    }
    let logs: Arc<[EventLog]> = logs.into();
    let readers: Vec<_> = logs
        .iter()
        .map(|log| start(log, Recorder::default()))
        .collect();

    let quiet = CancellationToken::new();
    let faults = tokio::spawn(testkit::faults::inject(
        ChaCha8Rng::seed_from_u64(seed),
        proxies,
        quiet.clone(),
    ));
    let workers = (1..=WORKERS).map(|worker| {
        let random = ChaCha8Rng::seed_from_u64(seed.wrapping_mul(1000).wrapping_add(worker));
        tokio::spawn(workers::work(
            worker,
            random,
            logs.clone(),
            COMMANDS_PER_WORKER,
        ))
    });
    let answers = futures::future::join_all(workers.collect::<Vec<_>>()).await;
    quiet.cancel();
    drop(faults.await.unwrap());
    let answers: Vec<_> = answers.into_iter().flat_map(Result::unwrap).collect();

    checks::check(&database, &near, &answers).await;
    for (stop, _) in &readers {
        stop.cancel();
    }
    for (_, running) in readers {
        running.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_histories_keep_every_promise() {
    let seeds = match std::env::var("EVENT_STORE_SEED") {
        Ok(seed) => vec![seed.parse().unwrap()],
        Err(_) => vec![1, 20_261_121, 0xdead_beef],
    };
    for seed in seeds {
        history(seed).await;
    }
}
