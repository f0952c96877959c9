//! The settings.

use domain::member::Member;
use domain::values::Language;

use crate::callback_data::{Action, Setting};
use crate::keyboards::{Pen, Screen};
use crate::language;

/// The settings with a button per choice.
pub fn settings(pen: &Pen, member: &Member) -> Screen {
    let words = pen.words;
    let current = language::of(member);
    let languages = Language::ALL.into_iter().map(|language| {
        let name = words.language_name(language.tag());
        let action = Action::SettingsSet(Setting::Language(language));
        pen.toggle(name, language == current, action)
    });
    let is_protected = member.protect_content;
    let (state, label) = if is_protected {
        ("on", words.settings_protect_off())
    } else {
        ("off", words.settings_protect_on())
    };
    let protection = Action::SettingsSet(Setting::Protection(!is_protected));
    Screen {
        text: words.settings_card(words.language_name(current.tag()), state),
        keyboard: vec![languages.collect(), vec![pen.button(&label, protection)]],
    }
}
