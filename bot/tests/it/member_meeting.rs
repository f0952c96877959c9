//! Searching, proposals, talks, and what old or foreign buttons say.

#![allow(
    clippy::expect_used,
    reason = "a fixture that cannot be had fails its test"
)]

use chrono::Duration;
use domain::matching::{Match, MatchState};
use domain::values::MatchId;
use serde_json::json;
use testkit::eventually_some;

use crate::stage::{Person, SOON, Stage};

async fn two_searching(stage: &Stage) -> (Person<'_>, Person<'_>) {
    let (one, other) = (stage.person(2001).await, stage.person(2002).await);
    one.joins("Лис").await;
    other.joins("Тихая Сова").await;
    for person in [&one, &other] {
        let waiting = person.says("/find").await;
        assert!(waiting.contains("Ищу вам собеседника"), "{waiting}");
    }
    (one, other)
}

async fn two_talking(stage: &Stage) -> (Person<'_>, Person<'_>, MatchId) {
    let (one, other) = two_searching(stage).await;
    let match_id = stage.propose(&one, &other).await;
    one.presses("✅ Принять").await;
    assert!(
        one.look().contains("Вы согласились. Ждём ответа."),
        "{}",
        one.look()
    );
    other.presses("✅ Принять").await;
    for person in [&one, &other] {
        person.sees("Разговор открыт").await;
    }
    (one, other, match_id)
}

async fn state(stage: &Stage, match_id: MatchId) -> MatchState {
    let found: Match = stage
        .services
        .dispatcher
        .load(match_id)
        .await
        .expect("loads");
    found.state
}

#[tokio::test]
async fn two_meet_talk_end_and_rate() {
    let stage = Stage::open().await;
    let (one, other, match_id) = two_talking(&stage).await;
    one.sees("Собеседник нашёлся.").await;
    one.says("Привет!").await;
    let relayed = other.sees("Привет!").await;
    assert!(relayed.starts_with("✉️ Лис\nПривет!"), "{relayed}");
    let refused = one.sends(json!({"poll": {}})).await;
    assert!(refused.contains("Опросы не передаю"), "{refused}");
    assert!(one.says("/find").await.contains("уже в разговоре"));
    assert!(one.says("/start").await.contains("собеседник — Тихая Сова"));

    let (card, ending) = one.button("Завершить");
    one.presses("Завершить").await;
    one.presses("Нет, продолжим").await;
    assert_eq!(state(&stage, match_id).await, MatchState::Chatting);
    one.says("/end").await;
    one.presses("Да, завершить").await;
    one.sees("Вы завершили разговор.").await;
    other.sees("Разговор завершён.").await;

    assert!(other.presses("4 ⭐").await.contains("Ваша оценка: 4"));
    assert!(other.last().contains("[✅ 4 ⭐]"), "{}", other.last());
    assert!(other.presses("2 ⭐").await.contains("Ваша оценка: 2"));
    stage.clock.advance(Duration::hours(25));
    assert!(other.presses("5 ⭐").await.contains("уже нельзя"));
    // Its buttons are gone, and pressed from an old copy they end nothing.
    assert!(
        one.presses_data(card, &ending)
            .await
            .contains("уже закончился")
    );
}

#[tokio::test]
async fn a_skip_closes_the_card_of_both_and_the_search_goes_on() {
    let stage = Stage::open().await;
    let (one, other) = two_searching(&stage).await;
    let match_id = stage.propose(&one, &other).await;
    let (message_id, accept) = one.button("✅ Принять");
    let (_, decline) = one.button("➖ Пропустить");
    one.presses("➖ Пропустить").await;
    assert!(
        one.look().contains("Вы пропустили это предложение."),
        "{}",
        one.look()
    );
    other.sees("В этот раз не совпало").await;
    other.sees("Это предложение не состоялось").await;
    assert_eq!(state(&stage, match_id).await, MatchState::Declined);
    for data in [&accept, &decline] {
        let answer = one.presses_data(message_id, data).await;
        assert!(answer.contains("уже пропущено"), "{answer}");
    }
    assert!(other.says("/find").await.contains("Ищу вам собеседника"));
}

#[tokio::test]
async fn foreign_forged_and_repeated_buttons_change_nothing() {
    let stage = Stage::open().await;
    let (one, other) = two_searching(&stage).await;
    let match_id = stage.propose(&one, &other).await;
    let (message_id, foreign) = other.button("✅ Принять");
    assert!(
        one.presses_data(message_id, &foreign)
            .await
            .contains("не работает")
    );
    let (message_id, own) = one.button("✅ Принять");
    let forged = own.replace("match.accept", "match.decline");
    assert!(
        one.presses_data(message_id, &forged)
            .await
            .contains("не работает")
    );
    assert_eq!(state(&stage, match_id).await, MatchState::Proposed);
    assert_eq!(one.presses_data(message_id, &own).await, "");
    assert!(
        one.presses_data(message_id, &own)
            .await
            .contains("уже согласились")
    );
    assert_eq!(state(&stage, match_id).await, MatchState::Proposed);
}

#[tokio::test]
async fn a_block_ends_the_talk_and_the_other_hears_only_that() {
    let stage = Stage::open().await;
    let (one, other, _) = two_talking(&stage).await;
    one.presses("Заблокировать").await;
    one.presses("Да, заблокировать").await;
    assert!(
        one.look().contains("вы больше не встретитесь"),
        "{}",
        one.look()
    );
    let heard = other.sees("Разговор завершён.").await;
    assert_eq!(
        heard,
        "🔹 Разговор завершён.\n[Найти ещё]\n[Пожаловаться] [Заблокировать]"
    );
    assert_eq!(one.state().await.blocks.len(), 1);
}

