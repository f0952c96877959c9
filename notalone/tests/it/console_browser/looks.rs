//! What a page looks like: on a desk and on a phone, by day and by night.

use serde_json::Value;
use testkit::chromium::Tab;

use super::tools::{HEIGHT, WIDTH};

const PHONE: (u32, u32) = (390, 844);
/// Names that staff have, a unit, and what says nothing in any language.
const NAMES: [&str; 6] = ["anna", "boris", "root", "eva", "UTC", "Enter"];

/// Elements that are wider than the page and cannot be scrolled within it.
const TOO_WIDE: &str = "document.documentElement.scrollWidth > innerWidth
    ? [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll'))
        .map((e) => e.outerHTML.slice(0, 120)) : []";

/// Texts with less contrast than 4.5 to 1 to what is behind them (WCAG 2.2, 1.4.3).
const TOO_PALE: &str = "(() => {
    const read = (color) => { const [r, g, b, a = 1] = color.match(/[\\d.]+/g).map(Number); return { r, g, b, a }; };
    const over = (top, under) => ({ r: top.r * top.a + under.r * (1 - top.a), g: top.g * top.a + under.g * (1 - top.a), b: top.b * top.a + under.b * (1 - top.a), a: 1 });
    const behind = (element) => {
        if (!element) return { r: 255, g: 255, b: 255, a: 1 };
        const own = read(getComputedStyle(element).backgroundColor);
        return own.a === 1 ? own : over(own, behind(element.parentElement));
    };
    const light = ({ r, g, b }) => {
        const [x, y, z] = [r, g, b].map((part) => part / 255).map((part) => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const found = [];
    for (const element of document.querySelectorAll('body *')) {
        const text = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.textContent.trim()).join('');
        if (!text || !element.checkVisibility()) continue;
        const ground = behind(element);
        const [a, b] = [light(over(read(getComputedStyle(element).color), ground)), light(ground)];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < 4.5) found.push(`${text}: ${ratio.toFixed(2)}`);
    }
    return found;
})()";

/// Words in Latin letters: stable names that nobody translated. Ids stand behind an ellipsis, commands are code.
pub(super) fn untranslated() -> String {
    let names = NAMES.map(|name| format!("'{name}'")).join(",");
    format!(
        "(() => {{
            const found = new Set();
            const walk = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
            while (walk.nextNode()) {{
                const node = walk.currentNode;
                if (node.parentElement.closest('code, .comment, .bio, script') || !node.parentElement.checkVisibility()) continue;
                for (const [word] of node.textContent.matchAll(/(?<![…\\u2060\\w-])[A-Za-z_]{{3,}}(?![\\w-])/g)) found.add(word);
            }}
            return [...found].filter((word) => ![{names}].includes(word));
        }})()"
    )
}

/// Looks at the page in every light and saves pictures of it.
pub(super) async fn looks_well(tab: &mut Tab, name: &str) {
    let words = tab.evaluate(&untranslated()).await;
    assert_eq!(words, Value::Array(Vec::new()), "{name}: not translated");
    for (size, shape) in [((WIDTH, HEIGHT), ""), (PHONE, "-phone")] {
        tab.resize(size.0, size.1).await;
        for scheme in ["light", "dark"] {
            tab.prefer(scheme).await;
            let shade = if scheme == "dark" { "-dark" } else { "" };
            tab.picture(&format!("console-{name}{shape}{shade}.png"))
                .await;
            for (fault, looked) in [("too wide", TOO_WIDE), ("too pale", TOO_PALE)] {
                let found = tab.evaluate(looked).await;
                let none = Value::Array(Vec::new());
                assert_eq!(found, none, "{name}{shape}{shade}: {fault}");
            }
        }
    }
    tab.prefer("light").await;
    tab.resize(WIDTH, HEIGHT).await;
}
