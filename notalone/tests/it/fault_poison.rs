//! Updates that cannot be handled: given up after five tries, their sender told, nobody else affected.

use serde_json::{Value, json};
use testkit::eventually;
use uuid::Uuid;

use crate::harness::{ACCEPT, Person, System};
use crate::matching_metrics::MEASURED_WITHIN;

#[tokio::test]
async fn an_update_that_fails_five_times_is_parked_and_its_sender_told() {
    let system = System::start_default().await;
    let anna = system.member("Анна").await;
    let of_others = nicknames(&system).await;
    let boris = system.member("Борис").await;
    damage_nickname_besides(&system, &of_others).await;
    // So that it is not remembered from before.
    system.replicas[0].stop().await;
    system.restart(0).await;
    let update = boris
        .control
        .send_text("/profile")
        .await
        .unwrap()
        .update_id
        .unwrap();
    system.redeliver_until_done().await;
    boris
        .control
        .wait_for_text(0, "Не получилось обработать")
        .await
        .unwrap();
    assert_eq!(boris.count_of("Не получилось обработать").await, 1);
    let statuses: Vec<_> = system
        .deliveries_of(update)
        .await
        .into_iter()
        .map(|delivery| delivery.status)
        .collect();
    assert_eq!(
        statuses,
        [Some(500), Some(500), Some(500), Some(500), Some(200)]
    );
    let parked: Vec<(i64, String)> =
        sqlx::query_as("select update_id, category from parked_updates")
            .fetch_all(&system.pool)
            .await
            .unwrap();
    assert_eq!(parked, [(update, "unreadable_data".to_owned())]);

    anna.ask("/profile", "Ваш профиль").await;
    boris.ask("/help", "Что я умею").await;
    system.bot.redeliver(update).await.unwrap();
    system.redeliver_until_done().await;
    assert_eq!(
        boris.count_of("Не получилось обработать").await,
        1,
        "parked is done"
    );
    assert!(
        system
            .get(0, "/metrics")
            .await
            .1
            .contains(r#"outcome="parked""#)
    );
    forget_parked(&system).await;
    system.finish().await;
}

/// Where Anna is reached cannot be read: what concerns her waits for an operator, what concerns others does not.
#[tokio::test]
async fn a_card_that_cannot_be_addressed_waits_for_an_operator_and_holds_up_nobody() {
    let system = System::start_default().await;
    let anna = system.member("Анна").await;
    anna.find().await;
    system.wait_done().await;
    let (member, whole): (Uuid, Vec<u8>) = sqlx::query_as(
        "update vault.addresses damaged set sealed = set_byte(damaged.sealed, 30, 255 - get_byte(damaged.sealed, 30))
         from vault.addresses whole where whole.member_id = damaged.member_id returning whole.member_id, whole.sealed",
    )
    .fetch_one(&system.pool)
    .await
    .unwrap();
    // So that it is not remembered from before.
    system.replicas[0].stop().await;
    system.restart(0).await;
    let boris = system.member("Борис").await;
    boris.find().await;
    let parked = "select count(*) from parked_events where subscription = 'policies' and category = 'unreadable_data'";
    eventually(MEASURED_WITHIN, || async {
        let set_aside: i64 = sqlx::query_scalar(parked)
            .fetch_one(&system.pool)
            .await
            .unwrap();
        // The proposal; what edits her waiting card follows it.
        set_aside >= 1
    })
    .await;
    assert_eq!(system.run(["policies", "retry"]).await.exit_code, Some(1));

    let (vera, gleb) = system.pair_in_talk("Вера", "Глеб").await;
    vera.tell(&gleb, "у нас всё идёт своим чередом").await;
    vera.end().await;
    assert!(!boris.chat().await.has_button(ACCEPT), "set aside whole");

    sqlx::query("update vault.addresses set sealed = $1 where member_id = $2")
        .bind(&whole)
        .bind(member)
        .execute(&system.pool)
        .await
        .unwrap();
    system.run(["policies", "retry"]).await.succeeded();
    // The command goes by the computer's clock, the others by that of the test.
    sqlx::query("update outbox set next_attempt_at = $1 where state = 'pending'")
        .bind(system.clock.now())
        .execute(&system.pool)
        .await
        .unwrap();
    anna.accept().await;
    boris.accept().await;
    anna.expect("Разговор открыт").await;
    anna.end().await;
    system.finish().await;
}

/// A row that the disk spoiled.
async fn damage_nickname_besides(system: &System, others: &[Uuid]) {
    let damage =
        "update vault.sealed_values set sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 255)
        where kind = 'nickname' and reference <> all($1)";
    let damaged = sqlx::query(damage)
        .bind(others)
        .execute(&system.pool)
        .await
        .unwrap();
    assert_eq!(damaged.rows_affected(), 1);
}

async fn nicknames(system: &System) -> Vec<Uuid> {
    sqlx::query_scalar("select reference from vault.sealed_values where kind = 'nickname'")
        .fetch_all(&system.pool)
        .await
        .unwrap()
}

/// As an operator does once the cause is gone.
async fn forget_parked(system: &System) {
    for statement in [
        "delete from parked_updates",
        "update inbox set state = 'finished' where state = 'parked'",
    ] {
        sqlx::query(statement).execute(&system.pool).await.unwrap();
    }
}

/// Parts of a message that no version of anything has seen, and known ones of the wrong type.
fn strange_parts() -> Vec<Value> {
    vec![
        json!({"from_the_future": {"deep": [1, {"er": null}]}}),
        json!({"text": 42}),
        json!({"text": null}),
        json!({"text": ""}),
        json!({"text": {"text": "nested"}}),
        json!({"text": "сущности не список", "entities": "bold"}),
        json!({"text": "сущность не объект", "entities": [1, null, "x"]}),
        json!({"text": "далеко за краем", "entities": [{"type": "bold", "offset": 1_000_000, "length": 5}]}),
        json!({"text": "слишком длинная", "entities": [{"type": "bold", "offset": u64::MAX, "length": u64::MAX}]}),
        json!({"text": "отрицательная", "entities": [{"type": "bold", "offset": -3, "length": -1}]}),
        json!({"text": "дробная", "entities": [{"type": "bold", "offset": 0.5, "length": 1.5}]}),
        json!({"text": "без конца", "entities": [{"type": "text_link", "offset": 0, "length": 3}]}),
        json!({"text": "чужая", "entities": [{"type": "text_mention", "offset": 0, "length": 3, "user": 5}]}),
        json!({"photo": "not a list"}),
        json!({"photo": [], "caption": {"not": "a text"}}),
        json!({"contact": {"phone_number": 7, "user_id": "x"}}),
        json!({"poll": {}, "dice": {}, "story": {}, "paid_media": {}, "giveaway": {}}),
        json!({"date": "yesterday", "message_id": "first", "text": "время словами"}),
        json!({"forward_origin": {"type": "from_the_future"}, "text": "переслано из будущего"}),
        json!({"reply_to_message": {"message_id": -1}, "text": "ответ ни на что"}),
    ]
}

fn message(person: &Person, parts: &Value, message_id: i64) -> Value {
    let id = person.control.id();
    let mut message = json!({
        "message_id": message_id,
        "date": 1_772_452_800,
        "from": {"id": id, "is_bot": false, "first_name": "x"},
        "chat": {"id": id, "type": "private", "first_name": "x"},
    });
    for (name, part) in parts.as_object().unwrap() {
        message[name] = part.clone();
    }
    json!({"message": message})
}

async fn deliver_all_strange(system: &System, person: &Person) {
    for (number, parts) in strange_parts().iter().enumerate() {
        let update = message(person, parts, 900_000 + i64::try_from(number).unwrap());
        let update_id = system.bot.deliver_raw(&update).await.unwrap().unwrap();
        system.redeliver_until_done().await;
        let deliveries = system.deliveries_of(update_id).await;
        let statuses: Vec<_> = deliveries.iter().map(|delivery| delivery.status).collect();
        assert_eq!(statuses, [Some(200)], "{parts}");
    }
}

#[tokio::test]
async fn unknown_and_broken_messages_in_a_talk_harm_nobody() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    deliver_all_strange(&system, &anna).await;
    anna.tell(&boris, "и всё равно мы говорим").await;
    boris.tell(&anna, "и я слышу").await;
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn unknown_and_broken_messages_during_onboarding_harm_nobody() {
    let system = System::start_default().await;
    let anna = system.person("Анна").await;
    anna.accept_rules().await;
    // The nickname is taken from the first strange message that holds a fitting text, like from any other.
    deliver_all_strange(&system, &anna).await;
    anna.ask("/start", "Продолжим с того места").await;
    system.finish().await;
}

#[tokio::test]
async fn broken_updates_of_every_kind_are_acknowledged() {
    let system = System::start_default().await;
    let anna = system.member("Анна").await;
    let id = anna.control.id();
    let from = json!({"id": id, "is_bot": false, "first_name": "x"});
    let chat = json!({"id": id, "type": "private"});
    let updates = [
        json!({"message": {}}),
        json!({"message": {"from": from, "chat": {"id": -100_500, "type": "supergroup"}, "text": "/start"}}),
        json!({"message": {"from": {"id": 5, "is_bot": true}, "chat": chat, "text": "/start"}}),
        json!({"message": {"from": {"id": "seven"}, "chat": chat, "text": "/start"}}),
        json!({"message": {"from": from, "chat": chat}}),
        json!({"edited_message": {"from": from, "chat": chat, "text": 5}}),
        json!({"edited_message": {"from": from, "chat": chat, "message_id": 1, "date": 1, "edit_date": 1, "text": "правка"}}),
        json!({"callback_query": {"id": "1", "from": from}}),
        json!({"callback_query": {"id": "2", "from": from, "data": 7, "message": {"chat": chat}}}),
        json!({"callback_query": {"id": 3, "from": from, "data": "v1:chat.end:x"}}),
        json!({"callback_query": {"id": "4", "from": from, "data": "v1:topic.toggle:burnout", "message": {"chat": chat, "message_id": 99_999_999_999_i64}}}),
        json!({"callback_query": {"id": "5", "from": from, "inline_message_id": "x", "data": "v1:rules.ok"}}),
        json!({"message_reaction": {"user": from, "chat": chat, "message_id": 1, "date": 1, "old_reaction": 1, "new_reaction": null}}),
        json!({"pre_checkout_query": {"id": "6", "from": from, "currency": "XTR", "total_amount": 5, "invoice_payload": "x"}}),
        json!({"my_chat_member": {"from": from, "chat": chat, "new_chat_member": {"status": "from_the_future"}}}),
    ];
    for update in updates {
        let Some(update_id) = system.bot.deliver_raw(&update).await.unwrap() else {
            continue;
        };
        system.redeliver_until_done().await;
        let deliveries = system.deliveries_of(update_id).await;
        let statuses: Vec<_> = deliveries.iter().map(|delivery| delivery.status).collect();
        assert_eq!(statuses, [Some(200)], "{update}");
    }
    anna.ask("/profile", "Ваш профиль").await;
    system.finish().await;
}
