//! The way in: wrong answers, minors, pauses.

use crate::harness::{ANXIETY, BURNOUT, Person, System};

/// Types an answer that does not fit; one sentence and the same question come back.
async fn wrong(person: &Person, answer: &str, sentence: &str, question: &str) {
    let asked = person.ask(answer, sentence).await;
    assert!(
        asked.text.contains(question),
        "after «{answer}»: {}",
        asked.text
    );
}

#[tokio::test]
async fn a_wrong_nickname_gets_one_sentence_and_the_question_again() {
    let system = System::start_default().await;
    let anna = system.person("Анна").await;
    wrong(
        &anna,
        "здравствуйте",
        "Здесь нужно нажать одну из кнопок",
        "«Ты не один»",
    )
    .await;
    anna.accept_rules().await;
    let question = "Как вас называть?";
    let faults = [
        ("я", "хотя бы 2 символа"),
        (
            "Очень длинный псевдоним, который никуда не помещается",
            "не больше 32",
        ),
        ("две\nстроки", "в одну строку"),
        ("12345", "нужна хотя бы одна буква"),
        ("@anna_here", "знака @"),
        ("anna@example.org", "не должно быть"),
        ("example.org/anna", "не должно быть ссылок"),
        ("+7 912 345 67 89", "не должно быть телефона"),
    ];
    for (answer, sentence) in faults {
        wrong(&anna, answer, sentence, question).await;
    }
    anna.ask("Тихая гавань", "Какое у вас время?").await;
    system.finish().await;
}

#[tokio::test]
async fn every_question_tells_what_it_expects() {
    let system = System::start_default().await;
    let anna = system.person("Анна").await;
    anna.accept_rules().await;
    anna.ask("Тихая гавань", "Какое у вас время?").await;
    wrong(
        &anna,
        "по-московски",
        "Такого пояса я не знаю",
        "Какое у вас время?",
    )
    .await;
    anna.tap_to("Другой пояс", "Напишите пояс текстом").await;
    wrong(
        &anna,
        "UTC+99",
        "Такого пояса я не знаю",
        "Какое у вас время?",
    )
    .await;
    let topics = "Что сейчас с вами происходит?";
    anna.ask("UTC+5", topics).await;
    wrong(&anna, "выгорание", "Здесь нужно нажать", topics).await;
    let too_few = anna.tap("Готово").await;
    assert!(too_few.text.unwrap().contains("хотя бы две темы"));
    for topic in [
        BURNOUT,
        ANXIETY,
        "🏠 Переезд",
        "💔 Развод",
        "😢 Утрата",
        "🏥 Болезнь",
    ] {
        anna.tap(topic).await;
    }
    anna.expect("Выбрано: 6 из 6").await;
    let too_many = anna.tap("👶 Родительство").await;
    assert!(too_many.text.unwrap().contains("не больше шести"));
    let bio = "Расскажите о себе";
    anna.tap_to("Готово", bio).await;
    wrong(&anna, &"а".repeat(161), "не больше 160", bio).await;
    wrong(&anna, "пишите на anna@example.org", "не должно быть", bio).await;
    wrong(
        &anna,
        "звоните 8 912 345-67-89",
        "не должно быть телефона",
        bio,
    )
    .await;
    wrong(&anna, "1\n2\n3\n4\n5\n6\n7", "не больше шести", bio).await;
    anna.ask("Люблю гулять\nи молчать", "Что вы ищете").await;
    wrong(&anna, "совет", "Здесь нужно нажать", "Что вы ищете").await;
    anna.tap_to("Совет", "Как говорить").await;
    wrong(&anna, "как-нибудь", "Здесь нужно нажать", "Как говорить").await;
    anna.tap_to("Бережно", "Когда вам удобно").await;
    wrong(&anna, "вечером", "Здесь нужно нажать", "Когда вам удобно").await;
    anna.tap("Вечер, 18–24").await;
    anna.tap_to("Готово", "Готово, Тихая гавань!").await;
    system.finish().await;
}

#[tokio::test]
async fn a_minor_gets_childrens_lines_and_no_matching() {
    let system = System::start_default().await;
    let anna = system.person("Анна").await;
    anna.ask("/start", "Это «Ты не один»").await;
    anna.tap("Дальше").await;
    anna.tap("Дальше").await;
    anna.tap_to("Мне нет 18", "8-800-2000-122").await;
    for message in ["/start", "/find", "/profile", "поговорите со мной"] {
        anna.ask(message, "8-800-2000-122").await;
    }
    // Pressed by mistake.
    anna.ask("/rules", "Это «Ты не один»").await;
    anna.tap("Дальше").await;
    anna.tap("Дальше").await;
    anna.tap_to("Мне есть 18, я понимаю", "Как вас называть?")
        .await;
    system.finish().await;
}

#[tokio::test]
async fn who_pauses_goes_on_where_they_were() {
    let system = System::start_default().await;
    let anna = system.person("Анна").await;
    anna.accept_rules().await;
    anna.ask("Тихая гавань", "Какое у вас время?").await;
    anna.ask("/cancel", "остановимся здесь").await;
    let asked = anna.ask("/start", "Продолжим с того места").await;
    assert!(asked.text.contains("Какое у вас время?"));
    anna.tap("Москва").await;
    anna.tap(BURNOUT).await;
    anna.expect("Выбрано: 1 из 6").await;
    for (command, expected) in [
        ("/help", "Что я умею"),
        ("/privacy", "Что я храню"),
        ("/sos", "звоните 112"),
        ("/find", "Чтобы искать, нужно ответить"),
    ] {
        anna.ask(command, expected).await;
    }
    anna.expect("Выбрано: 1 из 6").await;
    system.finish().await;
}
