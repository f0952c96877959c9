//! Long polling and what Telegram is told at the start.

use std::sync::Arc;

use bot::intake::polling::Polling;
use bot::intake::registration::{Registration, Webhook};
use serde_json::json;
use testkit::eventually;
use tokio_util::sync::CancellationToken;

use crate::gateway_fake::{self, BOT, UNLIMITED};
use crate::intake_doubles::{Fixture, PATIENCE, SECRET, message};

#[tokio::test]
async fn the_offset_moves_past_what_is_done_and_failures_hold_up_only_their_user() {
    let intake = Fixture::start().await;
    let out = gateway_fake::Fixture::start(UNLIMITED).await;
    for update in [
        message(10, 7, "hold"),
        message(11, 8, "other"),
        message(12, 7, "second"),
    ] {
        out.telegram.deliver(update);
    }
    let polling = Polling {
        gateway: out.gateway.clone(),
        intake: intake.intake.clone(),
        pool: intake.database.pool(),
        clock: out.shared_clock(),
        ids: out.ids.clone(),
    };
    let stop = CancellationToken::new();
    let running = tokio::spawn(polling.run(BOT, stop.clone()));
    eventually(PATIENCE, || async { intake.handled() == ["other"] }).await;
    let offsets = || -> Vec<i64> {
        let calls = out.telegram.calls("getUpdates");
        calls
            .iter()
            .filter_map(|call| call.params["offset"].as_i64())
            .collect()
    };
    assert!(offsets().iter().all(|offset| *offset == 0));
    intake.release();
    eventually(PATIENCE, || async { offsets().last() == Some(&13) }).await;
    assert_eq!(intake.handled(), ["other", "hold", "second"]);
    assert_eq!(out.telegram.calls("deleteWebhook").len(), 1);
    stop.cancel();
    running.await.unwrap();
}

#[tokio::test]
async fn a_failing_update_is_tried_until_it_is_parked_before_the_users_next() {
    let intake = Fixture::start().await;
    let out = gateway_fake::Fixture::start(UNLIMITED).await;
    out.telegram.deliver(message(10, 7, "panic"));
    out.telegram.deliver(message(11, 7, "next"));
    out.telegram.reply("getUpdates", 502, "Bad Gateway");
    out.telegram
        .reply("deleteWebhook", 500, "Internal Server Error");
    let polling = Polling {
        gateway: out.gateway.clone(),
        intake: intake.intake.clone(),
        pool: intake.database.pool(),
        clock: out.shared_clock(),
        ids: out.ids.clone(),
    };
    let stop = CancellationToken::new();
    let running = tokio::spawn(polling.run(BOT, stop.clone()));
    out.advance_until(chrono::Duration::milliseconds(500), || {
        intake.handled() == ["next"]
    })
    .await;
    assert_eq!(*intake.handler.told.lock().unwrap(), [10]);
    stop.cancel();
    running.await.unwrap();
}

#[tokio::test]
async fn the_webhook_is_set_however_often_telegram_fails() {
    let out = Arc::new(gateway_fake::Fixture::start(UNLIMITED).await);
    for _ in 0..8 {
        out.telegram
            .reply("setWebhook", 500, "Internal Server Error");
    }
    out.telegram
        .reply("setWebhook", 400, "Bad Request: bad webhook");
    let registration = Registration {
        gateway: out.gateway.clone(),
        clock: out.shared_clock(),
    };
    let webhook = Webhook {
        base_url: "https://example.org/".into(),
        secret: SECRET.into(),
    };
    let setting =
        tokio::spawn(async move { registration.keep_setting_webhook(BOT, &webhook).await });
    out.advance_until(chrono::Duration::milliseconds(500), || {
        setting.is_finished()
    })
    .await;
    let calls = out.telegram.calls("setWebhook");
    assert_eq!(calls.len(), 10);
    assert_eq!(
        calls[9].params,
        json!({
            "url": "https://example.org/telegram/webhook/42",
            "secret_token": SECRET,
            "allowed_updates": ["message", "edited_message", "message_reaction", "callback_query", "pre_checkout_query", "my_chat_member"],
            "max_connections": 100,
        })
    );
}
