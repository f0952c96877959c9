//! The gateway: order, budgets, lanes, pauses, retries, deadlines.

use app::clock::Clock;
use app::outbox::Lane;
use bot::GatewayError;
use bot::gateway::{Attachment, Limits};
use chrono::Duration;
use serde_json::{Value, json};
use teloxide::payloads::SendMessage;
use tokio::task::JoinHandle;

use crate::gateway_fake::{Fixture, PATIENCE, UNLIMITED, chat};

type Sending = JoinHandle<Result<Value, GatewayError>>;

/// Starts sending and returns when the request has its place in the queue.
async fn start(fixture: &Fixture, to: i64, lane: Lane, text: &str, patience: Duration) -> Sending {
    let params = json!({"chat_id": to, "text": text});
    let deadline = fixture.clock.now() + patience;
    let gateway = fixture.gateway.clone();
    let mut sending = Box::pin(async move {
        gateway
            .send_raw(chat(to), lane, "sendMessage", params, deadline)
            .await
    });
    // The first poll queues it.
    let first = futures::poll!(&mut sending);
    tokio::spawn(async move {
        match first {
            std::task::Poll::Ready(answer) => answer,
            std::task::Poll::Pending => sending.await,
        }
    })
}

async fn send(fixture: &Fixture, to: i64, text: &str) -> Result<Value, GatewayError> {
    start(fixture, to, Lane::Relay, text, Duration::hours(1))
        .await
        .await
        .unwrap()
}

#[tokio::test]
async fn a_payload_goes_out_as_json_and_the_result_comes_back() {
    let fixture = Fixture::start(UNLIMITED).await;
    let payload = SendMessage::new(teloxide::types::ChatId(7), "привет");
    let deadline = fixture.clock.now() + Duration::seconds(20);
    let result = fixture
        .gateway
        .send(chat(7), Lane::Relay, payload, deadline)
        .await;
    assert_eq!(result.unwrap()["message_id"], 1);
    let calls = fixture.telegram.calls("sendMessage");
    assert_eq!(calls[0].params, json!({"chat_id": 7, "text": "привет"}));
}

#[tokio::test]
async fn a_file_goes_out_as_a_form() {
    let fixture = Fixture::start(UNLIMITED).await;
    let file = Attachment {
        field: "photo".into(),
        file_name: "photo.jpg".into(),
        content: b"pixels"[..].into(),
    };
    let params = json!({"chat_id": 7, "caption": "подпись"});
    let deadline = fixture.clock.now() + Duration::seconds(20);
    fixture
        .gateway
        .send_files(
            chat(7),
            Lane::Relay,
            "sendPhoto",
            params,
            vec![file],
            deadline,
        )
        .await
        .unwrap();
    let call = fixture.telegram.calls("sendPhoto").remove(0);
    let body = String::from_utf8_lossy(&call.body).into_owned();
    assert!(call.content_type.starts_with("multipart/form-data"));
    for part in [
        "name=\"chat_id\"",
        "подпись",
        "filename=\"photo.jpg\"",
        "pixels",
    ] {
        assert!(body.contains(part), "{part}");
    }
}

#[tokio::test]
async fn one_chat_gets_one_request_at_a_time_in_order_while_others_go_on() {
    let fixture = Fixture::start(UNLIMITED).await;
    fixture.telegram.hold(1);
    let mut sendings = Vec::new();
    for text in ["first", "second", "third"] {
        sendings.push(start(&fixture, 1, Lane::Relay, text, Duration::hours(1)).await);
    }
    fixture.telegram.wait_for_texts(1).await;
    send(&fixture, 2, "other").await.unwrap();
    assert_eq!(fixture.telegram.texts(), ["first", "other"]);
    fixture.telegram.release(1);
    for sending in sendings {
        sending.await.unwrap().unwrap();
    }
    assert_eq!(
        fixture.telegram.texts(),
        ["first", "other", "second", "third"]
    );
}

