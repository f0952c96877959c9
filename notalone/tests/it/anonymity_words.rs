//! What a member says by accident or by a detour: the peer reads everything but what names somebody, the sender is told once.

use serde_json::{Value, json};
use telegram_simulator::client::{Entity, NewMessage, RequestFilter};

use crate::harness::{Person, System};
use crate::relay_tools::two_replicas;

const NOTICE: &str = "Я убрал из сообщения то, по чему вас могут узнать";

/// What is said, what the peer reads, and how the notice calls what was taken out.
const ATTACKS: [(&str, &str, &str); 40] = [
    (
        "ищи @very_own_name вечером",
        "ищи [скрыто] вечером",
        "имя в Telegram",
    ),
    (
        "ищи @ very_own_name вечером",
        "ищи [скрыто] вечером",
        "имя в Telegram",
    ),
    ("ищи @v e r y o", "ищи [скрыто]", "имя в Telegram"),
    (
        "ищи ＠very_own_name вечером",
        "ищи [скрыто] вечером",
        "имя в Telegram",
    ),
    (
        "ищи @vеrу_оwn_nаmе вечером",
        "ищи [скрыто] вечером",
        "имя в Telegram",
    ),
    (
        "ищи @𝓿𝓮𝓻𝔂_𝓸𝔀𝓷 вечером",
        "ищи [скрыто] вечером",
        "имя в Telegram",
    ),
    (
        "ищи @very\u{200b}_own\u{2060}_name вечером",
        "ищи [скрыто] вечером",
        "имя в Telegram",
    ),
    ("ник собака very_own_name", "ник [скрыто]", "имя в Telegram"),
    (
        "https://t.me/very_own_name и всё",
        "[скрыто] и всё",
        "ссылку на Telegram",
    ),
    (
        "telegram.me/very_own_name и всё",
        "[скрыто] и всё",
        "ссылку на Telegram",
    ),
    (
        "very_own_name.t.me и всё",
        "[скрыто] и всё",
        "ссылку на Telegram",
    ),
    (
        "tg://resolve?domain=very_own_name и всё",
        "[скрыто] и всё",
        "ссылку на Telegram",
    ),
    (
        "hxxps://t.me/very_own_name и всё",
        "[скрыто] и всё",
        "ссылку на Telegram",
    ),
    (
        "t . me / very_own_name и всё",
        "[скрыто] и всё",
        "ссылку на Telegram",
    ),
    (
        "т.ме/very_own_name и всё",
        "[скрыто] и всё",
        "ссылку на Telegram",
    ),
    (
        "t точка me слэш very_own_name",
        "[скрыто]",
        "ссылку на Telegram",
    ),
    (
        "заходите https://t.me/+AbCdEf123 и всё",
        "заходите [скрыто] и всё",
        "ссылку на Telegram",
    ),
    (
        "t.me/joinchat/AbCdEf123 и всё",
        "[скрыто] и всё",
        "ссылку на Telegram",
    ),
    (
        "звоните +7 916 123-45-67 вечером",
        "звоните [скрыто] вечером",
        "номер телефона",
    ),
    (
        "звоните 8(916)1234567 вечером",
        "звоните [скрыто] вечером",
        "номер телефона",
    ),
    (
        "звоните 8 9 1 6 1 2 3 4 5 6 7 вечером",
        "звоните [скрыто] вечером",
        "номер телефона",
    ),
    (
        "звоните 8️⃣9️⃣1️⃣6️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣ вечером",
        "звоните [скрыто] вечером",
        "номер телефона",
    ),
    (
        "плюс семь девятьсот шестнадцать сто двадцать три сорок пять шестьдесят семь, жду",
        "[скрыто], жду",
        "номер телефона",
    ),
    (
        "мій номер 067 123 45 67, чекаю",
        "мій номер [скрыто], чекаю",
        "номер телефона",
    ),
    (
        "звоните +375 29 123-45-67 вечером",
        "звоните [скрыто] вечером",
        "номер телефона",
    ),
    (
        "звоните +1 (212) 555-0123 вечером",
        "звоните [скрыто] вечером",
        "номер телефона",
    ),
    (
        "почта very@example.org для вас",
        "почта [скрыто] для вас",
        "адрес почты",
    ),
    (
        "почта very @ mail.ru для вас",
        "почта [скрыто] для вас",
        "адрес почты",
    ),
    (
        "почта very собака mail точка ru",
        "почта [скрыто]",
        "адрес почты",
    ),
    (
        "почта very[at]mail[dot]ru для вас",
        "почта [скрыто] для вас",
        "адрес почты",
    ),
    (
        "мой вк id12345678 вот",
        "мой вк [скрыто] вот",
        "имя или ссылку в другой сети",
    ),
    (
        "https://vk.com/very_own вот",
        "[скрыто] вот",
        "имя или ссылку в другой сети",
    ),
    (
        "инста: very_own_name вот",
        "инста: [скрыто] вот",
        "имя или ссылку в другой сети",
    ),
    (
        "wa.me/79161234567 вот",
        "[скрыто] вот",
        "имя или ссылку в другой сети",
    ),
    (
        "дискорд very#1234 вот",
        "дискорд [скрыто] вот",
        "имя или ссылку в другой сети",
    ),
    (
        "viber://chat?number=79161234567 вот",
        "[скрыто] вот",
        "имя или ссылку в другой сети",
    ),
    (
        "https://bit.ly/3very вот",
        "[скрыто] вот",
        "имя или ссылку в другой сети",
    ),
    (
        "мой тг very_own_name вот",
        "мой тг [скрыто] вот",
        "имя или ссылку в другой сети",
    ),
    (
        "my telegram: very_own_name",
        "my telegram: [скрыто]",
        "имя или ссылку в другой сети",
    ),
    (
        "ник — very.own.name",
        "ник — [скрыто]",
        "имя или ссылку в другой сети",
    ),
];

