//! Telegram itself misbehaves: answers late, wrongly, or not at all.

use std::time::Duration;

use telegram_simulator::client::{FaultEffect, NewFault};

use crate::harness::{Person, System};

const HALF_A_SECOND: Duration = Duration::from_millis(500);

/// The next `count` messages to a person meet this.
async fn trouble(system: &System, person: &Person, count: u32, effect: FaultEffect) {
    let fault = NewFault {
        method: Some("sendMessage".to_owned()),
        chat_id: Some(person.control.id()),
        bot_id: None,
        skip: 0,
        count,
        effect,
    };
    system.bot.control().fault(&fault).await.unwrap();
}

#[tokio::test]
async fn errors_of_telegram_delay_a_message_and_nothing_more() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let troubles = [
        (FaultEffect::ServerError { code: 502 }, 3),
        (FaultEffect::ServerError { code: 500 }, 1),
        (FaultEffect::TooManyRequests { retry_after: 2 }, 2),
        (FaultEffect::Slow { delay_ms: 700 }, 1),
    ];
    for (number, (effect, count)) in troubles.into_iter().enumerate() {
        trouble(&system, &boris, count, effect).await;
        let text = format!("сквозь помеху {number}");
        anna.say(&text).await;
        system
            .advance_until(HALF_A_SECOND, async || {
                boris.copies_of(&anna, &text).await > 0
            })
            .await;
        system.redeliver_until_done().await;
        assert_eq!(boris.copies_of(&anna, &text).await, 1, "{text}");
    }
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn a_lost_answer_repeats_at_most_that_message() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    trouble(&system, &boris, 1, FaultEffect::LostAnswer).await;
    anna.say("дошло ли").await;
    anna.say("следующее").await;
    system
        .advance_until(HALF_A_SECOND, async || {
            boris.copies_of(&anna, "следующее").await > 0
        })
        .await;
    system.redeliver_until_done().await;
    let copies = boris.copies_of(&anna, "дошло ли").await;
    assert!((1..=2).contains(&copies), "{copies} copies");
    assert_eq!(boris.copies_of(&anna, "следующее").await, 1);
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn a_throttled_chat_does_not_hold_up_the_others() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let (vera, gleb) = system.pair_in_talk("Вера", "Глеб").await;
    trouble(
        &system,
        &boris,
        1,
        FaultEffect::TooManyRequests { retry_after: 10 },
    )
    .await;
    anna.say("это подождёт").await;
    for number in 0..5 {
        vera.tell(&gleb, &format!("нас это не касается {number}"))
            .await;
    }
    assert_eq!(boris.copies_of(&anna, "это подождёт").await, 0);
    system
        .advance_until(Duration::from_secs(1), async || {
            boris.copies_of(&anna, "это подождёт").await > 0
        })
        .await;
    system.redeliver_until_done().await;
    anna.end().await;
    vera.end().await;
    system.finish().await;
}

#[tokio::test]
async fn what_telegram_does_not_take_in_time_is_answered_to_its_sender() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    trouble(
        &system,
        &boris,
        10_000,
        FaultEffect::ServerError { code: 502 },
    )
    .await;
    anna.say("не судьба").await;
    system
        .advance_until(Duration::from_secs(2), async || {
            anna.count_of("Сообщение не доставлено").await > 0
        })
        .await;
    system.bot.control().clear_faults().await.unwrap();
    system.redeliver_until_done().await;
    assert_eq!(boris.copies_of(&anna, "не судьба").await, 0);
    anna.tell(&boris, "а теперь дошло").await;
    anna.end().await;
    system.finish().await;
}

/// Nobody hears anything of the bot for a while: the one whose words were lost learns of it afterwards.
#[tokio::test]
async fn who_could_not_be_told_that_a_message_was_lost_is_told_when_telegram_is_back() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    for person in [&anna, &boris] {
        let effect = FaultEffect::ServerError { code: 502 };
        trouble(&system, person, 10_000, effect).await;
    }
    anna.say("в пустоту").await;
    let owed = "select count(*) from outbox where state = 'pending' and notice ->> 'template' = 'message_not_delivered'";
    system
        .advance_until(Duration::from_secs(10), async || {
            let waiting: i64 = sqlx::query_scalar(owed)
                .fetch_one(&system.pool)
                .await
                .unwrap();
            waiting == 1
        })
        .await;
    system.bot.control().clear_faults().await.unwrap();
    system
        .advance_until(Duration::from_secs(2), async || {
            anna.count_of("Сообщение не доставлено").await > 0
        })
        .await;
    system.redeliver_until_done().await;
    assert_eq!(anna.count_of("Сообщение не доставлено").await, 1);
    assert_eq!(boris.copies_of(&anna, "в пустоту").await, 0);
    anna.end().await;
    system.finish().await;
}

/// The way to the other is cut while cards wait in the outbox: they come when Telegram is back.
#[tokio::test]
async fn cards_wait_for_telegram_and_come_once() {
    let system = System::start_default().await;
    let (anna, boris) = (system.member("Анна").await, system.member("Борис").await);
    anna.find().await;
    trouble(&system, &anna, 4, FaultEffect::ServerError { code: 503 }).await;
    boris.find().await;
    system
        .advance_until(HALF_A_SECOND, async || {
            anna.chat().await.has_button(crate::harness::ACCEPT)
        })
        .await;
    assert_eq!(anna.count_of("Кажется, есть собеседник").await, 1);
    anna.accept().await;
    boris.accept().await;
    anna.expect("Разговор открыт").await;
    anna.tell(&boris, "дождались").await;
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn serve_is_ready_and_stops_in_time_while_telegram_does_not_answer() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    system.wait_done().await;
    system.replicas[0].stop().await;
    let control = system.bot.control();
    control
        .fail(None, FaultEffect::Hang, 100_000)
        .await
        .unwrap();
    system.replicas[0].start().await;
    // Under way when it is stopped: Telegram has not taken it, so it is delivered again afterwards.
    anna.say("в никуда").await;
    testkit::eventually(crate::fault_tools::RECOVERED_WITHIN, async || {
        let under_way = system.requests().await.into_iter();
        under_way
            .filter(|request| {
                request.chat_id == Some(boris.control.id()) && request.fault.is_some()
            })
            .count()
            > 0
    })
    .await;
    system.replicas[0].stop().await;
    control.clear_faults().await.unwrap();
    system.restart(0).await;
    system.let_claims_of_the_dead_run_out().await;
    system.redeliver_until_done().await;
    boris.hears_in_order(&anna, &["в никуда".to_owned()]).await;
    anna.end().await;
    system.finish().await;
}
