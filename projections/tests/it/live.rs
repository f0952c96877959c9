//! Rows kept up to date by subscriptions.

use std::fmt::Debug;

use event_store::subscription::{Handler, parked};
use projections::cases::Cases;
use projections::conversations::Conversations;
use projections::ledger::Ledger;
use projections::member_cards::MemberCards;
use projections::mentions::Mentions;
use projections::reporters::Reporters;
use projections::runner::Live;
use projections::seekers::Seekers;
use projections::staff_trail::StaffTrail;
use projections::status::status;
use projections::subjects::Subjects;
use projections::tip_eligibility::TipEligibility;
use projections::{Projection, View, all, find};
use serde_json::json;
use sqlx::types::Json;

use crate::history::History;
use crate::system::System;

async fn assert_folded<P: Projection + Debug>(system: &System, position: i64) {
    let view = View::<P>::as_of(&system.log, position).await.unwrap();
    let (table, key) = (format!("{}_v{}", P::NAME, P::VERSION), P::KEY_COLUMN);
    let stored: Vec<Json<P::Row>> = sqlx::query_scalar(&format!(
        "select to_jsonb(row) from {table} row order by {key}"
    ))
    .fetch_all(&system.pool)
    .await
    .unwrap();
    let stored: Vec<P::Row> = stored.into_iter().map(|Json(row)| row).collect();
    let folded: Vec<P::Row> = view.rows().cloned().collect();
    assert!(!folded.is_empty());
    assert_eq!(folded, stored);
}

#[tokio::test]
async fn stored_rows_are_the_fold_in_memory() {
    let system = System::new().await;
    let _live = system.run_live();
    let position = History::new(1).append(&system.log, 900).await;
    system.wait_for_all(position).await;
    assert_folded::<MemberCards>(&system, position).await;
    assert_folded::<Seekers>(&system, position).await;
    assert_folded::<Conversations>(&system, position).await;
    assert_folded::<TipEligibility>(&system, position).await;
    assert_folded::<Ledger>(&system, position).await;
    assert_folded::<Cases>(&system, position).await;
    assert_folded::<Subjects>(&system, position).await;
    assert_folded::<Reporters>(&system, position).await;
    assert_folded::<Mentions>(&system, position).await;
    assert_folded::<StaffTrail>(&system, position).await;
}

#[tokio::test]
async fn a_batch_that_comes_twice_changes_nothing() {
    let system = System::new().await;
    History::new(2).append(&system.log, 2000).await;
    let events = system.log.after(0, 10_000).await.unwrap();
    for projection in all() {
        let mut rows = Vec::new();
        for _ in 0..2 {
            for batch in events.chunks(23) {
                for _ in 0..2 {
                    let mut transaction = system.pool.begin().await.unwrap();
                    Live(projection)
                        .handle(&mut transaction, batch)
                        .await
                        .unwrap();
                    transaction.commit().await.unwrap();
                }
            }
            rows.push(system.rows(projection).await);
        }
        assert!(!rows[0].is_empty(), "{}", projection.table());
        assert_eq!(rows[0], rows[1], "{}", projection.table());
    }
}

#[tokio::test]
async fn an_event_that_cannot_be_read_is_parked_and_the_rest_goes_on() {
    let system = System::new().await;
    let _live = system.run_live();
    let mut history = History::new(3);
    history.append(&system.log, 100).await;
    let unreadable = system
        .append_raw("search", "SearchPaused", json!({"SearchPaused": {}}))
        .await;
    let position = history.append(&system.log, 100).await;
    system.wait_for_all(position).await;

    let found = parked(&system.pool, "seekers_v1").await.unwrap();
    assert_eq!(
        found.iter().map(|event| event.position).collect::<Vec<_>>(),
        [unreadable]
    );
    assert_eq!(found[0].category, "undecodable");
    for status in status(&system.pool, &system.log).await.unwrap() {
        assert_eq!(status.behind, 0);
        assert_eq!(
            status.parked,
            i64::from(["seekers", "searches", "mentions"].contains(&status.name)),
            "{}",
            status.name
        );
    }
    assert_both_leave_out(&system, unreadable).await;
}

#[tokio::test]
async fn an_event_that_the_database_refuses_is_parked_and_the_rest_goes_on() {
    let system = System::new().await;
    let _live = system.run_live();
    let mut history = History::new(4);
    history.append(&system.log, 100).await;
    let id = uuid::Uuid::nil();
    // PostgreSQL writes such years as BC and does not read this spelling.
    let long_ago = "-0044-03-15T12:00:00Z";
    let refused = json!({"SearchStarted": {
        "search_id": id, "member": id, "soft_from": long_ago, "expires_at": long_ago, "at": long_ago,
    }});
    let refused = system.append_raw("search", "SearchStarted", refused).await;
    let position = history.append(&system.log, 100).await;
    system.wait_for_all(position).await;

    let found = parked(&system.pool, "seekers_v1").await.unwrap();
    assert_eq!(
        found.iter().map(|event| event.position).collect::<Vec<_>>(),
        [refused]
    );
    assert_both_leave_out(&system, refused).await;
}

async fn assert_both_leave_out(system: &System, position: i64) {
    let seekers = find("seekers").unwrap();
    let before = system.rows(seekers).await;
    assert!(!before.is_empty());
    let verified = system.verify(seekers).await;
    assert_eq!((verified.different, verified.skipped), (0, vec![position]));
    assert_eq!(system.rebuild(seekers).await.unwrap().skipped, [position]);
    assert_eq!(system.rows(seekers).await, before);
    let still = parked(&system.pool, "seekers_v1").await.unwrap();
    assert_eq!(
        still.iter().map(|event| event.position).collect::<Vec<_>>(),
        [position]
    );
}

#[tokio::test]
async fn a_parked_event_that_a_rebuild_can_fold_is_parked_no_more() {
    let system = System::new().await;
    let live = system.run_live();
    let position = History::new(6).append(&system.log, 100).await;
    system.wait_for_all(position).await;
    drop(live);
    // As if an earlier version of the program had not been able to read it.
    sqlx::query("insert into parked_events values ('seekers_v1', 5, 'undecodable', 1, now())")
        .execute(&system.pool)
        .await
        .unwrap();
    system.rebuild(find("seekers").unwrap()).await.unwrap();
    assert_eq!(parked(&system.pool, "seekers_v1").await.unwrap(), []);
}

#[tokio::test]
async fn two_processes_share_the_work_without_harm() {
    let system = System::new().await;
    let _live = system.run_live();
    let stop = tokio_util::sync::CancellationToken::new();
    let _other_live = stop.clone().drop_guard();
    tokio::spawn(projections::runner::run(
        system.another_log().await,
        event_store::subscription::Options::default(),
        stop,
    ));
    let position = History::new(5).append(&system.log, 500).await;
    system.wait_for_all(position).await;
    for projection in all() {
        assert_eq!(system.verify(projection).await.different, 0);
    }
}
