//! Invoices: what Telegram takes as one, and what people see of it.

use serde_json::{Value, json};

use crate::harness::Sim;

fn invoice(stars: i64) -> Value {
    json!({
        "title": "Спасибо",
        "description": "Собеседнику за разговор",
        "payload": "tip-1",
        "provider_token": "",
        "currency": "XTR",
        "prices": [{ "label": "Благодарность", "amount": stars }],
    })
}

fn with(mut invoice: Value, name: &str, value: Value) -> Value {
    invoice[name] = value;
    invoice
}

#[tokio::test]
async fn an_invoice_is_a_message_with_a_pay_button() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    let sent = sim
        .ok(
            "sendInvoice",
            with(invoice(25), "chat_id", json!(anna.id())),
        )
        .await;
    let shown = json!({
        "title": "Спасибо",
        "description": "Собеседнику за разговор",
        "start_parameter": "",
        "currency": "XTR",
        "total_amount": 25,
    });
    assert_eq!(sent["invoice"], shown);
    let button = &sent["reply_markup"]["inline_keyboard"][0][0];
    assert_eq!(button, &json!({ "text": "Заплатить ⭐ 25", "pay": true }));
    let invoices = anna.invoices().await.unwrap();
    let [seen] = invoices.as_slice() else {
        panic!("one invoice: {invoices:?}")
    };
    assert_eq!((seen.stars, seen.payload.as_str()), (25, "tip-1"));
    assert_eq!((&seen.link, seen.paid), (&None, false));
    let chat = anna.chat().await.unwrap();
    let message = chat.last_bot_message().unwrap();
    assert!(message.keyboard[0][0].pay && !message.paid);
    let copy = json!({ "chat_id": anna.id(), "from_chat_id": anna.id(), "message_id": sent["message_id"] });
    let refused = sim.refused("copyMessage", copy).await;
    assert_eq!(refused.1, "Bad Request: message can't be copied");
}

#[tokio::test]
async fn what_is_no_invoice_for_stars_is_refused() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    let price = |label: &str, amount: i64| json!({ "label": label, "amount": amount });
    for (name, value, words) in [
        ("payload", json!(""), "INVOICE_PAYLOAD_INVALID"),
        ("payload", json!("я".repeat(65)), "INVOICE_PAYLOAD_INVALID"),
        ("currency", json!("RUB"), "CURRENCY_INVALID"),
        ("provider_token", json!("1:a"), "PAYMENT_PROVIDER_INVALID"),
        ("prices", json!([]), "STARS_INVOICE_INVALID"),
        (
            "prices",
            json!([price("а", 1), price("б", 1)]),
            "STARS_INVOICE_INVALID",
        ),
        (
            "prices",
            json!([price("а", 0)]),
            "CURRENCY_TOTAL_AMOUNT_INVALID",
        ),
        ("prices", json!([price(" ", 1)]), "PRICE_LABEL_INVALID"),
        ("max_tip_amount", json!(5), "STARS_INVOICE_INVALID"),
        (
            "title",
            json!("я".repeat(33)),
            "the invoice's title must have 1-32 characters (the simulator is strict)",
        ),
        (
            "description",
            json!(" "),
            "the invoice's description must have 1-255 characters (the simulator is strict)",
        ),
    ] {
        let wrong = with(invoice(5), name, value);
        let expected = (400, format!("Bad Request: {words}"));
        let link = sim.refused("createInvoiceLink", wrong.clone()).await;
        assert_eq!(link, expected, "createInvoiceLink {name}");
        let message = with(wrong, "chat_id", json!(anna.id()));
        let message = sim.refused("sendInvoice", message).await;
        assert_eq!(message, expected, "sendInvoice {name}");
    }
    let longest = with(invoice(5), "payload", json!("я".repeat(64)));
    sim.ok("createInvoiceLink", longest).await;
    let mut nameless = invoice(5);
    nameless["prices"] = json!([{ "amount": 5 }]);
    let refused = sim.refused("createInvoiceLink", nameless).await;
    assert_eq!(
        refused.1,
        "Bad Request: field \"label\" must be specified in \"prices[0]\""
    );
}

#[tokio::test]
async fn a_pay_button_is_the_first_of_an_invoice_and_of_nothing_else() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    let pay = json!({ "text": "⭐ 5", "pay": true });
    let terms = json!({ "text": "Условия", "callback_data": "terms" });
    let invoice = with(invoice(5), "chat_id", json!(anna.id()));
    let keyboard = |row: Value| {
        with(
            invoice.clone(),
            "reply_markup",
            json!({ "inline_keyboard": row }),
        )
    };
    let last = sim
        .refused("sendInvoice", keyboard(json!([[terms, pay]])))
        .await;
    assert_eq!(last.1, "Bad Request: BUTTON_POS_INVALID");
    let without = sim.refused("sendInvoice", keyboard(json!([[terms]]))).await;
    assert_eq!(without.1, "Bad Request: REPLY_MARKUP_BUY_EMPTY");
    let sent = sim
        .ok("sendInvoice", keyboard(json!([[pay], [terms]])))
        .await;
    let markup = json!({ "inline_keyboard": [[pay]] });
    let text = json!({ "chat_id": anna.id(), "text": "Платите", "reply_markup": markup });
    let refused = sim.refused("sendMessage", text).await;
    assert_eq!(refused.1, "Bad Request: BUTTON_TYPE_INVALID");
    let edit = json!({ "chat_id": anna.id(), "message_id": sent["message_id"] });
    let edited = sim.ok("editMessageReplyMarkup", edit).await;
    let button = &edited["reply_markup"]["inline_keyboard"][0][0];
    assert_eq!(button["pay"], true, "an invoice keeps its button");
}

#[tokio::test]
async fn links_are_found_where_a_person_sees_them() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    let link = sim.ok("createInvoiceLink", invoice(10)).await;
    let other = sim.ok("createInvoiceLink", invoice(50)).await;
    assert_ne!(link, other);
    let text = format!("Вот ссылка: {}", link.as_str().unwrap());
    sim.send(&anna, &text).await;
    let button = json!({ "inline_keyboard": [[{ "text": "⭐ 50", "url": other }]] });
    let message = json!({ "chat_id": anna.id(), "text": "?", "reply_markup": button });
    sim.ok("sendMessage", message).await;
    sim.send(&anna, "https://t.me/$invented").await;
    let seen = anna.invoices().await.unwrap();
    let seen: Vec<_> = seen.iter().map(|i| (json!(i.link), i.stars)).collect();
    assert_eq!(seen, [(link, 10), (other, 50)]);
}
