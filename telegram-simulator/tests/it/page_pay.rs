//! Paying on the page: the invoice, its sheet, what comes of it, buying Stars.

use serde_json::{Value, json};
use telegram_simulator::client::{PaymentState, PersonControl};
use testkit::chromium::Tab;
use testkit::phones::{add_person, saying, within};

use crate::harness::{Clock, Sim};
use crate::phones;

/// A page with one person who has started the bot; the test itself is the bot.
async fn desk(sim: Sim) -> (Sim, Tab, PersonControl) {
    let (sim, mut tab) = phones::open(sim).await;
    add_person(&mut tab, 0, "Анна").await;
    tab.click(&within(0, ".big")).await;
    tab.wait_until(&saying(0, ".row.out", "/start")).await;
    let user = sim.control.users().await.unwrap()[0].id;
    let person = sim.bot.known_person(user);
    (sim, tab, person)
}

fn invoice() -> Value {
    json!({
        "title": "Спасибо",
        "description": "Вашему собеседнику. Комиссия сервиса: 2 ⭐",
        "payload": "tip-1",
        "currency": "XTR",
        "prices": [{ "label": "Благодарность", "amount": 25 }],
    })
}

async fn answer(sim: &Sim, refusal: Option<&str>) {
    let query = sim.next_update("pre_checkout_query").await;
    let mut answer = json!({ "pre_checkout_query_id": query["id"], "ok": refusal.is_none() });
    if let Some(words) = refusal {
        answer["error_message"] = json!(words);
    }
    sim.ok("answerPreCheckoutQuery", answer).await;
}

/// The sheet is closed.
const CLOSED: &str = "!document.querySelector('.sheet')";

#[tokio::test]
async fn an_invoice_is_paid_from_its_sheet() {
    let (sim, mut tab, anna) = desk(Sim::start().await).await;
    let mut message = invoice();
    message["chat_id"] = json!(anna.id());
    sim.ok("sendInvoice", message).await;
    tab.wait_until(&saying(0, ".invoice", "Вашему собеседнику"))
        .await;
    tab.picture("invoice.png").await;
    tab.click(&saying(0, ".keys button", "Заплатить ⭐ 25"))
        .await;
    tab.wait_until(&saying(0, ".confirm:disabled", "Не хватает ⭐ 25"))
        .await;
    tab.picture("pay-poor.png").await;
    tab.click(&saying(0, ".packs button", "+ ⭐ 50")).await;
    tab.wait_until(&saying(0, ".sheet .balance", "⭐ 50")).await;
    tab.picture("pay-sheet.png").await;
    tab.click(&saying(0, ".confirm", "заплатить ⭐ 25")).await;
    tab.wait_until(&saying(0, ".confirm.busy", "Ждём")).await;
    tab.picture("pay-waiting.png").await;
    answer(&sim, None).await;
    tab.wait_until(&saying(0, ".sheet .note", "Вы заплатили ⭐ 25"))
        .await;
    tab.wait_until(&saying(0, ".sheet .balance", "⭐ 25")).await;
    tab.picture("pay-done.png").await;
    tab.click(&saying(0, ".confirm", "Готово")).await;
    tab.wait_until(CLOSED).await;
    tab.wait_until(&saying(0, ".row.service", "Вы заплатили боту ⭐ 25"))
        .await;
    tab.wait_until(&saying(0, ".keys button:disabled", "Оплачено"))
        .await;
    let paid = anna.payments().await.unwrap().remove(0);
    assert_eq!(paid.state, PaymentState::Paid);
    let charge = paid.telegram_payment_charge_id.unwrap();
    sim.bot.refund_from_outside(&charge).await.unwrap();
    tab.wait_until(&saying(0, ".row.service", "Вам вернули ⭐ 25"))
        .await;
    tab.picture("pay-refunded.png").await;
    assert_eq!(tab.complaints, Vec::<Value>::new());
}

#[tokio::test]
async fn the_sheet_says_why_a_payment_failed_and_lets_go() {
    let clock = Clock::start().await;
    let (sim, mut tab, anna) = desk(Sim::with_clock(&clock).await).await;
    tab.click(&within(0, "[aria-label=\"Ещё\"]")).await;
    tab.click(&saying(0, ".menu-pop button", "Звёзды: ⭐ 0"))
        .await;
    tab.click(&saying(0, ".packs button", "+ ⭐ 250")).await;
    tab.wait_until(&saying(0, ".sheet .balance", "⭐ 250"))
        .await;
    tab.picture("top-up.png").await;
    tab.press_key("Escape", 27).await;
    tab.wait_until(CLOSED).await;

    let link = sim.ok("createInvoiceLink", invoice()).await;
    let button = json!({ "inline_keyboard": [[{ "text": "⭐ 25", "url": link }]] });
    let message = json!({ "chat_id": anna.id(), "text": "Поблагодарить?", "reply_markup": button });
    sim.ok("sendMessage", message).await;
    tab.click(&saying(0, ".keys a", "⭐ 25")).await;
    tab.click(&saying(0, ".confirm", "заплатить")).await;
    answer(&sim, Some("Сейчас недоступно")).await;
    tab.wait_until(&saying(0, ".sheet .note", "Сейчас недоступно"))
        .await;
    tab.picture("pay-refused.png").await;
    tab.click(&saying(0, ".confirm:enabled", "заплатить")).await;
    sim.next_update("pre_checkout_query").await;
    clock.advance(10).await;
    tab.wait_until(&saying(0, ".sheet .note", "не ответил вовремя"))
        .await;
    tab.click(&saying(0, ".confirm:enabled", "заплатить")).await;
    sim.next_update("pre_checkout_query").await;
    tab.wait_until(&saying(0, ".confirm.busy", "Ждём")).await;
    tab.click(&saying(0, ".sheet .cancel", "Отмена")).await;
    tab.wait_until(CLOSED).await;
    let states = anna.payments().await.unwrap();
    let states: Vec<_> = states.iter().map(|payment| payment.state).collect();
    let expected = [
        PaymentState::Refused,
        PaymentState::TooLate,
        PaymentState::Cancelled,
    ];
    assert_eq!(states, expected);
    assert_eq!(anna.stars().await.unwrap(), 250);
    assert_eq!(tab.complaints, Vec::<Value>::new());
}
