//! Tips through another front end: whether they are possible, their invoices, and the payments it is told of.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use telegram_simulator::client::{Pay, PaymentState};

use crate::harness::{Answer, BLOCK, FrontEnd, Options, System};
use crate::journey_tips::{RECEIPT, THANKED};

const KEY: &str = "idempotency-key";

impl System {
    /// `GET /tips/eligibility` at a replica, with whatever query.
    async fn eligibility(&self, front_end: &FrontEnd<'_>, query: &str) -> Answer {
        let path = format!("/api/v1/tips/eligibility{query}");
        let call = front_end.sign(Method::GET, &path, b"");
        self.send(0, &call).await
    }
}

/// The match of a talk, as a query.
async fn talk_of(front_end: &FrontEnd<'_>) -> (Value, String) {
    let match_id = front_end.me(0).await["match"]["match_id"].clone();
    let query = format!("?match_id={}", match_id.as_str().unwrap());
    (match_id, query)
}

fn not_available() -> Value {
    json!({"eligible": false, "reason": "not_available"})
}

/// What Telegram tells of a payment.
fn payment(charge: &str, payload: &str, stars: i64) -> Value {
    json!({
        "currency": "XTR",
        "total_amount": stars,
        "invoice_payload": payload,
        "telegram_payment_charge_id": charge,
        "provider_payment_charge_id": "",
    })
}

#[tokio::test]
async fn eligibility_says_until_when_or_always_the_same_no() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let (own, other) = (system.front_end(&anna), system.front_end(&boris));
    let (_, query) = talk_of(&own).await;
    system.wait_done().await;
    for front_end in [&own, &other] {
        let answer = system.eligibility(front_end, &query).await;
        assert_eq!(answer.expect(200)["eligible"], true);
        let until = answer.body["until"].as_str().unwrap();
        let until: chrono::DateTime<chrono::Utc> = until.parse().unwrap();
        assert_eq!(until - system.clock.now(), chrono::TimeDelta::hours(24));
    }
    // A stranger to the talk, a talk that never was.
    let vera = system.member("Вера").await;
    let stranger = system.eligibility(&system.front_end(&vera), &query).await;
    assert_eq!(stranger.expect(200), &not_available());
    let nowhere = "?match_id=00000000-0000-0000-0000-000000000001";
    let answer = system.eligibility(&own, nowhere).await;
    assert_eq!(answer.expect(200), &not_available());
    for query in ["", "?match_id=7", "?match_id=", &format!("{query}&more=1")] {
        let refused = system.eligibility(&own, query).await;
        assert_eq!(refused.problem(), (422, "invalid_query"), "{query}");
    }

    anna.end().await;
    system.wait_done().await;
    let after = system.eligibility(&other, &query).await;
    assert_eq!(after.expect(200)["eligible"], true);
    system
        .advance(Duration::from_hours(24) + Duration::from_secs(1))
        .await;
    let too_late = system.eligibility(&other, &query).await;
    assert_eq!(too_late.expect(200), &not_available());
    system.finish().await;
}

#[tokio::test]
async fn after_a_block_both_hear_the_same_no() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let (own, other) = (system.front_end(&anna), system.front_end(&boris));
    let (match_id, query) = talk_of(&own).await;
    anna.tap_to(BLOCK, "Заблокировать собеседника?").await;
    anna.tap_to("Да, заблокировать", "вы больше не встретитесь")
        .await;
    system.wait_done().await;
    for front_end in [&own, &other] {
        let answer = system.eligibility(front_end, &query).await;
        assert_eq!(answer.expect(200), &not_available());
        let wish = json!({"match_id": match_id, "stars": 5});
        let refused = front_end.ask(0, "/tips/create", &wish).await;
        assert_eq!(refused.problem(), (409, "tip_not_available"));
    }
    system.finish().await;
}

