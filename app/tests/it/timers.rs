//! A deadline ends in one command, however many watch it and wherever one of them dies.

use std::time::Duration;

use app::timers::schedule;
use chrono::TimeDelta;
use domain::policies::{Timer, TimerKey};
use domain::values::MatchId;
use testkit::eventually;
use testkit::postgres::TestDatabase;
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;

use crate::dispatcher::{noon, proposal};
use crate::workshop::Workshop;

const SOON: Duration = Duration::from_secs(30);
const TTL: TimeDelta = TimeDelta::minutes(5);

/// Proposals whose time runs out five minutes after noon.
async fn proposals_with_deadlines(workshop: &Workshop, count: usize) -> Vec<MatchId> {
    let mut matches = Vec::new();
    for _ in 0..count {
        let (match_id, _) = proposal(&workshop.dispatcher).await;
        let timer = Timer {
            key: TimerKey::ProposalExpiry(match_id),
            due_at: noon() + TTL,
        };
        let mut transaction = workshop.pool.begin().await.unwrap();
        schedule(&mut transaction, &[(timer, Uuid::nil())])
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        matches.push(match_id);
    }
    matches
}

fn watch(workshop: &Workshop) -> DropGuard {
    let stop = CancellationToken::new();
    tokio::spawn(workshop.timers().run(stop.clone()));
    stop.drop_guard()
}

async fn nothing_is_due(workshop: &Workshop) {
    eventually(SOON, async || {
        workshop.count("select count(*) from timers").await == 0
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_watch_the_same_deadlines_act_once() {
    let database = TestDatabase::create().await;
    let (here, there) = (
        Workshop::open(&database).await,
        Workshop::open(&database).await,
    );
    let matches = proposals_with_deadlines(&here, 12).await;
    let _watching = [watch(&here), watch(&there)];
    for workshop in [&here, &there] {
        workshop.clock.advance(TTL);
    }
    nothing_is_due(&here).await;
    let expired = i64::try_from(matches.len()).unwrap();
    assert_eq!(here.events("ProposalExpired").await, expired);
    let commands = "select count(distinct metadata->>'command_id') from events where metadata->>'actor' = 'timer'";
    assert_eq!(here.count(commands).await, expired);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deadline_whose_process_died_after_its_command_is_not_carried_out_again() {
    let database = TestDatabase::create().await;
    let workshop = Workshop::open(&database).await;
    proposals_with_deadlines(&workshop, 1).await;
    // Commands commit on their own; the row of the deadline stays, as if the process had died in between.
    for statement in [
        "create function die() returns trigger language plpgsql as $$ begin raise exception 'dies here'; end $$",
        "create trigger dies before delete on timers for each row execute function die()",
    ] {
        sqlx::query(statement)
            .execute(&workshop.pool)
            .await
            .unwrap();
    }
    let dying = watch(&workshop);
    workshop.clock.advance(TTL);
    eventually(SOON, async || workshop.events("ProposalExpired").await == 1).await;
    drop(dying);
    assert_eq!(workshop.count("select count(*) from timers").await, 1);

    sqlx::query("drop trigger dies on timers")
        .execute(&workshop.pool)
        .await
        .unwrap();
    // Another process, which knows nothing of the first, and whose clock goes differently.
    let next = Workshop::open(&database).await;
    next.clock.advance(TTL + TimeDelta::seconds(3));
    let _watching = watch(&next);
    nothing_is_due(&next).await;
    assert_eq!(next.events("ProposalExpired").await, 1);
    let handled = "select count(*) from commands where command_id in \
                   (select (metadata->>'command_id')::uuid from events where metadata->>'actor' = 'timer')";
    assert_eq!(next.count(handled).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deadline_that_comes_too_late_changes_nothing_and_goes() {
    let database = TestDatabase::create().await;
    let workshop = Workshop::open(&database).await;
    let (match_id, [anna, _]) = proposal(&workshop.dispatcher).await;
    let timer = Timer {
        key: TimerKey::ProposalExpiry(match_id),
        due_at: noon() + TTL,
    };
    let mut transaction = workshop.pool.begin().await.unwrap();
    schedule(&mut transaction, &[(timer, Uuid::nil())])
        .await
        .unwrap();
    transaction.commit().await.unwrap();
    crate::dispatcher::decline(&workshop.dispatcher, match_id, anna).await;
    let _watching = watch(&workshop);
    workshop.clock.advance(TTL);
    nothing_is_due(&workshop).await;
    assert_eq!(workshop.events("ProposalExpired").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deadline_that_cannot_be_read_keeps_nobody_elses_waiting() {
    let database = TestDatabase::create().await;
    let workshop = Workshop::open(&database).await;
    proposals_with_deadlines(&workshop, 3).await;
    let damaged = "insert into timers (key, timer, due_at, correlation) values ('damaged', '{\"key\": \"unheard_of\"}', $1, gen_random_uuid())";
    sqlx::query(damaged)
        .bind(noon())
        .execute(&workshop.pool)
        .await
        .unwrap();
    let _watching = watch(&workshop);
    workshop.clock.advance(TTL);
    eventually(SOON, async || workshop.events("ProposalExpired").await == 3).await;
    let left = "select count(*) from timers where key = 'damaged' and parked_at is not null";
    eventually(SOON, async || workshop.count(left).await == 1).await;
    let watched = "select count(*) from timers where parked_at is null";
    assert_eq!(workshop.count(watched).await, 0);
}
