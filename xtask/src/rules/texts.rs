//! What members read lives in `locales/`, never in code.

use crate::{Checkout, Problem, Source};

/// Where Russian words are data or a play, not texts of the product.
const EXEMPT: [&str; 7] = [
    // A page and people of its own, which share nothing with the bot.
    "telegram-simulator/",
    // Simulated members who talk.
    "notalone/src/demo",
    "testkit/",
    "benches/",
    "xtask/",
    // Word lists that nicknames are made of.
    "domain/src/values/nickname",
    // Patterns that find contacts spelled in words.
    "domain/src/values/personal_text",
];

/// String literals with Cyrillic letters, outside tests.
pub fn problems(checkout: &Checkout) -> Vec<Problem> {
    let mut found = Vec::new();
    let shipped = checkout.rust_files().filter(|file| !file.is_test());
    for file in shipped.filter(|file| !EXEMPT.iter().any(|prefix| file.path.starts_with(prefix))) {
        let source = Source::parse(&file.text);
        let guilty = source
            .shipped_literals()
            .filter(|literal| literal.text.chars().any(is_cyrillic));
        let message = "a text for members belongs into locales/*.ftl";
        found.extend(guilty.map(|literal| Problem::at(&file.path, literal.line, message)));
    }
    found
}

fn is_cyrillic(character: char) -> bool {
    ('\u{0400}'..='\u{052f}').contains(&character)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TextFile;

    fn count(path: &str, text: &str) -> usize {
        problems(&Checkout::of(vec![TextFile::new(path, text)])).len()
    }

    #[test]
    fn a_text_in_code_is_found() {
        assert_eq!(count("bot/src/a.rs", "send(\"Здравствуйте\")"), 1);
    }

    #[test]
    fn comments_tests_and_word_lists_may_be_russian() {
        assert_eq!(
            count("bot/src/a.rs", "// «Завершить»\nsend(text(\"end\"))"),
            0
        );
        assert_eq!(count("bot/tests/a.rs", "sees(\"Здравствуйте\")"), 0);
        assert_eq!(count("domain/src/values/nickname.rs", "[\"Тихий\"]"), 0);
    }
}
