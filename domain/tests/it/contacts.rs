//! What in a text leads to a person, measured on sentences as members write them.

use domain::values::contacts::{Contact, Found, find, link_to_person};
use proptest::prelude::*;

const PHRASES: &str = include_str!("contacts/phrases.txt");
const UNSEEN: &str = include_str!("contacts/unseen.txt");
const HIDDEN: &str = "[hidden]";

/// Of a hundred sentences that name somebody, this many are noticed by the right rule.
const RECALL_PERCENT: usize = 97;
/// Of a thousand sentences that name nobody, this many are touched at most.
const FALSE_ALARMS_PER_MILLE: usize = 8;

/// The same of sentences that the rules were not made for, by whichever rule.
const UNSEEN_RECALL_PERCENT: usize = 90;
const UNSEEN_FALSE_ALARMS_PER_MILLE: usize = 30;

/// What a sentence leads to, and the sentence.
fn phrases() -> Vec<(Option<Contact>, String)> {
    labelled(PHRASES)
}

fn labelled(lines: &str) -> Vec<(Option<Contact>, String)> {
    lines
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let (label, words) = line.split_once(" | ").unwrap();
            let contact = match label {
                "username" => Some(Contact::Username),
                "telegram-link" => Some(Contact::TelegramLink),
                "phone" => Some(Contact::Phone),
                "mail" => Some(Contact::Mail),
                "messenger" => Some(Contact::Messenger),
                "none" => None,
                unknown => panic!("{unknown}"),
            };
            (contact, unescaped(words))
        })
        .collect()
}

/// `\u{200b}` and `\n` as the characters they stand for.
fn unescaped(words: &str) -> String {
    let mut parts = words.split("\\u{");
    let mut text = parts.next().unwrap().replace("\\n", "\n");
    for part in parts {
        let (code, rest) = part.split_once('}').unwrap();
        let code = u32::from_str_radix(code, 16).unwrap();
        text.push(char::from_u32(code).unwrap());
        text.push_str(&rest.replace("\\n", "\n"));
    }
    text
}

fn without(text: &str, found: &[Found]) -> String {
    let mut result = String::new();
    let mut done = 0;
    for found in found {
        result.push_str(&text[done..found.range.start]);
        result.push_str(HIDDEN);
        done = found.range.end;
    }
    result + &text[done..]
}

#[test]
fn of_sentences_that_name_somebody_nearly_all_are_noticed_by_the_right_rule() {
    let naming: Vec<_> = phrases()
        .into_iter()
        .filter_map(|(contact, text)| Some((contact?, text)))
        .collect();
    assert!(naming.len() >= 150, "{}", naming.len());
    let missed: Vec<_> = naming
        .iter()
        .filter(|(contact, text)| {
            find(text, HIDDEN)
                .iter()
                .all(|found| found.contact != *contact)
        })
        .map(|(contact, text)| format!("{contact:?}: {text:?}, found {:?}", find(text, HIDDEN)))
        .collect();
    let noticed = naming.len() - missed.len();
    assert!(
        noticed * 100 >= naming.len() * RECALL_PERCENT,
        "{noticed} of {}, missed:\n{}",
        naming.len(),
        missed.join("\n")
    );
}

#[test]
fn sentences_that_name_nobody_stay_as_they_are() {
    let harmless: Vec<_> = phrases()
        .into_iter()
        .filter(|(contact, _)| contact.is_none())
        .collect();
    assert!(harmless.len() >= 100, "{}", harmless.len());
    let alarms: Vec<_> = harmless
        .iter()
        .map(|(_, text)| (text, find(text, HIDDEN)))
        .filter(|(_, found)| !found.is_empty())
        .collect();
    assert!(
        alarms.len() * 1000 <= harmless.len() * FALSE_ALARMS_PER_MILLE,
        "{alarms:#?}"
    );
}

#[test]
fn sentences_the_rules_were_not_made_for_are_nearly_always_told_apart() {
    let (naming, harmless): (Vec<_>, Vec<_>) = labelled(UNSEEN)
        .into_iter()
        .partition(|(contact, _)| contact.is_some());
    let touched = |text: &str| !find(text, HIDDEN).is_empty();
    let missed: Vec<_> = naming.iter().filter(|(_, text)| !touched(text)).collect();
    let alarms: Vec<_> = harmless.iter().filter(|(_, text)| touched(text)).collect();
    let noticed = naming.len() - missed.len();
    assert!(
        noticed * 100 >= naming.len() * UNSEEN_RECALL_PERCENT
            && alarms.len() * 1000 <= harmless.len() * UNSEEN_FALSE_ALARMS_PER_MILLE,
        "{noticed} of {}, missed {missed:#?}, {} of {} touched {alarms:#?}",
        naming.len(),
        alarms.len(),
        harmless.len(),
    );
}

