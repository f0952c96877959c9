//! Lengths, entities, parse modes and keyboards.

use serde_json::{Value, json};

use crate::harness::Sim;

#[tokio::test]
async fn texts_are_trimmed_and_limited_in_utf16() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    let with = |text: String| json!({ "chat_id": anna.id(), "text": text });
    let sent = sim.ok("sendMessage", with("  a \n".to_owned())).await;
    assert_eq!(sent["text"], "a");
    let empty = sim.refused("sendMessage", with(" \n ".to_owned())).await;
    assert_eq!(empty.1, "Bad Request: message text is empty");
    sim.ok("sendMessage", with("я".repeat(4096))).await;
    sim.ok("sendMessage", with("😀".repeat(2048))).await;
    let long = sim.refused("sendMessage", with("😀".repeat(2049))).await;
    assert_eq!(long.1, "Bad Request: message is too long");
}

#[tokio::test]
async fn entities_must_fit_the_text() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    let with =
        |entity: Value| json!({ "chat_id": anna.id(), "text": "a😀b", "entities": [entity] });
    let bold =
        |offset: i64, length: i64| json!({ "type": "bold", "offset": offset, "length": length });
    let sent = sim.ok("sendMessage", with(bold(1, 2))).await;
    assert_eq!(sent["entities"], json!([bold(1, 2)]));
    for (entity, words) in [
        (bold(2, 1), "begins in a middle of a UTF-16 symbol"),
        (bold(0, 2), "ends in a middle of a UTF-16 symbol"),
        (
            bold(3, 2),
            "ends after the end of the text at UTF-16 offset 5",
        ),
        (bold(-1, 2), "incorrect offset"),
        (
            json!({ "type": "blink", "offset": 0, "length": 1 }),
            "\"blink\" is unsupported",
        ),
        (
            json!({ "type": "text_link", "offset": 0, "length": 1 }),
            "Can't find field \"url\"",
        ),
    ] {
        let (status, description) = sim.refused("sendMessage", with(entity)).await;
        assert_eq!(status, 400);
        assert!(description.contains(words), "{description}");
    }
}

#[tokio::test]
async fn parse_modes_become_entities() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    let html = json!({ "chat_id": anna.id(), "text": "<b>Внимание</b> и <tg-spoiler>тайна</tg-spoiler>", "parse_mode": "HTML" });
    let sent = sim.ok("sendMessage", html).await;
    assert_eq!(sent["text"], "Внимание и тайна");
    assert_eq!(
        sent["entities"][1],
        json!({ "type": "spoiler", "offset": 11, "length": 5 })
    );
    let broken = json!({ "chat_id": anna.id(), "text": "<b>a", "parse_mode": "HTML" });
    let refused = sim.refused("sendMessage", broken).await;
    assert!(refused.1.starts_with("Bad Request: can't parse entities: "));
}

#[tokio::test]
async fn keyboards_are_checked() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    let with = |button: Value| json!({ "chat_id": anna.id(), "text": "?", "reply_markup": { "inline_keyboard": [[button]] } });
    sim.ok(
        "sendMessage",
        with(json!({ "text": "a", "callback_data": "я".repeat(32) })),
    )
    .await;
    for (button, words) in [
        (
            json!({ "text": "a", "callback_data": "я".repeat(33) }),
            "BUTTON_DATA_INVALID",
        ),
        (
            json!({ "text": "a", "callback_data": "" }),
            "BUTTON_DATA_INVALID",
        ),
        (json!({ "text": " ", "callback_data": "a" }), "\"text\""),
        (json!({ "text": "a" }), "Text buttons are unallowed"),
        (
            json!({ "text": "a", "callback_data": "a", "url": "https://e.org" }),
            "exactly one action",
        ),
        (
            json!({ "text": "a", "url": "javascript:1" }),
            "Wrong HTTP URL",
        ),
    ] {
        let (status, description) = sim.refused("sendMessage", with(button)).await;
        assert_eq!(status, 400);
        assert!(description.contains(words), "{description}");
    }
}
