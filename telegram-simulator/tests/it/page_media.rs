//! Everything besides words on the page: sent from its sheet, shown, answered, changed.

use serde_json::{Value, json};
use telegram_simulator::client::{ChatView, MessageView, NewMessage, PersonControl, samples};
use testkit::chromium::Tab;
use testkit::phones::{add_person, menu_of, saying, within, write};

use crate::harness::Sim;
use crate::phones;

/// A page with one person who has started the bot; the test itself is the bot.
async fn desk() -> (Sim, Tab, PersonControl) {
    let (sim, mut tab) = phones::open(Sim::start().await).await;
    add_person(&mut tab, 0, "Анна").await;
    tab.click(&within(0, ".big")).await;
    tab.wait_until(&saying(0, ".row.out", "/start")).await;
    let user = sim.control.users().await.unwrap()[0].id;
    let person = sim.bot.known_person(user);
    (sim, tab, person)
}

/// Chooses an offer of the sheet.
async fn attach(tab: &mut Tab, offer: &str) {
    tab.click(&within(0, ".clip")).await;
    tab.click(&saying(0, ".sheet .offers button", offer)).await;
    tab.wait_until("!document.querySelector('.sheet')").await;
}

async fn newest(person: &PersonControl, kind: &str) -> MessageView {
    let is_there = |chat: &ChatView| chat.messages.iter().any(|m| m.media_kind() == Some(kind));
    let chat = person.wait_for(kind, is_there).await.unwrap();
    let mut messages = chat.messages.into_iter().rev();
    messages.find(|m| m.media_kind() == Some(kind)).unwrap()
}

/// Whether all pictures that can be seen have been drawn.
const DRAWN: &str = "[...document.querySelectorAll('.log img')].every((i) => i.complete && i.naturalWidth > 0) && [...document.querySelectorAll('.log video')].every((v) => v.readyState > 1)";

#[tokio::test]
async fn everything_on_the_sheet_is_sent_as_what_it_is() {
    let (_sim, mut tab, anna) = desk().await;
    tab.click(&within(0, "textarea")).await;
    tab.type_text("**Закат** у озера").await;
    tab.click(&within(0, ".clip")).await;
    tab.picture("sheet.png").await;
    tab.click(&within(0, ".clip")).await;
    attach(&mut tab, "Фото").await;
    tab.wait_until(&saying(0, ".row.out .bubble.visual b", "Закат"))
        .await;
    let photo = newest(&anna, "photo").await;
    assert_eq!(photo.text, "Закат у озера");
    assert_eq!(anna.file(&photo).await.unwrap(), samples::PHOTO);

    write(&mut tab, 0, "слова остаются в строке").await;
    for (offer, kind) in [
        ("Голосовое", "voice"),
        ("Файл", "document"),
        ("Контакт", "contact"),
        ("Место", "location"),
        ("Музыка", "audio"),
        ("Стикер", "sticker"),
        ("Кружок", "video_note"),
        ("GIF", "animation"),
        ("Видео", "video"),
        ("Кубик", "dice"),
    ] {
        attach(&mut tab, offer).await;
        newest(&anna, kind).await;
        tab.wait_until(&within(0, &format!(".row.out .media.{kind}")))
            .await;
    }
    tab.wait_until(DRAWN).await;
    let at_end = "(() => { const log = document.querySelector('.log'); return log.scrollHeight - log.scrollTop - log.clientHeight < 2; })()";
    tab.wait_until(at_end).await;
    tab.picture("kinds.png").await;
    tab.click(&within(0, ".media.voice .play")).await;
    tab.wait_until(&within(0, ".media.voice [aria-label=Пауза]"))
        .await;
    tab.picture("kinds-above.png").await;
    assert_eq!(tab.complaints, Vec::<Value>::new());
}

