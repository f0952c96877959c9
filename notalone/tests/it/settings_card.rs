//! `/settings`: what its buttons do, and that they do it once.

use std::time::Duration;

use crate::harness::{Options, Person, System};

const PROTECT: &str = "Включить защиту";
const UNPROTECT: &str = "Выключить защиту";

/// Whether what one says reaches the other protected from forwarding and saving.
async fn arrives_protected(from: &Person, to: &Person, text: &str) -> bool {
    from.tell(to, text).await.protected
}

#[tokio::test]
async fn what_a_member_protects_their_peer_can_neither_forward_nor_save() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    assert!(!arrives_protected(&anna, &boris, "пока без защиты").await);

    anna.ask("/settings", "Защита ваших сообщений: выключена")
        .await;
    anna.tap_to(PROTECT, "Защита ваших сообщений: включена")
        .await;
    assert!(arrives_protected(&anna, &boris, "а это под защитой").await);
    assert!(
        !arrives_protected(&boris, &anna, "у меня защиты нет").await,
        "each decides for their own words"
    );

    anna.tap_to(UNPROTECT, "Защита ваших сообщений: выключена")
        .await;
    assert!(!arrives_protected(&anna, &boris, "снова без защиты").await);
    assert_eq!(
        anna.count_of("Настройки").await,
        1,
        "one card, edited in place"
    );
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn a_protection_chosen_through_one_replica_holds_on_all_of_them() {
    let system = System::start(Options::default().replicas(2)).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    // Both replicas have seen her without it.
    for text in ["первое", "второе", "третье", "четвёртое"] {
        assert!(!arrives_protected(&anna, &boris, text).await);
    }
    anna.ask("/settings", "выключена").await;
    anna.tap_to(PROTECT, "включена").await;
    testkit::eventually(Duration::from_secs(20), || async {
        let one = arrives_protected(&anna, &boris, "уже дошло?").await;
        one && arrives_protected(&anna, &boris, "везде дошло?").await
    })
    .await;
    for text in ["раз", "два", "три", "четыре"] {
        assert!(arrives_protected(&anna, &boris, text).await, "{text}");
    }
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn a_button_pressed_twice_or_late_changes_nothing_more() {
    let system = System::start(Options::default().replicas(2)).await;
    let anna = system.member("Анна").await;
    let card = anna.ask("/settings", "Настройки").await;
    anna.tap_to(PROTECT, "включена").await;
    anna.tap_to("English", "Language: English").await;
    let events = system.event_count().await;
    for data in ["v1:settings.set:protect.on", "v1:settings.set:language.en"] {
        let press = anna.control.press_forged(card.message_id, data).await;
        assert!(
            press
                .unwrap()
                .text
                .is_some_and(|text| text.contains("Saved"))
        );
    }
    assert_eq!(system.event_count().await, events);
    for forged in [
        "v1:settings.set:language.de",
        "v1:settings.set:protect",
        "v1:settings.set:protect.maybe",
        "v1:settings.set:digests.on",
        "v1:settings.set",
    ] {
        let press = anna.control.press_forged(card.message_id, forged).await;
        let sentence = press.unwrap().text.unwrap();
        assert!(
            sentence.contains("doesn’t work here"),
            "{forged}: {sentence}"
        );
    }
    assert_eq!(system.event_count().await, events);
    system.finish().await;
}

#[tokio::test]
async fn a_language_chosen_in_a_talk_holds_for_everything_after_it() {
    let system = System::start(Options::default().replicas(2)).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.ask("/settings", "Настройки").await;
    anna.tap_to("Українська", "Мова: Українська").await;
    anna.expect_menu("Завершити розмову").await;
    anna.tell(&boris, "я всё ещё здесь").await;
    boris.end().await;
    anna.expect("Розмову завершено").await;
    anna.expect_menu("Знайти співрозмовника").await;
    let rated = anna.tap("4 ⭐").await;
    assert!(rated.text.unwrap().contains("Ваша оцінка: 4"));
    for (said, answered) in [("/find", "Шукаю вам"), ("/cancel", "Зупинив пошук")]
    {
        anna.ask(said, answered).await;
    }
    boris.ask("/help", "Что я умею").await;
    system.finish().await;
}

#[tokio::test]
async fn a_choice_survives_a_restart() {
    let system = System::start_default().await;
    let anna = system.member("Анна").await;
    anna.ask("/settings", "Настройки").await;
    anna.tap_to("English", "Language: English").await;
    anna.tap_to("Turn protection on", "messages: on").await;
    system.wait_done().await;
    system.replicas[0].stop().await;
    system.restart(0).await;
    let card = anna.ask("/settings", "Language: English").await;
    assert!(card.text.contains("messages: on"), "{}", card.text);
    system.finish().await;
}
