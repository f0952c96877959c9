//! The member's own profile.

use domain::member::Member;
use domain::values::{Purpose, Sensitivity, TimeZone};

use crate::callback_data::Action;
use crate::dialogues::Question;
use crate::keyboards::{Pen, Screen, rows};
use crate::texts::{Markup, Words};

/// The profile with a button per field. The personal values come from the vault.
pub fn profile(pen: &Pen, member: &Member, nickname: &str, bio: Option<&str>) -> Screen {
    let words = pen.words;
    let nothing = || words.nothing_stated();
    let topics = member
        .topics
        .iter()
        .map(|topic| words.topic_name(topic.slug()));
    let time_zone = member
        .time_zone
        .map_or_else(nothing, |zone| time_zone_name(words, zone));
    let purpose = member.purpose.flatten();
    let sensitivity = member.sensitivity.flatten();
    let text = words.profile_card(
        nickname,
        time_zone,
        Markup::joined(topics, ", "),
        bio.map_or_else(nothing, Markup::escaped),
        purpose.map_or_else(nothing, |choice: Purpose| words.purpose_name(choice.slug())),
        sensitivity.map_or_else(nothing, |choice: Sensitivity| {
            words.sensitivity_name(choice.slug())
        }),
        windows(words, member),
    );
    let buttons = Question::ALL
        .into_iter()
        .filter(|question| question.is_editable())
        .map(|question| {
            pen.button(
                &words.profile_edit(question.slug()),
                Action::ProfileEdit(question),
            )
        });
    Screen {
        text,
        keyboard: rows(buttons, 2),
    }
}

/// The city of a zone, or its own name.
pub fn time_zone_name(words: Words, zone: TimeZone) -> Markup {
    let name = zone.to_string();
    words.time_zone_city(name.replace('/', "-"), name)
}

fn windows(words: Words, member: &Member) -> Markup {
    let stated = member.free_time.filter(|windows| !windows.is_unstated());
    let Some(stated) = stated else {
        return words.any_time();
    };
    Markup::joined(
        stated.iter().map(|window| words.window_name(window.slug())),
        "; ",
    )
}

/// The end of the onboarding.
pub fn complete(pen: &Pen, nickname: &str) -> Screen {
    Screen {
        text: pen.words.profile_complete(nickname),
        keyboard: find_row(pen),
    }
}

/// `/start` of a member whose profile is complete.
pub fn welcome_back(pen: &Pen, nickname: &str) -> Screen {
    Screen {
        text: pen.words.welcome_back(nickname),
        keyboard: find_row(pen),
    }
}

fn find_row(pen: &Pen) -> Vec<Vec<teloxide::types::InlineKeyboardButton>> {
    vec![vec![
        pen.button(&pen.words.find_button(), Action::SearchAgain),
    ]]
}
