//! Links to people in other networks. Posts, articles and videos there are ordinary links and stay.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::view::View;
use super::{latin, pattern, without_tail};

/// What of a host leads to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leads {
    /// Everything: the host has nothing but people, invitations, or links that hide where they lead.
    Always,
    /// A single step, as `vk.com/name`, unless it is one of the network's own pages or a post of a group.
    Page,
    /// A first step with this beginning.
    Under(&'static [&'static str]),
}

const HOSTS: [(&str, Leads); 48] = [
    ("wa.me", Leads::Always),
    ("chat.whatsapp.com", Leads::Always),
    ("api.whatsapp.com", Leads::Always),
    ("whatsapp.com", Leads::Under(&["channel", "send"])),
    ("viber.click", Leads::Always),
    ("invite.viber.com", Leads::Always),
    ("chats.viber.com", Leads::Always),
    ("vb.me", Leads::Always),
    ("discord.gg", Leads::Always),
    (
        "discord.com",
        Leads::Under(&["users", "invite", "channels"]),
    ),
    (
        "discordapp.com",
        Leads::Under(&["users", "invite", "channels"]),
    ),
    ("m.me", Leads::Always),
    ("fb.me", Leads::Always),
    ("ig.me", Leads::Always),
    ("vk.me", Leads::Always),
    ("vk.cc", Leads::Always),
    ("signal.me", Leads::Always),
    ("signal.group", Leads::Always),
    ("matrix.to", Leads::Always),
    ("line.me", Leads::Always),
    ("icq.im", Leads::Always),
    ("snapchat.com", Leads::Under(&["add"])),
    ("skype.com", Leads::Under(&["join"])),
    ("join.skype.com", Leads::Always),
    ("linktr.ee", Leads::Always),
    ("taplink.cc", Leads::Always),
    ("bit.ly", Leads::Always),
    ("clck.ru", Leads::Always),
    ("goo.su", Leads::Always),
    ("tinyurl.com", Leads::Always),
    ("is.gd", Leads::Always),
    ("vk.com", Leads::Page),
    ("vk.ru", Leads::Page),
    ("вк.ком", Leads::Page),
    ("вк.ру", Leads::Page),
    ("vkontakte.ru", Leads::Page),
    ("instagram.com", Leads::Page),
    ("инстаграм.ком", Leads::Page),
    ("facebook.com", Leads::Page),
    ("fb.com", Leads::Page),
    ("ok.ru", Leads::Page),
    ("twitter.com", Leads::Page),
    ("x.com", Leads::Page),
    ("tiktok.com", Leads::Under(&["@"])),
    ("threads.net", Leads::Under(&["@"])),
    ("threads.com", Leads::Under(&["@"])),
    ("linkedin.com", Leads::Under(&["in"])),
    ("onlyfans.com", Leads::Page),
];

/// First steps of the networks' own pages.
const OWN_PAGES: [&str; 24] = [
    "feed", "music", "video", "videos", "clips", "market", "about", "help", "support", "search",
    "explore", "reel", "reels", "p", "tv", "groups", "events", "watch", "share", "story", "games",
    "live", "home", "i",
];

/// Pages whose single step says whose they are by a number; groups have a minus before it.
const NUMBERED: [&str; 10] = [
    "wall", "photo", "video", "clip", "album", "doc", "topic", "page", "audio", "playlist",
];

static LINK: LazyLock<Regex> = LazyLock::new(|| {
    let hosts: Vec<String> = HOSTS
        .iter()
        .map(|(host, _)| latin(host).replace('.', r"\s{0,3}\.\s{0,3}"))
        .collect();
    pattern(&format!(
        r"(?x)
          (?:h[tx]{{2}}ps?\s{{0,2}}:\s{{0,2}}/{{1,2}}\s{{0,2}})?
          (?:(?:www|m|mobile|l|ru-ru|new)\s{{0,3}}\.\s{{0,3}})?
          \b(?P<host>{})\b
          (?P<path>(?:\s{{0,3}}[/?\#]\s{{0,3}}[^\s,;!<>«»\x22()\x01]*)*)",
        hosts.join("|")
    ))
});

/// Schemes that open another messenger.
static SCHEME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:viber|whatsapp|skype|sgnl|vk|discord|tel|mailto|sms|facetime|fb-messenger|fb):[^\s\x01]{3,}",
    )
});

/// Every link to a person, in a view of [`View::latin`].
pub(super) fn find(view: &View) -> Vec<Range<usize>> {
    let text = view.text();
    let links = LINK.captures_iter(text).filter_map(|found| {
        let whole = found.get(0)?;
        let host: String = found["host"].split_whitespace().collect();
        (starts_clean(text, whole.start()) && leads_to_person(&host, &found["path"]))
            .then(|| without_tail(text, whole.range()))
    });
    let schemes = SCHEME
        .find_iter(text)
        .filter(|found| names_somebody(found.as_str()))
        .map(|found| without_tail(text, found.range()));
    links.chain(schemes).collect()
}

/// «skype:имя», but not «tel: завтра куплю» and not «viber:».
fn names_somebody(uri: &str) -> bool {
    let after = uri.split_once(':').map_or("", |(_, after)| after);
    after.is_ascii()
        && after
            .starts_with(|first: char| first.is_ascii_alphanumeric() || matches!(first, '/' | '+'))
}

fn starts_clean(text: &str, start: usize) -> bool {
    let mut before = text[..start].chars().rev();
    match before.next() {
        Some('.' | '@' | '_') => false,
        Some('-') => !before.next().is_some_and(char::is_alphanumeric),
        Some(previous) => !previous.is_ascii_alphanumeric(),
        None => true,
    }
}

fn leads_to_person(host: &str, path: &str) -> bool {
    let leads = HOSTS
        .iter()
        .find(|(known, _)| latin(known) == host)
        .map(|(_, leads)| *leads);
    let path: String = path.split_whitespace().collect();
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let steps: Vec<&str> = path.split('/').filter(|step| !step.is_empty()).collect();
    let Some(first) = steps.first() else {
        return leads == Some(Leads::Always) && path.len() > 1;
    };
    match leads {
        Some(Leads::Always) => true,
        Some(Leads::Page) => {
            matches!(*first, "profile" | "people" | "profile.php" | "user")
                || is_page(first, steps.len())
        }
        Some(Leads::Under(beginnings)) => beginnings
            .iter()
            .any(|beginning| *first == *beginning || (*beginning == "@" && first.starts_with('@'))),
        None => false,
    }
}

fn is_page(step: &str, steps: usize) -> bool {
    let numbered = NUMBERED
        .iter()
        .find_map(|kind| step.strip_prefix(kind))
        .filter(|number| number.starts_with(|first: char| first == '-' || first.is_ascii_digit()));
    match numbered {
        Some(number) => !number.starts_with('-'),
        None => {
            steps == 1
                && !OWN_PAGES.contains(&step)
                && !step.starts_with('@')
                && !step.contains(".php")
        }
    }
}
