//! Entities that Telegram finds by itself: commands, mentions, hashtags, links, mail addresses, phone numbers.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::{Entity, FormattedText};

/// Kinds inside which Telegram looks for nothing.
const OPAQUE: [&str; 8] = [
    "code",
    "pre",
    "text_link",
    "text_mention",
    "url",
    "email",
    "mention",
    "bot_command",
];

/// How many digits a phone number has (E.164 allows up to 15).
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 10..=15;

struct Pattern {
    kind: &'static str,
    regex: Option<Regex>,
    /// Whether the characters around a match may be letters or digits.
    needs_boundary: bool,
}

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let pattern = |kind, regex, needs_boundary| Pattern {
        kind,
        regex: Regex::new(regex).ok(),
        needs_boundary,
    };
    vec![
        pattern(
            "email",
            r"[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]+",
            true,
        ),
        pattern(
            "url",
            r"(?:(?:https?|HTTPS?|ftp|tg|ton)://[^ \t\n<>«»]+|(?:[0-9A-Za-zА-Яа-яЁё-]+\.)+(?:ru|com|org|net|me|io|рф|app|dev|info|ua|by|kz|su|co|uk|de|tv|cc|ai|xyz|link|site|online|pro|am|ge|uz|az|im|gg|to|ly|eu|us|RU|COM|ME)(?::[0-9]+)?(?:[/?#][^ \t\n<>«»]*)?)",
            true,
        ),
        pattern("mention", r"@[A-Za-z][A-Za-z0-9_]+", true),
        pattern(
            "bot_command",
            r"/[A-Za-z0-9_]+(?:@[A-Za-z][A-Za-z0-9_]+)?",
            true,
        ),
        pattern("hashtag", r"#[0-9A-Za-zА-Яа-яЁёІіЇїЄєҐґ_]+", true),
        pattern("phone_number", r"\+?[0-9][0-9 ()\-]+[0-9]", true),
    ]
});

/// Adds what Telegram would find in `formatted`, leaving alone what is marked already.
pub(crate) fn with_detected(mut formatted: FormattedText) -> FormattedText {
    if !formatted
        .text
        .contains(|c: char| matches!(c, '/' | '@' | '#' | '.') || c.is_ascii_digit())
    {
        return formatted;
    }
    let mut found: Vec<Entity> = Vec::new();
    for pattern in PATTERNS.iter() {
        let Some(regex) = &pattern.regex else {
            continue;
        };
        for captures in regex.captures_iter(&formatted.text) {
            let Some(entity) = entity_of(pattern, &captures, &formatted.text) else {
                continue;
            };
            let taken = formatted
                .entities
                .iter()
                .filter(|other| OPAQUE.contains(&other.kind.as_str()))
                .chain(found.iter())
                .any(|other| other.offset < entity.end() && entity.offset < other.end());
            if !taken {
                found.push(entity);
            }
        }
    }
    formatted.entities.extend(found);
    formatted
        .entities
        .sort_by(|a, b| a.offset.cmp(&b.offset).then(b.length.cmp(&a.length)));
    formatted
}

fn entity_of(pattern: &Pattern, captures: &Captures<'_>, text: &str) -> Option<Entity> {
    let found = captures.get(0)?;
    let mut matched = found.as_str();
    if pattern.kind == "url" {
        matched = matched.trim_end_matches(['.', ',', '!', '?', ':', ';', ')', '"', '\'']);
    }
    let before = text[..found.start()].chars().next_back();
    let after = text[found.start() + matched.len()..].chars().next();
    if pattern.needs_boundary && (!begins(pattern.kind, before) || !ends(after)) {
        return None;
    }
    if !length_of(pattern.kind).contains(&matched.chars().count()) {
        return None;
    }
    if pattern.kind == "phone_number"
        && !PHONE_DIGITS.contains(&matched.chars().filter(char::is_ascii_digit).count())
    {
        return None;
    }
    if pattern.kind == "hashtag" && !matched.chars().any(char::is_alphabetic) {
        return None;
    }
    Some(Entity::new(
        pattern.kind,
        super::utf16_length(&text[..found.start()]),
        super::utf16_length(matched),
    ))
}

/// How long a match may be; checked here, because counted repetitions make regular expressions slow to build.
fn length_of(kind: &str) -> std::ops::RangeInclusive<usize> {
    match kind {
        "mention" => 4..=33,
        "bot_command" => 2..=98,
        "hashtag" => 2..=257,
        _ => 1..=4096,
    }
}

fn begins(kind: &str, before: Option<char>) -> bool {
    before.is_none_or(|c| match kind {
        "bot_command" => !c.is_alphanumeric() && !matches!(c, '_' | '/' | '<' | '>'),
        "url" | "email" => !c.is_alphanumeric() && !matches!(c, '@' | '_'),
        _ => !c.is_alphanumeric() && !matches!(c, '_' | '/'),
    })
}

fn ends(after: Option<char>) -> bool {
    after.is_none_or(|c| !c.is_alphanumeric() && c != '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, String)> {
        let formatted = with_detected(FormattedText {
            text: text.to_owned(),
            entities: Vec::new(),
        });
        formatted
            .entities
            .iter()
            .map(|entity| {
                let part = super::super::utf16_slice(text, entity.offset, entity.length);
                (entity.kind.clone(), part.to_owned())
            })
            .collect()
    }

    fn one(kind: &str, part: &str) -> Vec<(String, String)> {
        vec![(kind.to_owned(), part.to_owned())]
    }

    #[test]
    fn a_command_is_found_at_the_start_and_after_a_space() {
        assert_eq!(found("/start"), one("bot_command", "/start"));
        assert_eq!(found("😀 /find сейчас"), one("bot_command", "/find"));
        assert_eq!(found("и/или"), Vec::new());
    }

    #[test]
    fn mentions_mails_and_links_do_not_overlap() {
        assert_eq!(
            found("пишите @ivan_petrov."),
            one("mention", "@ivan_petrov")
        );
        assert_eq!(found("ivan@mail.ru"), one("email", "ivan@mail.ru"));
        assert_eq!(found("см. t.me/durov, да"), one("url", "t.me/durov"));
        assert_eq!(
            found("https://example.org/a?b=c."),
            one("url", "https://example.org/a?b=c")
        );
    }

    #[test]
    fn phone_numbers_have_at_least_ten_digits() {
        assert_eq!(
            found("звоните +7 (912) 345-67-89"),
            one("phone_number", "+7 (912) 345-67-89")
        );
        assert_eq!(found("в 12 30 45"), Vec::new());
    }

    #[test]
    fn nothing_is_found_inside_code() {
        let formatted = with_detected(FormattedText {
            text: "/start".to_owned(),
            entities: vec![Entity::new("code", 0, 6)],
        });
        assert_eq!(formatted.entities.len(), 1);
    }
}
