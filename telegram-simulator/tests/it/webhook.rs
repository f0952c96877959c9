//! Webhook delivery: order, retries, expiry, secrets.

use std::time::Duration;

use serde_json::json;
use telegram_simulator::Config;
use telegram_simulator::client::{DeliveryOutcome, Duplicates, Press};

use crate::harness::{Clock, Hook, Sim};

async fn set(sim: &Sim, hook: &Hook) {
    let params = json!({ "url": hook.url, "secret_token": "s3cret_-", "max_connections": 50 });
    sim.ok("setWebhook", params).await;
}

#[tokio::test]
async fn updates_come_with_the_secret_one_at_a_time_for_each_chat() {
    let sim = Sim::start().await;
    let mut hook = Hook::start().await;
    set(&sim, &hook).await;
    let (anna, boris) = (
        sim.bot.person("Анна").await.unwrap(),
        sim.bot.person("Борис").await.unwrap(),
    );
    anna.send_text("раз").await.unwrap();
    anna.send_text("два").await.unwrap();
    let first = hook.next().await;
    assert_eq!(first.secret.as_deref(), Some("s3cret_-"));
    assert_eq!(first.update["message"]["text"], "раз");
    boris.send_text("я").await.unwrap();
    let other = hook.next().await;
    assert_eq!(
        other.update["message"]["text"], "я",
        "chats do not wait for each other"
    );
    other.answer(204);
    assert!(hook.is_quiet());
    first.answer(200);
    let second = hook.next().await;
    assert_eq!(second.update["message"]["text"], "два");
    second.answer(200);
    sim.bot.wait_idle().await.unwrap();
}

#[tokio::test]
async fn callbacks_do_not_wait_for_messages() {
    let sim = Sim::start().await;
    let mut hook = Hook::start().await;
    let anna = sim.started("Анна").await;
    set(&sim, &hook).await;
    anna.send_text("раз").await.unwrap();
    let message = hook.next().await;
    let press = Press {
        message_id: Some(1),
        data: Some("x".to_owned()),
        forged: true,
        timeout_ms: Some(0),
        ..Press::default()
    };
    anna.press_button(&press).await.unwrap();
    let callback = hook.next().await;
    assert_eq!(callback.update["callback_query"]["data"], "x");
    callback.answer(200);
    message.answer(200);
}

#[tokio::test]
async fn failures_are_retried_at_once_and_then_on_telegrams_schedule() {
    let clock = Clock::start().await;
    let sim = Sim::with_clock(&clock).await;
    let mut hook = Hook::start().await;
    set(&sim, &hook).await;
    let anna = sim.bot.person("Анна").await.unwrap();
    anna.send_text("раз").await.unwrap();
    let mut after = 0;
    for delay_s in [0, 2, 4, 8, 16, 32, 60, 60] {
        hook.next().await.answer(500);
        assert_eq!(next_failure(&sim, &mut after).await, delay_s);
        clock.advance((delay_s - 1).max(0)).await;
        assert!(delay_s == 0 || hook.is_quiet());
        clock.advance(delay_s.min(1)).await;
    }
    hook.next().await.answer_after(503, Some(7));
    let delay_s = next_failure(&sim, &mut after).await;
    assert_eq!(delay_s, 7, "Retry-After is honoured");
    clock.advance(7).await;
    hook.next().await.answer(200);
    sim.bot.wait_idle().await.unwrap();
    let info = sim.ok("getWebhookInfo", json!({})).await;
    assert_eq!(
        info["last_error_message"],
        "Wrong response from the webhook: 503 Service Unavailable"
    );
    assert_eq!(info["pending_update_count"], 0);
}

#[tokio::test]
async fn a_webhook_that_does_not_answer_in_time_has_failed_and_gets_the_update_again() {
    let config = Config {
        answer_timeout: Duration::from_secs(1),
        ..Config::default()
    };
    let sim = Sim::with(config).await;
    let mut hook = Hook::start().await;
    set(&sim, &hook).await;
    let anna = sim.bot.person("Анна").await.unwrap();
    anna.send_text("раз").await.unwrap();
    // Held, so that it is neither answered nor refused.
    let unanswered = hook.next().await;
    let again = hook.next().await;
    assert_eq!(again.id(), unanswered.id(), "the same update at once again");
    again.answer(200);
    sim.bot.wait_idle().await.unwrap();
    let failed = sim.bot.wait_for_deliveries(0).await.unwrap().remove(0);
    assert_eq!(
        (failed.attempt, failed.outcome, failed.status),
        (1, DeliveryOutcome::Failed, None)
    );
    assert_eq!(failed.error.as_deref(), Some("Read timeout expired"));
    let info = sim.ok("getWebhookInfo", json!({})).await;
    assert_eq!(info["last_error_message"], "Read timeout expired");
}

/// Waits for the next failed attempt; returns after how many seconds it is tried again.
async fn next_failure(sim: &Sim, after: &mut u64) -> i64 {
    let records = sim.bot.wait_for_deliveries(*after).await.unwrap();
    assert_eq!(records[0].outcome, DeliveryOutcome::Failed);
    *after = records[0].seq;
    (records[0].retry_at_us.unwrap() - records[0].at_us) / 1_000_000
}

