//! What operators do about Stars: giving back, paying out, comparing with Telegram.

use std::time::Duration;

use serde_json::{Value, json};
use telegram_simulator::client::{InvoiceView, NewTransaction};
use testkit::eventually;

use crate::fault_tools::RECOVERED_WITHIN;
use crate::harness::{CommandOutput, Options, Person, System};
use crate::journey_tips::THANKED;

/// One more than two pages of `getStarTransactions`.
const MANY_TRANSACTIONS: i64 = 201;

/// Anna has given Boris so many Stars; the charge.
async fn given(system: &System, stars: i64) -> (Person, Person, String) {
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.is_rich().await;
    anna.ask("/tips", "Сказать спасибо звёздами").await;
    let invoice: InvoiceView = anna.wants_to_give(stars).await;
    let payment = anna.has_paid(&invoice).await;
    boris.expect(THANKED).await;
    system.wait_done().await;
    (anna, boris, payment.telegram_payment_charge_id.unwrap())
}

fn answer(output: CommandOutput) -> Value {
    let text = output.succeeded();
    serde_json::from_str(text.trim()).unwrap_or_else(|_| panic!("{text}"))
}

/// Kinds and charges of what `tips reconcile` found, in its order.
fn differences(output: &CommandOutput) -> Vec<(String, String)> {
    let found: Value = serde_json::from_str(output.text.trim()).unwrap();
    let differences = found["differences"].as_array().unwrap();
    differences
        .iter()
        .map(|difference| {
            let text = |field: &str| difference[field].as_str().unwrap().to_owned();
            (text("kind"), text("charge_id"))
        })
        .collect()
}

fn payment_by_somebody(id: &str, amount: i64) -> NewTransaction {
    let payer = json!({
        "type": "user",
        "transaction_type": "invoice_payment",
        "user": {"id": 4242, "is_bot": false, "first_name": "x"},
    });
    NewTransaction {
        id: id.to_owned(),
        amount,
        source: Some(payer),
        ..NewTransaction::default()
    }
}

