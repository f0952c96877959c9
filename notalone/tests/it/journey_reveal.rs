//! Mutual reveal: both or nobody.

use telegram_simulator::client::{ChatView, NewUser};

use crate::harness::{Person, System};
use crate::relay_tools::two_replicas;

const OFFER: &str = "Открыться";
const TAKE_BACK: &str = "Не открываться";
const REVEALED: &str = "Вы оба решили открыться";

async fn username(system: &System, person: &Person) -> String {
    let users = system.bot.control().users().await.unwrap();
    let mut users = users.into_iter();
    let user = users.find(|user| user.id == person.control.id());
    user.unwrap().username.unwrap()
}

/// Presses and returns what the press was answered with.
async fn press(person: &Person, label: &str) -> String {
    person.expect_button(label).await;
    person.tap(label).await.text.unwrap_or_default()
}

/// Two in a talk whose chats are at rest: menus and old cards, which nobody waits for, are in their last form.
async fn at_rest(system: &System) -> (Person, Person) {
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    for person in [&anna, &boris] {
        let is_at_rest = |chat: &ChatView| {
            let is_menu_short = !chat.commands.iter().any(|entry| entry.command == "find");
            let is_tidy = ["Собеседник нашёлся", "Вы оба согласились"]
                .iter()
                .all(|text| chat.bot_said(text));
            is_menu_short && is_tidy
        };
        let resting = person.control.wait_for("a chat at rest", is_at_rest);
        resting.await.unwrap();
    }
    (anna, boris)
}

/// Everything that came or changed in a chat so far.
async fn change(system: &System, person: &Person) -> u64 {
    system.wait_done().await;
    person.chat().await.change
}

#[tokio::test]
async fn both_see_each_others_username_when_both_want_it() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    assert!(press(&anna, OFFER).await.contains("он ничего не узнает"));
    anna.expect_button(TAKE_BACK).await;
    anna.look().await;
    assert_eq!(press(&boris, OFFER).await, "");
    let (hers, his) = (
        username(&system, &anna).await,
        username(&system, &boris).await,
    );
    for (person, other, own) in [(&anna, &his, &hers), (&boris, &hers, &his)] {
        let told = person.expect(REVEALED).await;
        assert!(told.text.contains(&format!("@{other}.")), "{}", told.text);
        assert!(!told.text.contains(own.as_str()), "{}", told.text);
        person.expect_no_button(OFFER).await;
        person.expect_no_button(TAKE_BACK).await;
        assert_eq!(person.count_of(REVEALED).await, 1);
    }
    anna.tell(&boris, "вот и познакомились").await;
    anna.end().await;
    boris.expect("Разговор завершён").await;
    system.finish().await;
}

#[tokio::test]
async fn one_alone_changes_nothing_for_the_other_whatever_is_pressed() {
    let system = System::start_default().await;
    let (anna, boris) = at_rest(&system).await;
    let before = change(&system, &boris).await;
    let requests = system.requests_to(&boris).await;
    press(&anna, OFFER).await;
    assert!(press(&anna, TAKE_BACK).await.contains("ничего не узнал"));
    press(&anna, OFFER).await;
    press(&anna, TAKE_BACK).await;
    assert_eq!(change(&system, &boris).await, before);
    assert_eq!(system.requests_to(&boris).await, requests);
    // Taken back: the other's offer meets none.
    let before = change(&system, &anna).await;
    assert!(press(&boris, OFFER).await.contains("он ничего не узнает"));
    assert_eq!(change(&system, &anna).await, before);
    assert_eq!(system.events("IdentitiesRevealed").await, 0);
    anna.end().await;
    boris.expect("Разговор завершён").await;
    system.finish().await;
}

#[tokio::test]
async fn who_has_no_username_is_told_how_to_set_one_and_the_other_nothing() {
    let system = System::start_default().await;
    let (anna, boris) = at_rest(&system).await;
    let named = |username: &str| NewUser {
        username: Some(username.to_owned()),
        ..NewUser::default()
    };
    let (control, id) = (system.bot.control(), anna.control.id());
    control.change_user(id, &named("")).await.unwrap();
    let before = change(&system, &boris).await;
    anna.tap_to(OFFER, "Его можно задать в настройках Telegram")
        .await;
    assert_eq!(change(&system, &boris).await, before);
    assert_eq!(system.events("RevealOffered").await, 0);
    assert_eq!(system.usernames_kept().await, 0);

    control
        .change_user(id, &named("anna_at_last"))
        .await
        .unwrap();
    press(&anna, OFFER).await;
    press(&boris, OFFER).await;
    boris.expect("@anna_at_last").await;
    anna.expect(REVEALED).await;
    anna.end().await;
    boris.expect("Разговор завершён").await;
    system.finish().await;
}

#[tokio::test]
async fn an_offer_ends_with_its_talk() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let card = anna.expect_button(OFFER).await;
    let offer = card.button(OFFER).unwrap().data.clone().unwrap();
    press(&anna, OFFER).await;
    boris.end().await;
    anna.expect("Разговор завершён").await;
    anna.expect_no_button(TAKE_BACK).await;
    system.wait_done().await;
    assert_eq!(system.usernames_kept().await, 0);
    for data in [
        offer.clone(),
        offer.replace("reveal.offer", "reveal.withdraw"),
    ] {
        let late = anna.control.press_forged(card.message_id, &data).await;
        let sentence = late.unwrap().text.unwrap();
        let is_refused = sentence.contains("Этот разговор уже закончился")
            || sentence.contains("Эта кнопка здесь не работает");
        assert!(is_refused, "{sentence}");
    }
    // In the next talk nothing of it is left.
    let vera = system.member("Вера").await;
    anna.meet(&vera).await;
    assert!(press(&vera, OFFER).await.contains("он ничего не узнает"));
    assert_eq!(anna.count_of(REVEALED).await, 0);
    anna.end().await;
    vera.expect("Разговор завершён").await;
    system.finish().await;
}

impl System {
    /// How many requests went to this person's chat.
    async fn requests_to(&self, person: &Person) -> usize {
        let requests = self.requests().await;
        let id = person.control.id();
        let to_them = |params: &serde_json::Value| params["chat_id"] == serde_json::json!(id);
        requests
            .iter()
            .filter(|request| request.chat_id == Some(id) || to_them(&request.params))
            .count()
    }

    /// How many usernames are in the vault.
    pub(crate) async fn usernames_kept(&self) -> i64 {
        sqlx::query_scalar("select count(*) from vault.sealed_values where kind = 'username'")
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }
}