#[tokio::test]
async fn an_answer_to_a_query_does_not_wait_for_messages_of_its_chat() {
    let fixture = Fixture::start(UNLIMITED).await;
    fixture.telegram.hold(1);
    let held = start(&fixture, 1, Lane::Notices, "held", Duration::hours(1)).await;
    fixture.telegram.wait_for_texts(1).await;
    let params = json!({"callback_query_id": "9"});
    let deadline = fixture.clock.now() + Duration::seconds(5);
    let answered = fixture
        .gateway
        .send_raw(
            chat(1),
            Lane::Answers,
            "answerCallbackQuery",
            params,
            deadline,
        )
        .await;
    assert_eq!(answered, Ok(json!(true)));
    fixture.telegram.release(1);
    held.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_chat_gets_its_burst_and_then_one_a_second() {
    let fixture = Fixture::start(Limits {
        per_second: 0,
        ..Limits::default()
    })
    .await;
    let mut sendings = Vec::new();
    for text in ["1", "2", "3", "4", "5"] {
        sendings.push(start(&fixture, 1, Lane::Relay, text, Duration::hours(1)).await);
    }
    assert_eq!(fixture.telegram.wait_for_texts(3).await, ["1", "2", "3"]);
    // Whatever goes to another chat comes after the worker has looked at this one.
    send(&fixture, 2, "other").await.unwrap();
    assert_eq!(fixture.telegram.texts(), ["1", "2", "3", "other"]);
    fixture.clock.advance(Duration::seconds(1));
    assert_eq!(fixture.telegram.wait_for_texts(5).await[4], "4");
    fixture.clock.advance(Duration::seconds(1));
    assert_eq!(fixture.telegram.wait_for_texts(6).await[5], "5");
}

#[tokio::test]
async fn when_the_budget_of_the_bot_is_short_the_lanes_decide() {
    let fixture = Fixture::start(Limits {
        per_second: 1,
        chat_per_second: 0,
        chat_burst: 0,
    })
    .await;
    send(&fixture, 9, "takes the budget").await.unwrap();
    let lanes = [
        (1, Lane::Digests, "digest"),
        (2, Lane::Notices, "notice"),
        (3, Lane::Relay, "relay"),
    ];
    for (to, lane, text) in lanes {
        start(&fixture, to, lane, text, Duration::hours(1)).await;
    }
    for (count, expected) in [(2, "relay"), (3, "notice"), (4, "digest")] {
        fixture
            .advance_until(Duration::milliseconds(100), || {
                fixture.telegram.texts().len() >= count
            })
            .await;
        assert_eq!(fixture.telegram.texts()[count - 1], expected);
    }
}

#[tokio::test]
async fn a_429_pauses_its_chat_and_no_other() {
    let fixture = Fixture::start(UNLIMITED).await;
    fixture.telegram.retry_after(1, 30);
    let paused = start(&fixture, 1, Lane::Relay, "paused", Duration::hours(1)).await;
    let behind = start(&fixture, 1, Lane::Relay, "behind", Duration::hours(1)).await;
    fixture.telegram.wait_for_texts(1).await;
    send(&fixture, 2, "other").await.unwrap();
    assert_eq!(fixture.telegram.texts(), ["paused", "other"]);
    fixture.clock.advance(Duration::seconds(29));
    send(&fixture, 2, "still paused").await.unwrap();
    assert_eq!(fixture.telegram.texts().len(), 3);
    fixture
        .advance_until(Duration::seconds(1), || behind.is_finished())
        .await;
    paused.await.unwrap().unwrap();
    assert_eq!(fixture.telegram.texts()[3..], ["paused", "behind"]);
}

#[tokio::test]
async fn a_429_beyond_the_deadline_is_told_at_once_and_still_pauses_the_chat() {
    let fixture = Fixture::start(UNLIMITED).await;
    fixture.telegram.retry_after(1, 60);
    let answer = start(&fixture, 1, Lane::Relay, "too late", Duration::seconds(20))
        .await
        .await;
    assert_eq!(answer.unwrap(), Err(GatewayError::TimedOut));
    let next = start(&fixture, 1, Lane::Relay, "next", Duration::hours(1)).await;
    send(&fixture, 2, "other").await.unwrap();
    assert_eq!(fixture.telegram.texts(), ["too late", "other"]);
    fixture.clock.advance(Duration::seconds(61));
    next.await.unwrap().unwrap();
}

#[tokio::test]
async fn several_chats_with_429_pause_the_bot() {
    let fixture = Fixture::start(UNLIMITED).await;
    for to in 1..=3 {
        fixture.telegram.retry_after(to, 30);
        start(&fixture, to, Lane::Relay, "throttled", Duration::hours(1)).await;
    }
    fixture.telegram.wait_for_texts(3).await;
    // Only when the third answer is in does the bot pause: nothing shows that from outside but a chat that then waits.
    testkit::eventually(PATIENCE, || async {
        let before = fixture.telegram.texts().len();
        let probe = start(&fixture, 9, Lane::Relay, "probe", Duration::milliseconds(1)).await;
        tokio::task::yield_now().await;
        fixture.clock.advance(Duration::milliseconds(1));
        let answer = probe.await.unwrap();
        answer.is_err() && fixture.telegram.texts().len() == before
    })
    .await;
    let innocent = start(&fixture, 10, Lane::Relay, "innocent", Duration::hours(1)).await;
    fixture.clock.advance(Duration::seconds(31));
    innocent.await.unwrap().unwrap();
    fixture.telegram.wait_for_texts(7).await;
}

#[tokio::test]
async fn what_fails_on_telegrams_side_is_tried_again() {
    let fixture = Fixture::start(UNLIMITED).await;
    fixture.telegram.reply(1, 500, "Internal Server Error");
    fixture.telegram.reply(1, 502, "Bad Gateway");
    let first = start(&fixture, 1, Lane::Relay, "first", Duration::hours(1)).await;
    let second = start(&fixture, 1, Lane::Relay, "second", Duration::hours(1)).await;
    fixture
        .advance_until(Duration::milliseconds(50), || second.is_finished())
        .await;
    first.await.unwrap().unwrap();
    assert_eq!(
        fixture.telegram.texts(),
        ["first", "first", "first", "second"]
    );
}

#[tokio::test]
async fn the_deadline_ends_retries_and_silence() {
    let fixture = Fixture::start(UNLIMITED).await;
    for _ in 0..100 {
        fixture.telegram.reply(1, 500, "Internal Server Error");
    }
    fixture.telegram.hold(2);
    let refused = start(&fixture, 1, Lane::Relay, "refused", Duration::seconds(20)).await;
    let silent = start(&fixture, 2, Lane::Relay, "silent", Duration::seconds(20)).await;
    fixture.telegram.wait_for_texts(2).await;
    fixture
        .advance_until(Duration::milliseconds(200), || {
            refused.is_finished() && silent.is_finished()
        })
        .await;
    assert_eq!(refused.await.unwrap(), Err(GatewayError::TimedOut));
    assert_eq!(silent.await.unwrap(), Err(GatewayError::TimedOut));
}

#[tokio::test]
async fn a_member_who_blocked_the_bot_is_reported_before_the_caller_knows() {
    let fixture = Fixture::start(UNLIMITED).await;
    fixture
        .telegram
        .reply(1, 403, "Forbidden: bot was blocked by the user");
    assert_eq!(
        send(&fixture, 1, "hello").await,
        Err(GatewayError::Unreachable)
    );
    assert_eq!(*fixture.reported.0.lock().unwrap(), [chat(1)]);
}

#[tokio::test]
async fn a_refusal_keeps_only_words_that_are_known_to_be_harmless() {
    let fixture = Fixture::start(UNLIMITED).await;
    let not_modified = "Bad Request: message is not modified: specified new message content";
    for (description, kept) in [
        (not_modified, not_modified),
        ("Bad Request: words of the member", ""),
    ] {
        fixture.telegram.reply(1, 400, description);
        let expected = GatewayError::Refused {
            code: 400,
            description: kept.to_owned(),
        };
        assert_eq!(send(&fixture, 1, "x").await, Err(expected));
    }
}

#[tokio::test]
async fn what_its_caller_gave_up_is_not_sent() {
    let fixture = Fixture::start(UNLIMITED).await;
    fixture.telegram.hold(1);
    let first = start(&fixture, 1, Lane::Relay, "first", Duration::hours(1)).await;
    fixture.telegram.wait_for_texts(1).await;
    let cancelled = start(&fixture, 1, Lane::Relay, "cancelled", Duration::hours(1)).await;
    let last = start(&fixture, 1, Lane::Relay, "last", Duration::hours(1)).await;
    cancelled.abort();
    assert!(cancelled.await.unwrap_err().is_cancelled());
    fixture.telegram.release(1);
    first.await.unwrap().unwrap();
    last.await.unwrap().unwrap();
    assert_eq!(fixture.telegram.texts(), ["first", "last"]);
}
