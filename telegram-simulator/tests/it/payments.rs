//! Payments: the bot is asked, answers in time or not, the Stars change hands, the bot is told.

use serde_json::{Value, json};
use telegram_simulator::client::{Pay, PaymentState, PersonControl};

use crate::harness::{Clock, Hook, Sim};

const TOO_OLD: &str =
    "Bad Request: query is too old and response timeout expired or query ID is invalid";

/// A person with Stars and a link to pay.
async fn with_link(sim: &Sim, stars: i64, price: i64) -> (PersonControl, String) {
    let anna = sim.started("Анна").await;
    anna.set_stars(stars).await.unwrap();
    let link = sim.ok("createInvoiceLink", invoice(price)).await;
    (anna, link.as_str().unwrap().to_owned())
}

fn invoice(price: i64) -> Value {
    json!({
        "title": "Спасибо",
        "description": "За разговор",
        "payload": "tip-1",
        "currency": "XTR",
        "prices": [{ "label": "Благодарность", "amount": price }],
    })
}

fn pay(
    anna: &PersonControl,
    pay: Pay,
) -> tokio::task::JoinHandle<telegram_simulator::client::PaymentView> {
    let anna = anna.clone();
    tokio::spawn(async move { anna.pay(&pay).await.unwrap() })
}

async fn asked(sim: &Sim) -> Value {
    sim.next_update("pre_checkout_query").await
}

async fn say(sim: &Sim, query: &Value, ok: bool) -> (u16, Value) {
    let mut answer = json!({ "pre_checkout_query_id": query["id"], "ok": ok });
    if !ok {
        answer["error_message"] = json!("Сейчас недоступно");
    }
    sim.call("answerPreCheckoutQuery", answer).await
}

#[tokio::test]
async fn a_payment_asks_the_bot_and_then_moves_the_stars() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    anna.set_stars(100).await.unwrap();
    let mut message = invoice(25);
    message["chat_id"] = json!(anna.id());
    let invoice_id = sim.ok("sendInvoice", message).await["message_id"].as_i64();
    let paying = pay(&anna, Pay::message(invoice_id.unwrap()));
    let query = asked(&sim).await;
    assert_eq!(query["from"]["id"], anna.id());
    assert_eq!(
        (&query["currency"], &query["total_amount"]),
        (&json!("XTR"), &json!(25))
    );
    assert_eq!(query["invoice_payload"], "tip-1");
    assert_eq!(
        anna.stars().await.unwrap(),
        100,
        "not before the bot agrees"
    );
    assert_eq!(say(&sim, &query, true).await.0, 200);
    let paid = paying.await.unwrap();
    assert_eq!(paid.state, PaymentState::Paid);
    assert!(paid.answered_after_us.is_some());
    assert_eq!(anna.stars().await.unwrap(), 75);
    let told = sim.next_update("message").await;
    assert_eq!(json!(paid.message_id), told["message_id"]);
    assert_eq!(told["from"]["id"], anna.id());
    let payment = &told["successful_payment"];
    assert_eq!(
        json!(paid.telegram_payment_charge_id),
        payment["telegram_payment_charge_id"]
    );
    assert_eq!(
        (&payment["total_amount"], &payment["invoice_payload"]),
        (&json!(25), &json!("tip-1"))
    );
    assert!(
        !payment["provider_payment_charge_id"]
            .as_str()
            .unwrap()
            .is_empty()
    );
    let chat = anna.chat().await.unwrap();
    assert!(chat.message(invoice_id.unwrap()).unwrap().paid);
    assert_eq!(chat.stars, 75);
    let again = anna.pay(&Pay::message(invoice_id.unwrap())).await;
    assert!(again.is_err(), "{again:?}");
}

