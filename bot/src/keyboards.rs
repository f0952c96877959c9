//! Buttons under messages. Labels come from the texts, data from [`Action`].

use domain::values::MemberId;
use teloxide::types::{InlineKeyboardButton, InlineKeyboardMarkup};

use crate::callback_data::{Action, TokenKey};
use crate::texts::{Markup, Words};

/// What a message to one member is made with: their language and the key of their buttons.
#[derive(Clone)]
pub struct Pen {
    /// To whom.
    pub member: MemberId,
    /// In which language.
    pub words: Words,
    /// The key of the tokens.
    pub key: TokenKey,
}

/// A message to be sent or put in place of another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Screen {
    /// The text.
    pub text: Markup,
    /// The buttons, row by row.
    pub keyboard: Vec<Vec<InlineKeyboardButton>>,
}

impl Pen {
    /// A button.
    pub fn button(&self, label: &Markup, action: Action) -> InlineKeyboardButton {
        InlineKeyboardButton::callback(label.plain(), action.print(self.member, &self.key))
    }

    /// A button that shows whether it is chosen.
    pub fn toggle(&self, label: Markup, is_chosen: bool, action: Action) -> InlineKeyboardButton {
        let label = if is_chosen {
            self.words.chosen_button(label)
        } else {
            label
        };
        self.button(&label, action)
    }
}

impl Screen {
    /// A message without buttons.
    pub const fn plain(text: Markup) -> Self {
        Self {
            text,
            keyboard: Vec::new(),
        }
    }

    /// The same message with something said before it.
    #[must_use]
    pub fn after(self, lead: Option<Markup>) -> Self {
        match lead {
            Some(lead) => Self {
                text: Markup::paragraphs([lead, self.text]),
                keyboard: self.keyboard,
            },
            None => self,
        }
    }

    /// The buttons as Telegram takes them, `None` without any.
    pub fn markup(&self) -> Option<InlineKeyboardMarkup> {
        (!self.keyboard.is_empty()).then(|| InlineKeyboardMarkup::new(self.keyboard.clone()))
    }
}

/// Buttons in rows of this many.
pub fn rows(
    buttons: impl IntoIterator<Item = InlineKeyboardButton>,
    per_row: usize,
) -> Vec<Vec<InlineKeyboardButton>> {
    let buttons: Vec<_> = buttons.into_iter().collect();
    buttons
        .chunks(per_row.max(1))
        .map(<[InlineKeyboardButton]>::to_vec)
        .collect()
}
