//! The simulator's page with phones in a browser, and what a person does on it.

use crate::chromium::Tab;

/// An element inside one phone.
pub fn within(phone: usize, selector: &str) -> String {
    format!("document.querySelectorAll('.phone')[{phone}]?.querySelector('{selector}')")
}

/// An element by the words on it, the last one that has them.
pub fn saying(phone: usize, selector: &str, words: &str) -> String {
    format!(
        "[...document.querySelectorAll('.phone')[{phone}].querySelectorAll('{selector}')].filter((e) => e.textContent.includes('{words}')).at(-1)"
    )
}

/// Gives a phone to a new person.
pub async fn add_person(tab: &mut Tab, phone: usize, name: &str) {
    tab.clear(&within(phone, "input[name=first_name]")).await;
    tab.type_text(name).await;
    tab.click(&within(phone, ".chooser form button")).await;
    tab.wait_until(&within(phone, ".composer")).await;
}

/// Types a text and sends it.
pub async fn write(tab: &mut Tab, phone: usize, text: &str) {
    tab.click(&within(phone, "textarea")).await;
    tab.type_text(text).await;
    tab.press_key("Enter", 13).await;
}

/// Opens the menu of the last element with these words, as a right click does.
pub fn menu_of(phone: usize, selector: &str, words: &str) -> String {
    format!(
        "{}.dispatchEvent(new MouseEvent('contextmenu', {{ bubbles: true, clientX: 150, clientY: 300 }}))",
        saying(phone, selector, words)
    )
}
