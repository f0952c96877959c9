//! `projections status|rebuild|verify`.

use std::process::ExitCode;

use event_store::EventLog;
use indicatif::{ProgressBar, ProgressStyle};
use projections::rebuild::Progress;

use crate::cli::ProjectionsCommand;
use crate::wiring::Databases;

/// Looks after the read models.
pub(crate) async fn run(command: ProjectionsCommand) -> anyhow::Result<ExitCode> {
    let config = super::load_config()?;
    let Databases { pool, .. } = super::databases(&config).await?;
    let log = EventLog::start(pool.clone()).await?;
    match command {
        ProjectionsCommand::Status { json } => {
            let statuses = projections::status::status(&pool, &log).await?;
            if json {
                println!("{}", serde_json::to_string(&statuses)?);
                return Ok(ExitCode::SUCCESS);
            }
            println!(
                "{:<24} {:>12} {:>8} {:>7}  state",
                "table", "position", "behind", "parked"
            );
            for status in statuses {
                let state = if status.running { "running" } else { "stopped" };
                println!(
                    "{:<24} {:>12} {:>8} {:>7}  {state}",
                    status.table, status.position, status.behind, status.parked
                );
            }
            Ok(ExitCode::SUCCESS)
        }
        ProjectionsCommand::Rebuild { name } => {
            let bar = progress_bar();
            let rebuilt = projections::rebuild::rebuild(
                &pool,
                &log,
                projections::find(&name)?,
                &mut |progress| show(&bar, progress),
            )
            .await?;
            bar.finish_and_clear();
            println!("rebuilt {name} up to event {}", rebuilt.position);
            for position in &rebuilt.skipped {
                println!("event {position} could not be folded");
            }
            Ok(ExitCode::SUCCESS)
        }
        ProjectionsCommand::Verify { json } => verify(&pool, &log, json).await,
    }
}

async fn verify(pool: &sqlx::PgPool, log: &EventLog, json: bool) -> anyhow::Result<ExitCode> {
    let mut all_equal = true;
    for projection in projections::all() {
        let bar = progress_bar();
        let verified = projections::verify::verify(pool, log, projection, &mut |progress| {
            show(&bar, progress);
        })
        .await?;
        bar.finish_and_clear();
        all_equal &= verified.different == 0;
        if json {
            println!(
                "{}",
                serde_json::json!({"name": projection.name(), "table": projection.table(), "result": verified})
            );
            continue;
        }
        println!(
            "{}: {} rows equal, {} different, as of event {}",
            projection.table(),
            verified.equal,
            verified.different,
            verified.position
        );
        for difference in &verified.differences {
            println!("  {}: {:?}", difference.key, difference.kind);
        }
    }
    Ok(if all_equal {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Shows itself only where a terminal is.
fn progress_bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    if let Ok(style) =
        ProgressStyle::with_template("{bar:40} {pos}/{len} events, {per_sec}, {eta} left")
    {
        bar.set_style(style);
    }
    bar
}

fn show(bar: &ProgressBar, progress: Progress) {
    bar.set_length(u64::try_from(progress.total).unwrap_or(0));
    bar.set_position(u64::try_from(progress.done).unwrap_or(0));
}