#[tokio::test]
async fn next_ends_the_talk_and_searches_again() {
    let stage = Stage::open().await;
    let (one, other, match_id) = two_talking(&stage).await;
    let waiting = one.says("/next").await;
    assert!(one.look().contains("Ищу вам собеседника"), "{waiting}");
    other.sees("Разговор завершён.").await;
    assert!(matches!(
        state(&stage, match_id).await,
        MatchState::Ended(_)
    ));
    assert!(one.search().await.started_at.is_some());
}

#[tokio::test]
async fn a_search_is_shown_cancelled_and_limited() {
    let stage = Stage::open().await;
    let member = stage.person(2003).await;
    member.joins("Лис").await;
    for _ in 0..2 {
        let waiting = member.says("/find").await;
        assert!(
            waiting.contains("Ищу с 12:00 по вашему времени"),
            "{waiting}"
        );
    }
    let hint = member.says("есть кто?").await;
    assert!(hint.contains("Пока ищу вам собеседника"), "{hint}");
    let (message_id, data) = member.button("Отменить поиск");
    member.presses("Отменить поиск").await;
    assert!(
        member.look().contains("Остановил поиск"),
        "{}",
        member.look()
    );
    member.says("/find").await;
    // The old button is of the old search: the new one goes on.
    member.presses_data(message_id, &data).await;
    assert!(member.search().await.started_at.is_some());
    assert!(member.says("/cancel").await.contains("Остановил поиск"));
    for _ in 0..4 {
        member.says("/find").await;
        member.says("/cancel").await;
    }
    assert!(
        member.says("/find").await.contains("слишком часто"),
        "{}",
        member.last()
    );
}

#[tokio::test]
async fn who_cancels_in_a_proposal_leaves_it_and_the_other_searches_on() {
    let stage = Stage::open().await;
    let (one, other) = two_searching(&stage).await;
    let match_id = stage.propose(&one, &other).await;
    one.says("/cancel").await;
    assert_eq!(state(&stage, match_id).await, MatchState::Withdrawn);
    assert!(
        one.look().contains("Это предложение не состоялось"),
        "{}",
        one.look()
    );
    other.sees("В этот раз не совпало").await;
    assert!(other.says("/find").await.contains("Ищу вам собеседника"));
    assert!(one.says("/cancel").await.contains("отменять нечего"));
}

#[tokio::test]
async fn a_question_in_a_talk_takes_the_next_text_but_not_a_late_one() {
    let stage = Stage::open().await;
    let (one, other, _) = two_talking(&stage).await;
    one.says("/profile").await;
    one.presses("О себе").await;
    assert!(one.says("Люблю осень").await.contains("Записал."));
    assert!(!other.look().contains("Люблю осень"), "{}", other.look());
    one.presses("О себе").await;
    stage.clock.advance(Duration::minutes(10));
    let again = one.says("Это я уже собеседнику").await;
    assert!(
        again.contains("Вопрос успел устареть") && again.contains("Расскажите о себе"),
        "{again}"
    );
    one.says("/cancel").await;
    one.says("А теперь собеседнику").await;
    other.sees("А теперь собеседнику").await;
    assert!(!other.look().contains("Это я уже"), "{}", other.look());
}

#[tokio::test]
async fn a_question_from_before_the_talk_does_not_swallow_its_words() {
    let stage = Stage::open().await;
    let (one, other) = two_searching(&stage).await;
    one.says("/profile").await;
    one.presses("О себе").await;
    stage.clock.advance(Duration::seconds(5));
    stage.propose(&one, &other).await;
    one.presses("✅ Принять").await;
    other.presses("✅ Принять").await;
    one.sees("Разговор открыт").await;
    one.says("Здравствуйте").await;
    other.sees("✉️ Лис\nЗдравствуйте").await;
}

#[tokio::test]
async fn the_menu_is_shorter_while_a_talk_is_open() {
    let stage = Stage::open().await;
    let (one, ..) = two_talking(&stage).await;
    let of_one = |method: &str| {
        let calls = stage.telegram.calls(method);
        calls
            .into_iter()
            .find(|params| params["scope"]["chat_id"] == json!(one.telegram_id))
    };
    let shorter = eventually_some(SOON, async || of_one("setMyCommands")).await;
    let commands = shorter["commands"].as_array().expect("a list");
    assert!(commands.iter().all(|entry| entry["command"] != "find"));
    one.says("/end").await;
    one.presses("Да, завершить").await;
    eventually_some(SOON, async || of_one("deleteMyCommands")).await;
    bot::menu::register(&stage.services, app::BotId(4242))
        .await
        .expect("is taken");
    let everywhere = stage.telegram.calls("setMyCommands").pop().expect("called");
    assert_eq!(everywhere["scope"], json!(null));
}

#[tokio::test]
async fn nothing_anybody_receives_tells_who_the_other_is() {
    let stage = Stage::open().await;
    let (one, other, _) = two_talking(&stage).await;
    one.says("Привет").await;
    other.sees("Привет").await;
    let to_other = ["sendMessage", "editMessageText"].map(|method| stage.telegram.calls(method));
    for params in to_other.concat() {
        if params["chat_id"] == json!(other.telegram_id) {
            let sent = params.to_string();
            for secret in ["2001", "real_username", "Имя Из Паспорта"] {
                assert!(!sent.contains(secret), "{sent}");
            }
        }
    }
}
