//! How long the console waits for what happened around a member, in a log of a million events.
//!
//! The events are written straight into the table, since how they got there is not what is measured; they are such as the program
//! reads, and the read model is filled by a rebuild as an operator starts it.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use app::history::{History, Subject};
use clap::Args;
use domain::values::MemberId;
use event_store::EventLog;
use projections::{find, rebuild};
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use testkit::PrivatePostgres;
use uuid::Uuid;

use crate::figures::{Delays, per_second};

const CONNECTIONS: u32 = 4;
/// One search: started, taken, resumed, ended.
const EVENTS_OF_A_SEARCH: i64 = 4;
const SEARCHES_OF_A_MEMBER: i64 = 25;

/// How to measure.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Events in the log.
    #[arg(long, default_value_t = 1_000_000)]
    events: i64,
    /// Members whose history is read.
    #[arg(long, default_value_t = 200)]
    members: i64,
    /// How often all payloads are looked through, for comparison.
    #[arg(long, default_value_t = 5)]
    scans: i64,
}

/// Measures and prints.
pub(crate) async fn run(options: &Options) -> anyhow::Result<()> {
    let postgres = PrivatePostgres::start_durable().await;
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .connect(postgres.url())
        .await?;
    app::migrate(&pool, None).await?;
    let searches = options.events / EVENTS_OF_A_SEARCH;
    let members = searches / SEARCHES_OF_A_MEMBER;
    ensure!(members > 0, "too few events");
    fill(&pool, searches, members).await?;
    let log = EventLog::start(pool.clone()).await?;
    let events = log.head().await?.position;
    build(&pool, &log, events).await?;

    let mut scanned = Delays::new()?;
    for number in 0..options.scans {
        let member = member(&pool, number * 7 % members).await?;
        scanned.record(scan(&pool, member).await?);
    }
    let mut read = Delays::new()?;
    for number in 0..options.members {
        let member = member(&pool, number * 13 % members).await?;
        let began = Instant::now();
        let history = History::of(&pool, &log, Subject::Member(member)).await?;
        read.record(began.elapsed());
        let expected = usize::try_from(SEARCHES_OF_A_MEMBER * EVENTS_OF_A_SEARCH)?;
        ensure!(history.events().len() == expected, "a history is not whole");
    }
    println!("history: one member's 100 of {events} events, ms");
    println!("{:>24} {:>9} {:>9} {:>9}", "", "p50", "p95", "longest");
    for (name, delays) in [
        ("all payloads looked at", &scanned),
        ("through mentions", &read),
    ] {
        println!(
            "{name:>24} {:>9} {:>9} {:>9}",
            delays.at(0.5),
            delays.at(0.95),
            delays.longest()
        );
    }
    Ok(())
}

/// Searches that follow each other in the log, of one member after another.
async fn fill(pool: &PgPool, searches: i64, members: i64) -> anyhow::Result<()> {
    let mut transaction = pool.begin().await?;
    sqlx::query(
        "insert into events
         select (search - 1) * 4 + step, 'search', md5('search' || search)::uuid, step, kind, '1',
                jsonb_build_object(kind, jsonb_build_object(
                    'search_id', md5('search' || search)::uuid, 'member', md5('member' || search % $2)::uuid,
                    'at', '2026-12-01T09:00:00Z') || more), '{}', now(), sha256('')
         from generate_series(1, $1) search, lateral (values
             (1, 'SearchStarted', '{\"soft_from\": \"2026-12-01T09:05:00Z\", \"expires_at\": \"2026-12-02T09:00:00Z\"}'::jsonb),
             (2, 'SearchTaken', jsonb_build_object('match_id', md5('match' || search / 2)::uuid)),
             (3, 'SearchResumed', jsonb_build_object('match_id', md5('match' || search / 2)::uuid)),
             (4, 'SearchEnded', '{\"reason\": \"cancelled\"}')) of_search (step, kind, more)",
    )
    .bind(searches)
    .bind(members)
    .execute(&mut *transaction)
    .await?;
    sqlx::query("update log_head set position = $1")
        .bind(searches * EVENTS_OF_A_SEARCH)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    sqlx::query("vacuum analyze events").execute(pool).await?;
    Ok(())
}

async fn build(pool: &PgPool, log: &EventLog, events: i64) -> anyhow::Result<()> {
    let began = Instant::now();
    let mentions = find("mentions")?;
    let rebuilt = rebuild::rebuild(pool, log, mentions, &mut |_| {}).await?;
    ensure!(rebuilt.skipped.is_empty(), "events that cannot be read");
    let elapsed = began.elapsed();
    let (rows, mebibytes): (i64, i64) = sqlx::query_as(
        "select count(*), pg_total_relation_size('mentions_v1_rows') / 1048576 from mentions_v1",
    )
    .fetch_one(pool)
    .await?;
    let rate = per_second(u64::try_from(events)?, elapsed);
    println!("mentions: {rows} rows, {mebibytes} MiB, rebuilt in {elapsed:.1?} ({rate} events/s)");
    Ok(())
}

async fn member(pool: &PgPool, number: i64) -> anyhow::Result<MemberId> {
    let id: Uuid = sqlx::query_scalar("select md5('member' || $1)::uuid")
        .bind(number)
        .fetch_one(pool)
        .await?;
    Ok(MemberId(id))
}

/// What there was before the read model, and what it must be measured beside: the same events, found in the text of all payloads.
async fn scan(pool: &PgPool, member: MemberId) -> anyhow::Result<Duration> {
    let began = Instant::now();
    let found = sqlx::query(
        "with touched as (select distinct aggregate_type, aggregate_id from events
         where aggregate_id = any ($1) or payload::text like any ($2))
         select events.* from events join touched using (aggregate_type, aggregate_id) order by position limit 20000",
    )
    .bind(vec![member.to_string()])
    .bind(vec![format!("%{member}%")])
    .fetch_all(pool)
    .await
    .context("looking through all payloads")?;
    let elapsed = began.elapsed();
    ensure!(!found.is_empty(), "nobody of this id");
    Ok(elapsed)
}
