//! Thanks in Stars: when they can be given, how much, and what both read about it.

use std::time::Duration;

use serde_json::Value;
use telegram_simulator::client::{Pay, PaymentState};

use crate::harness::{BLOCK, Person, System};

const HOUR: Duration = Duration::from_hours(1);
const MINUTE: Duration = Duration::from_mins(1);
pub(crate) const RECEIPT: &str = "Ваше спасибо передано";
pub(crate) const THANKED: &str = "Вам сказали спасибо";
const NOT_AVAILABLE: &str = "Сейчас недоступно";
const AMOUNT_QUESTION: &str = "Сколько звёзд подарить? Напишите целое число от 1 до 2\u{a0}500.";

impl System {
    /// What the receiver's account holds, in Stars.
    pub(crate) async fn owed(&self) -> i64 {
        self.wait_done().await;
        sqlx::query_scalar(
            "select coalesce(sum(case event_type when 'ShareCredited' then 1 else -1 end
                 * (payload -> event_type ->> 'share')::bigint), 0)::bigint
             from events where event_type in ('ShareCredited', 'ShareReversed')",
        )
        .fetch_one(&self.pool)
        .await
        .unwrap()
    }

    /// The reasons of all refused checkouts, oldest first.
    pub(crate) async fn refusals(&self) -> Vec<String> {
        sqlx::query_scalar(
            "select payload -> event_type ->> 'reason' from events
             where event_type = 'TipCheckoutRefused' order by position",
        )
        .fetch_all(&self.pool)
        .await
        .unwrap()
    }
}

impl Person {
    pub(crate) async fn is_rich(&self) {
        self.control.set_stars(10_000).await.unwrap();
    }
}

async fn rich_pair(system: &System) -> (Person, Person) {
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.is_rich().await;
    (anna, boris)
}

