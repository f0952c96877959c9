//! The short text about oneself.

use domain::values::{Bio, BioError, TextFault};
use proptest::prelude::*;

fn refused(text: &str) -> BioError {
    match Bio::parse(text) {
        Err(error) => error,
        Ok(_) => panic!("{text:?} was accepted"),
    }
}

#[test]
fn ordinary_sentences_are_taken_as_they_are() {
    for text in [
        "Переехала в 2022. До этого 2014-2019 жила в Омске, 2019-2021 в Твери.",
        "Мне 35. Двое детей. Не сплю с 3 до 5.",
        "Развод 12.05.2023 и с тех пор тихо.",
        "Хочу поговорить.\nБез советов.\n\nСпасибо 🌱",
        "Собака и кот — моя семья. Гуляем по 2-3 часа.",
        "I am tired. To be honest, very. Me too?",
        "Так и живём:один,два,три.не больше",
        "Ставлю точка с запятой; всё.",
        "1990, 1995, 2001, 2010 — переезды",
    ] {
        match Bio::parse(text) {
            Ok(bio) => assert_eq!(bio.as_str(), text),
            Err(error) => panic!("{text:?}: {error}"),
        }
    }
}

#[test]
fn lines_are_tidied() {
    assert_eq!(
        Bio::parse("\r\n  Раз  \r\n\r\n\r\n\r\nдва\u{A0} три\r\n\r\n")
            .unwrap()
            .as_str(),
        "Раз\n\nдва три"
    );
}

#[test]
fn at_most_160_characters() {
    assert!(Bio::parse(&"я".repeat(160)).is_ok());
    assert_eq!(refused(&"я".repeat(161)), BioError::TooLong);
    assert!(Bio::parse(&"🌱".repeat(160)).is_ok());
    assert_eq!(refused(&"👩‍👩‍👧‍👦".repeat(160)), BioError::TooLong);
    assert_eq!(refused(&"я".repeat(100_000)), BioError::TooLong);
}

#[test]
fn at_most_six_lines() {
    assert!(Bio::parse("а\nб\nв\nг\nд\nе").is_ok());
    assert_eq!(refused("а\nб\nв\nг\nд\nе\nё"), BioError::TooManyLines);
}

#[test]
fn an_empty_bio_is_a_skipped_question() {
    for text in ["", "  ", "\n\n\n"] {
        assert_eq!(refused(text), BioError::Empty);
    }
}

#[test]
fn the_filter_is_the_nicknames_and_sees_through_line_breaks() {
    for (text, fault) in [
        ("Пишите @vasya", TextFault::AtSign),
        ("почта: vasya@mail.ru", TextFault::Mail),
        ("я тут: https://example.org", TextFault::Link),
        ("t.me/joinchat", TextFault::Link),
        ("тел.\n8 916\n123 45 67", TextFault::Phone),
        (
            "восемь девять один шесть один два три четыре пять шесть семь",
            TextFault::Phone,
        ),
        ("v\nk\n.\nc\no\nm", TextFault::Link),
        ("скрытый\u{200B}текст", TextFault::HiddenCharacter),
        ("а\tб", TextFault::HiddenCharacter),
        ("а\u{2028}б", TextFault::HiddenCharacter),
    ] {
        assert_eq!(refused(text), BioError::Text(fault), "{text:?}");
    }
}

#[test]
fn an_excerpt_ends_with_an_ellipsis_only_when_something_is_left_out() {
    let bio = Bio::parse("Раз два три").unwrap();
    assert_eq!(bio.excerpt(120), "Раз два три");
    assert_eq!(bio.excerpt(11), "Раз два три");
    assert_eq!(bio.excerpt(9), "Раз два…");
    let families = Bio::parse("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦").unwrap();
    assert_eq!(families.excerpt(2), "👩‍👩‍👧‍👦…");
}

proptest! {
    #[test]
    fn what_is_accepted_is_tidy_and_stays_accepted(text in "(\\PC|\n){0,80}") {
        if let Ok(bio) = Bio::parse(&text) {
            let again = Bio::parse(bio.as_str());
            prop_assert_eq!(again.as_ref().map(Bio::as_str), Ok(bio.as_str()));
        }
    }

    #[test]
    fn no_text_breaks_the_filter(text in any::<String>()) {
        let _ = Bio::parse(&text);
    }
}
