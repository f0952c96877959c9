//! Tampering is named.

use event_store::verify::{Breakage, Verification, Verified, verify};
use sqlx::{Executor, PgPool};
use testkit::TestDatabase;

use crate::fixture::{add, append_together, database_and_log, fill};

/// Twelve events on three streams, then statements of somebody with all rights.
async fn tampered(statements: &[&str]) -> (TestDatabase, Verification) {
    let (database, log) = database_and_log().await;
    fill(&log, "a", 4).await;
    append_together(
        &log,
        (100..108).map(|n| add(n, &format!("s{n}"), 0)).collect(),
    )
    .await;
    let pool = database.pool();
    pool.execute("ALTER TABLE events DISABLE TRIGGER events_are_final")
        .await
        .unwrap();
    for statement in statements {
        pool.execute(*statement).await.unwrap();
    }
    let found = walk(&pool, Verified::START, None).await;
    (database, found)
}

async fn walk(pool: &PgPool, from: Verified, expect: Option<Verified>) -> Verification {
    verify(pool, from, expect, |_, _| {}).await.unwrap()
}

#[track_caller]
fn assert_broken(found: Verification, at: i64, how: Breakage) {
    match found {
        Verification::Broken {
            position,
            breakage,
            verified,
        } => {
            assert_eq!((position, breakage), (at, how));
            assert!(verified.position <= at);
        }
        Verification::Intact(_) => panic!("not noticed"),
    }
}

#[tokio::test]
async fn an_untouched_log_is_intact() {
    let (_database, found) = tampered(&[]).await;
    assert!(
        matches!(found, Verification::Intact(Verified { position: 12, .. })),
        "{found:?}"
    );
}

#[tokio::test]
async fn a_changed_event_is_named_whatever_column_was_changed() {
    for change in [
        "aggregate_type = 'other'",
        "aggregate_id = 'other'",
        "sequence = 77",
        "event_type = 'Other'",
        "event_version = '2'",
        "payload = '{\"Added\": {\"amount\": 1000000}}'",
        "metadata = '{}'",
        "recorded_at = recorded_at + interval '1 microsecond'",
        "hash = decode(repeat('ab', 32), 'hex')",
    ] {
        let statement = format!("UPDATE events SET {change} WHERE position = 6");
        let (_database, found) = tampered(&[&statement]).await;
        assert_broken(found, 6, Breakage::Changed);
    }
}

#[tokio::test]
async fn a_removed_event_is_named_even_when_the_gap_is_closed() {
    let (_database, found) = tampered(&["DELETE FROM events WHERE position = 6"]).await;
    assert_broken(found, 6, Breakage::Missing);
    let (_database, found) = tampered(&[
        "DELETE FROM events WHERE position = 6",
        "UPDATE events SET position = position + 999 WHERE position > 6",
        "UPDATE events SET position = position - 1000 WHERE position > 6",
    ])
    .await;
    assert_broken(found, 6, Breakage::Missing);
}

#[tokio::test]
async fn a_log_cut_short_is_named() {
    let (_database, found) = tampered(&["DELETE FROM events WHERE position > 9"]).await;
    assert_broken(found, 10, Breakage::Missing);
}

const FORGED: &str = "INSERT INTO events SELECT 6, aggregate_type, 'forged', 1, event_type, event_version, payload, \
                      metadata, recorded_at, hash FROM events WHERE position = 1";

#[tokio::test]
async fn an_inserted_event_is_named() {
    let (_database, found) = tampered(&[
        "UPDATE events SET position = position + 1000 WHERE position > 5",
        FORGED,
        "UPDATE events SET position = position - 999 WHERE position > 1000",
    ])
    .await;
    assert_broken(found, 6, Breakage::Inserted);
    let (_database, found) = tampered(&[&FORGED.replace("SELECT 6", "SELECT 13")]).await;
    assert_broken(found, 13, Breakage::Inserted);
}

#[tokio::test]
async fn events_that_changed_places_are_named() {
    for (one, other) in [(5, 6), (5, 9)] {
        // With their hashes, then without them.
        let moved = [
            format!("UPDATE events SET position = 1000 WHERE position = {one}"),
            format!("UPDATE events SET position = {one} WHERE position = {other}"),
            format!("UPDATE events SET position = {other} WHERE position = 1000"),
        ];
        let hashes_back = format!(
            "UPDATE events e SET hash = o.hash FROM events o \
             WHERE (e.position, o.position) IN (({one}, {other}), ({other}, {one}))"
        );
        let moved: Vec<&str> = moved.iter().map(String::as_str).collect();
        let (_database, found) = tampered(&moved).await;
        assert_broken(found, one, Breakage::Reordered { with: other });
        let (_database, found) = tampered(&[moved, vec![&hashes_back]].concat()).await;
        assert_broken(found, one, Breakage::Reordered { with: other });
    }
}

#[tokio::test]
async fn a_head_that_lies_is_named() {
    let (_database, found) =
        tampered(&["UPDATE log_head SET hash = decode(repeat('ab', 32), 'hex')"]).await;
    assert_broken(found, 12, Breakage::HeadDiffers);
    let (_database, found) = tampered(&[
        "UPDATE log_head SET (position, hash) = (SELECT position, hash FROM events WHERE position = 10)",
    ])
    .await;
    assert_broken(found, 11, Breakage::HeadDiffers);
}

#[tokio::test]
async fn a_log_rewritten_with_a_fitting_chain_differs_from_what_was_published() {
    let (_database, log) = database_and_log().await;
    let (other, rewritten) = database_and_log().await;
    fill(&log, "a", 5).await;
    let head = log.head().await.unwrap();
    let published = Verified {
        position: head.position,
        hash: head.hash,
    };
    fill(&rewritten, "b", 8).await;
    assert!(matches!(
        walk(&other.pool(), Verified::START, None).await,
        Verification::Intact(_)
    ));
    let found = walk(&other.pool(), Verified::START, Some(published)).await;
    assert_broken(found, 5, Breakage::Rewritten);
}

#[tokio::test]
async fn verification_goes_on_from_a_place_verified_before() {
    let (database, log) = database_and_log().await;
    let pool = database.pool();
    fill(&log, "a", 3).await;
    let Verification::Intact(first) = walk(&pool, Verified::START, None).await else {
        panic!("broken");
    };
    for number in 3..6 {
        log.append(add(100 + u128::try_from(number).unwrap(), "a", number))
            .await
            .unwrap();
    }
    let text = first.to_string();
    let resumed = walk(&pool, text.parse().unwrap(), Some(first)).await;
    let complete = walk(&pool, Verified::START, Some(first)).await;
    assert_eq!(resumed, complete);
    assert!("12".parse::<Verified>().is_err() && "x:00".parse::<Verified>().is_err());
}
