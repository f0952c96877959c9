//! The main journey as a person makes it who types `make demo` and opens the phones page: by hand, in a real Chromium.
//!
//! With `SCREENSHOTS=docs/images` (an absolute path is safest) the picture of the README is taken anew.

use testkit::chromium::Tab;
use testkit::phones::{add_person, saying, within, write};

use crate::harness::{ACCEPT, ANXIETY, BURNOUT, END, Person, RELOCATION, System};

const WIDTH: u32 = 1180;
const HEIGHT: u32 = 900;
const BUTTON: &str = ".keys button";
const BUBBLE: &str = ".bubble";

/// Who says what, in turn.
const TALK: [(usize, &str); 5] = [
    (
        0,
        "Здравствуйте! Третий месяц в новом городе, а просыпаюсь всё ещё в пять утра.",
    ),
    (
        1,
        "Здравствуйте. Пять утра знаю хорошо. Что обычно первым приходит в голову?",
    ),
    (
        0,
        "Что я никому не успела написать. И что писать, в общем, некому.",
    ),
    (1, "Вы уже пишете. Я рядом и никуда не тороплюсь 🙂"),
    (0, "Спасибо. Кажется, я впервые сказала это вслух."),
];

/// Presses a button and waits for what it leads to.
async fn tap_to(tab: &mut Tab, phone: usize, label: &str, expected: &str) {
    tab.click(&saying(phone, BUTTON, label)).await;
    tab.wait_until(&saying(phone, BUBBLE, expected)).await;
}

/// Presses a toggle and waits until it is on.
async fn toggle(tab: &mut Tab, phone: usize, label: &str) {
    tab.click(&saying(phone, BUTTON, label)).await;
    let chosen = format!("✅ {label}");
    tab.wait_until(&saying(phone, BUTTON, &chosen)).await;
}

/// From the empty chat to a complete profile, by nothing but taps; the pseudonym.
async fn onboard(tab: &mut Tab, phone: usize, name: &str, city: &str) -> String {
    add_person(tab, phone, name).await;
    tab.click(&within(phone, ".big")).await;
    tab.wait_until(&saying(phone, BUBBLE, "Это «Ты не один»"))
        .await;
    tap_to(tab, phone, "Дальше", "Как мы здесь разговариваем").await;
    tap_to(tab, phone, "Дальше", "Если помощь нужна прямо сейчас").await;
    tap_to(tab, phone, "Мне есть 18", "Как вас называть?").await;
    let suggestion = within(phone, ".keys button");
    let nickname = tab
        .evaluate(&format!("{suggestion}.textContent.trim()"))
        .await;
    let nickname = nickname.as_str().unwrap().to_owned();
    tap_to(tab, phone, &nickname, "Какое у вас время?").await;
    tap_to(tab, phone, city, "Что сейчас с вами происходит?").await;
    for topic in [BURNOUT, ANXIETY, RELOCATION] {
        toggle(tab, phone, topic).await;
    }
    tap_to(tab, phone, "Готово", "Расскажите о себе").await;
    tap_to(tab, phone, "Пропустить", "Что вы ищете").await;
    tap_to(tab, phone, "Поддержку", "Как говорить").await;
    tap_to(tab, phone, "Бережно", "Когда вам удобно").await;
    toggle(tab, phone, "День, 12–18").await;
    toggle(tab, phone, "Вечер, 18–24").await;
    tap_to(tab, phone, "Готово", "Теперь можно искать собеседника").await;
    nickname
}

/// Both search by a tap and accept by a tap.
async fn meet(tab: &mut Tab) {
    for phone in [0, 1] {
        tab.click(&saying(phone, BUTTON, "Найти собеседника")).await;
    }
    for phone in [0, 1] {
        tab.click(&saying(phone, BUTTON, ACCEPT)).await;
    }
    for phone in [0, 1] {
        tab.wait_until(&saying(phone, BUBBLE, "Разговор открыт"))
            .await;
        tab.wait_until(&saying(phone, BUTTON, END)).await;
    }
}

async fn talk(tab: &mut Tab, nicknames: &[String; 2]) {
    for (from, words) in TALK {
        write(tab, from, words).await;
        let relayed = format!(
            "[...document.querySelectorAll('.phone')[{}].querySelectorAll('.row.in .bubble')].find((e) => e.textContent.includes('✉️ {}') && e.textContent.includes('{words}'))",
            1 - from,
            nicknames[from],
        );
        tab.wait_until(&relayed).await;
    }
}

async fn part(tab: &mut Tab) {
    tap_to(tab, 0, END, "Завершить разговор?").await;
    tap_to(tab, 0, "Да, завершить", "Вы завершили разговор").await;
    tab.wait_until(&saying(1, BUBBLE, "Разговор завершён"))
        .await;
    for (phone, rating) in [(0, "5 ⭐"), (1, "4 ⭐")] {
        toggle(tab, phone, rating).await;
    }
}

#[tokio::test]
async fn two_people_meet_talk_and_part_on_the_phones_page() {
    let system = System::start_default().await;
    let mut tab = Tab::open(&system.phones_url(), WIDTH, HEIGHT).await;
    let nicknames = [
        onboard(&mut tab, 0, "Антонина", "Москва").await,
        onboard(&mut tab, 1, "Бронислав", "Самара").await,
    ];
    let people = [
        system.person_on_the_page("Антонина").await,
        system.person_on_the_page("Бронислав").await,
    ];
    for (person, nickname) in people.iter().zip(&nicknames) {
        person.goes_by(nickname);
    }
    meet(&mut tab).await;
    talk(&mut tab, &nicknames).await;
    tab.picture("phones.png").await;
    part(&mut tab).await;
    for (person, peer) in [(&people[0], &people[1]), (&people[1], &people[0])] {
        reads_nothing_of(person, peer).await;
    }
    assert!(tab.complaints.is_empty(), "{:?}", tab.complaints);
    system.finish().await;
}

/// Whatever stands in the chat, the other's account is not named.
async fn reads_nothing_of(person: &Person, peer: &Person) {
    let chat = person.chat().await;
    let whole = serde_json::to_string(&chat.bot_messages().collect::<Vec<_>>()).unwrap();
    let users = peer.control.bot().control().users().await.unwrap();
    let user = users.into_iter().find(|user| user.id == peer.control.id());
    for secret in [peer.control.id().to_string(), user.unwrap().first_name] {
        assert!(!whole.contains(&secret), "«{secret}» stands in the chat");
    }
}
