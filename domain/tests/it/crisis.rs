//! Words of crisis, measured on sentences as members write them.

use domain::values::crisis::{Crisis, notice};
use proptest::prelude::*;

const PHRASES: &str = include_str!("crisis/phrases.txt");
const UNSEEN: &str = include_str!("crisis/unseen.txt");
const FRESH: &str = include_str!("crisis/fresh.txt");

/// Of a hundred sentences of people in crisis, this many are noticed, under the right label.
const RECALL_PERCENT: usize = 98;
/// Of a hundred sentences of others, this many are noticed at most.
const FALSE_ALARMS_PERCENT: usize = 2;

/// The same of sentences that were written before the rules, under whichever label.
const UNSEEN_RECALL_PERCENT: usize = 95;
const UNSEEN_FALSE_ALARMS_PERCENT: usize = 2;

/// The same of sentences that were written after the rules, to be as different as can be: what to expect of people we do not know.
const FRESH_RECALL_PERCENT: usize = 80;
const FRESH_FALSE_ALARMS_PERCENT: usize = 3;

/// What a sentence says, and the sentence.
fn labelled(lines: &str) -> Vec<(Option<Crisis>, String)> {
    lines
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let (label, words) = line.split_once(" | ").unwrap();
            let crisis = match label {
                "suicide" => Some(Crisis::Suicide),
                "self_harm" => Some(Crisis::SelfHarm),
                "none" => None,
                unknown => panic!("{unknown}"),
            };
            (crisis, words.replace("\\u{200b}", "\u{200b}"))
        })
        .collect()
}

/// Those in crisis that were noticed, those that were missed, others that were noticed, and how many others there are.
struct Measured {
    noticed: usize,
    missed: Vec<String>,
    alarms: Vec<String>,
    harmless: usize,
}

fn measure(lines: &str, is_right: impl Fn(Crisis, Option<Crisis>) -> bool) -> Measured {
    let mut measured = Measured {
        noticed: 0,
        missed: Vec::new(),
        alarms: Vec::new(),
        harmless: 0,
    };
    for (label, text) in labelled(lines) {
        match (label, notice(&text)) {
            (Some(crisis), found) if is_right(crisis, found) => measured.noticed += 1,
            (Some(_), _) => measured.missed.push(text),
            (None, found) => {
                measured.harmless += 1;
                measured.alarms.extend(found.map(|_| text));
            }
        }
    }
    measured
}

fn assert_at_least(measured: &Measured, recall_percent: usize, false_alarms_percent: usize) {
    let of_people_in_crisis = measured.noticed + measured.missed.len();
    assert!(
        measured.noticed * 100 >= of_people_in_crisis * recall_percent
            && measured.alarms.len() * 100 <= measured.harmless * false_alarms_percent,
        "{} of {of_people_in_crisis} noticed, missed {:#?}, {} of {} others {:#?}",
        measured.noticed,
        measured.missed,
        measured.alarms.len(),
        measured.harmless,
        measured.alarms,
    );
}

#[test]
fn people_in_crisis_are_nearly_always_noticed_and_others_hardly_ever() {
    assert!(labelled(PHRASES).len() >= 300);
    let measured = measure(PHRASES, |label, found| found == Some(label));
    assert_at_least(&measured, RECALL_PERCENT, FALSE_ALARMS_PERCENT);
}

#[test]
fn sentences_that_were_written_before_the_rules_are_mostly_told_apart() {
    let measured = measure(UNSEEN, |_, found| found.is_some());
    assert_at_least(
        &measured,
        UNSEEN_RECALL_PERCENT,
        UNSEEN_FALSE_ALARMS_PERCENT,
    );
}

#[test]
fn of_sentences_that_were_never_looked_at_four_of_five_are_told_apart() {
    let measured = measure(FRESH, |_, found| found.is_some());
    assert_at_least(&measured, FRESH_RECALL_PERCENT, FRESH_FALSE_ALARMS_PERCENT);
}

#[test]
fn no_sentence_of_one_set_is_in_the_other() {
    let phrases = labelled(PHRASES);
    for unseen in labelled(UNSEEN).into_iter().chain(labelled(FRESH)) {
        assert!(!phrases.contains(&unseen), "{unseen:?}");
    }
}

#[test]
fn the_gravest_of_several_is_what_counts() {
    assert_eq!(notice("режу себя. хочу умереть"), Some(Crisis::Suicide));
    assert_eq!(notice(""), None);
}

#[test]
fn words_of_crisis_are_found_anywhere_in_a_long_message() {
    let long = "Сегодня был обычный день. ".repeat(80);
    assert_eq!(
        notice(&format!("{long}Я не хочу жить.")),
        Some(Crisis::Suicide)
    );
    assert_eq!(notice(&long), None);
}

proptest! {
    #[test]
    fn no_text_breaks_the_reading(text in any::<String>()) {
        let _ = notice(&text);
    }

    #[test]
    fn what_stands_in_other_sentences_changes_nothing(before in "[а-я ]{0,40}", after in "[а-я ]{0,40}") {
        let text = format!("{before}. Я хочу убить себя. {after}");
        prop_assert_eq!(notice(&text), Some(Crisis::Suicide));
    }
}
