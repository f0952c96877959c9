//! The page with phones in a real browser.

use serde_json::{Value, json};
use testkit::chromium::Tab;
use testkit::phones::{add_person, menu_of, saying, within, write};

use crate::harness::{Sim, TOKEN};
use crate::phones;

/// A bot that greets, answers presses and repeats what it is told.
async fn run_bot(base: String) {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let call = async |method: &str, params: Value| -> Value {
        let url = format!("{base}/bot{TOKEN}/{method}");
        let answer = http.post(url).json(&params).send().await.unwrap();
        answer.json().await.unwrap()
    };
    let mut offset = 0;
    loop {
        let polled = call("getUpdates", json!({ "offset": offset, "timeout": 50 })).await;
        for update in polled["result"].as_array().into_iter().flatten() {
            offset = update["update_id"].as_i64().unwrap() + 1;
            for (method, params) in reactions(update) {
                let answer = call(method, params).await;
                assert_eq!(answer["ok"], true, "{answer}");
            }
        }
    }
}

fn reactions(update: &Value) -> Vec<(&'static str, Value)> {
    let greeting = "Здравствуйте! Вы не один.\n\nЗдесь говорят <b>анонимно</b>, <i>бережно</i> и <u>на равных</u>. Не <s>диагнозы</s>, а поддержка.\n<blockquote>Слушать важнее, чем советовать.</blockquote>Подробнее: /rules и https://example.org";
    let keyboard = json!({ "inline_keyboard": [
        [{ "text": "Мне есть 18, я понимаю", "callback_data": "age.yes" }],
        [{ "text": "Мне нет 18", "callback_data": "age.no" }, { "text": "Сайт", "url": "https://example.org" }],
    ] });
    if let Some(query) = update.get("callback_query") {
        let chat = &query["message"]["chat"]["id"];
        let id = &query["message"]["message_id"];
        if query["data"] == "age.no" {
            let text = "Здесь могут быть только взрослые.";
            return vec![(
                "answerCallbackQuery",
                json!({ "callback_query_id": query["id"], "text": text, "show_alert": true }),
            )];
        }
        return vec![
            (
                "answerCallbackQuery",
                json!({ "callback_query_id": query["id"], "text": "Спасибо!" }),
            ),
            (
                "editMessageText",
                json!({ "chat_id": chat, "message_id": id, "text": "Вы согласились с правилами ✅" }),
            ),
        ];
    }
    let message = update
        .get("message")
        .or(update.get("edited_message"))
        .unwrap();
    let chat = &message["chat"]["id"];
    let text = message["text"].as_str().unwrap_or_default();
    match text {
        "/start" => vec![(
            "sendMessage",
            json!({ "chat_id": chat, "text": greeting, "parse_mode": "HTML", "reply_markup": keyboard }),
        )],
        "печатайте" => vec![(
            "sendChatAction",
            json!({ "chat_id": chat, "action": "typing" }),
        )],
        _ => vec![(
            "sendMessage",
            json!({
                "chat_id": chat,
                "text": format!("Пересказ: {text}"),
                "entities": [{ "type": "spoiler", "offset": 10, "length": text.encode_utf16().count() }],
                "reply_parameters": { "message_id": message["message_id"] },
            }),
        )],
    }
}

async fn desk() -> (Sim, Tab) {
    let sim = Sim::start().await;
    tokio::spawn(run_bot(sim.running.url()));
    phones::open(sim).await
}

#[tokio::test]
async fn two_people_talk_to_the_bot_on_two_phones() {
    let (sim, mut tab) = desk().await;
    add_person(&mut tab, 0, "Анна").await;
    tab.wait_until(&saying(0, ".welcome", "Запустить")).await;
    tab.picture("welcome.png").await;
    add_person(&mut tab, 1, "Борис").await;
    for phone in [0, 1] {
        tab.click(&within(phone, ".big")).await;
        tab.wait_until(&saying(phone, ".bubble b", "анонимно"))
            .await;
    }
    tab.click(&saying(0, ".keys button", "Мне есть 18")).await;
    tab.wait_until(&saying(0, ".toast", "Спасибо!")).await;
    tab.wait_until(&saying(0, ".bubble", "Вы согласились с правилами"))
        .await;
    tab.wait_until(&saying(0, ".meta", "изменено")).await;
    tab.click(&saying(1, ".keys button", "Мне нет 18")).await;
    tab.wait_until(&saying(1, ".dialog", "только взрослые"))
        .await;
    tab.picture("alert.png").await;
    tab.click(&saying(1, ".dialog button", "ОК")).await;

    write(&mut tab, 0, "Привет, **мир** и ||тайна||").await;
    tab.wait_until(&saying(0, ".row.out b", "мир")).await;
    tab.wait_until(&saying(0, ".row.in .quoted", "Привет, мир"))
        .await;
    let user = sim.control.users().await.unwrap()[0].id;
    let chat = sim.bot.known_person(user).chat().await.unwrap();
    let sent = chat.messages.iter().rfind(|m| !m.from_bot).unwrap();
    let kinds: Vec<_> = sent.entities.iter().map(|e| e.kind.as_str()).collect();
    assert_eq!(
        (sent.text.as_str(), kinds),
        ("Привет, мир и тайна", vec!["bold", "spoiler"])
    );
    tab.click(&within(0, ".row.in .spoiler")).await;
    tab.wait_until(&within(0, ".spoiler.open")).await;
    write(&mut tab, 1, "печатайте").await;
    tab.wait_until(&saying(1, ".status.active", "печатает"))
        .await;
    tab.picture("talk.png").await;
    assert_eq!(tab.complaints, Vec::<Value>::new());
}

