//! `log verify|export|tail|show`.

mod bundle;

use std::process::ExitCode;

use anyhow::anyhow;
use event_store::verify::{Verification, Verified, verify};
use event_store::{EventLog, EventRecord, read};
use indicatif::ProgressBar;
use serde_json::json;
use sqlx::PgPool;

use crate::cli::LogCommand;
use crate::wiring::Databases;

/// Reads and verifies the event log.
pub(crate) async fn run(command: LogCommand) -> anyhow::Result<ExitCode> {
    if let LogCommand::Verify {
        bundle: Some(file),
        expect,
        public_key,
        json,
        ..
    } = &command
    {
        return bundle::check(file, expect.as_deref(), public_key.as_deref(), *json);
    }
    let config = super::load_config()?;
    let Databases { pool, .. } = super::databases(&config).await?;
    match command {
        LogCommand::Verify {
            expect, from, json, ..
        } => verify_chain(&pool, from.as_deref(), expect.as_deref(), json).await,
        LogCommand::Export { streams, output } => {
            bundle::export(&config, &pool, &streams, &output).await
        }
        LogCommand::Tail { count, json } => {
            print_events(&read::tail(&pool, count).await?, json)?;
            Ok(ExitCode::SUCCESS)
        }
        LogCommand::Show { stream, json } => {
            let events = stream_events(pool, &stream).await?;
            if events.is_empty() {
                return Err(anyhow!("there is no stream {stream}"));
            }
            print_events(&events, json)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn verify_chain(
    pool: &PgPool,
    from: Option<&str>,
    expect: Option<&str>,
    as_json: bool,
) -> anyhow::Result<ExitCode> {
    let from: Option<Verified> = from.map(str::parse).transpose()?;
    let expect: Option<Verified> = expect.map(str::parse).transpose()?;
    let bar = ProgressBar::new(0);
    let from = from.unwrap_or(Verified::START);
    let verification = verify(pool, from, expect, |verified, head| {
        bar.set_length(u64::try_from(head).unwrap_or(0));
        bar.set_position(u64::try_from(verified.position).unwrap_or(0));
    })
    .await?;
    bar.finish_and_clear();
    match verification {
        Verification::Intact(verified) => {
            if as_json {
                println!(
                    "{}",
                    json!({"intact": true, "position": verified.position, "head": verified.to_string()})
                );
            } else {
                println!("intact up to {verified}");
            }
            Ok(ExitCode::SUCCESS)
        }
        Verification::Broken {
            position,
            breakage,
            verified,
        } => {
            if as_json {
                println!(
                    "{}",
                    json!({"intact": false, "position": position, "breakage": breakage.to_string(), "verified": verified.to_string()})
                );
            } else {
                println!("broken at {position}: {breakage}; intact up to {verified}");
            }
            Ok(ExitCode::FAILURE)
        }
    }
}

/// `TYPE/ID`, or an id alone: then each type is asked.
async fn stream_events(pool: PgPool, stream: &str) -> anyhow::Result<Vec<EventRecord>> {
    let log = EventLog::start(pool).await?;
    if let Some((aggregate_type, id)) = stream.split_once('/') {
        return Ok(log.stream(aggregate_type, id, 0).await?);
    }
    for aggregate_type in domain::event::AGGREGATE_TYPES {
        let events = log.stream(aggregate_type, stream, 0).await?;
        if !events.is_empty() {
            return Ok(events);
        }
    }
    Ok(Vec::new())
}

fn print_events(events: &[EventRecord], as_json: bool) -> anyhow::Result<()> {
    for event in events {
        if as_json {
            let line = json!({
                "position": event.position,
                "stream": format!("{}/{}", event.aggregate_type, event.aggregate_id),
                "sequence": event.sequence,
                "event_type": event.event_type,
                "event_version": event.event_version,
                "payload": event.payload,
                "metadata": event.metadata,
                "recorded_at": event.recorded_at,
                "hash": hex::encode(event.hash),
            });
            println!("{line}");
        } else {
            let payload = serde_json::to_string(&event.payload)?;
            println!(
                "{:>8} {} {}/{} #{} {payload}",
                event.position,
                event.recorded_at.format("%F %T%.3f"),
                event.aggregate_type,
                event.aggregate_id,
                event.sequence
            );
        }
    }
    Ok(())
}
