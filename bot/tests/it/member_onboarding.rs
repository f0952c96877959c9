//! From the first `/start` to a complete profile, and back to where the member was.

use domain::member::OnboardingStep;
use domain::values::Topic;
use serde_json::json;

use crate::stage::Stage;

#[tokio::test]
async fn a_new_member_reaches_a_complete_profile_by_tapping() {
    let stage = Stage::open().await;
    let member = stage.person(1001).await;
    member.joins("Тихая Сова").await;
    assert!(
        member.last().contains("Готово, Тихая Сова!"),
        "{}",
        member.look()
    );
    let known = member.state().await;
    assert_eq!(known.next_step(), None);
    assert_eq!(
        known.topics.iter().collect::<Vec<_>>(),
        [Topic::Burnout, Topic::Loss]
    );
    let profile = member.says("/profile").await;
    assert!(profile.contains("Псевдоним: Тихая Сова"), "{profile}");
}

#[tokio::test]
async fn a_wrong_answer_gets_one_sentence_and_the_same_question() {
    let stage = Stage::open().await;
    let member = stage.person(1002).await;
    let gate = member.says("/start@any_bot").await;
    assert!(gate.contains("1 из 3"), "{gate}");
    let still = member.says("а можно без правил?").await;
    assert!(
        still.contains("нужно нажать одну из кнопок") && still.contains("1 из 3"),
        "{still}"
    );
    for label in ["Дальше", "Дальше", "Мне есть 18, я понимаю"] {
        member.presses(label).await;
    }
    for (wrong, sentence) in [
        ("я", "хотя бы 2 символа"),
        ("@durov", "знака @"),
        ("две\nстроки", "в одну строку"),
        ("12345", "хотя бы одна буква"),
    ] {
        let again = member.says(wrong).await;
        assert!(
            again.contains(sentence) && again.contains("Как вас называть?"),
            "{wrong}: {again}"
        );
    }
    let photo = member.sends(json!({"photo": []})).await;
    assert!(photo.contains("ответ текстом или кнопкой"), "{photo}");
    assert_eq!(
        member.state().await.next_step(),
        Some(OnboardingStep::Nickname)
    );
}

#[tokio::test]
async fn a_suggested_nickname_a_city_and_an_offset_are_answers_too() {
    let stage = Stage::open().await;
    let member = stage.person(1003).await;
    member.says("/start").await;
    for label in ["Дальше", "Дальше", "Мне есть 18, я понимаю"] {
        member.presses(label).await;
    }
    let suggestion = member.chat().last().expect("the question").buttons[1]
        .0
        .clone();
    member.presses(&suggestion).await;
    assert!(
        member.last().contains("Какое у вас время?"),
        "{}",
        member.look()
    );
    member.presses("Другой пояс").await;
    let unknown = member.says("где-то на юге").await;
    assert!(unknown.contains("Такого пояса я не знаю"), "{unknown}");
    member.says("UTC+5").await;
    assert_eq!(member.state().await.time_zone, "UTC+5".parse().ok());
    assert!(
        member.last().contains("Выбрано: 0 из 6"),
        "{}",
        member.look()
    );
    assert!(member.presses("Готово").await.contains("хотя бы две"));
}

#[tokio::test]
async fn who_stops_in_the_middle_goes_on_there_after_a_restart() {
    let mut stage = Stage::open().await;
    {
        let member = stage.person(1004).await;
        member.says("/start").await;
        for label in ["Дальше", "Дальше", "Мне есть 18, я понимаю"] {
            member.presses(label).await;
        }
        member.says("Лис").await;
        for label in ["Минск", "🔥 Выгорание", "📈 Карьера"] {
            member.presses(label).await;
        }
    }
    stage.restart().await;
    let member = stage.person(1004).await;
    let again = member.says("/start").await;
    assert!(again.contains("Продолжим с того места"), "{again}");
    assert!(
        again.contains("Выбрано: 2 из 6") && again.contains("[✅ 🔥 Выгорание]"),
        "{again}"
    );
    let paused = member.says("/cancel").await;
    assert!(paused.contains("остановимся здесь"), "{paused}");
    let asked = member.says("/find").await;
    assert!(
        asked.contains("нужно ответить ещё") && asked.contains("Выбрано: 2 из 6"),
        "{asked}"
    );
}

#[tokio::test]
async fn an_answer_delivered_twice_answers_once() {
    let stage = Stage::open().await;
    let member = stage.person(1005).await;
    member.says("/start").await;
    for label in ["Дальше", "Дальше", "Мне есть 18, я понимаю"] {
        member.presses(label).await;
    }
    // «Москва» is a nickname here; taken for the next question it would be a time zone.
    let nickname = member.message(json!({"text": "Москва"}));
    for _ in 0..3 {
        member.delivers(&nickname).await;
        assert_eq!(
            member.state().await.next_step(),
            Some(OnboardingStep::TimeZone)
        );
    }
    member.presses("Самара").await;
    let (message_id, data) = member.button("🏠 Переезд");
    let toggle = member.press(message_id, &data);
    for _ in 0..3 {
        member.delivers(&toggle).await;
        assert!(
            member.last().contains("Выбрано: 1 из 6"),
            "{}",
            member.look()
        );
    }
}

