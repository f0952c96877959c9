//! How a simulated person answers the questions of the onboarding.

use domain::values::{Purpose, Sensitivity, Topic, availability::Window};
use telegram_simulator::client::{ChatView, ClientError, PersonControl};

use super::buttons::{Button, buttons_of, newest_button, press};

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
    /// Answers the question that a button with this prefix belongs to.
    pub(crate) async fn answer(
        &self,
        person: &PersonControl,
        chat: &ChatView,
        prefix: &str,
    ) -> Result<(), ClientError> {
        let Some(first) = newest_button(chat, prefix) else {
            return Ok(());
        };
        match prefix {
            "v1:nick.pick:" => typed_or_first(person, self.nickname.as_deref(), &first).await,
            "v1:bio.skip" => typed_or_first(person, self.bio.as_deref(), &first).await,
            "v1:tz.set:" => {
                let data = format!("{prefix}{}", self.time_zone);
                press(person, &Button { data, ..first }).await.map(drop)
            }
            "v1:purpose.set:" => {
                self.choose(person, first, prefix, self.purpose.map(Purpose::slug))
                    .await
            }
            "v1:sensitivity.set:" => {
                let slug = self.sensitivity.map(Sensitivity::slug);
                self.choose(person, first, prefix, slug).await
            }
            "v1:topic.toggle:" => {
                let wanted = self.topics.iter().map(|topic| topic.slug());
                toggle_all(person, chat, &first, prefix, wanted, "v1:topics.done").await
            }
            "v1:windows.toggle:" => {
                let wanted = self.windows.iter().map(|window| window.slug());
                toggle_all(person, chat, &first, prefix, wanted, "v1:windows.done").await
            }
            _ => press(person, &first).await.map(drop),
        }
    }

    async fn choose(
        &self,
        person: &PersonControl,
        first: Button,
        prefix: &str,
        slug: Option<&str>,
    ) -> Result<(), ClientError> {
        let data = format!("{prefix}{}", slug.unwrap_or("skip"));
        press(person, &Button { data, ..first }).await.map(drop)
    }
}

async fn typed_or_first(
    person: &PersonControl,
    text: Option<&str>,
    button: &Button,
) -> Result<(), ClientError> {
    match text {
        Some(text) => person.send_text(text).await.map(drop),
        None => press(person, button).await.map(drop),
    }
}

/// Chooses what is not chosen yet, then says that this is all.
async fn toggle_all(
    person: &PersonControl,
    chat: &ChatView,
    first: &Button,
    prefix: &str,
    wanted: impl Iterator<Item = &'static str>,
    done: &str,
) -> Result<(), ClientError> {
    let shown = chat
        .message(first.message_id)
        .map(|message| buttons_of(message, prefix))
        .unwrap_or_default();
    for slug in wanted {
        let data = format!("{prefix}{slug}");
        let button = shown.iter().find(|button| button.data == data);
        if let Some(button) = button.filter(|button| !button.label.starts_with(CHOSEN)) {
            press(person, button).await?;
        }
    }
    let data = done.to_owned();
    let done = Button {
        data,
        ..first.clone()
    };
    press(person, &done).await.map(drop)
}