#[tokio::test]
async fn albums_are_one_bubble_and_their_parts_are_messages() {
    let (sim, mut tab, anna) = desk().await;
    tab.click(&within(0, "textarea")).await;
    tab.type_text("Три вида").await;
    attach(&mut tab, "Альбом").await;
    tab.wait_until("document.querySelectorAll('.row.out .grid .media').length === 3")
        .await;
    tab.wait_until(&saying(0, ".row.out .words", "Три вида"))
        .await;
    let chat = anna.chat().await.unwrap();
    let group = chat.messages.last().unwrap().album_id().unwrap().to_owned();
    let ids: Vec<i64> = chat.album(&group).iter().map(|m| m.message_id).collect();
    assert_eq!(ids.len(), 3);
    let copies = json!({ "chat_id": anna.id(), "from_chat_id": anna.id(), "message_ids": ids, "protect_content": true });
    sim.ok("copyMessages", copies).await;
    tab.wait_until("document.querySelectorAll('.row.in .grid .media').length === 3")
        .await;
    tab.wait_until(DRAWN).await;
    tab.picture("album.png").await;
    anna.delete(ids[1]).await.unwrap();
    tab.wait_until("document.querySelectorAll('.row.out .grid .media').length === 2")
        .await;
    anna.edit(ids[2], "третья").await.unwrap();
    tab.wait_until(&saying(0, ".row.out .numbered", "третья"))
        .await;
    tab.wait_until(&saying(0, ".row.out .meta", "изменено"))
        .await;
    for id in [ids[0], ids[2]] {
        anna.delete(id).await.unwrap();
    }
    tab.wait_until("!document.querySelector('.row.out .grid')")
        .await;
    assert_eq!(tab.complaints, Vec::<Value>::new());
}

#[tokio::test]
async fn hidden_and_protected_pictures_of_the_bot_look_like_it() {
    let (sim, mut tab, anna) = desk().await;
    let params = json!({ "chat_id": anna.id(), "has_spoiler": true, "protect_content": true, "caption": "Смотреть не сразу" });
    sim.upload("sendPhoto", params, &[("photo", samples::PHOTO_3)])
        .await;
    tab.wait_until(&within(0, ".row.in .frame.veiled")).await;
    tab.wait_until(DRAWN).await;
    tab.picture("hidden.png").await;
    tab.click(&within(0, ".row.in .frame")).await;
    tab.wait_until("!document.querySelector('.frame.veiled')")
        .await;
    tab.click(&within(0, ".row.in .frame")).await;
    tab.click(&within(0, ".viewer")).await;
    tab.wait_until("!document.querySelector('.viewer')").await;
    tab.evaluate(&menu_of(0, ".row.in .bubble", "Смотреть"))
        .await;
    tab.wait_until(&saying(0, ".menu-pop button", "Ответить"))
        .await;
    let offers = tab
        .evaluate("document.querySelector('.menu-pop').innerText")
        .await;
    let offers = offers.as_str().unwrap();
    assert!(
        !offers.contains("Переслать") && !offers.contains("Копировать"),
        "{offers}"
    );
    assert_eq!(tab.complaints, Vec::<Value>::new());
}

#[tokio::test]
async fn a_conversation_in_pictures_is_answered_changed_and_reacted_to() {
    let (sim, mut tab, anna) = desk().await;
    let kinds = json!(["message", "edited_message", "message_reaction"]);
    sim.ok("getUpdates", json!({ "allowed_updates": kinds }))
        .await;
    let words = "Вчера вернулась с озера. Давно так не отдыхала!";
    sim.send(&anna, words).await;
    let params = json!({ "chat_id": anna.id(), "caption": "Вот оно" });
    sim.upload("sendPhoto", params, &[("photo", samples::PHOTO)])
        .await;
    tab.wait_until(&saying(0, ".row.in", "Вот оно")).await;

    tab.evaluate(&menu_of(0, ".row.in .bubble", "Вот оно"))
        .await;
    tab.click(&saying(0, ".menu-pop .emoji button", "❤")).await;
    tab.wait_until(&saying(0, ".row.in .reactions .own", "❤"))
        .await;
    tab.evaluate(&menu_of(0, ".row.in .bubble", "Вот оно"))
        .await;
    tab.click(&saying(0, ".menu-pop button", "Ответить")).await;
    write(&mut tab, 0, "Как красива!").await;
    tab.wait_until(&within(0, ".row.out .quoted .thumb")).await;
    tab.evaluate(&menu_of(0, ".row.out .bubble", "Как красива"))
        .await;
    tab.click(&saying(0, ".menu-pop button", "Изменить")).await;
    tab.clear(&within(0, "textarea")).await;
    write(&mut tab, 0, "Как красиво!").await;
    tab.wait_until(&saying(0, ".row.out .meta", "изменено"))
        .await;

    let quote = NewMessage::words("И я там была")
        .reply_to(2)
        .quoting("с озера");
    anna.send(&quote).await.unwrap();
    tab.wait_until(&saying(0, ".row.out .quoted.part", "с озера"))
        .await;
    tab.click(&saying(0, ".row.out .quoted.part", "с озера"))
        .await;
    tab.wait_until(&saying(0, ".row.flash", "Вчера")).await;
    let own = anna.chat().await.unwrap().last_message_id();
    let reaction = json!({ "chat_id": anna.id(), "message_id": own, "reaction": [{ "type": "emoji", "emoji": "👍" }] });
    sim.ok("setMessageReaction", reaction).await;
    tab.wait_until(&saying(0, ".row.out .reactions button", "👍"))
        .await;
    attach(&mut tab, "Голосовое").await;
    tab.wait_until(&within(0, ".media.voice")).await;
    sim.ok(
        "sendChatAction",
        json!({ "chat_id": anna.id(), "action": "upload_photo" }),
    )
    .await;
    tab.wait_until(&saying(0, ".status.active", "отправляет фото…"))
        .await;
    tab.wait_until(DRAWN).await;
    tab.picture("conversation.png").await;
    tab.resize(390, 780).await;
    tab.picture("conversation-narrow.png").await;

    tab.evaluate(&menu_of(0, ".row.in .bubble", "Вчера")).await;
    tab.click(&saying(0, ".menu-pop button", "Переслать")).await;
    tab.wait_until(&saying(0, ".row.out .origin", "Ты не один"))
        .await;
    tab.click(&saying(0, ".row.in .reactions .own", "❤")).await;
    tab.wait_until("!document.querySelector('.row.in .reactions')")
        .await;
    let told = sim.updates(0).await;
    let told: Vec<_> = told
        .iter()
        .filter(|update| update["message_reaction"].is_object())
        .collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(tab.complaints, Vec::<Value>::new());
}