/// What looks like a contact and is none.
const HARMLESS: [&str; 10] = [
    "Встретимся в 10:30, а 12.05.2024 в 18:45",
    "Пью по 5 мг утром и 10 мг вечером, стоит 1 500 рублей",
    "Моя собака Rex любит гулять, и точка. Нет сил",
    "Карта 4276 3800 1234 5678 осталась у бывшего",
    "Мне 35, сыну 7, версия 10.0.19045",
    "8-800-2000-122 — там выслушают",
    "Статья https://lenta.ru/articles/2024/03/15/sleep/ хорошая",
    "vk.com/wall-12345_678 и https://www.youtube.com/watch?v=dQw4w9WgXcQ",
    "Сижу в телеграме весь день, а в инсте одни stories",
    "Один два три четыре пять шесть семь восемь девять десять — дышу",
];

async fn notices(person: &Person) -> usize {
    person.count_of(NOTICE).await
}

/// Every request that was ever made to somebody's chat.
async fn everything_sent_to(system: &System, person: &Person) -> String {
    let filter = RequestFilter {
        chat_id: Some(person.control.id()),
        ..RequestFilter::default()
    };
    let requests = system.bot.control().requests(&filter).await.unwrap();
    serde_json::to_string(&requests).unwrap().to_lowercase()
}

/// Every word that was ever sent to somebody, and every address behind one. Not the numbers around them: times and ids hold any digits.
async fn everything_said_to(system: &System, person: &Person) -> String {
    let filter = RequestFilter {
        chat_id: Some(person.control.id()),
        ..RequestFilter::default()
    };
    let requests = system.bot.control().requests(&filter).await.unwrap();
    let mut said = Vec::new();
    for request in &requests {
        let words = ["text", "caption"].map(|field| request.params[field].as_str());
        let entities = request.params["entities"].as_array();
        let addresses = entities
            .into_iter()
            .flatten()
            .map(|entity| entity["url"].as_str());
        said.extend(words.into_iter().chain(addresses).flatten());
    }
    said.join("\n").to_lowercase()
}

#[tokio::test]
async fn nobody_leaves_anonymity_by_what_they_say() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    for (number, (said, read, kind)) in ATTACKS.into_iter().enumerate() {
        boris.look().await;
        anna.say(said).await;
        boris.hears(&anna, read).await;
        let notice = anna.expect(NOTICE).await;
        assert!(
            notice.text.contains(&format!("узнать: {kind}. ")),
            "{said}: {}",
            notice.text
        );
        assert_eq!(notices(&anna).await, number + 1, "one notice for {said}");
    }
    boris.look().await;
    anna.say("@very_own_name, +7 916 123-45-67, very@example.org")
        .await;
    boris.hears(&anna, "[скрыто], [скрыто], [скрыто]").await;
    let notice = anna
        .expect("адрес почты, имя в Telegram, номер телефона")
        .await;
    assert!(notice.text.contains(NOTICE));
    assert_eq!(notices(&anna).await, ATTACKS.len() + 1);

    let said = everything_said_to(&system, &boris).await;
    for secret in ["very", "916", "234", "id12345678", "abcdef123"] {
        assert!(!said.contains(secret), "{secret} in {said}");
    }
    anna.end().await;
    boris.expect("Разговор завершён").await;
    system.finish().await;
}

