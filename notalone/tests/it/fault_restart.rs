//! The process ends in the middle of something and starts again: everybody goes on where they were.

use testkit::eventually;

use crate::fault_tools::RECOVERED_WITHIN;
use crate::harness::{Options, System};

const BURNOUT: &str = "🔥 Выгорание";
const ANXIETY: &str = "😰 Тревога";

/// How a process ends.
#[derive(Clone, Copy)]
enum Ending {
    Terminated,
    Killed,
}

impl Ending {
    async fn befall(self, system: &System) {
        match self {
            Self::Terminated => system.replicas[0].stop().await,
            Self::Killed => {
                system.replicas[0].kill();
                system.let_claims_of_the_dead_run_out().await;
            }
        }
    }
}

#[tokio::test]
async fn an_onboarding_goes_on_after_the_process_was_stopped() {
    onboarding_goes_on(Ending::Terminated).await;
}

#[tokio::test]
async fn an_onboarding_goes_on_after_the_process_was_killed() {
    onboarding_goes_on(Ending::Killed).await;
}

async fn onboarding_goes_on(ending: Ending) {
    let system = System::start_default().await;
    let anna = system.person("Анна").await;
    anna.ask("/start", "Это «Ты не один»").await;
    anna.tap_to("Дальше", "Как мы здесь разговариваем").await;
    ending.befall(&system).await;
    system.restart(0).await;
    anna.tap_to("Дальше", "Если помощь нужна прямо сейчас")
        .await;
    anna.tap_to("Мне есть 18, я понимаю", "Как вас называть?")
        .await;

    ending.befall(&system).await;
    anna.say("Тихая гавань").await;
    system.restart(0).await;
    anna.expect("Какое у вас время?").await;
    anna.tap_to("Москва", "Что сейчас с вами происходит?").await;
    anna.tap_to(BURNOUT, "Выбрано: 1 из 6").await;

    ending.befall(&system).await;
    system.restart(0).await;
    anna.tap_to(ANXIETY, "Выбрано: 2 из 6").await;
    anna.tap_to("Готово", "Расскажите о себе").await;

    ending.befall(&system).await;
    system.restart(0).await;
    let question = anna.ask("/start", "Продолжим с того места").await;
    assert!(
        question.text.contains("Расскажите о себе"),
        "{}",
        question.text
    );
    anna.tap_to("Пропустить", "Что вы ищете").await;
    anna.tap_to("Пропустить", "Как говорить").await;
    anna.tap_to("Пропустить", "Когда вам удобно").await;
    let complete = anna
        .tap_to("Готово", "Теперь можно искать собеседника")
        .await;
    assert!(complete.text.contains("Тихая гавань"), "{}", complete.text);
    assert_eq!(system.events("NicknameChosen").await, 1);
    assert_eq!(system.events("ProfileCompleted").await, 1);
    system.finish().await;
}

#[tokio::test]
async fn a_talk_goes_on_after_the_process_was_stopped() {
    talk_goes_on(Ending::Terminated).await;
}

#[tokio::test]
async fn a_talk_goes_on_after_the_process_was_killed() {
    talk_goes_on(Ending::Killed).await;
}

async fn talk_goes_on(ending: Ending) {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.tell(&boris, "пока всё хорошо").await;
    system.wait_done().await;

    ending.befall(&system).await;
    let texts = [
        "первое без ответа",
        "второе без ответа",
        "третье без ответа",
    ]
    .map(str::to_owned);
    for text in &texts {
        anna.say(text).await;
    }
    system.restart(0).await;
    boris.hears_in_order(&anna, &texts).await;
    system.redeliver_until_done().await;
    for text in &texts {
        assert_eq!(boris.copies_of(&anna, text).await, 1, "{text}");
    }

    boris.tell(&anna, "я всё прочитал").await;
    ending.befall(&system).await;
    system.restart(0).await;
    anna.end().await;
    boris.expect("Разговор завершён").await;
    boris.rate(5).await;
    assert_eq!(system.events("ChatEnded").await, 1);
    system.finish().await;
}

#[tokio::test]
async fn a_proposal_goes_on_after_a_kill_between_the_two_answers() {
    let system = System::start_default().await;
    let (anna, boris) = (system.member("Анна").await, system.member("Борис").await);
    anna.find().await;
    boris.find().await;
    anna.accept().await;
    Ending::Killed.befall(&system).await;
    system.restart(0).await;
    boris.accept().await;
    anna.expect("Разговор открыт").await;
    boris.expect("Разговор открыт").await;
    anna.tell(&boris, "мы всё-таки встретились").await;
    anna.end().await;
    system.finish().await;
}

/// Killed again and again while words flow: nothing acknowledged is lost, order holds, and each kill repeats at most the one
/// message that was under way.
#[tokio::test]
async fn kills_among_many_messages_lose_nothing_and_repeat_at_most_what_was_under_way() {
    const KILLS: usize = 4;
    const MESSAGES_EACH: usize = 12;
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let mut texts = Vec::new();
    for kill in 0..KILLS {
        for number in 0..MESSAGES_EACH {
            let text = format!("слово {number} в части {kill}");
            anna.say(&text).await;
            texts.push(text);
        }
        // At another place each time, while the rest is on its way.
        let marker = texts[texts.len() - MESSAGES_EACH + 2 * kill].clone();
        eventually(RECOVERED_WITHIN, || async {
            boris.copies_of(&anna, &marker).await > 0
        })
        .await;
        Ending::Killed.befall(&system).await;
        system.restart(0).await;
        system.redeliver_until_done().await;
    }
    boris.hears_in_order(&anna, &texts).await;
    let mut repeated = 0;
    for text in &texts {
        repeated += boris.copies_of(&anna, text).await - 1;
    }
    assert!(repeated <= KILLS, "{repeated} copies too many");
    anna.end().await;
    system.finish().await;
}

/// Telegram has taken the message, but that it is done was never written down.
#[tokio::test]
async fn a_message_killed_between_telegram_and_the_inbox_arrives_twice_and_no_more() {
    let system = System::start(Options::default().database_proxy()).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    system.wait_done().await;
    // Long enough for the database to be cut off in between, also where everything is slow.
    system.slow_answers_to(&boris, 4_000).await;
    let text = "на полпути";
    anna.say(text).await;
    // The fault is spent when the request has reached Telegram.
    eventually(RECOVERED_WITHIN, || async {
        system.bot.control().faults().await.unwrap().is_empty()
    })
    .await;
    let proxy = system.database_proxy.as_ref().unwrap();
    proxy.stall();
    boris.hears(&anna, text).await;
    system.replicas[0].kill();
    proxy.cut();
    proxy.resume();
    system.let_claims_of_the_dead_run_out().await;
    system.restart(0).await;
    system.redeliver_until_done().await;
    assert_eq!(boris.copies_of(&anna, text).await, 2);
    anna.end().await;
    system.finish().await;
}
