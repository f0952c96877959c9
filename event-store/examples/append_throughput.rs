//! Commands per second: the log against stock cqrs-es with postgres-es, on the same database, for 1, 8, 32 and 128 tasks.
//!
//! `DATABASE_URL=… cargo run --release --example append_throughput -p event-store -- [SECONDS]` on an empty, migrated database.
#![allow(clippy::print_stdout, reason = "its output is a table")]

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use chrono::DateTime;
use cqrs_es::event_sink::EventSink;
use cqrs_es::{Aggregate, CqrsFramework, DomainEvent};
use event_store::{Append, EventLog, LogStore, NewEvent};
use postgres_es::PostgresEventRepository;
use serde::{Deserialize, Serialize};
use sqlx::{Executor, PgPool};
use uuid::Uuid;

#[derive(Clone, Default, Serialize, Deserialize)]
struct Counter {
    total: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum CounterEvent {
    Added { amount: i64 },
}

impl DomainEvent for CounterEvent {
    fn event_type(&self) -> String {
        "Added".to_owned()
    }
    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

#[derive(Debug, thiserror::Error)]
#[error("never")]
struct Never;

impl Aggregate for Counter {
    const TYPE: &'static str = "counter";
    type Command = i64;
    type Event = CounterEvent;
    type Error = Never;
    type Services = ();

    async fn handle(&mut self, amount: i64, (): &(), sink: &EventSink<Self>) -> Result<(), Never> {
        sink.write(CounterEvent::Added { amount }, self).await;
        Ok(())
    }

    fn apply(&mut self, CounterEvent::Added { amount }: CounterEvent) {
        self.total += amount;
    }
}

/// How many commands each aggregate gets; streams are short.
const COMMANDS_PER_AGGREGATE: i64 = 10;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = std::env::var("DATABASE_URL")?;
    let seconds = std::env::args().nth(1).map_or(Ok(5), |text| text.parse())?;
    let pool = PgPool::connect(&url).await?;
    let stock = stock_pool(&url).await?;
    println!(
        "{:>6} {:>10} {:>10} {:>7}",
        "tasks", "stock/s", "log/s", "ratio"
    );
    for tasks in [1, 8, 32, 128] {
        let span = Duration::from_secs(seconds);
        let before = measure(tasks, span, |done| stock_task(stock.clone(), done)).await;
        let log = EventLog::start(pool.clone()).await?;
        let ours = measure(tasks, span, |done| log_task(log.clone(), done)).await;
        println!(
            "{tasks:>6} {before:>10} {ours:>10} {:>6}.{}x",
            ours / before.max(1),
            ours * 10 / before.max(1) % 10
        );
    }
    Ok(())
}

/// Stock tables in a schema of their own.
async fn stock_pool(url: &str) -> Result<PgPool, Box<dyn Error>> {
    let options: sqlx::postgres::PgConnectOptions = url.parse()?;
    let pool = sqlx::postgres::PgPoolOptions::new()
        .max_connections(32)
        .connect_with(options.options([("search_path", "stock")]))
        .await?;
    pool.execute(
        "CREATE SCHEMA IF NOT EXISTS stock; \
         CREATE TABLE IF NOT EXISTS stock.events (aggregate_type text NOT NULL, aggregate_id text NOT NULL, \
         sequence bigint CHECK (sequence >= 0) NOT NULL, event_type text NOT NULL, event_version text NOT NULL, \
         payload json NOT NULL, metadata json NOT NULL, PRIMARY KEY (aggregate_type, aggregate_id, sequence))",
    )
    .await?;
    Ok(pool)
}

async fn measure<F: Future<Output = ()> + Send + 'static>(
    tasks: usize,
    span: Duration,
    task: impl Fn(Arc<AtomicU64>) -> F,
) -> u64 {
    let done = Arc::new(AtomicU64::new(0));
    let running: Vec<_> = (0..tasks)
        .map(|_| tokio::spawn(task(done.clone())))
        .collect();
    tokio::time::sleep(span / 5).await;
    let (start, began) = (done.load(Ordering::Relaxed), Instant::now());
    tokio::time::sleep(span).await;
    let count = done.load(Ordering::Relaxed) - start;
    let elapsed = began.elapsed().as_millis();
    for task in running {
        task.abort();
    }
    u64::try_from(u128::from(count) * 1000 / elapsed.max(1)).unwrap_or_default()
}

fn metadata() -> BTreeMap<String, String> {
    BTreeMap::from([
        ("command_id".to_owned(), Uuid::from_u128(1).to_string()),
        ("correlation_id".to_owned(), Uuid::from_u128(2).to_string()),
        ("actor".to_owned(), "member".to_owned()),
    ])
}

async fn stock_task(pool: PgPool, done: Arc<AtomicU64>) {
    let store = cqrs_es::persist::PersistedEventStore::<_, Counter>::new_event_store(
        PostgresEventRepository::new(pool),
    );
    let framework = CqrsFramework::new(store, vec![], ());
    let metadata: HashMap<String, String> = metadata().into_iter().collect();
    loop {
        let id = fresh_id().to_string();
        for amount in 0..COMMANDS_PER_AGGREGATE {
            if framework
                .execute_with_metadata(&id, amount, metadata.clone())
                .await
                .is_ok()
            {
                done.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

/// What the dispatcher does with a hot aggregate: decide on the cached version and append.
async fn log_task(log: EventLog, done: Arc<AtomicU64>) {
    let store = LogStore::<Counter>::new(log);
    loop {
        let id = fresh_id().to_string();
        let Ok(mut version) = store.load(&id).await else {
            return;
        };
        for amount in 0..COMMANDS_PER_AGGREGATE {
            let event = CounterEvent::Added { amount };
            let Ok(new) = NewEvent::of(&event) else {
                return;
            };
            let append = Append {
                command_id: fresh_id(),
                aggregate_type: Counter::TYPE,
                aggregate_id: id.clone(),
                expected_sequence: version.sequence,
                events: vec![new],
                metadata: metadata(),
                guards: Vec::new(),
                recorded_at: DateTime::UNIX_EPOCH,
            };
            if store.log().append(append).await.is_ok() {
                version.aggregate.apply(event);
                version.sequence += 1;
                done.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

/// Distinct within and across runs; a benchmark needs no seed.
#[allow(clippy::disallowed_methods)]
fn fresh_id() -> Uuid {
    Uuid::now_v7()
}
