//! The webhook: acknowledged when done, once, in order, whatever a handler does.

use std::time::Duration;

use axum::http::StatusCode;
use bot::intake::Limits;
use serde_json::{Value, json};
use testkit::eventually;

use crate::intake_doubles::{FakeMembers, Fixture, PATIENCE, SECRET, membership, message};

const OK: StatusCode = StatusCode::OK;
const UNAVAILABLE: StatusCode = StatusCode::SERVICE_UNAVAILABLE;
const ERROR: StatusCode = StatusCode::INTERNAL_SERVER_ERROR;

async fn deliver_times(fixture: &Fixture, update: &Value, times: usize) -> Vec<StatusCode> {
    let mut answers = Vec::new();
    for _ in 0..times {
        answers.push(fixture.deliver(update).await);
    }
    answers
}

#[tokio::test]
async fn the_same_update_three_times_is_handled_once() {
    let fixture = Fixture::start().await;
    let answers = deliver_times(&fixture, &message(1, 7, "hello"), 3).await;
    assert_eq!(answers, [OK, OK, OK]);
    assert_eq!(fixture.handled(), ["hello"]);
}

#[tokio::test]
async fn while_an_update_is_being_handled_its_repetition_is_told_to_come_back() {
    let fixture = Fixture::start().await;
    let update = message(1, 7, "hold");
    let repeated = async {
        fixture.wait_until_started(1).await;
        let answer = fixture.answer(&update).await;
        fixture.release();
        answer
    };
    let (first, repeated) = tokio::join!(fixture.deliver(&update), repeated);
    assert_eq!(repeated.status(), UNAVAILABLE);
    assert_eq!(repeated.headers()["retry-after"], "1");
    assert_eq!((first, fixture.deliver(&update).await), (OK, OK));
    assert_eq!(fixture.handled(), ["hold"]);
}

#[tokio::test]
async fn a_panic_hurts_nobody_else_and_the_fifth_parks_the_update_and_tells_its_sender() {
    let fixture = Fixture::start().await;
    let poisoned = message(1, 7, "panic");
    assert_eq!(
        deliver_times(&fixture, &poisoned, 4).await,
        [ERROR, ERROR, ERROR, ERROR]
    );
    assert_eq!(fixture.deliver(&message(2, 7, "next")).await, OK);
    assert_eq!(fixture.deliver(&message(3, 8, "other")).await, OK);
    assert!(fixture.handler.told.lock().unwrap().is_empty());
    assert_eq!(deliver_times(&fixture, &poisoned, 2).await, [OK, OK]);
    assert_eq!(*fixture.handler.told.lock().unwrap(), [1]);
    assert_eq!(fixture.handled(), ["next", "other"]);
    let category: String = sqlx::query_scalar("select category from parked_updates")
        .fetch_one(&fixture.database.pool())
        .await
        .unwrap();
    assert_eq!(category, "panic");
}

#[tokio::test]
async fn our_own_outage_is_never_counted_as_a_try() {
    let fixture = Fixture::start().await;
    let answers = deliver_times(&fixture, &message(1, 7, "outage"), 7).await;
    assert_eq!(answers, [UNAVAILABLE; 7]);
    assert!(fixture.handler.told.lock().unwrap().is_empty());
}

#[tokio::test]
async fn without_the_database_nothing_is_acknowledged() {
    let fixture = Fixture::start().await;
    fixture.database.pool().close().await;
    assert_eq!(fixture.deliver(&message(1, 7, "hello")).await, UNAVAILABLE);
    assert!(fixture.handled().is_empty());
}