#[tokio::test]
async fn a_tip_in_a_talk_is_paid_divided_and_told_to_both() {
    let system = System::start_default().await;
    let (anna, boris) = rich_pair(&system).await;
    let card = anna.ask("/tips", "Сказать спасибо звёздами").await;
    assert!(
        card.text.contains("ваш собеседник, Псевдоним Борис."),
        "{}",
        card.text
    );
    let labels = ["🎁 5", "🎁 10", "🎁 25", "🎁 50", "🎁 Другая сумма"];
    assert_eq!(card.labels(), labels);

    let answer = anna.tap("🎁 25").await;
    assert!(
        answer
            .text
            .unwrap()
            .contains("Счёт на 25 ⭐ — следующим сообщением")
    );
    let invoice = anna.invoice(25).await;
    assert_eq!(invoice.title, "Спасибо собеседнику");
    assert_eq!(
        invoice.description,
        "Собеседнику: 23 ⭐. Комиссия платформы: 2 ⭐. Кто вы в Telegram, собеседник не узнает."
    );
    assert!(!invoice.payload.contains(&anna.control.id().to_string()));

    boris.look().await;
    anna.has_paid(&invoice).await;
    let receipt = anna.expect(RECEIPT).await;
    for line in [
        "Списано: 25 ⭐",
        "Собеседнику: 23 ⭐",
        "Комиссия платформы: 2 ⭐",
        "/paysupport",
    ] {
        assert!(receipt.text.contains(line), "{}", receipt.text);
    }
    let thanked = boris.expect(THANKED).await;
    for line in [
        "спасибо: 25 ⭐",
        "От кого: Псевдоним Анна",
        "Начислено вам: 23 ⭐",
        "Комиссия платформы: 2 ⭐",
    ] {
        assert!(thanked.text.contains(line), "{}", thanked.text);
    }
    assert_eq!(anna.control.stars().await.unwrap(), 9_975);
    assert_eq!(system.bot.stars().await.unwrap(), 25);
    assert_eq!(system.owed().await, 23);
    assert_eq!(system.events("TipPaid").await, 1);

    // The talk goes on as if nothing had been paid.
    boris.tell(&anna, "неожиданно и приятно").await;
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn after_a_talk_each_amount_can_be_given_and_the_commission_is_rounded_for_the_receiver() {
    let system = System::start_default().await;
    let (anna, boris) = rich_pair(&system).await;
    boris.end().await;
    let closed = anna.expect("Разговор завершён").await;
    assert!(
        closed.text.contains("подарить собеседнику немного звёзд"),
        "{}",
        closed.text
    );
    let mut owed = 0;
    for (stars, commission) in [(5, 0), (10, 1), (25, 2), (50, 5)] {
        let invoice = anna.wants_to_give(stars).await;
        let said = format!("Комиссия платформы: {commission} ⭐.");
        assert!(
            invoice.description.contains(&said),
            "{}",
            invoice.description
        );
        boris.look().await;
        anna.has_paid(&invoice).await;
        let thanked = boris.expect(THANKED).await;
        let credited = format!("Начислено вам: {} ⭐", stars - commission);
        assert!(thanked.text.contains(&credited), "{}", thanked.text);
        assert!(
            thanked
                .text
                .contains("От кого: собеседник из недавнего разговора")
        );
        owed += stars - commission;
    }
    assert_eq!(system.owed().await, owed);
    // The rating is asked on the same card and stays possible.
    anna.rate(5).await;
    anna.expect_button("🎁 5").await;
    let again = anna.tap("🎁 5").await;
    assert!(again.text.unwrap().contains("уже подарены, спасибо"));
    assert_eq!(system.events("TipPaid").await, 4);
    system.finish().await;
}

#[tokio::test]
async fn an_own_amount_stops_the_talk_until_it_is_answered() {
    let system = System::start_default().await;
    let (anna, boris) = rich_pair(&system).await;
    anna.ask("/tips", "Сказать спасибо звёздами").await;
    let question = anna.tap_to("🎁 Другая сумма", AMOUNT_QUESTION).await;
    assert!(
        question.text.contains("собеседнику ничего не передаю"),
        "{}",
        question.text
    );
    for wrong in ["0", "99 999", "много", "-5", "1.5"] {
        let again = anna
            .ask(wrong, "Нужно целое число от 1 до 2\u{a0}500")
            .await;
        assert!(again.text.contains(AMOUNT_QUESTION), "{}", again.text);
    }
    anna.ask("2 500", "Счёт на 2500 ⭐").await;
    let invoice = anna.invoice(2_500).await;
    assert!(invoice.description.contains("Комиссия платформы: 250 ⭐"));
    anna.has_paid(&invoice).await;
    boris.expect(THANKED).await;

    anna.tell(&boris, "а теперь снова вам").await;
    let chat = boris.chat().await;
    for unsaid in ["99 999", "много", "2 500"] {
        assert!(!chat.bot_said(unsaid), "{}", chat.transcript());
    }
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn the_question_for_the_amount_is_left_skipped_or_grows_old() {
    let system = System::start_default().await;
    let (anna, boris) = rich_pair(&system).await;
    anna.ask("/tips", "Сказать спасибо звёздами").await;
    anna.tap_to("🎁 Другая сумма", AMOUNT_QUESTION).await;
    anna.tap_to("Не сейчас", "Хорошо, без звёзд").await;
    anna.tell(&boris, "слова, а не сумма").await;

    anna.tap_to("🎁 Другая сумма", AMOUNT_QUESTION).await;
    anna.ask("/cancel", "Хорошо, без звёзд").await;
    anna.tell(&boris, "15").await;

    anna.tap_to("🎁 Другая сумма", AMOUNT_QUESTION).await;
    system.advance(10 * MINUTE).await;
    let again = anna.ask("25", "Вопрос успел устареть").await;
    assert!(again.text.contains(AMOUNT_QUESTION), "{}", again.text);
    assert_eq!(system.events("TipInvoiced").await, 0, "never a guess");
    anna.ask("25", "Счёт на 25 ⭐").await;
    anna.invoice(25).await;
    assert!(!boris.chat().await.bot_said("25"));
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn after_a_day_nothing_can_be_given_and_an_older_invoice_cannot_be_paid() {
    let system = System::start_default().await;
    let (anna, boris) = rich_pair(&system).await;
    boris.end().await;
    anna.expect_button("🎁 5").await;
    system.advance(23 * HOUR).await;
    let invoice = anna.wants_to_give(5).await;
    system.advance(HOUR + MINUTE).await;
    anna.is_refused(&invoice, "Сейчас недоступно. Звёзды не списаны.")
        .await;
    let late = anna.tap("🎁 10").await;
    assert!(late.text.unwrap().contains(NOT_AVAILABLE));
    let other = anna.tap("🎁 Другая сумма").await;
    assert!(other.text.unwrap().contains(NOT_AVAILABLE));
    let said = anna.ask("/tips", NOT_AVAILABLE).await;
    assert!(
        said.text.contains("ещё 24 часа после него"),
        "{}",
        said.text
    );
    assert_eq!(anna.control.stars().await.unwrap(), 10_000);
    assert_eq!(system.refusals().await, ["not_available"]);
    system.finish().await;
}

/// The one who blocked and the one who was blocked are told the same as somebody who never talked to anyone.
#[tokio::test]
async fn after_a_block_neither_side_can_give_and_both_read_the_same() {
    let system = System::start_default().await;
    let (anna, boris) = rich_pair(&system).await;
    boris.is_rich().await;
    let mut invoices = Vec::new();
    for person in [&anna, &boris] {
        person.ask("/tips", "Сказать спасибо звёздами").await;
        invoices.push(person.wants_to_give(25).await);
    }
    boris.tap_to(BLOCK, "Заблокировать собеседника?").await;
    boris
        .tap_to("Да, заблокировать", "вы больше не встретитесь")
        .await;
    anna.control
        .wait_for_text(0, "Разговор завершён")
        .await
        .unwrap();
    system.wait_done().await;
    let vera = system.member("Вера").await;
    let stranger = vera.ask("/tips", NOT_AVAILABLE).await.text;
    for (person, invoice) in [&anna, &boris].into_iter().zip(&invoices) {
        person
            .is_refused(invoice, "Сейчас недоступно. Звёзды не списаны.")
            .await;
        let pressed = person.tap("🎁 10").await.text.unwrap();
        assert!(stranger.ends_with(&pressed), "{pressed}");
        assert_eq!(person.ask("/tips", NOT_AVAILABLE).await.text, stranger);
        assert_eq!(person.control.stars().await.unwrap(), 10_000);
    }
    assert_eq!(system.refusals().await, ["not_available", "not_available"]);
    system.finish().await;
}

#[tokio::test]
async fn a_cancelled_payment_keeps_the_tip_for_a_while_and_can_be_made_again() {
    let system = System::start_default().await;
    let (anna, boris) = rich_pair(&system).await;
    anna.ask("/tips", "Сказать спасибо звёздами").await;
    let invoice = anna.wants_to_give(10).await;
    let held = Pay::message(invoice.message_id).held();
    let payment = anna.control.pay(&held).await.unwrap();
    assert_eq!(payment.state, PaymentState::Approved);
    anna.control
        .cancel_payment(payment.payment_id)
        .await
        .unwrap();
    anna.is_refused(&invoice, "как раз оплачивается").await;

    system.advance(3 * MINUTE).await;
    anna.has_paid(&invoice).await;
    anna.expect(RECEIPT).await;
    boris.expect(THANKED).await;
    assert_eq!(system.refusals().await, ["already_reserved"]);
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn two_taps_are_one_invoice() {
    let system = System::start_default().await;
    let (anna, _boris) = rich_pair(&system).await;
    anna.ask("/tips", "Сказать спасибо звёздами").await;
    let first = anna.wants_to_give(10).await;
    let second = anna.tap("🎁 10").await;
    assert!(second.text.unwrap().contains("Счёт на 10 ⭐ уже есть"));
    system.wait_done().await;
    assert_eq!(system.events("TipInvoiced").await, 1);
    let invoices = anna.control.invoices().await.unwrap();
    assert_eq!(invoices.len(), 1);
    assert_eq!(invoices[0].message_id, first.message_id);
    anna.end().await;
    system.finish().await;
}

/// Only what both chose to tell each other: nothing in the chat of the one names the other, and the log holds no id of Telegram's.
#[tokio::test]
async fn a_tip_tells_the_receiver_nothing_about_who_pays() {
    let system = System::start_default().await;
    let (anna, boris) = rich_pair(&system).await;
    anna.ask("/tips", "Сказать спасибо звёздами").await;
    let invoice = anna.wants_to_give(25).await;
    boris.look().await;
    let payment = anna.has_paid(&invoice).await;
    boris.expect(THANKED).await;
    let charge = payment.telegram_payment_charge_id.unwrap();
    system.bot.refund_from_outside(&charge).await.unwrap();
    boris.expect("вернулись к тому, кто их отправил").await;
    system.wait_done().await;

    let (payer, receiver) = (anna.control.id(), boris.control.id());
    let telling = [
        payer.to_string(),
        "handle_of_0".to_owned(),
        "Фамильная".to_owned(),
        charge,
        invoice.payload,
    ];
    for request in system.requests().await {
        if request.chat_id == Some(receiver) {
            let sent = request.params.to_string();
            for word in &telling {
                assert!(!sent.contains(word.as_str()), "{word} in {sent}");
            }
        }
    }
    let payloads: Vec<Value> = sqlx::query_scalar("select payload || metadata from events")
        .fetch_all(&system.pool)
        .await
        .unwrap();
    for payload in payloads {
        let payload = payload.to_string();
        for id in [payer, receiver] {
            assert!(!payload.contains(&id.to_string()), "{payload}");
        }
    }
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn the_terms_and_the_menu_name_the_tips() {
    let system = System::start_default().await;
    let anna = system.member("Анна").await;
    let terms = anna.ask("/terms", "Условия").await.text;
    for part in [
        "от 1 до 2\u{a0}500 ⭐",
        "ещё 24 часа",
        "10 %",
        "/paysupport",
    ] {
        assert!(terms.contains(part), "{terms}");
    }
    anna.expect_menu("Сказать спасибо звёздами").await;
    anna.expect_menu("Вопрос об оплате").await;
    system.finish().await;
}