#[tokio::test]
async fn queries_expire_after_150_seconds_and_messages_after_a_day() {
    let clock = Clock::start().await;
    let sim = Sim::with_clock(&clock).await;
    let anna = sim.started("Анна").await;
    // Nobody listens there.
    sim.ok("setWebhook", json!({ "url": "http://127.0.0.1:1/hook" }))
        .await;
    let press = Press {
        message_id: Some(1),
        data: Some("x".to_owned()),
        forged: true,
        timeout_ms: Some(0),
        ..Press::default()
    };
    anna.press_button(&press).await.unwrap();
    let message = anna.send_text("раз").await.unwrap().update_id.unwrap();
    clock.advance(150).await;
    let expired = expiry(&sim, 1).await;
    assert_eq!(expired[0].0, "callback_query");
    clock.advance(24 * 60 * 60).await;
    let expired = expiry(&sim, 2).await;
    assert_eq!(expired[1], ("message".to_owned(), message));
    sim.bot.wait_idle().await.unwrap();
}

async fn expiry(sim: &Sim, at_least: usize) -> Vec<(String, i64)> {
    let mut after = 0;
    let mut expired = Vec::new();
    while expired.len() < at_least {
        let records = sim.bot.wait_for_deliveries(after).await.unwrap();
        after = records.last().expect("nothing expired").seq;
        let over = records.into_iter();
        expired.extend(
            over.filter(|record| record.outcome == DeliveryOutcome::Expired)
                .map(|record| (record.kind, record.update_id)),
        );
    }
    expired
}

#[tokio::test]
async fn copies_can_come_at_the_same_time() {
    let sim = Sim::start().await;
    let mut hook = Hook::start().await;
    set(&sim, &hook).await;
    let duplicates = Duplicates {
        times: 3,
        updates: 1,
        concurrent: true,
    };
    sim.bot.duplicate(&duplicates).await.unwrap();
    let anna = sim.bot.person("Анна").await.unwrap();
    anna.send_text("раз").await.unwrap();
    let copies = [hook.next().await, hook.next().await, hook.next().await];
    assert!(copies.iter().all(|copy| copy.id() == copies[0].id()));
    for copy in copies {
        copy.answer(200);
    }
    sim.bot.wait_idle().await.unwrap();
}

#[tokio::test]
async fn no_more_connections_are_used_than_allowed() {
    let sim = Sim::start().await;
    let mut hook = Hook::start().await;
    sim.ok(
        "setWebhook",
        json!({ "url": hook.url, "max_connections": 2 }),
    )
    .await;
    for name in ["Анна", "Борис", "Вера"] {
        let person = sim.bot.person(name).await.unwrap();
        person.send_text("я").await.unwrap();
    }
    let (first, second) = (hook.next().await, hook.next().await);
    assert!(hook.is_quiet());
    first.answer(200);
    let third = hook.next().await;
    second.answer(200);
    third.answer(200);
    sim.bot.wait_idle().await.unwrap();
}

#[tokio::test]
async fn what_waits_goes_to_a_webhook_that_is_set_later() {
    let sim = Sim::start().await;
    let mut hook = Hook::start().await;
    let anna = sim.bot.person("Анна").await.unwrap();
    anna.send_text("раз").await.unwrap();
    set(&sim, &hook).await;
    let delivery = hook.next().await;
    set(&sim, &hook).await;
    assert!(hook.is_quiet(), "the same address again repeats nothing");
    delivery.answer(200);
    sim.bot.wait_idle().await.unwrap();
}

#[tokio::test]
async fn a_retry_can_be_hurried() {
    let clock = Clock::start().await;
    let sim = Sim::with_clock(&clock).await;
    let mut hook = Hook::start().await;
    set(&sim, &hook).await;
    let anna = sim.bot.person("Анна").await.unwrap();
    anna.send_text("раз").await.unwrap();
    hook.next().await.answer_after(503, Some(3600));
    sim.bot.wait_for_deliveries(0).await.unwrap();
    assert!(hook.is_quiet());
    sim.bot.retry_now().await.unwrap();
    hook.next().await.answer(200);
    sim.bot.wait_idle().await.unwrap();
}

#[tokio::test]
async fn raw_updates_are_delivered_as_they_are() {
    let sim = Sim::start().await;
    let mut hook = Hook::start().await;
    set(&sim, &hook).await;
    let message = json!({ "message_id": 5, "date": 1, "chat": { "id": 9, "type": "private" }, "checklist": { "new": true } });
    let id = sim
        .bot
        .deliver_raw(&json!({ "message": message }))
        .await
        .unwrap();
    let delivery = hook.next().await;
    assert_eq!(
        delivery.update,
        json!({ "update_id": id, "message": message })
    );
    delivery.answer(200);
}

#[tokio::test]
async fn webhook_settings_are_checked() {
    let sim = Sim::start().await;
    for (params, words) in [
        (
            json!({ "url": "http://example.org/hook" }),
            "An HTTPS URL must be provided",
        ),
        (
            json!({ "url": "http://127.0.0.1/h", "secret_token": "a b" }),
            "unallowed characters",
        ),
        (
            json!({ "url": "http://127.0.0.1/h", "allowed_updates": ["messages"] }),
            "unknown update type",
        ),
        (json!({}), "\"url\" is required"),
    ] {
        let (status, description) = sim.refused("setWebhook", params).await;
        assert_eq!(status, 400);
        assert!(description.contains(words), "{description}");
    }
}
