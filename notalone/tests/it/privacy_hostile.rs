//! Hostile texts: each gets one clear sentence or is carried safely; nothing crashes, nothing is parked.

use serde_json::{Value, json};

use crate::harness::{Person, Profile, System};

/// Texts that break what is careless.
fn hostile_texts() -> Vec<String> {
    let zalgo: String = "Зальго"
        .chars()
        .flat_map(|letter| {
            [
                letter, '\u{0300}', '\u{0316}', '\u{0489}', '\u{033f}', '\u{0317}', '\u{0300}',
                '\u{0316}',
            ]
        })
        .collect();
    let mut texts: Vec<String> = [
        "\u{202e}отоварп\u{202c} налево",
        "\u{2066}изолят\u{2069} и \u{200f}метка\u{200e}",
        "нуле\u{200b}вая ши\u{200c}рина \u{feff}и\u{2060}ещё",
        "\u{200b}\u{200b}\u{200b}",
        "\u{3164}\u{115f}\u{1160}",
        "   \u{a0}\u{2003}\t ",
        "👨‍👩‍👧‍👦👩🏽‍🚀🏳️‍🌈🇷🇺",
        "𝕿𝖎𝖍𝖎𝖐 𝔊𝔬𝔱𝔥",
        "<b>жирный</b> &lt;i&gt; &amp; </b></i>",
        "*звезда* _черта_ `код` [ссылка](http://x) ~зачёркнуто~ ||тайна||",
        "{ $nickname } { fluent } {\"json\": true} %s %n ${HOME} $(id)",
        "'; drop table events; --",
        "../../../etc/passwd\\..\\",
        "строка\nвторая\r\nтретья\u{2028}четвёртая\u{2029}пятая",
        "✉️ Чужой псевдоним\nя говорю голосом бота",
        "Разговор завершён",
        "@admin t.me/x tg://user?id=1",
        "\u{1F600}".repeat(3).as_str(),
        "\u{e0041}\u{e0042}\u{e0043} теги",
        "\u{fff9}аннотация\u{fffb}\u{fffc}\u{fffd}\u{fdd0}",
        "v1:match.accept:AAAA",
        "/start@чужой_бот /find",
        "1234567890",
        ".",
    ]
    .map(str::to_owned)
    .into();
    texts.push(zalgo);
    texts.push("я".repeat(4_096));
    texts.push("😀".repeat(2_048));
    texts.push("a\n".repeat(2_047));
    texts.push("ш\u{0301}".repeat(2_000));
    texts
}

/// As Telegram would deliver it, without its cleaning: also what Telegram never lets through.
fn raw(person: &Person, message_id: i64, text: &str, entities: &Value) -> Value {
    let id = person.control.id();
    json!({"message": {
        "message_id": message_id,
        "date": 1_772_452_800,
        "from": {"id": id, "is_bot": false, "first_name": "x"},
        "chat": {"id": id, "type": "private", "first_name": "x"},
        "text": text,
        "entities": entities,
    }})
}

/// Delivers and waits until it is acknowledged, at the first attempt.
async fn deliver(system: &System, update: &Value) {
    let update_id = system.bot.deliver_raw(update).await.unwrap().unwrap();
    system.redeliver_until_done().await;
    let deliveries = system.deliveries_of(update_id).await;
    let statuses: Vec<_> = deliveries.iter().map(|delivery| delivery.status).collect();
    assert_eq!(statuses, [Some(200)], "{update}");
}

/// Telegram took everything that was made of these texts.
async fn assert_nothing_refused(system: &System) {
    let harmless = "Bad Request: message is not modified";
    let refused = system.requests().await.into_iter().find(|request| {
        let is_harmless = |words: &String| words.starts_with(harmless);
        request.status >= 400 && !request.description.as_ref().is_some_and(is_harmless)
    });
    assert!(refused.is_none(), "Telegram refused: {refused:?}");
}

async fn last_message_of_bot(person: &Person) -> i64 {
    person
        .chat()
        .await
        .last_bot_message()
        .map_or(0, |message| message.message_id)
}