#[test]
fn every_rule_has_sentences() {
    for contact in [
        Contact::Mail,
        Contact::TelegramLink,
        Contact::Messenger,
        Contact::Username,
        Contact::Phone,
    ] {
        let count = phrases()
            .iter()
            .filter(|(labelled, _)| *labelled == Some(contact))
            .count();
        assert!(count >= 20, "{contact:?}: {count}");
    }
}

#[test]
fn only_what_names_somebody_is_taken_out() {
    for (text, left) in [
        ("пишите @some_one, жду", "пишите [hidden], жду"),
        ("(t.me/some_one).", "([hidden])."),
        ("звони +7 916 123-45-67 вечером", "звони [hidden] вечером"),
        ("(8 916 123-45-67)", "([hidden])"),
        ("мне 35, тел. 8 (916) 123-45-67.", "мне 35, тел. [hidden]."),
        ("почта a.b@mail.ru; и всё", "почта [hidden]; и всё"),
        ("мой вк id1234567 вот", "мой вк [hidden] вот"),
        ("мой тг: some_one.", "мой тг: [hidden]."),
        (
            "да, плюс семь девятьсот шестнадцать сто двадцать три сорок пять шестьдесят семь, ага",
            "да, [hidden], ага",
        ),
        (
            "ссылка https://example.org/t.me и t.me/some_one",
            "ссылка https://example.org/t.me и [hidden]",
        ),
    ] {
        assert_eq!(without(text, &find(text, HIDDEN)), left, "{text}");
    }
}

#[test]
fn what_was_taken_out_before_is_no_part_of_anything() {
    for text in [
        "8 916 [hidden] 123 45 67",
        "собака [hidden]",
        "@[hidden]",
        "тг: [hidden]",
    ] {
        assert_eq!(find(text, HIDDEN), [], "{text}");
    }
}

#[test]
fn a_link_leads_to_a_person_also_through_its_parameters() {
    for url in [
        "https://t.me/some_one",
        "tg://user?id=1",
        "mailto:a@example.org",
        "tel:+79161234567",
        "https://vk.com/away.php?to=https%3A%2F%2Ft.me%2Fsome_one",
        "HTTPS://WA.ME/79161234567",
        "https://example.org/?next=//t.me/some_one",
    ] {
        assert!(link_to_person(url).is_some(), "{url}");
    }
    for url in [
        "https://example.org/a?b=1",
        "https://lenta.ru/news/2024/03/15/89161234567/",
        "https://medium.com/@author/title",
        "https://ru.wikipedia.org/wiki/%D0%A1%D0%BE%D0%BD",
        "https://example.org/%",
    ] {
        assert_eq!(link_to_person(url), None, "{url}");
    }
}

/// Parts that rules are made of, in any order.
fn hostile() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "@",
        " ",
        "t",
        ".",
        "me",
        "/",
        "vasya_p",
        "собака",
        "точка",
        "8",
        "916",
        "123-45-67",
        "+",
        "плюс",
        "семь",
        "девятьсот",
        "[hidden]",
        "(at)",
        "вк",
        "id12345",
        "тг",
        ":",
        "mail.ru",
        "gmail",
        "\n",
        "👩‍👩‍👧",
        "é",
        "\u{200b}",
        "https://",
        "vk.com",
        "ник",
        "а",
        "b",
        "[",
        "]",
        "hidden",
        "пиши",
        "-",
        "(",
        ")",
        "1️⃣",
        "x.y/",
        "\u{1}",
    ]);
    prop::collection::vec(parts, 0..40).prop_map(|parts| parts.concat())
}

fn assert_sound(text: &str) -> Result<(), TestCaseError> {
    let found = find(text, HIDDEN);
    let mut end = 0;
    for found in &found {
        prop_assert!(found.range.start >= end && found.range.start < found.range.end);
        prop_assert!(
            text.is_char_boundary(found.range.start) && text.is_char_boundary(found.range.end)
        );
        end = found.range.end;
    }
    let once = without(text, &found);
    prop_assert_eq!(find(&once, HIDDEN), [], "{:?} → {:?}", text, once);
    Ok(())
}

proptest! {
    #[test]
    fn nothing_is_found_a_second_time(text in hostile()) {
        assert_sound(&text)?;
    }

    #[test]
    fn no_text_breaks_the_rules(text in any::<String>()) {
        assert_sound(&text)?;
    }
}
