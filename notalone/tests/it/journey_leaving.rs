//! People who go: on to the next one, or away altogether.

use telegram_simulator::client::NewFault;

use crate::harness::{ACCEPT, END, System};

#[tokio::test]
async fn next_ends_the_talk_and_searches_again() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    boris.look().await;
    anna.say("/next").await;
    anna.expect("Вы завершили разговор").await;
    anna.expect("Ищу вам собеседника").await;
    boris.expect("Разговор завершён").await;
    boris.expect_no_button(END).await;

    let vera = system.member("Вера").await;
    vera.find().await;
    vera.accept().await;
    anna.accept().await;
    vera.expect("Разговор открыт").await;
    anna.expect("Разговор открыт").await;
    anna.tell(&vera, "мы уже знакомы?").await;
    assert!(!boris.chat().await.bot_said("мы уже знакомы?"));
    anna.end().await;
    vera.expect("Разговор завершён").await;
    system.finish().await;
}

#[tokio::test]
async fn a_peer_who_blocks_the_bot_ends_the_talk_in_the_same_words() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.look().await;
    boris.control.block_bot().await.unwrap();
    anna.expect("Разговор завершён").await;
    assert!(!anna.chat().await.has_button("5 ⭐"));
    anna.ask("вы здесь?", "Сейчас вы ни с кем не разговариваете")
        .await;

    boris.control.unblock_bot().await.unwrap();
    boris.ask("/start", "С возвращением").await;
    system.finish().await;
}

#[tokio::test]
async fn a_peer_without_an_account_any_more_ends_the_talk_with_the_next_message() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let account = boris.control.id();
    system.bot.control().delete_account(account).await.unwrap();
    anna.say("вы здесь?").await;
    anna.expect("Разговор завершён").await;
    assert_eq!(anna.count_of("не доставлено").await, 0);
    assert!(!anna.chat().await.has_button("5 ⭐"));
    system.finish().await;
}

#[tokio::test]
async fn a_403_that_nobody_announced_ends_the_talk_too() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let fault = serde_json::json!({"method": "sendMessage", "chat_id": boris.control.id(), "count": 1, "effect": {"kind": "forbidden"}});
    let fault: NewFault = serde_json::from_value(fault).unwrap();
    system.bot.control().fault(&fault).await.unwrap();
    anna.say("вы здесь?").await;
    anna.expect("Разговор завершён").await;
    system.finish().await;
}

#[tokio::test]
async fn a_peer_who_blocks_the_bot_in_a_proposal_sends_the_other_back_to_the_search() {
    let system = System::start_default().await;
    let (anna, boris) = (system.member("Анна").await, system.member("Борис").await);
    anna.find().await;
    boris.find().await;
    anna.expect_button(ACCEPT).await;
    anna.tap_to(ACCEPT, "Ждём ответа").await;
    boris.control.block_bot().await.unwrap();
    anna.expect("В этот раз не совпало. Ищу дальше").await;
    anna.ask("/cancel", "Остановил поиск").await;
    system.finish().await;
}

#[tokio::test]
async fn who_blocks_the_bot_while_searching_is_proposed_to_nobody() {
    let system = System::start_default().await;
    let (anna, boris) = (system.member("Анна").await, system.member("Борис").await);
    boris.find().await;
    boris.control.block_bot().await.unwrap();
    system.wait_done().await;
    anna.find().await;
    system.others_are_matched().await;
    anna.assert_no_proposal().await;

    boris.control.unblock_bot().await.unwrap();
    boris.ask("/cancel", "Сейчас отменять нечего").await;
    boris.find().await;
    anna.expect_button(ACCEPT).await;
    anna.skip().await;
    boris.expect("В этот раз не совпало").await;
    for person in [&anna, &boris] {
        person.ask("/cancel", "Остановил поиск").await;
    }
    system.finish().await;
}
