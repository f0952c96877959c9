//! Pseudonyms.

use std::collections::HashSet;

use domain::values::{Language, Nickname, NicknameError, TextFault};
use proptest::prelude::*;

fn refused(text: &str) -> NicknameError {
    match Nickname::parse(text) {
        Err(error) => error,
        Ok(_) => panic!("{text:?} was accepted"),
    }
}

#[test]
fn ordinary_names_are_taken_as_they_are() {
    for name in [
        "Тихий Клён",
        "Ya",
        "мама 2 детей",
        "Анна-Мария",
        "Кот, просто кот",
        "👩‍👩‍👧‍👦👩‍👩‍👧‍👦",
        "❤️🌱",
        "1️⃣ раз",
        "Zoë",
        "არჩილი",
        "Ольга 1985",
        "собака Бим",
        "Не точка, а запятая",
    ] {
        match Nickname::parse(name) {
            Ok(nickname) => assert_eq!(nickname.as_str(), name),
            Err(error) => panic!("{name:?}: {error}"),
        }
    }
}

#[test]
fn spaces_are_tidied() {
    assert_eq!(
        Nickname::parse("  Тихий \u{A0}\u{3000} Клён\n")
            .unwrap()
            .as_str(),
        "Тихий Клён"
    );
}

#[test]
fn a_decomposed_letter_is_composed() {
    assert_eq!(Nickname::parse("Андреи\u{306}").unwrap().as_str(), "Андрей");
}

#[test]
fn two_to_thirty_two_visible_characters() {
    for name in ["", " ", "Я", "Я ", "👩‍👩‍👧‍👦"] {
        assert_eq!(refused(name), NicknameError::TooShort, "{name:?}");
    }
    assert!(Nickname::parse(&"ё".repeat(32)).is_ok());
    assert_eq!(refused(&"ё".repeat(33)), NicknameError::TooLong);
    assert!(Nickname::parse(&"🌱".repeat(32)).is_ok());
    assert_eq!(refused(&"👩‍👩‍👧‍👦".repeat(32)), NicknameError::TooLong);
    assert_eq!(refused(&"а".repeat(100_000)), NicknameError::TooLong);
}

#[test]
fn one_line() {
    for name in ["Тихий\nКлён", "a\u{2028}b", "a\rb", "a\u{85}b"] {
        assert_eq!(refused(name), NicknameError::SeveralLines, "{name:?}");
    }
}

#[test]
fn not_only_digits_or_punctuation() {
    for name in ["12", "!!!", "2024", "-_-", "№ 5", "★★"] {
        assert_eq!(
            refused(name),
            NicknameError::OnlyDigitsOrPunctuation,
            "{name:?}"
        );
    }
}

#[test]
fn nothing_that_cannot_be_seen() {
    for name in [
        "а\u{200B}б",
        "а\u{202E}б",
        "а\u{2066}б",
        "\u{FEFF}аб",
        "а\u{00AD}б",
        "а\u{200D}б",
        "а\u{FE0F}б",
        "\u{200D}👩а",
        "👩\u{200D}а",
        "а\tб",
        "а\u{0}б",
        "а\u{1B}[1mб",
        "\u{3164}\u{3164}",
        "\u{2800}\u{2800}\u{2800}",
        "аб\u{E0041}",
        "аб\u{E000}",
        "аб\u{FFFF}",
    ] {
        assert_eq!(
            refused(name),
            NicknameError::Text(TextFault::HiddenCharacter),
            "{name:?}"
        );
    }
}

#[test]
fn no_towers_of_marks() {
    let tower = format!("З{}алго", "\u{0336}\u{0335}".repeat(6));
    for name in [tower.as_str(), "\u{0301}аб", "аб \u{0301}"] {
        assert_eq!(
            refused(name),
            NicknameError::Text(TextFault::StackedMarks),
            "{name:?}"
        );
    }
}

#[test]
fn nothing_that_leads_to_a_person() {
    for (name, fault) in [
        ("@vasya", TextFault::AtSign),
        ("vasya＠", TextFault::AtSign),
        ("вася(собака)", TextFault::AtSign),
        ("vasya@mail.ru", TextFault::Mail),
        ("vasya собака mail.ru", TextFault::Mail),
        ("вася собака яндекс", TextFault::Mail),
        ("t.me/vasya", TextFault::Link),
        ("t . me vasya", TextFault::Link),
        ("t . m e / vasya", TextFault::Link),
        ("vk.com/id1", TextFault::Link),
        ("v k . c o m", TextFault::Link),
        ("ｖｋ．ｃｏｍ", TextFault::Link),
        ("сайт точка ру", TextFault::Link),
        ("site (dot) com", TextFault::Link),
        ("http://x", TextFault::Link),
        ("www.x", TextFault::Link),
        ("вася.рф", TextFault::Link),
        ("Вася 89161234567", TextFault::Phone),
        ("Вася +7 916 123-45-67", TextFault::Phone),
        ("В 8 9 1 6 1 2 3 4 5 6 7", TextFault::Phone),
        ("Вася 123-45-67", TextFault::Phone),
        ("Вася ⑧⑨①⑥①②③④⑤⑥⑦", TextFault::Phone),
        ("Вася ٨٩١٦١٢٣٤٥٦٧", TextFault::Phone),
    ] {
        assert_eq!(refused(name), NicknameError::Text(fault), "{name:?}");
    }
}

#[test]
fn suggestions_are_three_different_valid_names_and_stay_the_same() {
    for language in Language::ALL {
        let mut seen = HashSet::new();
        for seed in (0..2_000).chain([u64::MAX]) {
            let names = Nickname::suggestions(language, seed);
            assert_eq!(names, Nickname::suggestions(language, seed));
            assert_eq!(names.iter().collect::<HashSet<_>>().len(), 3);
            for name in names {
                assert_eq!(Nickname::parse(&name).unwrap().as_str(), name);
                seen.insert(name);
            }
        }
        assert!(seen.len() > 500, "only {} names", seen.len());
    }
}

#[test]
fn a_debug_print_tells_nothing() {
    let printed = format!("{:?}", Nickname::parse("Тихий Клён").unwrap());
    assert!(!printed.contains("Клён"));
}

proptest! {
    #[test]
    fn what_is_accepted_is_tidy_and_stays_accepted(text in "\\PC{0,40}") {
        if let Ok(nickname) = Nickname::parse(&text) {
            let again = Nickname::parse(nickname.as_str());
            prop_assert_eq!(again.as_ref().map(Nickname::as_str), Ok(nickname.as_str()));
            prop_assert!(!nickname.as_str().contains('@'));
            prop_assert_eq!(nickname.as_str().trim(), nickname.as_str());
        }
    }

    #[test]
    fn no_text_breaks_the_filter(text in any::<String>()) {
        let _ = Nickname::parse(&text);
    }
}
