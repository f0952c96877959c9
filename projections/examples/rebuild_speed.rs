//! Events per second of rebuilding each read model: `cargo run --release -p projections --example rebuild_speed -- EVENTS`.
//!
//! In a database of its own on the server that the tests use.

use std::time::Instant;

use event_store::EventLog;
use projections::{all, rebuild, verify};
use testkit::TestDatabase;

#[path = "../tests/it/history/mod.rs"]
mod history;

const EVENTS: usize = 200_000;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let events = std::env::args()
        .nth(1)
        .map_or(Ok(EVENTS), |count| count.parse())?;
    let database = TestDatabase::create().await;
    let log = EventLog::start(database.pool()).await?;
    let position = history::History::new(1).append(&log, events).await;
    for projection in all() {
        let start = Instant::now();
        rebuild::rebuild(&database.pool(), &log, projection, &mut |_| {}).await?;
        let rebuilt = start.elapsed();
        let start = Instant::now();
        let verified = verify::verify(&database.pool(), &log, projection, &mut |_| {}).await?;
        let checked = start.elapsed();
        let per_second = u128::try_from(position)? * 1_000 / rebuilt.as_millis().max(1);
        #[allow(clippy::print_stdout, reason = "the figures are what this is for")]
        {
            println!(
                "{:<18} {position} events rebuilt in {rebuilt:.2?} ({per_second}/s), {} rows verified in {checked:.2?}, {} differ",
                projection.table(),
                verified.equal,
                verified.different,
            );
        }
    }
    Ok(())
}
