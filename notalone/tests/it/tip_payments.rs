//! Payments that are told again, made twice, made up, or made for somebody else: each Star is counted once and goes to whom it belongs.

use std::time::Duration;

use serde_json::{Value, json};
use telegram_simulator::client::{Duplicates, InvoiceView, Pay, PaymentState};
use testkit::eventually;

use crate::fault_tools::RECOVERED_WITHIN;
use crate::harness::{Options, Person, System, TIPS_HMAC_SECRET};
use crate::journey_tips::{RECEIPT, THANKED};

const MINUTE: Duration = Duration::from_mins(1);

async fn invoiced(system: &System, stars: i64) -> (Person, Person, InvoiceView) {
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.is_rich().await;
    anna.ask("/tips", "Сказать спасибо звёздами").await;
    let invoice = anna.wants_to_give(stars).await;
    (anna, boris, invoice)
}

impl System {
    /// What Telegram was told about a checkout that a test made up: `ok` and the words.
    async fn checkout_answer(&self, query: &str) -> (bool, String) {
        testkit::eventually_some(RECOVERED_WITHIN, || async {
            let requests = self.requests().await.into_iter();
            let mut answers = requests.filter(|request| request.method == "answerPreCheckoutQuery");
            let params = answers
                .find(|request| request.params["pre_checkout_query_id"] == query)?
                .params;
            let words = params["error_message"].as_str().unwrap_or_default();
            Some((params["ok"] == true, words.to_owned()))
        })
        .await
    }

    /// Telegram asks, for anybody and with anything.
    async fn asks(&self, query: &str, person: &Person, question: Value) {
        let from = json!({"id": person.control.id(), "is_bot": false, "first_name": "x"});
        let mut asked = json!({"id": query, "from": from, "currency": "XTR"});
        for (name, value) in question.as_object().unwrap() {
            asked[name] = value.clone();
        }
        let update = json!({"pre_checkout_query": asked});
        self.bot.deliver_raw(&update).await.unwrap();
    }

    async fn refunds(&self) -> Vec<Value> {
        let all = self.requests().await.into_iter();
        all.filter(|request| request.method == "refundStarPayment")
            .map(|request| request.params)
            .collect()
    }
}

