//! Buttons and their answers.

use serde_json::{Value, json};
use telegram_simulator::client::Press;

use crate::harness::{Clock, Sim};

async fn with_buttons(sim: &Sim) -> telegram_simulator::client::PersonControl {
    let anna = sim.started("Анна").await;
    let keyboard = json!({ "inline_keyboard": [[{ "text": "Да", "callback_data": "yes" }, { "text": "Нет", "callback_data": "no" }]] });
    sim.ok(
        "sendMessage",
        json!({ "chat_id": anna.id(), "text": "?", "reply_markup": keyboard }),
    )
    .await;
    anna
}

fn query(updates: &[Value]) -> Value {
    updates.last().unwrap()["callback_query"].clone()
}

#[tokio::test]
async fn a_press_reaches_the_bot_and_its_answer_the_person() {
    let sim = Sim::start().await;
    let anna = with_buttons(&sim).await;
    let pressing = {
        let anna = anna.clone();
        tokio::spawn(async move { anna.press("Нет").await })
    };
    let query = query(&sim.updates(0).await);
    assert_eq!(query["data"], "no");
    assert_eq!(query["from"]["id"], anna.id());
    assert_eq!(query["message"]["message_id"], 2);
    let keyboard = &query["message"]["reply_markup"]["inline_keyboard"];
    assert_eq!(keyboard[0][0]["callback_data"], "yes");
    let mut answer = json!({ "callback_query_id": query["id"], "text": "я".repeat(201) });
    let refused = sim.refused("answerCallbackQuery", answer.clone()).await;
    assert_eq!(refused.1, "Bad Request: MESSAGE_TOO_LONG");
    answer["text"] = json!("Хорошо");
    answer["show_alert"] = json!(true);
    sim.ok("answerCallbackQuery", answer).await;
    let seen = pressing.await.unwrap().unwrap();
    assert!(seen.answered && seen.show_alert);
    assert_eq!(seen.text.as_deref(), Some("Хорошо"));
}

#[tokio::test]
async fn a_query_cannot_be_answered_after_its_life() {
    let clock = Clock::start().await;
    let sim = Sim::with_clock(&clock).await;
    let anna = with_buttons(&sim).await;
    let press = Press {
        data: Some("yes".to_owned()),
        timeout_ms: Some(0),
        ..Press::default()
    };
    let pressed = anna.press_button(&press).await.unwrap();
    assert!(!pressed.answered);
    let answer = json!({ "callback_query_id": pressed.callback_query_id });
    clock.advance(149).await;
    sim.ok("answerCallbackQuery", answer.clone()).await;
    clock.advance(1).await;
    let words = "Bad Request: query is too old and response timeout expired or query ID is invalid";
    let late = sim.refused("answerCallbackQuery", answer).await;
    assert_eq!(late, (400, words.to_owned()));
    let invented = sim
        .refused("answerCallbackQuery", json!({ "callback_query_id": "1" }))
        .await;
    assert_eq!(invented.1, words);
}

#[tokio::test]
async fn only_buttons_that_are_there_can_be_pressed_unless_forged() {
    let sim = Sim::start().await;
    let anna = with_buttons(&sim).await;
    assert!(anna.press("Может быть").await.is_err());
    let press = Press {
        message_id: Some(1),
        data: Some("admin".to_owned()),
        forged: true,
        timeout_ms: Some(0),
        ..Press::default()
    };
    anna.press_button(&press).await.unwrap();
    assert_eq!(query(&sim.updates(0).await)["data"], "admin");
}
