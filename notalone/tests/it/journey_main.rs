//! The main journey: two strangers, from the first tap to the rating.

use insta::assert_snapshot;
use telegram_simulator::client::{ChatView, Entity};

use crate::harness::{ACCEPT, ANXIETY, BURNOUT, END, Options, Person, System};

/// Everything by taps; the pseudonym that was picked.
async fn onboard_by_taps(person: &Person, city: &str) -> String {
    person.accept_rules().await;
    let question = person.expect("Как вас называть?").await;
    let nickname = question.labels()[0].to_owned();
    person.tap_to(&nickname, "Какое у вас время?").await;
    person.tap_to(city, "Что сейчас с вами происходит?").await;
    person.tap(BURNOUT).await;
    person.tap(ANXIETY).await;
    person.tap_to("Готово", "Расскажите о себе").await;
    person.tap_to("Пропустить", "Что вы ищете").await;
    person.tap_to("Поддержку", "Как говорить").await;
    person.tap_to("Бережно", "Когда вам удобно").await;
    person.tap("День, 12–18").await;
    person.tap("Вечер, 18–24").await;
    person
        .tap_to("Готово", "Теперь можно искать собеседника")
        .await;
    person.goes_by(&nickname);
    nickname
}

#[tokio::test]
async fn two_strangers_meet_talk_and_part() {
    let system = System::start_default().await;
    let (anna, boris) = (system.person("Анна").await, system.person("Борис").await);
    let hers = onboard_by_taps(&anna, "Москва").await;
    let his = onboard_by_taps(&boris, "Екатеринбург").await;

    meet(&anna, &boris, &hers, &his).await;
    talk(&anna, &boris).await;
    part(&anna, &boris).await;

    for person in [&anna, &boris] {
        let all = |chat: &ChatView| offers(chat, "find");
        person
            .control
            .wait_for("the whole menu", all)
            .await
            .unwrap();
        person.expect_no_button(END).await;
        person.expect_no_button("Отменить поиск").await;
    }
    let shown = anna
        .chat()
        .await
        .transcript()
        .replace(&his, "Борис*")
        .replace(&hers, "Анна*");
    assert_snapshot!(shown, @r"
    you: /start
    bot (edited): 🔹 Готово, Анна*!

    Теперь можно искать собеседника: /find. Изменить ответы — /profile.
         [Найти собеседника]
    bot (edited): 🔹 Собеседник нашёлся.
    bot (edited): 🔹 Вы оба согласились.
    bot (edited): 🔹 Разговор открыт. Ваш собеседник — Борис*.

    Слушайте, не торопите и берегите границы друг друга. Всё, что вы напишете дальше, увидит собеседник.
    you: Здравствуйте, я не сплю
    bot: ✉️ Борис*
    Я тоже, уже неделю
    bot (edited): 🔹 Хорошо, разговор продолжается.
    bot: ✉️ Борис*
    Спасибо вам
    you: /end
    bot (edited): 🔹 Завершаю разговор.
    bot (edited): 🔹 Вы завершили разговор.

    Стало ли хоть немного легче? Оцените разговор от 1 до 5 — или ничего не нажимайте.

    Если хочется сказать спасибо, можно подарить собеседнику немного звёзд Telegram. Это совсем не обязательно.
         [1 ⭐] [2 ⭐] [3 ⭐] [4 ⭐] [✅ 5 ⭐]
         [🎁 5] [🎁 10] [🎁 25] [🎁 50]
         [🎁 Другая сумма]
         [Найти ещё]
         [Пожаловаться] [Заблокировать]
    you: /profile
    bot: 🔹 Ваш профиль

    Псевдоним: Анна*
    Время: Москва
    Темы: 🔥 Выгорание, 😰 Тревога
    О себе: не указано
    Ищу: Поддержку
    Как говорить: Бережно
    Удобно: День, 12–18; Вечер, 18–24
         [Псевдоним] [Время]
         [Темы] [О себе]
         [Что ищу] [Как говорить]
         [Когда удобно]
    ");
    system.finish().await;
}

/// Up to the open talk.
async fn meet(anna: &Person, boris: &Person, hers: &str, his: &str) {
    anna.tap_to("Найти собеседника", "Ищу вам собеседника")
        .await;
    boris.find().await;
    let card = anna.expect_button(ACCEPT).await;
    assert!(
        card.text.contains(his) && card.text.contains("+2 ч"),
        "{}",
        card.text
    );
    let card = boris.expect_button(ACCEPT).await;
    assert!(
        card.text.contains(hers) && card.text.contains("−2 ч"),
        "{}",
        card.text
    );
    anna.tap_to(ACCEPT, "Ждём ответа").await;
    boris.accept().await;
    anna.expect("Разговор открыт").await;
    boris.expect("Разговор открыт").await;
}

/// Formatting both ways, and an end that was thought over.
async fn talk(anna: &Person, boris: &Person) {
    let in_talk = |chat: &ChatView| !offers(chat, "find") && offers(chat, "end");
    anna.control
        .wait_for("the menu of a talk", in_talk)
        .await
        .unwrap();
    say_formatted(anna, boris, "Здравствуйте, я не сплю", "bold", 14, 1).await;
    say_formatted(boris, anna, "Я тоже, уже неделю", "spoiler", 7, 4).await;

    anna.tap_to(END, "Завершить разговор?").await;
    anna.tap_to("Нет, продолжим", "разговор продолжается").await;
    boris.tell(anna, "Спасибо вам").await;
}

/// The end, the ratings, the profile.
async fn part(anna: &Person, boris: &Person) {
    boris.look().await;
    anna.end().await;
    boris.expect("Разговор завершён").await;
    anna.rate(5).await;
    boris.rate(4).await;
    let changed = boris.tap("5 ⭐").await;
    assert!(changed.text.unwrap().contains("Ваша оценка: 5"));
    anna.ask("/profile", "Ваш профиль").await;
}

/// Says something with one formatted stretch; it arrives with it.
async fn say_formatted(
    from: &Person,
    to: &Person,
    text: &str,
    kind: &str,
    offset: i64,
    length: i64,
) {
    to.look().await;
    from.say_formatted(text, vec![Entity::new(kind, offset, length)])
        .await;
    let heard = to.hears(from, text).await;
    let header = format!("✉️ {}\n", from.nickname());
    let shift = i64::try_from(header.encode_utf16().count()).unwrap();
    let wanted = Entity::new(kind, offset + shift, length);
    assert!(heard.entities.contains(&wanted), "{:?}", heard.entities);
}

fn offers(chat: &ChatView, command: &str) -> bool {
    chat.commands.iter().any(|entry| entry.command == command)
}

#[tokio::test]
async fn the_roles_can_be_played_by_processes_of_their_own() {
    let options = Options::default().roles(&["api", "bot", "worker", "bot,worker"]);
    let system = System::start(options).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.tell(&boris, "Здравствуйте").await;
    boris.tell(&anna, "И вам здравствуйте").await;
    boris.end().await;
    anna.expect("Разговор завершён").await;
    anna.rate(5).await;
    system.finish().await;
}
