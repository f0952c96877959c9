//! `getUpdates`.

use serde_json::json;

use crate::harness::{Clock, Hook, Sim};

#[tokio::test]
async fn updates_stay_until_an_offset_confirms_them() {
    let sim = Sim::start().await;
    let anna = sim.bot.person("Анна").await.unwrap();
    for text in ["раз", "два", "три"] {
        anna.send_text(text).await.unwrap();
    }
    let first = sim.updates(0).await;
    assert_eq!(first.len(), 3);
    assert_eq!(sim.updates(0).await, first);
    let second = first[1]["update_id"].as_i64().unwrap();
    assert_eq!(sim.updates(second).await, first[1..]);
    assert_eq!(sim.updates(-1).await, first[2..]);
    sim.ok("getUpdates", json!({ "offset": second + 2 })).await;
    sim.bot.wait_idle().await.unwrap();
}

#[tokio::test]
async fn a_poll_waits_for_the_next_update() {
    let sim = Sim::start().await;
    let anna = sim.bot.person("Анна").await.unwrap();
    let (updates, sent) = tokio::join!(sim.updates(0), anna.send_text("вот"));
    assert_eq!(updates[0]["update_id"], sent.unwrap().update_id.unwrap());
}

#[tokio::test]
async fn a_second_poll_ends_the_first_and_a_webhook_forbids_both() {
    let sim = Sim::start().await;
    let anna = sim.bot.person("Анна").await.unwrap();
    let wait = json!({ "timeout": 30 });
    let both = async {
        tokio::join!(
            sim.call("getUpdates", wait.clone()),
            sim.call("getUpdates", wait.clone())
        )
    };
    // Whichever comes second ends the other; the update then ends the second.
    let send_after_conflict = async {
        let filter = telegram_simulator::client::RequestFilter {
            method: Some("getUpdates".to_owned()),
            failed: Some(true),
            at_least: Some(1),
            timeout_ms: Some(20_000),
            ..Default::default()
        };
        sim.control.requests(&filter).await.unwrap();
        anna.send_text("вот").await.unwrap();
    };
    let ((first, second), ()) = tokio::join!(both, send_after_conflict);
    let mut statuses = [first.0, second.0];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    let hook = Hook::start().await;
    sim.ok("setWebhook", json!({ "url": hook.url })).await;
    let refused = sim.refused("getUpdates", json!({})).await;
    assert!(
        refused
            .1
            .starts_with("Conflict: can't use getUpdates method while webhook")
    );
}

#[tokio::test]
async fn duplicates_and_old_updates_are_delivered_again() {
    let sim = Sim::start().await;
    let anna = sim.bot.person("Анна").await.unwrap();
    sim.bot.duplicate_next(3).await.unwrap();
    let id = anna.send_text("раз").await.unwrap().update_id.unwrap();
    let ids = |updates: Vec<serde_json::Value>| -> Vec<i64> {
        updates
            .iter()
            .map(|u| u["update_id"].as_i64().unwrap())
            .collect()
    };
    assert_eq!(ids(sim.updates(0).await), [id, id, id]);
    sim.ok("getUpdates", json!({ "offset": id + 1 })).await;
    sim.bot.redeliver(id).await.unwrap();
    assert_eq!(ids(sim.updates(id + 1).await), [id]);
    sim.ok("getUpdates", json!({ "offset": id + 1 })).await;
    sim.bot.wait_idle().await.unwrap();
}

#[tokio::test]
async fn updates_that_nobody_fetches_expire() {
    let clock = Clock::start().await;
    let sim = Sim::with_clock(&clock).await;
    let anna = sim.bot.person("Анна").await.unwrap();
    anna.send_text("раз").await.unwrap();
    clock.advance(24 * 60 * 60).await;
    let id = anna.send_text("два").await.unwrap().update_id.unwrap();
    let updates = sim.updates(0).await;
    assert_eq!(updates.len(), 1);
    assert_eq!(updates[0]["update_id"], id);
}
