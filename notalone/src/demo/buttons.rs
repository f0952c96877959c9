//! What a person can press, and where in the product that puts them.

use telegram_simulator::client::{
    ButtonView, ChatView, ClientError, MessageView, PersonControl, Press, PressAnswer,
};

/// A button in a chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Button {
    /// The message it hangs on.
    pub message_id: i64,
    /// What it carries.
    pub data: String,
    /// What it says.
    pub label: String,
}

/// The newest button whose data start with a prefix such as `v1:chat.end:`.
pub(crate) fn newest_button(chat: &ChatView, prefix: &str) -> Option<Button> {
    let mut newest_first = chat.bot_messages().rev();
    newest_first.find_map(|message| buttons_of(message, prefix).into_iter().next())
}

/// The buttons of a message whose data start with a prefix, in order.
pub(crate) fn buttons_of(message: &MessageView, prefix: &str) -> Vec<Button> {
    let buttons = message.keyboard.iter().flatten();
    buttons
        .filter_map(|button| {
            let data = data(button)
                .filter(|data| data.starts_with(prefix))?
                .to_owned();
            Some(Button {
                message_id: message.message_id,
                data,
                label: button.text.clone(),
            })
        })
        .collect()
}

fn data(button: &ButtonView) -> Option<&str> {
    button.data.as_deref()
}

/// Presses exactly this button.
pub(crate) async fn press(
    person: &PersonControl,
    button: &Button,
) -> Result<PressAnswer, ClientError> {
    person
        .press_button(&Press {
            message_id: Some(button.message_id),
            data: Some(button.data.clone()),
            ..Press::default()
        })
        .await
}

/// What the bot waits for from this person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Situation {
    /// Nothing was said yet.
    Stranger,
    /// A question of the onboarding, which a button that starts like this answers.
    Asked(&'static str),
    /// Nobody is searched for.
    Idle,
    /// A search is running.
    Waiting,
    /// A proposal waits for an answer.
    Proposed,
    /// A talk is open.
    Talking,
    /// A talk is over and may be rated.
    Over,
}

/// A situation and the message that made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Which.
    pub situation: Situation,
    /// The message, 0 if there is none.
    pub message_id: i64,
}

/// Which button says what. The first that fits counts: a card to rate has a button to search again, too.
const SIGNS: [(&str, Situation); 16] = [
    ("v1:rules.next", Situation::Asked("v1:rules.next")),
    ("v1:rules.ok", Situation::Asked("v1:rules.ok")),
    ("v1:nick.pick:", Situation::Asked("v1:nick.pick:")),
    ("v1:tz.set:", Situation::Asked("v1:tz.set:")),
    ("v1:topic.toggle:", Situation::Asked("v1:topic.toggle:")),
    ("v1:bio.skip", Situation::Asked("v1:bio.skip")),
    ("v1:purpose.set:", Situation::Asked("v1:purpose.set:")),
    (
        "v1:sensitivity.set:",
        Situation::Asked("v1:sensitivity.set:"),
    ),
    ("v1:windows.toggle:", Situation::Asked("v1:windows.toggle:")),
    ("v1:match.accept:", Situation::Proposed),
    ("v1:search.cancel:", Situation::Waiting),
    ("v1:chat.rate:", Situation::Over),
    ("v1:chat.end", Situation::Talking),
    ("v1:block.", Situation::Talking),
    ("v1:search.again", Situation::Idle),
    ("v1:profile.edit:", Situation::Idle),
];

impl Place {
    /// Where the newest message with buttons puts its reader.
    pub(crate) fn of(chat: &ChatView) -> Self {
        let mut newest_first = chat.bot_messages().rev();
        let found = newest_first.find_map(|message| {
            let (_, situation) = SIGNS
                .iter()
                .find(|(prefix, _)| !buttons_of(message, prefix).is_empty())?;
            Some(Self {
                situation: *situation,
                message_id: message.message_id,
            })
        });
        found.unwrap_or(Self {
            situation: Situation::Stranger,
            message_id: 0,
        })
    }
}