#[tokio::test]
async fn a_link_is_paid_as_often_as_people_like() {
    let sim = Sim::start().await;
    let (anna, link) = with_link(&sim, 20, 10).await;
    let mut charges = Vec::new();
    for _ in 0..2 {
        let paying = pay(&anna, Pay::link(&link));
        say(&sim, &asked(&sim).await, true).await;
        charges.push(paying.await.unwrap().telegram_payment_charge_id.unwrap());
    }
    assert_ne!(charges[0], charges[1]);
    assert_eq!(sim.bot.stars().await.unwrap(), 20);
    // The third time there are no Stars left, and the bot is not even asked.
    let poor = anna.pay(&Pay::link(&link)).await.unwrap();
    assert_eq!(poor.state, PaymentState::NotEnoughStars);
    assert_eq!(poor.pre_checkout_query_id, None);
    assert_eq!(poor.answered_after_us, None);
    assert!(
        anna.pay(&Pay::link("https://t.me/$invented"))
            .await
            .is_err()
    );
}

#[tokio::test]
async fn a_refusal_is_shown_to_the_person_in_the_bots_words() {
    let sim = Sim::start().await;
    let (anna, link) = with_link(&sim, 10, 10).await;
    let paying = pay(&anna, Pay::link(&link));
    let query = asked(&sim).await;
    let silent = json!({ "pre_checkout_query_id": query["id"], "ok": false });
    let silent = sim.refused("answerPreCheckoutQuery", silent).await;
    assert_eq!(
        silent.1,
        "Bad Request: parameter \"error_message\" is required"
    );
    assert_eq!(say(&sim, &query, false).await.0, 200);
    let refused = paying.await.unwrap();
    assert_eq!(refused.state, PaymentState::Refused);
    assert_eq!(refused.error_message.as_deref(), Some("Сейчас недоступно"));
    assert_eq!(anna.stars().await.unwrap(), 10);
    let (status, body) = say(&sim, &query, true).await;
    assert_eq!((status, body["description"].as_str()), (400, Some(TOO_OLD)));
}

#[tokio::test]
async fn the_bot_has_ten_seconds_and_one_answer() {
    let clock = Clock::start().await;
    let sim = Sim::with_clock(&clock).await;
    let (anna, link) = with_link(&sim, 100, 10).await;
    let in_time = pay(&anna, Pay::link(&link));
    let query = asked(&sim).await;
    clock.advance(9).await;
    assert_eq!(say(&sim, &query, true).await.0, 200);
    assert_eq!(in_time.await.unwrap().state, PaymentState::Paid);
    assert_eq!(say(&sim, &query, true).await.0, 400, "answered already");
    let late = pay(&anna, Pay::link(&link));
    let query = asked(&sim).await;
    clock.advance(10).await;
    let (status, body) = say(&sim, &query, true).await;
    assert_eq!((status, body["description"].as_str()), (400, Some(TOO_OLD)));
    assert_eq!(late.await.unwrap().state, PaymentState::TooLate);
    assert_eq!(anna.stars().await.unwrap(), 90);
}

#[tokio::test]
async fn a_person_can_give_up_before_and_after_the_bots_yes() {
    let sim = Sim::start().await;
    let (anna, link) = with_link(&sim, 10, 10).await;
    let started = anna.pay(&Pay::link(&link).without_waiting()).await.unwrap();
    assert_eq!(started.state, PaymentState::Waiting);
    let query = asked(&sim).await;
    let cancelled = anna.cancel_payment(started.payment_id).await.unwrap();
    assert_eq!(cancelled.state, PaymentState::Cancelled);
    assert_eq!(say(&sim, &query, true).await.0, 400);
    let holding = pay(&anna, Pay::link(&link).held());
    say(&sim, &asked(&sim).await, true).await;
    let held = holding.await.unwrap();
    assert_eq!(
        (held.state, held.message_id),
        (PaymentState::Approved, None)
    );
    anna.cancel_payment(held.payment_id).await.unwrap();
    assert!(anna.cancel_payment(held.payment_id).await.is_err());
    assert_eq!(anna.stars().await.unwrap(), 10);
    let states: Vec<_> = anna.payments().await.unwrap();
    let states: Vec<_> = states.iter().map(|payment| payment.state).collect();
    assert_eq!(states, [PaymentState::Cancelled, PaymentState::Cancelled]);
}

