//! The questions of the onboarding and of `/profile`.

use domain::values::availability::Window;
use domain::values::{Language, MemberId, Nickname, Purpose, Sensitivity, TimeZone, Topic};
use teloxide::types::InlineKeyboardButton;

use super::profile::time_zone_name;
use super::tips;
use crate::callback_data::Action;
use crate::dialogues::{Dialogue, Question};
use crate::keyboards::{Pen, Screen, rows};
use crate::texts::{Markup, Words};

/// The last of the rules cards, from 0.
pub const LAST_CARD: u8 = 2;

/// The question with its buttons.
pub fn question(pen: &Pen, dialogue: &Dialogue) -> Screen {
    let screen = match dialogue.question {
        Question::Rules => rules(pen, dialogue.draft.card),
        Question::Nickname => nickname(pen),
        Question::TimeZone => time_zone(pen, dialogue.draft.other_zone),
        Question::Topics => topics(pen, dialogue),
        Question::Bio => bio(pen),
        Question::Purpose => purpose(pen),
        Question::Sensitivity => sensitivity(pen),
        Question::Windows => windows(pen, dialogue),
        Question::TipAmount => return tips::amount_question(pen, dialogue),
        Question::PaymentCase => return tips::case_question(pen, dialogue),
        Question::ReportComment => {
            return super::report::comment_question(pen, dialogue.draft.report);
        }
        Question::Appeal => return super::report::appeal_question(pen.words),
        Question::Erasure => return Screen::plain(pen.words.erasure_question()),
    };
    if dialogue.is_editing() {
        let text = Markup::paragraphs([screen.text, pen.words.edit_hint()]);
        return Screen { text, ..screen };
    }
    screen
}

/// One of the three rules cards.
pub fn rules_card(words: Words, card: u8) -> Markup {
    match card {
        0 => words.rules_card_1(),
        1 => words.rules_card_2(),
        _ => words.rules_card_3(),
    }
}

/// The suggested nicknames of a member: the same at every look, so that a button and the card agree.
pub fn suggestions(language: Language, member: MemberId) -> [String; 3] {
    let (high, low) = member.0.as_u64_pair();
    Nickname::suggestions(language, high ^ low)
}

fn rules(pen: &Pen, card: u8) -> Screen {
    let words = pen.words;
    let page = words.rules_page(u32::from(card.min(LAST_CARD)) + 1);
    let keyboard = if card < LAST_CARD {
        vec![vec![pen.button(&words.rules_next(), Action::RulesNext)]]
    } else {
        vec![
            vec![pen.button(&words.rules_ok(), Action::RulesOk)],
            vec![pen.button(&words.rules_minor(), Action::RulesMinor)],
        ]
    };
    Screen {
        text: Markup::paragraphs([rules_card(words, card), page]),
        keyboard,
    }
}

fn nickname(pen: &Pen) -> Screen {
    let buttons = suggestions(pen.words.language(), pen.member)
        .into_iter()
        .zip(1_u8..)
        .map(|(name, number)| pen.button(&Markup::escaped(&name), Action::NickPick(number)));
    Screen {
        text: pen.words.nickname_question(),
        keyboard: rows(buttons, 1),
    }
}

fn time_zone(pen: &Pen, is_other: bool) -> Screen {
    if is_other {
        return Screen::plain(pen.words.time_zone_other_question());
    }
    let zones = TimeZone::COMMON
        .into_iter()
        .map(|zone| pen.button(&time_zone_name(pen.words, zone), Action::TimeZoneSet(zone)));
    let other = pen.button(&pen.words.time_zone_other(), Action::TimeZoneOther);
    Screen {
        text: pen.words.time_zone_question(),
        keyboard: rows(zones.chain([other]), 2),
    }
}

fn topics(pen: &Pen, dialogue: &Dialogue) -> Screen {
    let chosen = dialogue.draft.topics;
    let toggles = Topic::ALL.into_iter().map(|topic| {
        let name = pen.words.topic_name(topic.slug());
        pen.toggle(name, chosen.contains(topic), Action::TopicToggle(topic))
    });
    let mut keyboard = rows(toggles, 2);
    keyboard.push(vec![
        pen.button(&pen.words.done_button(), Action::TopicsDone),
    ]);
    Screen {
        text: pen.words.topics_question(chosen.len()),
        keyboard,
    }
}

fn bio(pen: &Pen) -> Screen {
    Screen {
        text: pen.words.bio_question(),
        keyboard: vec![vec![skip(pen, Action::BioSkip)]],
    }
}

fn purpose(pen: &Pen) -> Screen {
    let choices = Purpose::ALL.into_iter().map(|purpose| {
        let name = pen.words.purpose_name(purpose.slug());
        pen.button(&name, Action::PurposeSet(Some(purpose)))
    });
    let mut keyboard = rows(choices, 3);
    keyboard.push(vec![skip(pen, Action::PurposeSet(None))]);
    Screen {
        text: pen.words.purpose_question(),
        keyboard,
    }
}

fn sensitivity(pen: &Pen) -> Screen {
    let choices = Sensitivity::ALL.into_iter().map(|choice| {
        let name = pen.words.sensitivity_name(choice.slug());
        pen.button(&name, Action::SensitivitySet(Some(choice)))
    });
    let mut keyboard = rows(choices, 2);
    keyboard.push(vec![skip(pen, Action::SensitivitySet(None))]);
    Screen {
        text: pen.words.sensitivity_question(),
        keyboard,
    }
}

fn windows(pen: &Pen, dialogue: &Dialogue) -> Screen {
    let chosen = dialogue.draft.windows;
    let toggles = Window::ALL.into_iter().map(|window| {
        let name = pen.words.window_name(window.slug());
        pen.toggle(name, chosen.contains(window), Action::WindowsToggle(window))
    });
    let mut keyboard = rows(toggles, 2);
    keyboard.push(vec![
        pen.button(&pen.words.done_button(), Action::WindowsDone),
    ]);
    Screen {
        text: pen.words.windows_question(),
        keyboard,
    }
}

fn skip(pen: &Pen, action: Action) -> InlineKeyboardButton {
    pen.button(&pen.words.skip_button(), action)
}
