//! Claims and finishes of the inbox per second: `DATABASE_URL=… cargo run --release -p app --example inbox_throughput`.
//! The database is migrated and filled; give it one of its own.
#![allow(
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a measurement for people"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use app::inbox::Inbox;
use app::{AppError, BotId, Ids};
use sqlx::postgres::PgPoolOptions;

const MEASURED_FOR: Duration = Duration::from_secs(3);
const TASKS: [usize; 4] = [1, 8, 32, 128];

#[derive(Clone, Copy)]
enum Work {
    Claim,
    ClaimAndFinish,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let pool = PgPoolOptions::new()
        .max_connections(8)
        .test_before_acquire(false)
        .connect(&std::env::var("DATABASE_URL")?)
        .await?;
    app::migrate(&pool, None).await?;
    let clock: app::clock::SharedClock = Arc::new(app::clock::SystemClock);
    let ids = app::ids::SystemIds::new(Arc::clone(&clock));
    let inbox = Inbox::start(pool.clone(), ids.uuid(), clock);
    let last: i64 = sqlx::query_scalar("select coalesce(max(update_id), 0) from inbox")
        .fetch_one(&pool)
        .await?;
    let next = Arc::new(AtomicI64::new(last + 1));
    for (name, work) in [
        ("claims", Work::Claim),
        ("claims and finishes", Work::ClaimAndFinish),
    ] {
        for tasks in TASKS {
            let per_second = measure(&inbox, &next, tasks, work).await?;
            println!("{tasks:>4} tasks: {per_second:>8.0} {name}/s");
        }
    }
    Ok(())
}

async fn measure(
    inbox: &Inbox,
    next: &Arc<AtomicI64>,
    tasks: usize,
    work: Work,
) -> Result<f64, AppError> {
    let (first, started) = (next.load(Ordering::Relaxed), Instant::now());
    let mut running = tokio::task::JoinSet::new();
    for _ in 0..tasks {
        let (inbox, next) = (inbox.clone(), Arc::clone(next));
        running.spawn(async move {
            while started.elapsed() < MEASURED_FOR {
                let update = next.fetch_add(1, Ordering::Relaxed);
                inbox.claim(BotId(1), update).await?;
                if matches!(work, Work::ClaimAndFinish) {
                    inbox.finish(BotId(1), update).await?;
                }
            }
            Ok::<_, AppError>(())
        });
    }
    for done in running.join_all().await {
        done?;
    }
    let handled = next.load(Ordering::Relaxed) - first;
    Ok(handled as f64 / started.elapsed().as_secs_f64())
}
