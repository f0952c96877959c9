//! A bot's Stars: refunds, transactions, balance.

use serde_json::{Value, json};
use telegram_simulator::client::{NewTransaction, Pay, PersonControl};

use crate::harness::Sim;

/// Pays so many invoices of one Star each; returns the charge ids.
async fn pay(sim: &Sim, person: &PersonControl, times: usize) -> Vec<String> {
    let invoice = json!({
        "title": "Спасибо",
        "description": "За разговор",
        "payload": "tip-1",
        "currency": "XTR",
        "prices": [{ "label": "Благодарность", "amount": 1 }],
    });
    let link = sim.ok("createInvoiceLink", invoice).await;
    let pay = Pay::link(link.as_str().unwrap()).forced();
    let mut charges = Vec::new();
    for _ in 0..times {
        let paid = person.pay(&pay).await.unwrap();
        charges.push(paid.telegram_payment_charge_id.unwrap());
    }
    charges
}

async fn rich(sim: &Sim, name: &str) -> PersonControl {
    let person = sim.started(name).await;
    person.set_stars(1_000).await.unwrap();
    person
}

async fn transactions(sim: &Sim, params: Value) -> Vec<Value> {
    let page = sim.ok("getStarTransactions", params).await;
    page["transactions"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_refund_gives_the_stars_back_once() {
    let sim = Sim::start().await;
    let anna = rich(&sim, "Анна").await;
    let boris = rich(&sim, "Борис").await;
    let charge = pay(&sim, &anna, 1).await.remove(0);
    let refund =
        |user: i64, charge: &str| json!({ "user_id": user, "telegram_payment_charge_id": charge });
    for (user, charge, words) in [
        (boris.id(), charge.as_str(), "CHARGE_NOT_FOUND"),
        (anna.id(), "invented", "CHARGE_NOT_FOUND"),
        (1, charge.as_str(), "user not found"),
    ] {
        let refused = sim.refused("refundStarPayment", refund(user, charge)).await;
        assert_eq!(refused, (400, format!("Bad Request: {words}")));
    }
    assert_eq!(anna.stars().await.unwrap(), 999);
    sim.ok("refundStarPayment", refund(anna.id(), &charge))
        .await;
    assert_eq!(anna.stars().await.unwrap(), 1_000);
    let balance = sim.ok("getMyStarBalance", json!({})).await;
    assert_eq!(balance, json!({ "amount": 0 }));
    let told = sim.updates(-1).await[0]["message"].clone();
    assert_eq!(told["from"]["id"], anna.id());
    let refunded = &told["refunded_payment"];
    assert_eq!(refunded["telegram_payment_charge_id"], json!(charge));
    assert_eq!(refunded["total_amount"], 1);
    assert_eq!(refunded["invoice_payload"], "tip-1");
    let again = sim
        .refused("refundStarPayment", refund(anna.id(), &charge))
        .await;
    assert_eq!(again.1, "Bad Request: CHARGE_ALREADY_REFUNDED");
    assert_eq!(anna.stars().await.unwrap(), 1_000);
    assert!(anna.payments().await.unwrap()[0].refunded);
}

#[tokio::test]
async fn telegram_can_refund_without_the_bot() {
    let sim = Sim::start().await;
    let anna = rich(&sim, "Анна").await;
    let charge = pay(&sim, &anna, 1).await.remove(0);
    let update_id = sim.bot.refund_from_outside(&charge).await.unwrap();
    let told = sim.updates(update_id.unwrap()).await;
    assert!(told[0]["message"]["refunded_payment"].is_object());
    assert!(sim.bot.refund_from_outside(&charge).await.is_err());
    let refund = json!({ "user_id": anna.id(), "telegram_payment_charge_id": charge });
    let again = sim.refused("refundStarPayment", refund).await;
    assert_eq!(again.1, "Bad Request: CHARGE_ALREADY_REFUNDED");
}

#[tokio::test]
async fn transactions_come_in_order_and_in_pages() {
    let sim = Sim::start().await;
    let anna = rich(&sim, "Анна").await;
    let charges = pay(&sim, &anna, 103).await;
    let refund = json!({ "user_id": anna.id(), "telegram_payment_charge_id": charges[0] });
    sim.ok("refundStarPayment", refund).await;
    let first = transactions(&sim, json!({})).await;
    let rest = transactions(&sim, json!({ "offset": 100 })).await;
    assert_eq!((first.len(), rest.len()), (100, 4));
    let ids: Vec<_> = first.iter().chain(&rest).map(|t| &t["id"]).collect();
    let expected: Vec<_> = charges.iter().chain([&charges[0]]).collect();
    assert_eq!(json!(ids), json!(expected));
    let partner = json!({
        "type": "user",
        "transaction_type": "invoice_payment",
        "user": first[0]["source"]["user"],
        "invoice_payload": "tip-1",
    });
    assert_eq!(first[0]["source"], partner);
    assert_eq!(first[0]["source"]["user"]["id"], anna.id());
    assert_eq!(
        (rest[3].get("source"), &rest[3]["receiver"]),
        (None, &partner)
    );
    let page = transactions(&sim, json!({ "offset": 1, "limit": 2 })).await;
    assert_eq!(page, first[1..3]);
    for (name, value) in [("limit", 0), ("limit", 101), ("offset", -1)] {
        let refused = sim
            .refused("getStarTransactions", json!({ name: value }))
            .await;
        let words = format!("Bad Request: wrong parameter {name} in request");
        assert_eq!(refused, (400, words));
    }
}

#[tokio::test]
async fn books_can_be_made_to_differ() {
    let sim = Sim::start().await;
    let anna = rich(&sim, "Анна").await;
    let charge = pay(&sim, &anna, 1).await.remove(0);
    let foreign = NewTransaction {
        id: "foreign".to_owned(),
        amount: 7,
        receiver: Some(json!({ "type": "fragment" })),
        ..NewTransaction::default()
    };
    sim.bot.add_transaction(&foreign).await.unwrap();
    sim.bot.remove_transactions(&charge).await.unwrap();
    assert!(sim.bot.remove_transactions(&charge).await.is_err());
    let seen = transactions(&sim, json!({})).await;
    assert_eq!(seen, sim.bot.transactions().await.unwrap());
    let [only] = seen.as_slice() else {
        panic!("one transaction: {seen:?}")
    };
    assert_eq!(
        (&only["id"], &only["receiver"]["type"]),
        (&json!("foreign"), &json!("fragment"))
    );
    assert_eq!(sim.bot.stars().await.unwrap(), -7);
    for wrong in [
        NewTransaction {
            receiver: None,
            ..foreign.clone()
        },
        NewTransaction {
            source: Some(json!({ "type": "user" })),
            ..foreign.clone()
        },
        NewTransaction {
            receiver: Some(json!({ "type": "bank" })),
            ..foreign.clone()
        },
        NewTransaction {
            amount: 0,
            ..foreign.clone()
        },
    ] {
        assert!(sim.bot.add_transaction(&wrong).await.is_err(), "{wrong:?}");
    }
}