#[tokio::test]
async fn a_double_press_does_not_skip_a_rules_card() {
    let stage = Stage::open().await;
    let member = stage.person(1006).await;
    member.says("/start").await;
    member.says("/start").await;
    let first = member.chat()[0].clone();
    member
        .presses_data(first.message_id, &first.buttons[0].1)
        .await;
    assert!(
        member.look().contains("1 из 3") && !member.look().contains("2 из 3"),
        "{}",
        member.look()
    );
    member.presses("Дальше").await;
    assert!(member.last().contains("2 из 3"), "{}", member.look());
}

#[tokio::test]
async fn a_minor_sees_the_childrens_lines_and_no_matching() {
    let stage = Stage::open().await;
    let member = stage.person(1007).await;
    member.says("/start").await;
    for label in ["Дальше", "Дальше", "Мне нет 18"] {
        member.presses(label).await;
    }
    for command in ["/start", "/find", "/profile", "помогите"] {
        let shown = member.says(command).await;
        assert!(
            shown.contains("8-800-2000-122") && shown.contains("112"),
            "{command}: {shown}"
        );
        assert!(!shown.contains('['), "{command}: {shown}");
    }
    assert!(member.state().await.minor);
    // By mistake: the rules can be answered anew.
    member.says("/rules").await;
    for label in ["Дальше", "Дальше", "Мне есть 18, я понимаю"] {
        member.presses(label).await;
    }
    assert!(!member.state().await.minor);
}

#[tokio::test]
async fn old_buttons_of_earlier_questions_change_nothing() {
    let stage = Stage::open().await;
    let member = stage.person(1008).await;
    member.joins("Лис").await;
    let before = member.state().await;
    let message_id = member.chat()[0].message_id;
    for (data, sentence) in [
        ("v1:rules.next", "уже приняли"),
        ("v1:rules.minor", "уже приняли"),
        ("v1:nick.pick:1", "уже ответили"),
        ("v1:topic.toggle:loss", "уже ответили"),
        ("v1:purpose.set:skip", "уже ответили"),
        ("v1:windows.done", "уже ответили"),
        ("v1:tz.set:Mars/Base", "не работает"),
        ("v2:anything", "не работает"),
    ] {
        let answer = member.presses_data(message_id, data).await;
        assert!(answer.contains(sentence), "{data}: {answer}");
    }
    assert_eq!(member.state().await, before);
}

#[tokio::test]
async fn each_field_of_the_profile_can_be_changed_and_left_as_it_was() {
    let stage = Stage::open().await;
    let member = stage.person(1009).await;
    member.joins("Лис").await;
    member.says("/profile").await;
    member.presses("О себе").await;
    let saved = member.says("Пью чай и слушаю <b>дождь</b>").await;
    assert!(
        saved.contains("Записал.") && saved.contains("слушаю <b>дождь</b>"),
        "{saved}"
    );
    member.presses("Темы").await;
    assert!(
        member.last().contains("Выбрано: 2 из 6"),
        "{}",
        member.look()
    );
    member.presses("🌱 Поиск себя").await;
    member.presses("Готово").await;
    assert_eq!(member.state().await.topics.len(), 3);
    member.presses("Псевдоним").await;
    let kept = member.says("/cancel").await;
    assert!(kept.contains("Оставил как было"), "{kept}");
    let hint = member.says("Совсем Другое Имя").await;
    assert!(hint.contains("ни с кем не разговариваете"), "{hint}");
    assert!(member.says("/profile").await.contains("Псевдоним: Лис"));
}

#[tokio::test]
async fn every_command_answers_and_an_unknown_one_is_told_so() {
    let stage = Stage::open().await;
    let member = stage.person(1010).await;
    member.joins("Лис").await;
    for (command, words) in [
        ("/help", "Что я умею"),
        ("/rules", "Вы приняли эти правила"),
        ("/privacy", "нигде не записываются"),
        ("/sos", "звоните 112"),
        ("/tips", "Сейчас недоступно"),
        ("/terms", "Платформа удерживает 10 %"),
        ("/paysupport", "Сейчас принять обращение некому"),
        ("/delete_me", "Удалить всё, что я о вас знаю?"),
        ("/cancel", "ничего не удаляю"),
        ("/nonsense", "Такой команды нет"),
        ("/cancel", "отменять нечего"),
        ("/end", "ни с кем не разговариваете"),
        ("/block", "ни с кем не разговариваете"),
        ("/start", "С возвращением, Лис!"),
    ] {
        let shown = member.says(command).await;
        assert!(shown.contains(words), "{command}: {shown}");
        assert!(shown.starts_with("🔹 "), "{command}: {shown}");
    }
    let refused = member
        .sends(json!({"contact": {"phone_number": "1"}}))
        .await;
    assert!(refused.contains("Контакт мне не нужен"), "{refused}");
}
