//! Whole journeys in English and in Ukrainian: no word of another language is left in them.

use std::collections::BTreeSet;

use telegram_simulator::client::{MessageView, NewUser};

use crate::harness::{Options, Reader, System};

/// How languages call themselves, whoever reads.
const ENDONYMS: [&str; 3] = ["Русский", "English", "Українська"];

async fn newcomer(system: &System, language_code: &str) -> Reader {
    let user = NewUser {
        first_name: Some(format!("Account {language_code}")),
        username: Some(format!("account_{language_code}_42")),
        language_code: Some(language_code.to_owned()),
        ..NewUser::default()
    };
    Reader::new(system.person_like(&user).await)
}

/// What tells the languages apart in a journey: what is expected where.
struct Expected {
    nickname: &'static str,
    greeting: &'static str,
    wrong_nickname: &'static str,
    time_question: &'static str,
    wrong_bio: &'static str,
    complete: &'static str,
    cards: [(&'static str, &'static str); 10],
    waiting: &'static str,
    opened: &'static str,
    closed: &'static str,
}

const ENGLISH: Expected = Expected {
    nickname: "Quiet Harbour",
    greeting: "You are not alone",
    wrong_nickname: "at least 2 characters",
    time_question: "What time is it where you are?",
    wrong_bio: "Please leave out the @ sign",
    complete: "All done, Quiet Harbour!",
    cards: [
        ("/help", "What I can do"),
        ("/privacy", "What I keep"),
        ("/rules", "You have accepted these rules"),
        ("/sos", "call 112"),
        ("/profile", "Your profile"),
        ("/end", "not talking to anyone"),
        ("/block", "not talking to anyone"),
        ("/cancel", "nothing to cancel"),
        ("/nonsense", "I don’t know that command"),
        ("hello?", "not talking to anyone"),
    ],
    waiting: "Looking for someone for you",
    opened: "The talk is open",
    closed: "ended the talk",
};

const UKRAINIAN: Expected = Expected {
    nickname: "Тиха Гавань",
    greeting: "Вітаю!",
    wrong_nickname: "хоча б 2 символи",
    time_question: "Який у вас час?",
    wrong_bio: "не повинно бути знака @",
    complete: "Готово, Тиха Гавань!",
    cards: [
        ("/help", "Що я вмію"),
        ("/privacy", "Що я зберігаю"),
        ("/rules", "Ви прийняли ці правила"),
        ("/sos", "телефонуйте 112"),
        ("/profile", "Ваш профіль"),
        ("/end", "ні з ким не розмовляєте"),
        ("/block", "ні з ким не розмовляєте"),
        ("/cancel", "скасовувати нічого"),
        ("/nonsense", "Такої команди немає"),
        ("агов?", "ні з ким не розмовляєте"),
    ],
    waiting: "Шукаю вам співрозмовника",
    opened: "Розмову відкрито",
    closed: "Розмову завершено",
};

/// From the first `/start` to a search, with wrong answers and every card on the way.
async fn arrives_and_searches(reader: &Reader, expected: &Expected) {
    let person = &reader.person;
    person.ask("/start", expected.greeting).await;
    for verb in ["rules.next", "rules.next", "rules.ok"] {
        reader.press(verb).await;
    }
    person.ask("x", expected.wrong_nickname).await;
    person.ask(expected.nickname, expected.time_question).await;
    person.goes_by(expected.nickname);
    person.ask("Mars", "UTC+5").await;
    for verb in [
        "tz.set:Europe/Moscow",
        "topics.done",
        "topic.toggle:burnout",
        "topic.toggle:anxiety",
        "topics.done",
    ] {
        reader.press(verb).await;
    }
    person.ask("@somebody", expected.wrong_bio).await;
    for verb in [
        "bio.skip",
        "purpose.set:support",
        "sensitivity.set:gentle",
        "windows.toggle:evening",
        "windows.toggle:night",
    ] {
        reader.press(verb).await;
    }
    reader.press_to("windows.done", expected.complete).await;
    for (said, answered) in expected.cards {
        person.ask(said, answered).await;
    }
    reader.press("profile.edit:windows").await;
    reader.press("windows.done").await;
    reader.press("profile.edit:nickname").await;
    person.ask("/cancel", "").await;
    person.ask("/find", expected.waiting).await;
}