#[tokio::test]
async fn two_replicas_and_two_taps_at_once_are_one_invoice_and_three_tellings_one_payment() {
    let system = System::start(Options::default().replicas(2)).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.is_rich().await;
    anna.ask("/tips", "Сказать спасибо звёздами").await;
    let thrice = async || {
        let duplicates = Duplicates {
            times: 3,
            updates: 1,
            concurrent: true,
        };
        system.bot.duplicate(&duplicates).await.unwrap();
    };
    thrice().await;
    let invoice = anna.wants_to_give(25).await;
    system.redeliver_until_done().await;
    anna.tap("🎁 25").await;
    system.wait_done().await;
    assert_eq!(system.events("TipInvoiced").await, 1);
    assert_eq!(anna.control.invoices().await.unwrap().len(), 1);

    let payment = anna.has_paid(&invoice).await;
    let charge = payment.telegram_payment_charge_id.unwrap();
    for _ in 0..3 {
        // Under a new id each time, and the first one thrice: the replicas take turns.
        system.bot.redeliver_payment(&charge).await.unwrap();
        system
            .bot
            .redeliver(payment.update_id.unwrap())
            .await
            .unwrap();
    }
    system.redeliver_until_done().await;
    system.wait_done().await;
    assert_eq!(system.events("TipPaid").await, 1);
    assert_eq!(system.events("TipPaymentUnmatched").await, 0);
    assert_eq!(system.owed().await, 23);
    assert_eq!(anna.count_of(RECEIPT).await, 1);
    assert_eq!(boris.count_of(THANKED).await, 1);
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn an_invoice_is_paid_once_and_what_is_taken_all_the_same_goes_back_by_itself() {
    let system = System::start_default().await;
    let (anna, boris, invoice) = invoiced(&system, 50).await;
    anna.has_paid(&invoice).await;
    boris.expect(THANKED).await;
    // Asked properly, it is refused: Telegram does not even ask for a message that was paid, but for a link it would.
    let question = json!({"total_amount": 50, "invoice_payload": invoice.payload});
    system.asks("again", &anna, question).await;
    let (ok, words) = system.checkout_answer("again").await;
    assert!(!ok && words.contains("уже оплачен"), "{words}");

    // Taken all the same.
    let forced = Pay::message(invoice.message_id).forced();
    anna.look().await;
    let second = anna.control.pay(&forced).await.unwrap();
    assert_eq!(second.state, PaymentState::Paid);
    anna.expect("Пришло 50 ⭐, но я не понимаю, за что").await;
    eventually(RECOVERED_WITHIN, || async {
        anna.control.stars().await.unwrap() == 9_950
    })
    .await;
    system.wait_done().await;
    assert_eq!(system.events("TipPaymentUnmatched").await, 1);
    assert_eq!(system.events("TipRefunded").await, 1);
    assert_eq!(system.owed().await, 45);
    assert_eq!(system.bot.stars().await.unwrap(), 50);
    assert_eq!(boris.count_of(THANKED).await, 1);
    assert_eq!(system.refunds().await.len(), 1);
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn what_telegram_gives_back_is_taken_off_and_told_to_both_once() {
    let system = System::start_default().await;
    let (anna, boris, invoice) = invoiced(&system, 25).await;
    let payment = anna.has_paid(&invoice).await;
    boris.expect(THANKED).await;
    assert_eq!(system.owed().await, 23);
    let charge = payment.telegram_payment_charge_id.unwrap();
    anna.look().await;
    boris.look().await;
    let update = system.bot.refund_from_outside(&charge).await.unwrap();
    anna.expect("Возврат: 25 ⭐").await;
    let taken = boris.expect("Подаренные вам 25 ⭐ вернулись").await;
    assert!(taken.text.contains("вычтено 23 ⭐"), "{}", taken.text);
    system.bot.redeliver(update.unwrap()).await.unwrap();
    system.redeliver_until_done().await;
    assert_eq!(system.owed().await, 0);
    assert_eq!(system.events("TipRefunded").await, 1);
    assert_eq!(anna.count_of("Возврат: 25 ⭐").await, 1);
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn forged_cut_foreign_and_changed_questions_are_refused_each_in_its_words() {
    let system = System::start_default().await;
    let (anna, boris, invoice) = invoiced(&system, 25).await;
    let payload = invoice.payload.as_str();
    let mut forged = payload.to_owned().into_bytes();
    forged[40] = if forged[40] == b'A' { b'B' } else { b'A' };
    let forged = String::from_utf8(forged).unwrap();
    let cut = &payload[..payload.len() - 1];
    let made_up = "A".repeat(71);
    let of = |payload: &str| json!({"total_amount": 25, "invoice_payload": payload});
    let unknown = "Такого счёта я не выставлял";
    let cases = [
        ("forged", &anna, of(&forged), unknown, "bad_payload"),
        ("cut", &anna, of(cut), unknown, "bad_payload"),
        ("made-up", &anna, of(&made_up), unknown, "bad_payload"),
        ("empty", &anna, of(""), unknown, "bad_payload"),
        (
            "foreign",
            &boris,
            of(payload),
            "выставлен не вам",
            "wrong_payer",
        ),
        (
            "cheaper",
            &anna,
            json!({"total_amount": 1, "invoice_payload": payload}),
            "Сумма не сошлась",
            "amount_mismatch",
        ),
        (
            "other-money",
            &anna,
            json!({"total_amount": 25, "invoice_payload": payload, "currency": "USD"}),
            "только звёздами",
            "wrong_currency",
        ),
    ];
    let mut reasons = Vec::new();
    for (query, person, question, sentence, reason) in cases {
        system.asks(query, person, question).await;
        let (ok, words) = system.checkout_answer(query).await;
        assert!(!ok, "{query} was approved");
        assert!(words.contains(sentence), "{query}: {words}");
        reasons.push(reason);
    }
    assert_eq!(
        system.refusals().await,
        reasons,
        "every refusal has its event"
    );
    // None of it has spoilt the invoice.
    anna.has_paid(&invoice).await;
    boris.expect(THANKED).await;
    anna.end().await;
    system.finish().await;
}

/// The answer to a question that Telegram asks twice is the same, and holds the tip for nobody else.
#[tokio::test]
async fn a_question_that_comes_again_is_answered_alike() {
    let system = System::start_default().await;
    let (anna, _boris, invoice) = invoiced(&system, 25).await;
    let held = Pay::message(invoice.message_id).held();
    let payment = anna.control.pay(&held).await.unwrap();
    assert_eq!(payment.state, PaymentState::Approved);
    let query = payment.pre_checkout_query_id.unwrap();
    let question = json!({"total_amount": 25, "invoice_payload": invoice.payload});
    for _ in 0..2 {
        system.asks(&query, &anna, question.clone()).await;
    }
    system.redeliver_until_done().await;
    assert_eq!(system.events("TipCheckoutApproved").await, 1);
    assert_eq!(system.refusals().await, Vec::<String>::new());
    anna.control
        .complete_payment(payment.payment_id)
        .await
        .unwrap();
    anna.expect(RECEIPT).await;
    anna.end().await;
    system.finish().await;
}

/// Telegram charged for what nobody asked for, or what was asked of somebody else: recorded, never credited, never dropped.
#[tokio::test]
async fn a_payment_that_belongs_to_no_tip_is_kept_apart() {
    let system = System::start_default().await;
    let (anna, boris, invoice) = invoiced(&system, 25).await;
    let paid = |charge: &str, person: &Person, payload: &str, stars: i64| {
        let id = person.control.id();
        json!({"message": {
            "message_id": 900, "date": 1,
            "from": {"id": id, "is_bot": false, "first_name": "x"},
            "chat": {"id": id, "type": "private", "first_name": "x"},
            "successful_payment": {
                "currency": "XTR", "total_amount": stars, "invoice_payload": payload,
                "telegram_payment_charge_id": charge, "provider_payment_charge_id": format!("{id}_1"),
            },
        }})
    };
    let forged = paid("charge-forged", &anna, "not-a-payload", 7);
    let foreign = paid("charge-foreign", &boris, &invoice.payload, 25);
    let cheaper = paid("charge-cheaper", &anna, &invoice.payload, 1);
    for update in [forged, foreign, cheaper] {
        for _ in 0..2 {
            system.bot.deliver_raw(&update).await.unwrap();
        }
    }
    system.redeliver_until_done().await;
    system.wait_done().await;
    let reasons: Vec<String> = sqlx::query_scalar(
        "select payload -> event_type ->> 'reason' from events where event_type = 'TipPaymentUnmatched' order by 1",
    )
    .fetch_all(&system.pool)
    .await
    .unwrap();
    // Which of two people's updates is handled first is nobody's promise.
    assert_eq!(reasons, ["amount_mismatch", "bad_payload", "wrong_payer"]);
    assert_eq!(system.owed().await, 0);
    assert_eq!(anna.count_of("но я не понимаю, за что").await, 2);
    assert_eq!(boris.count_of("но я не понимаю, за что").await, 1);
    assert!(
        system.logs().contains("a payment belongs to no tip"),
        "it is alerted"
    );
    // The invoice itself can still be paid.
    anna.has_paid(&invoice).await;
    anna.expect(RECEIPT).await;
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn a_payload_of_another_version_is_refused() {
    let system = System::start_default().await;
    let (anna, boris, invoice) = invoiced(&system, 10).await;
    let question =
        json!({"total_amount": 10, "invoice_payload": format!("AA{}", &invoice.payload[2..])});
    system.asks("other-version", &anna, question).await;
    let (ok, words) = system.checkout_answer("other-version").await;
    assert!(!ok && words.contains("не выставлял"), "{words}");
    anna.has_paid(&invoice).await;
    boris.expect(THANKED).await;
    anna.end().await;
    system.finish().await;
}

/// The secret is replaced while two invoices are out: one is paid during the rotation, one after it.
#[tokio::test]
async fn during_a_rotation_invoices_under_the_old_secret_can_still_be_paid() {
    const FRESH: &str = "Rn4wQx8cVb2mKs7tLz1jHd9yPf5uGa3eTo6iWk";
    const ANOTHER: &str = "Bk7zWq3xTn9vMc1sJd6yRh4gUf2pLa8eOi5oNb";
    let mut system = System::start_default().await;
    let (anna, boris, during) = invoiced(&system, 10).await;
    system.advance(MINUTE).await;
    let after = anna.wants_to_give(25).await;
    system.replicas[0].stop().await;
    system.replicas[0].reconfigure("TIPS_HMAC_SECRET", FRESH);
    system.replicas[0].reconfigure("TIPS_HMAC_SECRET_PREVIOUS", TIPS_HMAC_SECRET);
    system.restart(0).await;
    anna.has_paid(&during).await;
    boris.expect(THANKED).await;

    system.replicas[0].stop().await;
    system.replicas[0].reconfigure("TIPS_HMAC_SECRET_PREVIOUS", ANOTHER);
    system.restart(0).await;
    anna.is_refused(&after, "не выставлял").await;
    // What is asked for now is signed with the new one.
    system.advance(MINUTE).await;
    let fresh = anna.wants_to_give(50).await;
    anna.has_paid(&fresh).await;
    anna.end().await;
    system.finish().await;
}
