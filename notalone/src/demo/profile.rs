//! How a simulated person answers the questions of the onboarding.

use domain::values::{Purpose, Sensitivity, Topic, availability::Window};
use telegram_simulator::client::{ChatView, ClientError, PersonControl};

use super::buttons::{buttons_of, newest_button, press};

/// The mark before a chosen topic or window.
const CHOSEN: &str = "✅";

/// What a person answers.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    /// Typed, `None` takes the first suggestion.
    pub nickname: Option<String>,
    /// An IANA name that has a button.
    pub time_zone: String,
    /// Two to six.
    pub topics: Vec<Topic>,
    /// `None` skips.
    pub bio: Option<String>,
    /// `None` skips.
    pub purpose: Option<Purpose>,
    /// `None` skips.
    pub sensitivity: Option<Sensitivity>,
    /// None says any time.
    pub windows: Vec<Window>,
}

impl Profile {
    /// Answers the question that a button with this prefix belongs to, and returns the labels of what was pressed for it.
    pub(crate) async fn answer(
        &self,
        person: &PersonControl,
        chat: &ChatView,
        prefix: &str,
    ) -> Result<Vec<String>, ClientError> {
        let Some(first) = newest_button(chat, prefix) else {
            return Ok(Vec::new());
        };
        let typed = match prefix {
            "v1:nick.pick:" => self.nickname.as_deref(),
            "v1:bio.skip" => self.bio.as_deref(),
            _ => None,
        };
        if let Some(text) = typed {
            person.send_text(text).await?;
            return Ok(Vec::new());
        }
        let card = chat.message(first.message_id);
        let buttons = card.map_or_else(Vec::new, |card| buttons_of(card, ""));
        let mut pressed = Vec::new();
        for data in self.wanted(prefix) {
            let button = buttons.iter().find(|button| button.data == data);
            if let Some(button) = button.filter(|button| !button.label.starts_with(CHOSEN)) {
                press(person, button).await?;
                pressed.push(button.label.clone());
            }
        }
        if pressed.is_empty() {
            press(person, &first).await?;
            pressed.push(first.label);
        }
        Ok(pressed)
    }

    /// What the wanted buttons carry, in order; none for the first with this prefix.
    fn wanted(&self, prefix: &str) -> Vec<String> {
        let one = |slug: Option<&str>| vec![format!("{prefix}{}", slug.unwrap_or("skip"))];
        let all = |slugs: Vec<&str>, done: &str| {
            let toggles = slugs.into_iter().map(|slug| format!("{prefix}{slug}"));
            toggles.chain([done.to_owned()]).collect()
        };
        match prefix {
            "v1:tz.set:" => one(Some(&self.time_zone)),
            "v1:purpose.set:" => one(self.purpose.map(Purpose::slug)),
            "v1:sensitivity.set:" => one(self.sensitivity.map(Sensitivity::slug)),
            "v1:topic.toggle:" => {
                let slugs = self.topics.iter().map(|topic| topic.slug());
                all(slugs.collect(), "v1:topics.done")
            }
            "v1:windows.toggle:" => {
                let slugs = self.windows.iter().map(|window| window.slug());
                all(slugs.collect(), "v1:windows.done")
            }
            _ => Vec::new(),
        }
    }
}