#[tokio::test]
async fn two_held_payments_of_a_link_can_both_be_charged() {
    let sim = Sim::start().await;
    let (anna, link) = with_link(&sim, 15, 10).await;
    let mut held = Vec::new();
    for _ in 0..2 {
        let holding = pay(&anna, Pay::link(&link).held());
        say(&sim, &asked(&sim).await, true).await;
        held.push(holding.await.unwrap().payment_id);
    }
    let first = anna.complete_payment(held[0]).await.unwrap();
    assert_eq!(first.state, PaymentState::Paid);
    assert!(
        anna.complete_payment(held[0]).await.is_err(),
        "charged once"
    );
    let second = anna.complete_payment(held[1]).await.unwrap();
    assert_eq!(second.state, PaymentState::NotEnoughStars);
    anna.buy_stars(5).await.unwrap();
    let second = anna.complete_payment(held[1]).await.unwrap();
    assert_eq!(second.state, PaymentState::Paid);
    assert_eq!(anna.stars().await.unwrap(), 0);
}

#[tokio::test]
async fn telegram_can_charge_what_the_bot_refused_or_was_never_asked() {
    let sim = Sim::start().await;
    let (anna, link) = with_link(&sim, 30, 10).await;
    let paying = pay(&anna, Pay::link(&link));
    say(&sim, &asked(&sim).await, false).await;
    let refused = paying.await.unwrap();
    let charged = anna.complete_payment(refused.payment_id).await.unwrap();
    assert_eq!(charged.state, PaymentState::Paid);
    let forced = anna.pay(&Pay::link(&link).forced()).await.unwrap();
    assert_eq!(
        (forced.state, &forced.pre_checkout_query_id),
        (PaymentState::Paid, &None)
    );
    for paid in [charged, forced] {
        let told = sim.next_update("message").await;
        let charge = &told["successful_payment"]["telegram_payment_charge_id"];
        assert_eq!(*charge, json!(paid.telegram_payment_charge_id));
    }
}

#[tokio::test]
async fn a_payment_is_told_again_under_a_new_update() {
    let sim = Sim::start().await;
    let (anna, link) = with_link(&sim, 10, 10).await;
    let paid = anna.pay(&Pay::link(&link).forced()).await.unwrap();
    let charge = paid.telegram_payment_charge_id.unwrap();
    let again = sim.bot.redeliver_payment(&charge).await.unwrap().unwrap();
    let updates = sim.updates(paid.update_id.unwrap()).await;
    let [first, second] = updates.as_slice() else {
        panic!("two updates: {updates:?}")
    };
    assert_eq!(second["update_id"], again);
    assert_eq!(first["message"], second["message"]);
    assert!(sim.bot.redeliver_payment("invented").await.is_err());
}

#[tokio::test]
async fn pre_checkouts_do_not_wait_for_messages() {
    let sim = Sim::start().await;
    let (anna, link) = with_link(&sim, 10, 10).await;
    let mut hook = Hook::start().await;
    sim.ok("setWebhook", json!({ "url": hook.url })).await;
    anna.send_text("привет").await.unwrap();
    let message = hook.next().await;
    let paying = pay(&anna, Pay::link(&link));
    let query = hook.next().await;
    let id = query.update["pre_checkout_query"].clone();
    say(&sim, &id, true).await;
    query.answer(200);
    assert_eq!(paying.await.unwrap().state, PaymentState::Paid);
    assert!(hook.is_quiet(), "the payment is a message and waits");
    message.answer(200);
    let told = hook.next().await;
    assert!(told.update["message"]["successful_payment"].is_object());
    told.answer(200);
}

#[tokio::test]
async fn a_bot_that_is_not_asked_for_checkouts_is_always_too_late() {
    let clock = Clock::start().await;
    let sim = Sim::with_clock(&clock).await;
    let (anna, link) = with_link(&sim, 10, 10).await;
    sim.ok("getUpdates", json!({ "allowed_updates": ["message"] }))
        .await;
    let started = anna.pay(&Pay::link(&link).without_waiting()).await.unwrap();
    clock.advance(10).await;
    let over = anna.settled_payment(started.payment_id).await.unwrap();
    assert_eq!(over.state, PaymentState::TooLate);
}