#[tokio::test]
async fn an_english_and_a_ukrainian_member_meet_and_each_reads_their_own_language() {
    let system = System::start(Options::default().replicas(2)).await;
    let emma = newcomer(&system, "en-GB").await;
    let olena = newcomer(&system, "uk").await;
    arrives_and_searches(&emma, &ENGLISH).await;
    emma.person.ask("/find", ENGLISH.waiting).await;
    arrives_and_searches(&olena, &UKRAINIAN).await;

    for reader in [&emma, &olena] {
        reader.press("match.accept:").await;
    }
    emma.person.expect(ENGLISH.opened).await;
    olena.person.expect(UKRAINIAN.opened).await;
    emma.person.expect_menu("End the talk").await;
    olena.person.expect_menu("Завершити розмову").await;

    emma.person.tell(&olena.person, "Hello there").await;
    olena.person.look().await;
    emma.person.say("write to @somebody_else").await;
    olena.person.expect("[приховано]").await;
    emma.person.expect("I took out").await;
    emma.person.look().await;
    olena.person.say("or to @somebody_else").await;
    emma.person.expect("[hidden]").await;
    olena.person.expect("Я прибрав").await;

    emma.person.ask("/end", "End the talk?").await;
    emma.press("chat.end.no:").await;
    emma.person.ask("/end", "End the talk?").await;
    olena.person.look().await;
    emma.press_to("chat.end.yes:", ENGLISH.closed).await;
    olena.person.expect(UKRAINIAN.closed).await;
    emma.press("chat.rate:5.").await;
    olena.press("chat.rate:4.").await;
    system.wait_done().await;

    let peers = ["Quiet Harbour", "Тиха Гавань", "Hello there"];
    let to_emma = emma.was_told().await;
    let to_olena = olena.was_told().await;
    assert!(to_emma.len() > 100 && to_olena.len() > 100);
    for told in to_emma.iter().map(|told| without(told, &peers)) {
        assert!(!told.chars().any(is_cyrillic), "not English: {told}");
    }
    for told in to_olena.iter().map(|told| without(told, &peers)) {
        assert!(!told.contains(is_russian_only), "not Ukrainian: {told}");
        for line in russian_lines() {
            assert!(!told.contains(line), "«{line}» in: {told}");
        }
    }
    system.finish().await;
}

#[tokio::test]
async fn who_reads_a_language_the_bot_does_not_speak_is_spoken_to_in_russian() {
    let system = System::start_default().await;
    let hans = newcomer(&system, "de").await;
    hans.person.ask("/start", "Это «Ты не один»").await;
    // And can choose another one before the first question, which follows at once.
    hans.person.ask("/settings", "Язык: Русский").await;
    let card = hans
        .press_to("settings.set:language.en", "Language: English")
        .await;
    assert_eq!(hans.person.count_of("Settings").await, 1, "edited in place");
    let question = hans.person.expect("You are not alone").await;
    assert!(
        question.message_id < card.message_id,
        "the question stays where it is"
    );
    hans.press_to("rules.next", "How we talk here").await;
    system.finish().await;
}

#[tokio::test]
async fn a_suggested_name_is_the_one_on_its_button_also_after_the_language_changed() {
    let system = System::start_default().await;
    let anna = Reader::new(system.person("Анна").await);
    anna.person.accept_rules().await;
    anna.person.ask("/settings", "Настройки").await;
    anna.press_to("settings.set:language.uk", "Мова: Українська")
        .await;
    let question = anna.person.expect("Як вас називати?").await;
    let name = label(&question, "v1:nick.pick:2");
    anna.press_to("nick.pick:2", "Який у вас час?").await;
    for verb in [
        "tz.set:Europe/Kyiv",
        "topic.toggle:loss",
        "topic.toggle:anxiety",
        "topics.done",
        "bio.skip",
        "purpose.set:skip",
        "sensitivity.set:skip",
    ] {
        anna.press(verb).await;
    }
    anna.person.goes_by(&name);
    anna.press_to("windows.done", &format!("Готово, {name}!"))
        .await;
    system.finish().await;
}

fn label(message: &MessageView, data: &str) -> String {
    let mut buttons = message.keyboard.iter().flatten();
    let button = buttons.find(|button| button.data.as_deref() == Some(data));
    button.unwrap().text.clone()
}

fn without(told: &str, words: &[&str]) -> String {
    let mut told = told.to_owned();
    for word in words.iter().chain(&ENDONYMS) {
        told = told.replace(word, "");
    }
    told
}

fn is_cyrillic(letter: char) -> bool {
    ('\u{400}'..='\u{52f}').contains(&letter)
}

fn is_russian_only(letter: char) -> bool {
    "ыэъёЫЭЪЁ".contains(letter)
}

/// Lines of the Russian texts that no Ukrainian text has: one of them would be a text that was never translated.
fn russian_lines() -> BTreeSet<&'static str> {
    const SHORTEST_CHARACTERS: usize = 8;
    let lines = |file: &'static str| -> BTreeSet<&'static str> {
        let texts = file.lines().map(|line| {
            let text = line.split_once(" = ").map_or(line, |(_, text)| text);
            let choice = text.trim_start().strip_prefix('[');
            let choice = choice.and_then(|choice| choice.split_once("] "));
            choice.map_or(text, |(_, text)| text).trim()
        });
        let is_a_text =
            |text: &&str| text.chars().count() >= SHORTEST_CHARACTERS && !text.contains(['{', '<']);
        texts.filter(is_a_text).collect()
    };
    let russian = lines(include_str!("../../../bot/locales/ru.ftl"));
    let ukrainian = lines(include_str!("../../../bot/locales/uk.ftl"));
    russian.difference(&ukrainian).copied().collect()
}