#[tokio::test]
async fn ordinary_words_arrive_as_they_were_said() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    for words in HARMLESS {
        anna.tell(&boris, words).await;
    }
    assert_eq!(notices(&anna).await, 0);
    anna.end().await;
    boris.expect("Разговор завершён").await;
    system.finish().await;
}

fn link(url: &str) -> Entity {
    let mut link = Entity::new("text_link", 0, 3);
    link.extra.insert("url".to_owned(), json!(url));
    link
}

#[tokio::test]
async fn a_link_under_words_leads_into_the_web_or_nowhere() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    for url in [
        "https://t.me/very_own_name",
        "tg://user?id=42",
        "mailto:very@example.org",
        "https://wa.me/79161234567",
        "https://vk.com/away.php?to=https%3A%2F%2Ft.me%2Fvery_own_name",
    ] {
        boris.look().await;
        anna.say_formatted("вот ссылка", vec![link(url)]).await;
        boris.hears(&anna, "[скрыто] ссылка").await;
        anna.expect(NOTICE).await;
    }
    boris.look().await;
    anna.say_formatted("вот статья", vec![link("https://example.org/a")])
        .await;
    let article = boris.hears(&anna, "вот статья").await;
    let links = |message: &telegram_simulator::client::MessageView| {
        message
            .entities
            .iter()
            .filter(|entity| entity.kind == "text_link")
            .count()
    };
    assert_eq!(links(&article), 1);
    let sent = everything_sent_to(&system, &boris).await;
    for secret in ["very", "user?id", "wa.me", "away.php"] {
        assert!(!sent.contains(secret), "{secret}");
    }
    anna.end().await;
    boris.expect("Разговор завершён").await;
    system.finish().await;
}

/// A message with parts of Telegram's that say where it comes from.
fn with_origin(text: &str, parts: Value) -> NewMessage {
    let Value::Object(parts) = parts else {
        panic!("parts are an object")
    };
    NewMessage {
        text: text.to_owned(),
        parts,
        ..NewMessage::default()
    }
}

#[tokio::test]
async fn where_a_message_comes_from_stays_behind() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let id = anna.control.id();
    let user =
        json!({"id": id, "is_bot": false, "first_name": "Аннабелла", "username": "very_own_name"});
    let channel = json!({"id": -100_777, "type": "channel", "title": "Канал Аннабеллы", "username": "very_own_name"});
    let origins = [
        (
            "от человека",
            json!({"forward_origin": {"type": "user", "date": 1, "sender_user": user}}),
        ),
        (
            "от скрытого",
            json!({"forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "Аннабелла"}}),
        ),
        (
            "из канала",
            json!({"forward_origin": {"type": "channel", "date": 1, "chat": channel, "message_id": 5, "author_signature": "Аннабелла"}}),
        ),
        (
            "через бота",
            json!({"via_bot": {"id": 5, "is_bot": true, "first_name": "Аннабелла", "username": "very_own_bot"}}),
        ),
        (
            "ответ из другого чата",
            json!({"external_reply": {"origin": {"type": "user", "date": 1, "sender_user": user}}, "quote": {"text": "Аннабелла", "position": 0}}),
        ),
        (
            "с предпросмотром",
            json!({"link_preview_options": {"url": "https://t.me/very_own_name", "prefer_large_media": true}}),
        ),
    ];
    for (words, parts) in origins {
        boris.look().await;
        anna.send(&with_origin(words, parts)).await;
        boris.hears(&anna, words).await;
    }
    let sent = everything_sent_to(&system, &boris).await;
    for secret in [
        "very_own",
        "аннабелл",
        "forward",
        "via_bot",
        "external",
        &id.to_string(),
    ] {
        assert!(!sent.contains(secret), "{secret}");
    }
    anna.end().await;
    boris.expect("Разговор завершён").await;
    system.finish().await;
}
