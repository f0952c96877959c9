//! A conversation as rich as Telegram's own, had on the phones page with the real bot.

use serde_json::Value;
use testkit::chromium::Tab;
use testkit::phones::{menu_of, saying, within, write};

use crate::harness::{Person, Profile, System};
use crate::relay_tools::{over, two_replicas};

/// The phones as they stand beside each other on the page.
const ANNA: usize = 0;
const BORIS: usize = 1;

/// Whether all pictures that can be seen have been drawn.
const DRAWN: &str = "[...document.querySelectorAll('.log img')].every((i) => i.complete && i.naturalWidth > 0) && [...document.querySelectorAll('.log video')].every((v) => v.readyState > 1)";

async fn member(system: &System, name: &str, nickname: &str) -> Person {
    let person = system.person(name).await;
    person
        .onboard(&Profile::named(name).nickname(nickname))
        .await;
    person
}

/// Chooses an offer of the sheet.
async fn attach(tab: &mut Tab, phone: usize, offer: &str) {
    tab.click(&within(phone, ".clip")).await;
    tab.click(&saying(phone, ".sheet .offers button", offer))
        .await;
    tab.wait_until("!document.querySelector('.sheet')").await;
}

/// Chooses something in the menu of the last element with these words.
async fn choose(tab: &mut Tab, phone: usize, (element, words): (&str, &str), offer: &str) {
    tab.wait_until(&saying(phone, element, words)).await;
    tab.evaluate(&menu_of(phone, element, words)).await;
    tab.click(&saying(phone, ".menu-pop button", offer)).await;
}

#[tokio::test]
async fn two_people_have_a_rich_conversation_on_their_phones() {
    let system = System::start(two_replicas()).await;
    let anna = member(&system, "Аня", "Утренний Кедр").await;
    let boris = member(&system, "Борис", "Тихая Река").await;
    anna.meet(&boris).await;
    let page = system.bot.control().base();
    let people = format!("{},{}", anna.control.id(), boris.control.id());
    let mut tab = Tab::open(&format!("{page}/#{people}"), 1120, 1000).await;

    write(&mut tab, ANNA, "Вчера выбралась к озеру, впервые за осень").await;
    tab.wait_until(&saying(BORIS, ".row.in", "к озеру")).await;
    write(&mut tab, BORIS, "И как вы там?").await;
    tab.wait_until(&saying(ANNA, ".row.in", "И как вы там?"))
        .await;
    system.wait_done().await;

    // A photo comes veiled, and is looked at when its reader wants to.
    tab.click(&within(ANNA, "textarea")).await;
    tab.type_text("Вот оно").await;
    attach(&mut tab, ANNA, "Фото").await;
    tab.wait_until(&saying(BORIS, ".row.in .bubble", "Вот оно"))
        .await;
    tab.click(&within(BORIS, ".row.in .frame.veiled")).await;
    tab.wait_until("!document.querySelector('.frame.veiled')")
        .await;
    choose(&mut tab, BORIS, (".row.in .bubble", "Вот оно"), "❤").await;
    tab.wait_until(&saying(ANNA, ".row.out .reactions", "❤"))
        .await;
    choose(&mut tab, BORIS, (".row.in .bubble", "Вот оно"), "Ответить").await;
    write(&mut tab, BORIS, "Как тихо. Можно дышать").await;
    tab.wait_until(&saying(ANNA, ".row.in .quoted", "Вот оно"))
        .await;

    choose(&mut tab, ANNA, (".row.out .bubble", "к озеру"), "Изменить").await;
    tab.clear(&within(ANNA, "textarea")).await;
    write(
        &mut tab,
        ANNA,
        "Вчера выбралась к озеру, впервые за полгода",
    )
    .await;
    tab.wait_until(&saying(BORIS, ".row.in", "впервые за полгода"))
        .await;
    tab.wait_until(&saying(BORIS, ".row.in .meta", "изменено"))
        .await;

    attach(&mut tab, BORIS, "Голосовое").await;
    tab.wait_until(&within(ANNA, ".row.in .media.voice")).await;
    tab.wait_until(DRAWN).await;
    assert_eq!(
        tab.evaluate("document.querySelectorAll('.frame.veiled').length")
            .await,
        0,
        "what was looked at stays so"
    );
    tab.picture("rich.png").await;

    attach(&mut tab, ANNA, "Альбом").await;
    tab.wait_until(&format!(
        "{}?.querySelectorAll('.media').length === 3",
        within(BORIS, ".row.in .grid")
    ))
    .await;
    tab.wait_until(DRAWN).await;
    tab.picture("rich-album.png").await;

    choose(&mut tab, ANNA, (".row.out .bubble", "Вот оно"), "Ответить").await;
    write(&mut tab, ANNA, "/del").await;
    tab.wait_until(&format!(
        "!({})",
        saying(BORIS, ".row.in:not(.gone) .bubble", "Вот оно")
    ))
    .await;
    assert_eq!(tab.complaints, Vec::<Value>::new());
    over(system, &anna, &boris).await;
}