#[tokio::test]
async fn an_invoice_link_is_paid_and_told_of_by_everybody_once() {
    let system = System::start(Options::default().replicas(2)).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.is_rich().await;
    system.wait_done().await;
    let front_end = system.front_end(&anna);
    let (match_id, _) = talk_of(&front_end).await;
    let wish = json!({"match_id": match_id, "stars": 25});
    let create = || {
        let call = front_end.post("/tips/create", &wish);
        call.header(KEY, "create-0123456789abcdef")
    };
    let first = system.send(0, &create()).await;
    let again = system.send(1, &create()).await;
    assert_eq!(again.expect(200), first.expect(200));
    assert_eq!(system.events("TipInvoiced").await, 1);
    assert!(!first.text.contains(&front_end.user.to_string()));
    // Asked for anew it is another tip.
    let other = front_end.ask(1, "/tips/create", &wish).await;
    assert_ne!(other.expect(200)["tip_id"], first.body["tip_id"]);

    anna.look().await;
    boris.look().await;
    let link = first.body["invoice_link"].as_str().unwrap();
    let paid = anna.control.pay(&Pay::link(link)).await.unwrap();
    assert_eq!(paid.state, PaymentState::Paid, "{paid:?}");
    anna.expect(RECEIPT).await;
    boris.expect(THANKED).await;
    let charge = paid.telegram_payment_charge_id.unwrap();
    let told = payment(&charge, &paid.payload, 25);
    for replica in [0, 1] {
        let recorded = front_end.ask(replica, "/payments/record", &told).await;
        let expected = json!({"status": "already_recorded", "commission": 2, "receiver_share": 23});
        assert_eq!(recorded.expect(200), &expected);
    }
    assert_eq!(system.events("TipPaid").await, 1);
    assert_eq!(system.owed().await, 23);
    let repeated = anna.control.pay(&Pay::link(link)).await.unwrap();
    assert_eq!(repeated.state, PaymentState::Refused, "{repeated:?}");
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn a_payment_that_only_the_front_end_heard_of_is_recorded_once() {
    let system = System::start(Options::default().replicas(2)).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    system.wait_done().await;
    let front_end = system.front_end(&anna);
    let (match_id, _) = talk_of(&front_end).await;
    let wish = json!({"match_id": match_id, "stars": 10});
    let created = front_end.ask(0, "/tips/create", &wish).await;
    created.expect(200);
    let requests = system.requests().await;
    let mut links = requests
        .iter()
        .filter(|request| request.method == "createInvoiceLink");
    let payload = links.next().unwrap().params["payload"].clone();
    let payload = payload.as_str().unwrap();
    boris.look().await;
    let told = payment("stx-only-here", payload, 10);
    let split = |status: &str| json!({"status": status, "commission": 1, "receiver_share": 9});
    let recorded = front_end.ask(0, "/payments/record", &told).await;
    assert_eq!(recorded.expect(200), &split("recorded"));
    let again = front_end.ask(1, "/payments/record", &told).await;
    assert_eq!(again.expect(200), &split("already_recorded"));
    boris.expect(THANKED).await;

    // What belongs to no tip of hers is kept apart, and stays what it is.
    let forged = payment("stx-forged", "forged", 10);
    for _ in 0..2 {
        let unmatched = front_end.ask(1, "/payments/record", &forged).await;
        assert_eq!(unmatched.problem(), (409, "payment_unmatched"));
    }
    assert_eq!(system.events("TipPaymentUnmatched").await, 1);
    let unreadable = payment("with space", payload, 10);
    let refused = front_end.ask(0, "/payments/record", &unreadable).await;
    assert_eq!(refused.problem(), (422, "invalid_body"));
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn an_amount_beyond_what_a_tip_may_be_is_refused() {
    let system = System::start_default().await;
    let (anna, _boris) = system.pair_in_talk("Анна", "Борис").await;
    system.wait_done().await;
    let front_end = system.front_end(&anna);
    let (match_id, _) = talk_of(&front_end).await;
    for stars in [0, 2_501, 4_000_000_000_u32] {
        let wish = json!({"match_id": match_id, "stars": stars});
        let refused = front_end.ask(0, "/tips/create", &wish).await;
        assert_eq!(refused.problem(), (422, "stars_invalid"), "{stars}");
    }
    for stars in [json!(-1), json!(1.5), json!("5"), Value::Null] {
        let wish = json!({"match_id": match_id, "stars": stars});
        let refused = front_end.ask(0, "/tips/create", &wish).await;
        assert_eq!(refused.problem(), (422, "invalid_body"), "{stars}");
    }
    assert_eq!(system.events("TipInvoiced").await, 0);
    anna.end().await;
    system.finish().await;
}
