//! Commands per second through the dispatcher, beside stock cqrs-es with postgres-es.
//!
//! Both carry out the same commands of the same aggregates: a member registers, answers the onboarding, starts a search and ends
//! it. Ours does so with everything on: command ids, dense positions, the hash chain, guards. Stock has none of these.

mod ours;
mod stock;
mod workload;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::bail;
use clap::Args;
use event_store::verify::{Verification, Verified, verify};
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use testkit::PrivatePostgres;

use crate::figures::{per_second, ratio};

/// Connections of each side; the default of postgres-es is 10.
const CONNECTIONS: u32 = 32;

/// How to measure.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Concurrent tasks.
    #[arg(long, value_delimiter = ',', default_values_t = [1, 8, 32, 128])]
    tasks: Vec<usize>,
    /// How long each side runs for each number of tasks.
    #[arg(long, default_value_t = 4_000)]
    milliseconds: u64,
    /// How often everything is measured, in turns.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Leave the disk out of it: the server does not wait for its log to be written.
    #[arg(long)]
    without_fsync: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            tasks: vec![1, 8, 32, 128],
            milliseconds: 4_000,
            rounds: 3,
            without_fsync: false,
        }
    }
}

impl Options {
    /// The default, with the disk left out.
    pub(crate) fn without_fsync() -> Self {
        Self {
            without_fsync: true,
            ..Self::default()
        }
    }
}

/// One side's commands per second and the other's, measured right after each other.
#[derive(Clone, Copy)]
struct Pair {
    stock: u64,
    ours: u64,
}

/// Measures and prints.
pub(crate) async fn run(options: &Options) -> anyhow::Result<()> {
    let postgres = if options.without_fsync {
        PrivatePostgres::start_new().await
    } else {
        PrivatePostgres::start_durable().await
    };
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .connect(postgres.url())
        .await?;
    app::migrate(&pool, None).await?;
    let stock = stock::Stock::create(postgres.url(), CONNECTIONS).await?;
    let span = Duration::from_millis(options.milliseconds);

    println!(
        "dispatcher: commands per second, ours beside stock cqrs-es on the same server{}",
        if options.without_fsync {
            ", without fsync"
        } else {
            ""
        }
    );
    println!(
        "{:>6} {:>6} {:>9} {:>9} {:>7}",
        "round", "tasks", "stock", "ours", "ratio"
    );
    let mut best: Vec<Option<Pair>> = vec![None; options.tasks.len()];
    for round in 1..=options.rounds {
        for (best, &tasks) in best.iter_mut().zip(&options.tasks) {
            let stock = measure(tasks, span, |task, done| stock.work(task, done)).await;
            let ours = ours::Ours::start(&pool).await?;
            let ours = measure(tasks, span, |task, done| ours.work(task, done)).await;
            let pair = Pair { stock, ours };
            println!(
                "{round:>6} {tasks:>6} {stock:>9} {ours:>9} {:>6}x",
                ratio(ours, stock)
            );
            if best.is_none_or(|best| best.ours * pair.stock < pair.ours * best.stock) {
                *best = Some(pair);
            }
        }
    }
    for (pair, tasks) in best.iter().zip(&options.tasks) {
        if let Some(Pair { stock, ours }) = pair {
            println!(
                "{:>6} {tasks:>6} {stock:>9} {ours:>9} {:>6}x",
                "best",
                ratio(*ours, *stock)
            );
        }
    }
    verify_chain(&pool).await
}

/// Runs tasks for a fifth of the time to warm up and then counts.
async fn measure<F>(tasks: usize, span: Duration, work: impl Fn(usize, Arc<AtomicU64>) -> F) -> u64
where
    F: Future<Output = ()> + Send + 'static,
{
    let done = Arc::new(AtomicU64::new(0));
    let running: Vec<_> = (0..tasks)
        .map(|task| tokio::spawn(work(task, Arc::clone(&done))))
        .collect();
    tokio::time::sleep(span / 5).await;
    let (before, began) = (done.load(Ordering::Relaxed), Instant::now());
    tokio::time::sleep(span).await;
    let count = done.load(Ordering::Relaxed) - before;
    let elapsed = began.elapsed();
    for task in running {
        task.abort();
    }
    per_second(count, elapsed)
}

/// The log that was just written must hold; how fast that is found is a figure too.
async fn verify_chain(pool: &PgPool) -> anyhow::Result<()> {
    let began = Instant::now();
    match verify(pool, Verified::START, None, |_, _| {}).await? {
        Verification::Intact(head) => {
            let events = u64::try_from(head.position)?;
            println!(
                "the chain of {events} events holds; verified {} events per second\n",
                per_second(events, began.elapsed())
            );
            Ok(())
        }
        Verification::Broken { position, .. } => bail!("the chain is broken at {position}"),
    }
}