#[tokio::test]
async fn a_refund_gives_the_stars_back_and_takes_the_share_off_once() {
    let system = System::start_default().await;
    let (anna, boris, charge) = given(&system, 25).await;
    assert_eq!(anna.control.stars().await.unwrap(), 9_975);
    let reason = "обращение 17: оплата по ошибке";
    let refund = async || {
        let arguments = ["tips", "refund", &charge, "--reason", reason, "--json"];
        answer(system.run(arguments).await)["status"].clone()
    };
    anna.look().await;
    boris.look().await;
    assert_eq!(refund().await, "refunded");
    anna.expect("Возврат: 25 ⭐").await;
    boris.expect("Подаренные вам 25 ⭐ вернулись").await;
    assert_eq!(refund().await, "already_refunded");
    system.wait_done().await;
    assert_eq!(anna.control.stars().await.unwrap(), 10_000);
    assert_eq!(system.events("TipRefunded").await, 1);
    assert_eq!(system.owed().await, 0);
    let told: String = sqlx::query_scalar(
        "select payload -> event_type -> 'because' ->> 'operator' from events where event_type = 'TipRefunded'",
    )
    .fetch_one(&system.pool)
    .await
    .unwrap();
    assert_eq!(told, reason);
    let ledger = answer(system.run(["tips", "ledger", "--json"]).await);
    assert_eq!(ledger["unbalanced"], json!([]));
    for balance in ledger["balances"].as_array().unwrap() {
        let is_gross = ["stars", "refunds"].contains(&balance["account"].as_str().unwrap());
        assert!(
            is_gross || balance["debit"] == balance["credit"],
            "{balance}"
        );
    }
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn what_telegram_gave_back_before_is_refunded_for_the_command_too() {
    let system = System::start_default().await;
    let (anna, _boris, charge) = given(&system, 10).await;
    let update = system.bot.refund_from_outside(&charge).await.unwrap();
    assert!(update.is_some());
    system.wait_done().await;
    let arguments = ["tips", "refund", &charge, "--reason", "спросили", "--json"];
    let answer = answer(system.run(arguments).await);
    assert_eq!(answer["status"], "already_refunded");
    assert_eq!(system.events("TipRefunded").await, 1);
    assert_eq!(system.events("TipRefundOrdered").await, 0);
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn a_refund_says_why_and_of_what() {
    let system = System::start_default().await;
    let unknown = system.run(["tips", "refund", "stx-unknown", "--reason", "ошибка"]);
    let unknown = unknown.await;
    assert_eq!(unknown.exit_code, Some(1));
    assert!(unknown.text.contains("no payment"), "{}", unknown.text);
    for reason in ["", "для @someone", "позвонить +7 912 345-67-89"] {
        let refused = system
            .run(["tips", "refund", "stx", "--reason", reason])
            .await;
        assert_eq!(refused.exit_code, Some(2), "{reason}: {}", refused.text);
    }
    let silent = system.run(["tips", "refund", "stx"]).await;
    assert_eq!(silent.exit_code, Some(2));
    system.finish().await;
}

#[tokio::test]
async fn a_payout_is_at_most_what_is_owed_and_is_recorded_once() {
    let system = System::start_default().await;
    let (anna, _boris, _charge) = given(&system, 25).await;
    let ledger = answer(system.run(["tips", "ledger", "--json"]).await);
    let owed = &ledger["owed"][0];
    assert_eq!(owed["stars"], 23);
    let receiver = owed["member"].as_str().unwrap();
    let pay_out = async |stars: &str| {
        let arguments = [
            "tips",
            "payout",
            receiver,
            stars,
            "--reason",
            "выплата за ноябрь",
            "--reference",
            "2026-11",
            "--json",
        ];
        system.run(arguments).await
    };
    let too_much = pay_out("24").await;
    assert_eq!(too_much.exit_code, Some(1));
    assert!(too_much.text.contains("only 23"), "{}", too_much.text);
    let paid = answer(pay_out("20").await);
    assert_eq!(
        (&paid["status"], &paid["payable"]),
        (&json!("recorded"), &json!(3))
    );
    let again = answer(pay_out("20").await);
    assert_eq!(again["status"], "already_recorded");
    assert_eq!(again["payable"], 3);
    assert_eq!(system.events("PayoutRecorded").await, 1);
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn every_difference_between_the_ledger_and_telegram_is_named() {
    let system = System::start_default().await;
    let (anna, _boris, charge) = given(&system, 25).await;
    let reconcile = async || system.run(["tips", "reconcile", "--json"]).await;
    let clean = answer(reconcile().await);
    assert_eq!(
        (&clean["transactions"], &clean["charges"]),
        (&json!(1), &json!(1))
    );

    // A withdrawal is no difference; a payment that nobody told us of is one.
    let withdrawal = NewTransaction {
        id: "withdrawal".to_owned(),
        amount: 7,
        receiver: Some(json!({"type": "fragment"})),
        ..NewTransaction::default()
    };
    system.bot.add_transaction(&withdrawal).await.unwrap();
    assert_eq!(answer(reconcile().await)["other_transactions"], 1);
    let lost = payment_by_somebody("stx-lost", 50);
    system.bot.add_transaction(&lost).await.unwrap();
    let found = reconcile().await;
    assert_eq!(found.exit_code, Some(1));
    let named = |kind: &str, charge: &str| (kind.to_owned(), charge.to_owned());
    assert_eq!(
        differences(&found),
        [named("missing_in_ledger", "stx-lost")]
    );
    system.bot.remove_transactions("stx-lost").await.unwrap();

    // Telegram has another amount, then nothing at all.
    system.bot.remove_transactions(&charge).await.unwrap();
    let other_amount = payment_by_somebody(&charge, 24);
    system.bot.add_transaction(&other_amount).await.unwrap();
    assert_eq!(
        differences(&reconcile().await),
        [named("amount_differs", &charge)]
    );
    system.bot.remove_transactions(&charge).await.unwrap();
    assert_eq!(
        differences(&reconcile().await),
        [named("missing_at_telegram", &charge)]
    );
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn the_history_is_read_page_by_page_to_its_end() {
    let system = System::start_default().await;
    for number in 0..MANY_TRANSACTIONS {
        let transaction = payment_by_somebody(&format!("stx-{number}"), 1);
        system.bot.add_transaction(&transaction).await.unwrap();
    }
    let found = system.run(["tips", "reconcile", "--json"]).await;
    let expected = usize::try_from(MANY_TRANSACTIONS).unwrap();
    assert_eq!(differences(&found).len(), expected);
    system.finish().await;
}

#[tokio::test]
async fn once_a_day_the_comparison_is_made_by_itself_and_a_difference_is_logged_and_told() {
    let system = System::start(Options::default().staff_chat()).await;
    let chat = system.staff_chat(&[&system.person("Вера").await]).await;
    let lost = payment_by_somebody("stx-lost", 50);
    system.bot.add_transaction(&lost).await.unwrap();
    let says = |line: &str| {
        let logs = system.logs();
        logs.lines()
            .filter(|logged| logged.contains(line))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    eventually(RECOVERED_WITHIN, || async {
        !says("the ledger was compared with Telegram").is_empty()
    })
    .await;
    system.advance(Duration::from_hours(25)).await;
    eventually(RECOVERED_WITHIN, || async {
        says("do not agree about a payment")
            .iter()
            .any(|line| line.contains("missing_in_ledger") && line.contains("stx-lost"))
    })
    .await;
    let (_, metrics) = system.get(0, "/metrics").await;
    let counted = metrics
        .lines()
        .any(|line| line.starts_with("notalone_tips_total") && line.contains("missing_in_ledger"));
    assert!(counted, "{metrics}");
    chat.expect("Сверка звёзд не сошлась").await;
    system.finish().await;
}
