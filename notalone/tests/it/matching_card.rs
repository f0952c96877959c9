//! The waiting card: one, edited in place, and true.

use std::time::Duration;

use telegram_simulator::client::RequestFilter;

use crate::harness::{Options, Person, System};

const MINUTE: Duration = Duration::from_mins(1);
const CANCEL: &str = "Отменить поиск";
const HEADING: &str = "Ищу вам собеседника";

/// Time passes once Telegram's answers are in: a request under way while the clock jumps counts as not accepted in time.
async fn pass(system: &System, time: Duration) {
    system.wait_done().await;
    system.advance(time).await;
}

#[tokio::test]
async fn the_card_tells_how_long_the_search_lasts_where_it_stands() {
    let system = System::start_default().await;
    let anna = system.member("Анна").await;
    let card = anna.ask("/find", HEADING).await;
    assert!(
        card.text.contains("Ищу с 15:00 по вашему времени."),
        "{}",
        card.text
    );
    for (minutes, told) in [
        (1, "к 15:01 — уже 1 минута"),
        (1, "к 15:02 — уже 2 минуты"),
        (3, "к 15:05 — уже 5 минут"),
        (5, "к 15:10 — уже 10 минут"),
        (20, "к 15:30 — уже 30 минут"),
        (30, "к 16:00 — уже 1 час"),
        (30, "к 16:30 — уже 1 час"),
        (30, "к 17:00 — уже 2 часа"),
    ] {
        anna.look().await;
        pass(&system, minutes * MINUTE).await;
        let edited = anna.expect(told).await;
        assert_eq!(edited.message_id, card.message_id);
        assert_eq!(edited.labels(), [CANCEL]);
    }
    anna.tap(CANCEL).await;
    anna.expect("Остановил поиск").await;
    anna.expect_no_button(CANCEL).await;
    assert_eq!(anna.count_of(HEADING).await, 0);
    system.finish().await;
}

#[tokio::test]
async fn two_replicas_edit_the_card_once_each_time_and_once_after_a_pause() {
    let system = System::start(Options::default().replicas(2)).await;
    let anna = system.member("Анна").await;
    anna.find().await;
    system.wait_done().await;
    let before = edits_of(&system, &anna).await;
    for (minutes, told) in [(1, "уже 1 минута"), (1, "уже 2 минуты"), (3, "уже 5 минут")]
    {
        anna.look().await;
        pass(&system, minutes * MINUTE).await;
        anna.expect(told).await;
    }
    system.wait_done().await;
    // Nobody was there when several edits were due: one says what they would have said.
    for replica in &system.replicas {
        replica.kill();
    }
    anna.look().await;
    system.advance(95 * MINUTE).await;
    system.let_claims_of_the_dead_run_out().await;
    for replica in 0..2 {
        system.restart(replica).await;
    }
    anna.expect("к 16:40 — уже 1 час").await;
    system.wait_done().await;
    assert_eq!(edits_of(&system, &anna).await - before, 4);
    anna.ask("/cancel", "Остановил поиск").await;
    system.finish().await;
}

/// How often a message in somebody's chat was edited.
async fn edits_of(system: &System, person: &Person) -> usize {
    let edits = RequestFilter {
        chat_id: Some(person.control.id()),
        method: Some("editMessageText".to_owned()),
        ..RequestFilter::default()
    };
    system.bot.control().requests(&edits).await.unwrap().len()
}

#[tokio::test]
async fn a_second_find_leaves_one_live_card_on_whichever_replica() {
    let system = System::start(Options::default().replicas(2)).await;
    let anna = system.member("Анна").await;
    anna.find().await;
    for _ in 0..3 {
        let newest = anna.ask("/find", HEADING).await;
        anna.control
            .wait_for("one live card", |chat| {
                let cards = chat
                    .bot_messages()
                    .filter(|message| message.text.contains(HEADING));
                let live: Vec<i64> = cards.map(|message| message.message_id).collect();
                live == [newest.message_id]
            })
            .await
            .unwrap();
    }
    // It is the newest that goes on.
    anna.look().await;
    pass(&system, MINUTE).await;
    anna.expect("уже 1 минута").await;
    anna.ask("/cancel", "Остановил поиск").await;
    anna.expect_no_button(CANCEL).await;
    system.finish().await;
}

#[tokio::test]
async fn the_card_follows_its_search_into_a_proposal_back_and_into_a_talk() {
    let system = System::start(Options::default().replicas(2)).await;
    let (anna, boris) = (system.member("Анна").await, system.member("Борис").await);
    anna.find().await;
    boris.find().await;
    for person in [&anna, &boris] {
        person.expect("никого другого не предлагаю").await;
    }
    anna.look().await;
    // Time alone changes nothing while a proposal stands.
    pass(&system, 2 * MINUTE).await;
    boris.skip().await;
    anna.expect("Ищу дальше").await;
    for person in [&anna, &boris] {
        person.expect("к 15:02 — уже 2 минуты").await;
        assert_eq!(person.count_of("никого другого не предлагаю").await, 0);
    }

    boris.ask("/cancel", "Остановил поиск").await;
    let vera = system.member("Вера").await;
    vera.find().await;
    vera.accept().await;
    anna.accept().await;
    for person in [&vera, &anna] {
        person.expect("Разговор открыт").await;
        person.expect("Собеседник нашёлся.").await;
        assert_eq!(person.count_of(HEADING).await, 0);
    }
    vera.end().await;
    system.finish().await;
}

#[tokio::test]
async fn the_card_says_so_when_the_search_ends_by_itself() {
    let system = System::start_default().await;
    let anna = system.member("Анна").await;
    anna.find().await;
    anna.look().await;
    pass(&system, 24 * 60 * MINUTE).await;
    anna.expect("За сутки никого подходящего не нашлось").await;
    anna.expect("Этот поиск окончен.").await;
    anna.expect_no_button(CANCEL).await;
    assert_eq!(anna.count_of(HEADING).await, 0);
    system.finish().await;
}