#[tokio::test]
async fn messages_can_be_answered_changed_and_deleted_from_their_menu() {
    let (sim, mut tab) = desk().await;
    add_person(&mut tab, 0, "Анна").await;
    tab.click(&within(0, ".big")).await;
    write(&mut tab, 0, "опичатка").await;
    tab.wait_until(&saying(0, ".row.in", "Пересказ")).await;
    tab.evaluate(&menu_of(0, ".row.out .bubble", "опичатка"))
        .await;
    tab.wait_until(&within(0, ".menu-pop")).await;
    tab.picture("menu.png").await;
    tab.click(&saying(0, ".menu-pop button", "Изменить")).await;
    tab.clear(&within(0, "textarea")).await;
    write(&mut tab, 0, "опечатка").await;
    tab.wait_until(&saying(0, ".row.out .bubble", "опечатка"))
        .await;
    tab.wait_until(&saying(0, ".row.out .meta", "изменено"))
        .await;
    tab.evaluate(&menu_of(0, ".row.in .bubble", "Пересказ"))
        .await;
    tab.click(&saying(0, ".menu-pop button", "Ответить")).await;
    write(&mut tab, 0, "ответ").await;
    tab.wait_until(&saying(0, ".row.out .quoted", "Пересказ"))
        .await;
    tab.evaluate(&menu_of(0, ".row.out .bubble", "ответ")).await;
    tab.click(&saying(0, ".menu-pop .emoji button", "❤")).await;
    tab.wait_until(&saying(0, ".row.out .reactions", "❤")).await;
    tab.evaluate(&menu_of(0, ".row.out .bubble", "ответ")).await;
    tab.click(&saying(0, ".menu-pop button", "Удалить")).await;
    let user = sim.control.users().await.unwrap()[0].id;
    let person = sim.bot.known_person(user);
    let wanted =
        |chat: &telegram_simulator::client::ChatView| chat.messages.iter().any(|m| m.deleted);
    person.wait_for("the deletion", wanted).await.unwrap();
    tab.click(&within(0, ".composer .menu")).await;
    tab.wait_until(&saying(0, ".commands", "Найти собеседника"))
        .await;
    tab.picture("commands.png").await;
    assert_eq!(tab.complaints, Vec::<Value>::new());
}

#[tokio::test]
async fn the_page_fits_a_narrow_screen_and_the_dark() {
    let (_sim, mut tab) = desk().await;
    add_person(&mut tab, 0, "Анна").await;
    tab.click(&within(0, ".big")).await;
    tab.wait_until(&saying(0, ".bubble b", "анонимно")).await;
    tab.click("document.getElementById('theme')").await;
    tab.wait_until("document.documentElement.dataset.theme === 'dark'")
        .await;
    tab.picture("dark.png").await;
    tab.resize(390, 780).await;
    let fits = "(() => { const p = document.querySelector('.phone').getBoundingClientRect(); return p.left >= 0 && p.right <= innerWidth && document.documentElement.scrollWidth <= innerWidth; })()";
    assert_eq!(tab.evaluate(fits).await, true);
    tab.picture("narrow.png").await;
    tab.reload().await;
    tab.wait_until(&saying(0, ".bubble b", "анонимно")).await;
    assert_eq!(tab.complaints, Vec::<Value>::new());
}

/// Who has no username cannot open themselves to anybody, and has to be able to choose one without leaving the talk.
#[tokio::test]
async fn a_username_is_chosen_changed_and_given_up_in_the_menu() {
    let (sim, mut tab) = phones::open(Sim::start().await).await;
    add_person(&mut tab, 0, "Анна").await;
    let id = sim.control.users().await.unwrap()[0].id;
    for (typed, known) in [
        ("@anna_first", Some("anna_first")),
        ("anna_second", Some("anna_second")),
        ("", None),
    ] {
        tab.click(&within(0, ".bar [aria-label=Ещё]")).await;
        tab.click(&saying(0, ".menu-pop button", "Имя пользователя"))
            .await;
        tab.clear(&within(0, ".dialog input")).await;
        tab.type_text(typed).await;
        tab.click(&saying(0, ".dialog button", "Сохранить")).await;
        let told = known.map_or(
            "без имени пользователя".to_owned(),
            |name| format!("@{name}"),
        );
        tab.wait_until(&saying(0, ".toast", &told)).await;
        let users = sim.control.users().await.unwrap();
        let anna = users.iter().find(|user| user.id == id).unwrap();
        assert_eq!(anna.username.as_deref(), known);
    }
    // What Telegram does not allow cannot be saved; closing changes nothing.
    tab.click(&within(0, ".bar [aria-label=Ещё]")).await;
    tab.click(&saying(0, ".menu-pop button", "Имя пользователя"))
        .await;
    tab.clear(&within(0, ".dialog input")).await;
    tab.type_text("имя").await;
    tab.click(&saying(0, ".dialog button", "Сохранить")).await;
    tab.wait_until(&within(0, ".dialog input:invalid")).await;
    tab.click(&saying(0, ".dialog button", "Отмена")).await;
    tab.wait_until("!document.querySelector('.dialog')").await;
    assert_eq!(sim.control.users().await.unwrap()[0].username, None);
    assert_eq!(tab.complaints, Vec::<Value>::new());
}