#[tokio::test]
async fn a_sender_who_left_is_no_failure() {
    let fixture = Fixture::start().await;
    assert_eq!(
        deliver_times(&fixture, &message(1, 7, "gone"), 2).await,
        [OK, OK]
    );
    assert_eq!(fixture.handler.started.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn one_user_keeps_the_order_and_nobody_waits_for_somebody_else() {
    let fixture = Fixture::start().await;
    let (first, second) = (message(1, 7, "hold"), message(2, 7, "second"));
    let third = message(3, 7, "third");
    let other = async {
        fixture.wait_until_started(1).await;
        assert_eq!(fixture.deliver(&message(4, 8, "other")).await, OK);
        assert_eq!(fixture.handled(), ["other"]);
        fixture.release();
    };
    let answers = tokio::join!(
        fixture.deliver(&first),
        fixture.deliver(&second),
        fixture.deliver(&third),
        other,
    );
    assert_eq!((answers.0, answers.1, answers.2), (OK, OK, OK));
    assert_eq!(fixture.handled(), ["other", "hold", "second", "third"]);
}

#[tokio::test]
async fn a_pre_checkout_query_skips_the_queue() {
    let fixture = Fixture::start().await;
    let checkout = checkout(2);
    let held = message(1, 7, "hold");
    let overtaking = async {
        fixture.wait_until_started(1).await;
        let answer = fixture.deliver(&checkout).await;
        fixture.release();
        answer
    };
    let (_, overtaking) = tokio::join!(fixture.deliver(&held), overtaking);
    assert_eq!(overtaking, OK);
    assert_eq!(fixture.handled(), ["q of 7", "hold"]);
}

#[tokio::test]
async fn a_pre_checkout_query_waits_for_no_database() {
    let fixture = Fixture::start().await;
    fixture.database.pool().close().await;
    assert_eq!(fixture.deliver(&message(1, 7, "hello")).await, UNAVAILABLE);
    assert_eq!(fixture.deliver(&checkout(2)).await, OK);
    assert_eq!(fixture.handled(), ["q of 7"]);
}

#[tokio::test]
async fn a_payment_is_never_given_up() {
    let fixture = Fixture::start().await;
    let mut payment = message(1, 7, "poison");
    payment["message"]["successful_payment"] = json!({"currency": "XTR", "total_amount": 5,
        "invoice_payload": "p", "telegram_payment_charge_id": "c", "provider_payment_charge_id": "c"});
    let answers = deliver_times(&fixture, &payment, 7).await;
    assert_eq!(answers, [UNAVAILABLE; 7]);
    assert!(fixture.handler.told.lock().unwrap().is_empty());
}

fn checkout(update_id: i64) -> Value {
    json!({"update_id": update_id, "pre_checkout_query": {
        "id": "q", "from": {"id": 7, "is_bot": false, "first_name": "A"}, "currency": "XTR",
        "total_amount": 5, "invoice_payload": "p"}})
}

#[tokio::test]
async fn an_update_that_waits_too_long_for_its_turn_comes_back_later() {
    let limits = Limits {
        turn: Duration::from_millis(20),
        ..Limits::default()
    };
    let fixture = Fixture::with_limits(limits).await;
    let (held, next) = (message(1, 7, "hold"), message(2, 7, "next"));
    let waiting = async {
        fixture.wait_until_started(1).await;
        let answer = fixture.deliver(&next).await;
        fixture.release();
        answer
    };
    let (_, waiting) = tokio::join!(fixture.deliver(&held), waiting);
    assert_eq!(waiting, UNAVAILABLE);
    assert_eq!(fixture.deliver(&next).await, OK);
    assert_eq!(fixture.handled(), ["hold", "next"]);
}

#[tokio::test]
async fn a_handler_that_never_ends_is_stopped_and_counted() {
    let limits = Limits {
        handling: Duration::from_millis(20),
        ..Limits::default()
    };
    let fixture = Fixture::with_limits(limits).await;
    let answers = deliver_times(&fixture, &message(1, 7, "hold"), 5).await;
    assert_eq!(answers, [ERROR, ERROR, ERROR, ERROR, OK]);
    assert_eq!(*fixture.handler.told.lock().unwrap(), [1]);
}

#[tokio::test]
async fn handling_goes_on_when_telegram_hangs_up() {
    let fixture = Fixture::start().await;
    let update = message(1, 7, "hold");
    tokio::select! {
        _ = fixture.deliver(&update) => panic!("nobody released it"),
        () = fixture.wait_until_started(1) => {}
    }
    fixture.release();
    eventually(PATIENCE, || async { fixture.deliver(&update).await == OK }).await;
    assert_eq!(fixture.handled(), ["hold"]);
}

#[tokio::test]
async fn who_does_not_know_the_secret_learns_and_changes_nothing() {
    let fixture = Fixture::start().await;
    let update = message(1, 7, "hello").to_string();
    for (path, secret, expected) in [
        ("/telegram/webhook/42", None, StatusCode::UNAUTHORIZED),
        ("/telegram/webhook/42", Some("wrong"), StatusCode::FORBIDDEN),
        ("/telegram/webhook/42", Some(""), StatusCode::FORBIDDEN),
        ("/telegram/webhook/43", Some("wrong"), StatusCode::FORBIDDEN),
        ("/telegram/webhook/43", Some(SECRET), StatusCode::NOT_FOUND),
        ("/telegram/webhook/x", Some(SECRET), StatusCode::NOT_FOUND),
        ("/telegram/webhook", Some("wrong"), StatusCode::FORBIDDEN),
    ] {
        let answer = fixture.request(path, secret, update.clone()).await;
        assert_eq!(answer.status(), expected, "{path} {secret:?}");
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
    }
    assert!(fixture.handled().is_empty());
    let only = fixture
        .request("/telegram/webhook", Some(SECRET), update)
        .await;
    assert_eq!(only.status(), OK);
}

#[tokio::test]
async fn what_is_no_update_or_too_large_is_refused() {
    let fixture = Fixture::start().await;
    let path = "/telegram/webhook/42";
    for body in ["", "{", "[]", r#"{"ok":true}"#] {
        let answer = fixture.request(path, Some(SECRET), body.to_owned()).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{body}");
    }
    let large = message(1, 7, &"a".repeat(1024 * 1024)).to_string();
    let answer = fixture.request(path, Some(SECRET), large).await;
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn groups_and_bots_are_acknowledged_and_ignored() {
    let fixture = Fixture::start().await;
    let mut group = message(1, 7, "hello");
    group["message"]["chat"] = json!({"id": -5, "type": "group", "title": "G"});
    let mut bot = message(2, 7, "hello");
    bot["message"]["from"]["is_bot"] = true.into();
    for update in [group, bot, json!({"update_id": 3, "poll": {}})] {
        assert_eq!(fixture.deliver(&update).await, OK);
    }
    assert!(fixture.handled().is_empty());
}

#[tokio::test]
async fn an_update_that_cannot_be_read_at_all_is_parked_in_the_end() {
    let fixture = Fixture::start().await;
    let unreadable = message(i64::from(u32::MAX) + 1, 7, "hello");
    let answers = deliver_times(&fixture, &unreadable, 5).await;
    assert_eq!(answers, [ERROR, ERROR, ERROR, ERROR, OK]);
    assert_eq!(
        *fixture.handler.told.lock().unwrap(),
        [i64::from(u32::MAX) + 1]
    );
}

#[tokio::test]
async fn who_blocks_the_bot_is_unreachable_until_they_come_back() {
    let fixture = Fixture::start().await;
    assert_eq!(
        fixture.deliver(&membership(1, 7, "kicked")).await,
        OK,
        "a stranger"
    );
    assert_eq!(fixture.deliver(&message(2, 7, "hello")).await, OK);
    for (update_id, status) in [(3, "kicked"), (4, "member")] {
        let update = membership(update_id, 7, status);
        assert_eq!(fixture.deliver(&update).await, OK);
    }
    let member = FakeMembers::of(7);
    assert_eq!(
        *fixture.members.reachable.lock().unwrap(),
        [(member, false), (member, true)]
    );
    assert_eq!(fixture.handled(), ["hello"]);
}

#[tokio::test]
async fn a_process_that_stops_finishes_what_it_has_and_takes_no_more() {
    let fixture = Fixture::start().await;
    let update = message(1, 7, "hold");
    let stopping = async {
        fixture.wait_until_started(1).await;
        assert!(!fixture.intake.drain(Duration::from_millis(10)).await);
        assert_eq!(fixture.deliver(&message(2, 8, "late")).await, UNAVAILABLE);
        fixture.release();
        assert!(fixture.intake.drain(PATIENCE).await);
    };
    let (answer, ()) = tokio::join!(fixture.deliver(&update), stopping);
    assert_eq!(answer, OK);
    assert_eq!(fixture.handled(), ["hold"]);
}
