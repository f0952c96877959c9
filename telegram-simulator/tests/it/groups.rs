//! A bot in a group: what it says there, who presses its buttons.

use serde_json::json;
use telegram_simulator::client::{NewGroup, Press};

use crate::harness::Sim;

#[tokio::test]
async fn members_of_a_group_press_buttons_and_nobody_else_does() {
    let sim = Sim::start().await;
    let (anna, boris) = (sim.started("Анна").await, sim.started("Борис").await);
    let group = NewGroup {
        id: Some(-1_001_234_567_890),
        title: Some("Дежурные".to_owned()),
        members: vec![anna.id()],
    };
    let group = anna.bot().new_group(&group).await.unwrap();
    let updates = sim.updates(0).await;
    let added = &updates.last().unwrap()["my_chat_member"];
    assert_eq!(added["chat"]["type"], "supergroup");
    assert_eq!(added["from"]["id"], anna.id());
    assert_eq!(added["old_chat_member"]["status"], "left");
    assert_eq!(added["new_chat_member"]["status"], "member");

    let keyboard = json!({ "inline_keyboard": [[{ "text": "Да", "callback_data": "yes" }]] });
    let message = json!({ "chat_id": group.id(), "text": "?", "reply_markup": keyboard });
    let sent = sim.ok("sendMessage", message.clone()).await;
    assert_eq!(
        sent["chat"],
        json!({ "id": group.id(), "title": "Дежурные", "type": "supergroup" })
    );
    let press = Press {
        label: Some("Да".to_owned()),
        timeout_ms: Some(0),
        ..Press::default()
    };
    assert!(
        group.press(&boris, &press).await.is_err(),
        "not in the group"
    );
    group.join(&boris).await.unwrap();
    group.press(&boris, &press).await.unwrap();
    let updates = sim.updates(0).await;
    let query = &updates.last().unwrap()["callback_query"];
    assert_eq!(query["from"]["id"], boris.id());
    assert_eq!(query["message"]["chat"]["id"], group.id());
    assert_eq!(query["data"], "yes");
    group.leave(&boris).await.unwrap();
    assert!(group.press(&boris, &press).await.is_err(), "not any more");
}

#[tokio::test]
async fn a_bot_that_was_taken_out_of_a_group_may_not_write_there() {
    let sim = Sim::start().await;
    let anna = sim.started("Анна").await;
    let new = NewGroup {
        members: vec![anna.id()],
        ..NewGroup::default()
    };
    let group = anna.bot().new_group(&new).await.unwrap();
    let message = json!({ "chat_id": group.id(), "text": "?" });
    group.remove_bot(&anna).await.unwrap();
    let refused = sim.refused("sendMessage", message.clone()).await;
    assert_eq!(
        refused,
        (
            403,
            "Forbidden: bot was kicked from the supergroup chat".to_owned()
        )
    );
    group.add_bot(&anna).await.unwrap();
    sim.ok("sendMessage", message).await;
    assert!(group.chat().await.unwrap().bot_said("?"));
    let elsewhere = json!({ "chat_id": group.id() - 5, "text": "?" });
    let refused = sim.refused("sendMessage", elsewhere).await;
    assert_eq!(refused, (400, "Bad Request: chat not found".to_owned()));
}