#[tokio::test]
async fn hostile_words_in_a_talk_are_carried_safely_or_answered() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let odd_entities = json!([
        {"type": "bold", "offset": 1, "length": 1},
        {"type": "italic", "offset": 1, "length": 3},
        {"type": "text_link", "offset": 3, "length": 9, "url": "javascript:alert(1)"},
        {"type": "text_link", "offset": 0, "length": 2, "url": "https://t.me/somebody"},
        {"type": "pre", "offset": 0, "length": 4096, "language": "\u{202e}x\n"},
        {"type": "spoiler", "offset": 4095, "length": 2},
        {"type": "blockquote", "offset": 0, "length": 0},
        {"type": "mention", "offset": 5, "length": 1},
        {"type": "custom_emoji", "offset": 0, "length": 2, "custom_emoji_id": "5"},
        {"type": "from_the_future", "offset": 0, "length": 1},
    ]);
    let mut texts = hostile_texts();
    texts.push("нуль\0внутри".to_owned());
    texts.push("\0".to_owned());
    for (number, text) in texts.iter().enumerate() {
        for entities in [&json!([]), &odd_entities] {
            let (at_anna, at_boris) = (
                last_message_of_bot(&anna).await,
                last_message_of_bot(&boris).await,
            );
            let message_id = 800_000 + i64::try_from(number).unwrap();
            deliver(&system, &raw(&anna, message_id, text, entities)).await;
            let is_carried = last_message_of_bot(&boris).await > at_boris;
            let is_answered = last_message_of_bot(&anna).await > at_anna;
            assert!(is_carried || is_answered, "silence about {text:?}");
        }
    }
    let chat = boris.chat().await;
    for message in chat
        .bot_messages()
        .filter(|message| message.text.starts_with("✉️"))
    {
        let is_clean = message.text.chars().all(|character| !matches!(character, '\0' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
        assert!(is_clean, "{:?}", message.text);
        let headers = message
            .text
            .lines()
            .filter(|line| line.starts_with("✉️"))
            .count();
        assert_eq!(headers, 1, "somebody else's voice: {:?}", message.text);
    }
    assert_nothing_refused(&system).await;
    anna.tell(&boris, "всё ещё здесь").await;
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn hostile_nicknames_and_bios_get_one_sentence_and_the_question_again_or_are_taken() {
    let system = System::start_default().await;
    let mut texts = hostile_texts();
    texts.push("имя\0с нулём".to_owned());
    let anna = system.person("Анна").await;
    anna.accept_rules().await;
    let mut has_nickname = false;
    for (number, text) in texts.iter().enumerate() {
        // Commands are answered as commands.
        if text.starts_with('/') {
            continue;
        }
        if has_nickname {
            anna.ask("/profile", "Ваш профиль").await;
            anna.tap_to("Псевдоним", "Как вас называть?").await;
        }
        anna.look().await;
        let message_id = 800_000 + i64::try_from(number).unwrap();
        deliver(&system, &raw(&anna, message_id, text, &json!([]))).await;
        let answer = anna.chat().await.last_bot_message().unwrap().text.clone();
        if answer.contains("Как вас называть?") {
            let sentences = answer.split("Как вас называть?").next().unwrap().trim();
            assert!(
                !sentences.is_empty() && sentences.lines().count() == 1,
                "{text:?}: {answer}"
            );
            if has_nickname {
                anna.ask("/cancel", "Оставил как было").await;
            }
        } else if !has_nickname {
            assert!(answer.contains("Какое у вас время?"), "{text:?}: {answer}");
            has_nickname = true;
            anna.rest_of_onboarding().await;
        }
    }
    assert!(has_nickname, "some are harmless");
    for (number, text) in texts
        .iter()
        .enumerate()
        .filter(|(_, text)| !text.starts_with('/'))
    {
        anna.ask("/profile", "Ваш профиль").await;
        anna.tap_to("О себе", "Расскажите о себе").await;
        let message_id = 810_000 + i64::try_from(number).unwrap();
        deliver(&system, &raw(&anna, message_id, text, &json!([]))).await;
        let answer = anna.chat().await.last_bot_message().unwrap().text.clone();
        if answer.contains("Расскажите о себе") {
            anna.ask("/cancel", "Оставил как было").await;
        } else {
            assert!(answer.contains("Записал"), "{text:?}: {answer}");
        }
    }
    assert_nothing_refused(&system).await;

    // Whatever was taken last is shown to a stranger without harm.
    let boris = system.person("Борис").await;
    boris.onboard(&Profile::named("Борис")).await;
    anna.find().await;
    boris.find().await;
    anna.accept().await;
    boris.accept().await;
    boris.expect("Разговор открыт").await;
    anna.end().await;
    system.finish().await;
}

impl Person {
    async fn rest_of_onboarding(&self) {
        self.tap_to("Москва", "Что сейчас с вами происходит?").await;
        self.tap("🔥 Выгорание").await;
        self.tap("😰 Тревога").await;
        self.tap_to("Готово", "Расскажите о себе").await;
        self.tap_to("Пропустить", "Что вы ищете").await;
        self.tap_to("Пропустить", "Как говорить").await;
        self.tap_to("Пропустить", "Когда вам удобно").await;
        self.tap_to("Готово", "Теперь можно искать собеседника")
            .await;
    }
}
