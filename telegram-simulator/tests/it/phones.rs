//! The page with phones in a browser, and what a person does on it.

use serde_json::json;

use crate::chromium::Tab;
use crate::harness::Sim;

/// A bot with a name and a menu, and the page of its phones.
pub(crate) async fn open(sim: Sim) -> (Sim, Tab) {
    sim.ok("setMyName", json!({ "name": "Ты не один" })).await;
    let commands = json!([{ "command": "find", "description": "Найти собеседника" }, { "command": "help", "description": "Помощь" }]);
    sim.ok("setMyCommands", json!({ "commands": commands }))
        .await;
    let tab = Tab::open(&sim.running.url(), 1280, 900).await;
    (sim, tab)
}

/// An element inside one phone.
pub(crate) fn within(phone: usize, selector: &str) -> String {
    format!("document.querySelectorAll('.phone')[{phone}]?.querySelector('{selector}')")
}

/// An element by the words on it, the last one that has them.
pub(crate) fn saying(phone: usize, selector: &str, words: &str) -> String {
    format!(
        "[...document.querySelectorAll('.phone')[{phone}].querySelectorAll('{selector}')].filter((e) => e.textContent.includes('{words}')).at(-1)"
    )
}

pub(crate) async fn add_person(tab: &mut Tab, phone: usize, name: &str) {
    tab.clear(&within(phone, "input[name=first_name]")).await;
    tab.type_text(name).await;
    tab.click(&within(phone, ".chooser form button")).await;
    tab.wait_until(&within(phone, ".composer")).await;
}

pub(crate) async fn write(tab: &mut Tab, phone: usize, text: &str) {
    tab.click(&within(phone, "textarea")).await;
    tab.type_text(text).await;
    tab.press_key("Enter", 13).await;
}

/// Opens the menu of the last element with these words, as a right click does.
pub(crate) fn menu_of(phone: usize, selector: &str, words: &str) -> String {
    format!(
        "{}.dispatchEvent(new MouseEvent('contextmenu', {{ bubbles: true, clientX: 150, clientY: 300 }}))",
        saying(phone, selector, words)
    )
}