#[tokio::test]
async fn a_photo_takes_the_place_of_another_by_an_edit() {
    let (_sim, mut tab, anna) = desk().await;
    attach(&mut tab, "Фото").await;
    tab.wait_until(&within(0, ".row.out .media.photo img"))
        .await;
    tab.evaluate(&menu_of(0, ".row.out .bubble.visual", ""))
        .await;
    tab.click(&saying(0, ".menu-pop button", "Изменить")).await;
    tab.type_text("теперь с подписью").await;
    tab.press_key("Enter", 13).await;
    tab.wait_until(&saying(0, ".row.out .bubble.visual", "теперь с подписью"))
        .await;
    tab.evaluate(&menu_of(0, ".row.out .bubble.visual", "подписью"))
        .await;
    tab.click(&saying(0, ".menu-pop button", "Изменить")).await;
    attach(&mut tab, "Видео").await;
    let video = newest(&anna, "video").await;
    assert!(video.edited);
    assert_eq!(video.text, "теперь с подписью");
    assert_eq!(anna.chat().await.unwrap().messages.len(), 2);
    tab.wait_until(&within(0, ".row.out .media.video video"))
        .await;
    assert_eq!(tab.complaints, Vec::<Value>::new());
}

/// A right click on a part of the newest album of the person's own.
fn menu_of_part(part: usize) -> String {
    format!(
        "document.querySelectorAll('.row.out .grid .media')[{part}].dispatchEvent(new MouseEvent('contextmenu', {{ bubbles: true, clientX: 150, clientY: 300 }}))"
    )
}

#[tokio::test]
async fn a_part_of_an_album_is_changed_and_taken_away_by_its_menu() {
    let (_sim, mut tab, anna) = desk().await;
    attach(&mut tab, "Альбом").await;
    tab.wait_until("document.querySelectorAll('.row.out .grid .media').length === 3")
        .await;
    let chat = anna.chat().await.unwrap();
    let group = chat.messages.last().unwrap().album_id().unwrap().to_owned();
    let ids: Vec<i64> = chat.album(&group).iter().map(|m| m.message_id).collect();

    tab.evaluate(&menu_of_part(2)).await;
    tab.click(&saying(0, ".menu-pop button", "Изменить")).await;
    tab.type_text("третий вид").await;
    tab.press_key("Enter", 13).await;
    tab.wait_until(&saying(
        0,
        ".row.out .words, .row.out .numbered",
        "третий вид",
    ))
    .await;
    tab.evaluate(&menu_of_part(1)).await;
    tab.click(&saying(0, ".menu-pop button", "Удалить")).await;
    tab.wait_until("document.querySelectorAll('.row.out .grid .media').length === 2")
        .await;
    let chat = anna.chat().await.unwrap();
    let words = ids.iter().map(|id| Some(chat.message(*id)?.text.as_str()));
    let words: Vec<Option<&str>> = words.collect();
    assert_eq!(words, [Some(""), None, Some("третий вид")]);
    assert_eq!(tab.complaints, Vec::<Value>::new());
}
