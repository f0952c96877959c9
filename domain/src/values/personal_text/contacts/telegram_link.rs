//! Links into Telegram: people, invitations, `tg://`; also with spaces, look-alike letters or `hxxp`.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::handle;
use super::view::View;
use super::{latin, pattern, without_tail};

/// Hosts that lead to somebody in Telegram, the dot as `.`, in the spelling of [`View::latin`] and in Russian words.
const HOSTS: [&str; 10] = [
    "t.me",
    "t.ми",
    "telegram.me",
    "telegram.dog",
    "telesco.pe",
    "tele.click",
    "telega.one",
    "tx.me",
    "ти.ми",
    "ти.me",
];

/// Fewest characters of a name that stands after a link with nothing in between but a space.
const MIN_NAME: usize = 4;

static LINK: LazyLock<Regex> = LazyLock::new(|| {
    let hosts = HOSTS.map(|host| latin(host).replace('.', r"\s{0,3}\.\s{0,3}"));
    let hosts = hosts.join("|");
    pattern(&format!(
        r"(?x)
          (?:h[tx]{{2}}ps?\s{{0,2}}:\s{{0,2}}/{{1,2}}\s{{0,2}})?
          (?:www\s{{0,3}}\.\s{{0,3}})?
          (?:[a-z0-9_]+\.)?
          \b(?:{hosts})\b
          (?:\s{{0,3}}[/\\]\s{{0,3}}[^\s,;!<>«»\x22()\x01]*)*
        | [\w-]*t\.me/[^\s,;!<>«»\x22()\x01]+
        | web\.telegram\.org/[^\s\x01]*
        | tg\s{{0,2}}:\s{{0,2}}/\s{{0,2}}/\s{{0,2}}[^\s\x01]+
        | tg:[a-z0-9_/?=&.+@-]{{2,}}"
    ))
});

/// Every link, in a view of [`View::latin`].
pub(super) fn find(view: &View) -> Vec<Range<usize>> {
    let text = view.text();
    LINK.find_iter(text)
        .filter(|found| starts_clean(text, found.start()))
        .filter_map(|found| {
            let whole = without_tail(text, found.range());
            if found.as_str().contains(['/', '\\', ':']) {
                return Some(whole);
            }
            // «at.me» and «в 7 т. me» are no links; a host with an owner or with a name after it is one.
            let has_owner = text[whole.clone()].matches('.').count() > 1;
            name_after(text, whole.end)
                .map(|end| whole.start..end)
                .or_else(|| has_owner.then_some(whole))
        })
        .collect()
}

/// «t.me vasya»
fn name_after(text: &str, at: usize) -> Option<usize> {
    let spaces = text[at..].len() - text[at..].trim_start_matches([' ', '@']).len();
    let name = handle::at(text, at + spaces);
    (spaces > 0 && name.is_latin() && name.characters() >= MIN_NAME).then_some(name.end)
}

/// The end of a longer word is another word.
fn starts_clean(text: &str, start: usize) -> bool {
    let previous = text[..start].chars().next_back();
    !previous.is_some_and(|previous| {
        previous.is_ascii_alphanumeric() || matches!(previous, '-' | '_' | '@')
    })
}
