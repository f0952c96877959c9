//! Buttons that are old, repeated, someone else's or forged: one sentence, and nothing changes.

use telegram_simulator::client::MessageView;

use crate::harness::{ACCEPT, END, Person, SKIP, System};

const CANCEL: &str = "Отменить поиск";
const FOREIGN: &str = "Эта кнопка здесь не работает";

fn data(message: &MessageView, label: &str) -> String {
    message.button(label).unwrap().data.clone().unwrap()
}

/// Presses what may not be there any more; the sentence of the answer.
async fn press(person: &Person, message: &MessageView, data: &str) -> String {
    let answer = person
        .control
        .press_forged(message.message_id, data)
        .await
        .unwrap();
    assert!(answer.answered, "«{data}» was never answered");
    answer.text.unwrap_or_default()
}

#[tokio::test]
async fn an_old_button_tells_what_happened_instead() {
    let system = System::start_default().await;
    let (anna, boris) = (system.member("Анна").await, system.member("Борис").await);
    anna.find().await;
    boris.find().await;
    let card = anna.expect_button(ACCEPT).await;
    let (accept, skip) = (data(&card, ACCEPT), data(&card, SKIP));
    anna.tap_to(ACCEPT, "Ждём ответа").await;
    assert!(
        press(&anna, &card, &accept)
            .await
            .contains("Вы уже согласились")
    );
    boris.accept().await;
    let first_talk = anna.expect("Разговор открыт").await;
    for old in [&accept, &skip] {
        assert!(
            press(&anna, &card, old)
                .await
                .contains("Разговор уже открыт")
        );
    }
    anna.end().await;
    for old in [&accept, &skip] {
        assert!(
            press(&anna, &card, old)
                .await
                .contains("Этот разговор уже закончился")
        );
    }

    let vera = system.member("Вера").await;
    anna.meet(&vera).await;
    let end = data(&first_talk, END);
    assert!(
        press(&anna, &first_talk, &end)
            .await
            .contains("Этот разговор уже закончился")
    );
    anna.tell(&vera, "мы всё ещё говорим").await;
    vera.end().await;
    anna.expect("Разговор завершён").await;
    system.finish().await;
}

#[tokio::test]
async fn a_skipped_proposal_cannot_be_accepted_afterwards() {
    let system = System::start_default().await;
    let (anna, boris) = (system.member("Анна").await, system.member("Борис").await);
    anna.find().await;
    boris.find().await;
    let (hers, his) = (
        anna.expect_button(ACCEPT).await,
        boris.expect_button(ACCEPT).await,
    );
    anna.skip().await;
    boris.expect("В этот раз не совпало").await;
    for (person, card) in [(&anna, &hers), (&boris, &his)] {
        let answer = press(person, card, &data(card, ACCEPT)).await;
        assert!(answer.contains("Это предложение уже пропущено"), "{answer}");
        person.ask("/cancel", "Остановил поиск").await;
    }
    system.finish().await;
}

#[tokio::test]
async fn an_old_skip_leaves_the_live_proposal_to_be_closed() {
    let system = System::start_default().await;
    let (anna, boris) = (system.member("Анна").await, system.member("Борис").await);
    anna.find().await;
    boris.find().await;
    let old = anna.expect_button(SKIP).await;
    anna.skip().await;
    boris.expect("В этот раз не совпало").await;
    boris.ask("/cancel", "Остановил поиск").await;

    let vera = system.member("Вера").await;
    vera.find().await;
    anna.expect_button(ACCEPT).await;
    let answer = press(&anna, &old, &data(&old, SKIP)).await;
    assert!(answer.contains("Это предложение уже пропущено"), "{answer}");
    vera.skip().await;
    anna.expect_no_button(ACCEPT).await;
    for person in [&anna, &vera] {
        person.ask("/cancel", "Остановил поиск").await;
    }
    system.finish().await;
}

/// As if the process had died before it wrote down that the update was done; its id.
async fn the_last_update_left_no_trace(system: &System) -> i64 {
    system.wait_done().await;
    let query = "delete from inbox where update_id = (select max(update_id) from inbox) returning update_id";
    let forgotten = sqlx::query_scalar(query).fetch_one(&system.pool);
    forgotten.await.unwrap()
}

#[tokio::test]
async fn a_cancel_that_comes_again_leaves_the_proposal_of_a_later_search() {
    let system = System::start_default().await;
    let (anna, boris) = (system.member("Анна").await, system.member("Борис").await);
    anna.find().await;
    anna.tap_to(CANCEL, "Остановил поиск").await;
    let cancelled = the_last_update_left_no_trace(&system).await;
    anna.find().await;
    boris.find().await;
    anna.expect_button(ACCEPT).await;
    system.wait_done().await;

    system.bot.redeliver(cancelled).await.unwrap();
    system.wait_done().await;
    anna.accept().await;
    boris.accept().await;
    anna.expect("Разговор открыт").await;
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn foreign_and_forged_buttons_change_nothing() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let (hers, his) = (
        anna.expect_button(END).await,
        boris.expect_button(END).await,
    );
    let end = data(&hers, END);
    let token = end.rsplit(':').next().unwrap();
    let mut broken = token.to_owned();
    let last = if broken.pop() == Some('A') { 'B' } else { 'A' };
    broken.push(last);
    let before = system.event_count().await;
    let forged = [
        data(&his, END),
        data(&his, END).replace("chat.end", "chat.end.yes"),
        format!("v1:chat.end:{broken}"),
        format!("v1:chat.end.yes:{token}"),
        format!("v1:block.yes:{token}"),
        format!("v1:chat.rate:9.{token}"),
        format!("v2:chat.end:{token}"),
        "v1:no.such.verb".to_owned(),
        "v1:chat.end".to_owned(),
        "v1:chat.end:".to_owned(),
        "🔹".to_owned(),
        "я".repeat(32),
    ];
    for data in &forged {
        let answer = press(&anna, &hers, data).await;
        assert!(answer.contains(FOREIGN), "«{data}» was answered «{answer}»");
    }
    assert_eq!(system.event_count().await, before);
    anna.tell(&boris, "мы всё ещё говорим").await;
    anna.end().await;
    boris.expect("Разговор завершён").await;
    system.finish().await;
}
