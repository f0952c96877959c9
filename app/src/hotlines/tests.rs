//! What operators may write, and what members find whatever they wrote.

use chrono::{DateTime, Utc};
use domain::values::Language;

use super::*;

const SMALL: &str = r#"
[[country]]
code = "RU"
name = { ru = "Россия", en = "Russia" }
zones = ["Europe/Moscow"]

[[line]]
country = "RU"
name = { ru = "линия" }
numbers = ["+7 495 000-00-00"]
audience = "anyone"
source = "a list"
verified_at = 2026-01-31

[[line]]
country = "other"
name = { ru = "список" }
numbers = ["example.org"]
audience = "anyone"
source = "a list"
"#;

fn at(moment: &str) -> DateTime<Utc> {
    moment.parse().unwrap()
}

#[track_caller]
fn assert_refused(from: &str, to: &str, because: &str) {
    assert!(SMALL.contains(from), "{from}");
    let error = read(&SMALL.replacen(from, to, 1)).unwrap_err().to_string();
    assert!(error.contains(because), "{to}: {error}");
}

#[test]
fn what_is_shipped_can_be_read_and_claims_nothing_that_nobody_has_checked() {
    let book = Hotlines::check(None).unwrap();
    assert!(book.lines.len() >= 8);
    assert!(book.lines.iter().all(|line| line.verified_at.is_none()));
    assert_eq!(
        book.stale(at("2026-11-29T00:00:00Z")).count(),
        book.lines.len()
    );
    let unwanted = [
        "8-800-7000-600",
        "333-44-34",
        "600-31-14",
        "200-99-94",
        "500-22-87",
        "708-40-41",
    ];
    for line in &book.lines {
        let numbers = line.numbers.join(" ");
        assert!(
            unwanted.iter().all(|number| !numbers.contains(number)),
            "{numbers}"
        );
    }
}

#[test]
fn every_country_that_is_offered_as_a_time_zone_is_guessed_from_it() {
    let book = Hotlines::check(None).unwrap();
    let place = |zone: &str| book.guess(zone.parse().ok()).to_string();
    for (zone, country) in [
        ("Europe/Kaliningrad", "RU"),
        ("Asia/Kamchatka", "RU"),
        ("Europe/Kyiv", "UA"),
        ("Europe/Kiev", "UA"),
        ("Europe/Minsk", "BY"),
        ("Asia/Almaty", "KZ"),
        ("Asia/Tbilisi", "GE"),
        ("Asia/Yerevan", "AM"),
        ("Asia/Baku", "AZ"),
        ("Asia/Tashkent", "other"),
        ("Europe/Berlin", "other"),
        ("UTC+3", "other"),
    ] {
        assert_eq!(place(zone), country, "{zone}");
    }
    assert_eq!(book.guess(None), Place::Other);
}

#[test]
fn a_line_wants_to_be_called_again_after_180_days() {
    let book = read(SMALL).unwrap();
    let line = &book.lines[0];
    assert!(!line.is_stale(at("2026-07-30T23:59:00Z")));
    assert!(line.is_stale(at("2026-07-31T00:00:00Z")));
    assert!(
        book.lines[1].is_stale(at("2026-01-31T00:00:00Z")),
        "never called"
    );
}

#[test]
fn russian_stands_in_for_a_language_that_is_missing() {
    let book = read(SMALL).unwrap();
    let name = &book.countries[0].name;
    assert_eq!(name.in_language(Language::English), "Russia");
    assert_eq!(name.in_language(Language::Ukrainian), "Россия");
}

#[test]
fn a_file_that_would_mislead_is_refused_with_the_reason() {
    for (from, to, because) in [
        ("source = \"a list\"", "source = \" \"", "has no source"),
        ("source = \"a list\"", "", "missing field `source`"),
        ("[\"+7 495 000-00-00\"]", "[]", "needs 1 to 4 numbers"),
        ("+7 495 000-00-00", "позвоните нам", "cannot be dialled"),
        ("+7 495 000-00-00", "+7 495\\n000", "cannot be dialled"),
        (
            "name = { ru = \"линия\" }",
            "name = { ru = \"\" }",
            "are one line",
        ),
        ("2026-01-31", "2026-01-31T10:00:00Z", "is a day like"),
        ("2026-01-31", "2026-02-31", ""),
        ("country = \"RU\"", "country = \"XX\"", "no [[country]]"),
        (
            "country = \"RU\"",
            "country = \"Россия\"",
            "two capital letters",
        ),
        (
            "country = \"other\"",
            "country = \"RU\"",
            "nothing is said for other countries",
        ),
        (
            "audience = \"anyone\"",
            "audience = \"nobody\"",
            "unknown variant",
        ),
        (
            "audience = \"anyone\"",
            "audience = \"anyone\"\nphone = \"1\"",
            "unknown field",
        ),
    ] {
        assert_refused(from, to, because);
    }
}

#[test]
fn a_card_cannot_be_made_too_long_for_a_message() {
    let line = SMALL.split("[[line]]").nth(1).unwrap();
    let many = format!("{SMALL}{}", format!("[[line]]{line}").repeat(8));
    let error = read(&many).unwrap_err().to_string();
    assert!(error.contains("more than 8 lines"), "{error}");
    assert_refused("линия", &"я".repeat(81), "are one line");
}
