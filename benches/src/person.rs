//! Somebody with a phone, who goes through the bot as people do: reads, taps, types.

use std::time::Duration;

use anyhow::{Context, bail, ensure};
use futures::{StreamExt, TryStreamExt, stream};
use telegram_simulator::client::{BotControl, ChatView, PersonControl};

/// Who goes through the onboarding at the same time.
const TOGETHER: usize = 16;
/// How long the bot may take for a step; the machine is busy when many are at it.
const STEP: Duration = Duration::from_secs(30);

/// A person and what they have seen.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) control: PersonControl,
}

/// People with a complete profile, the n-th with the n-th of these topics, again and again.
pub(crate) async fn members(
    bot: &BotControl,
    count: usize,
    topics: &[[&str; 2]],
) -> anyhow::Result<Vec<Person>> {
    let joining = stream::iter(0..count).map(|number| async move {
        let person = Person {
            control: bot.person(&format!("Участник {number}")).await?,
        };
        person
            .onboard(topics[number % topics.len()])
            .await
            .with_context(|| format!("member {number}"))?;
        anyhow::Ok(person)
    });
    joining.buffered(TOGETHER).try_collect().await
}

impl Person {
    async fn onboard(&self, topics: [&str; 2]) -> anyhow::Result<()> {
        self.say("/start").await?;
        while !self.has("rules.ok").await? {
            self.tap("rules.next").await?;
        }
        self.tap("rules.ok").await?;
        self.tap("nick.pick").await?;
        self.tap("tz.set:Europe/Moscow").await?;
        for topic in topics {
            self.tap(&format!("topic.toggle:{topic}")).await?;
        }
        for verb in [
            "topics.done",
            "bio.skip",
            "purpose.set:skip",
            "sensitivity.set:skip",
            "windows.done",
        ] {
            self.tap(verb).await?;
        }
        Ok(())
    }

    /// Types a text or a command.
    pub(crate) async fn say(&self, text: &str) -> anyhow::Result<()> {
        self.control.send_text(text).await?;
        Ok(())
    }

    /// What is on the screen changed last at this number.
    pub(crate) async fn now(&self) -> anyhow::Result<u64> {
        Ok(self.control.chat().await?.change)
    }

    async fn has(&self, verb: &str) -> anyhow::Result<bool> {
        Ok(button(&self.control.chat().await?, verb, 0).is_some())
    }

    /// Waits for a button that is newer than `after` and says what it carries.
    pub(crate) async fn wait_for(
        &self,
        verb: &str,
        after: u64,
        within: Duration,
    ) -> anyhow::Result<String> {
        let wanted = |chat: &ChatView| button(chat, verb, after).is_some();
        let chat = self.control.wait_for_within(within, verb, wanted).await?;
        button(&chat, verb, after).context("the button is gone")
    }

    /// Waits for a button, presses it, and waits until the screen changed.
    pub(crate) async fn tap(&self, verb: &str) -> anyhow::Result<()> {
        self.tap_newer(verb, 0).await
    }

    /// The same with a button that is newer than `after`.
    pub(crate) async fn tap_newer(&self, verb: &str, after: u64) -> anyhow::Result<()> {
        let data = self.wait_for(verb, after, STEP).await?;
        let before = self.now().await?;
        let answer = self.control.press_data(&data).await?;
        ensure!(answer.answered, "{verb} was never answered");
        let has_changed =
            |chat: &ChatView| chat.bot_messages().any(|message| message.change > before);
        self.control
            .wait_for_within(STEP, verb, has_changed)
            .await?;
        Ok(())
    }

    /// Searches, accepts what is proposed and returns in the open talk.
    pub(crate) async fn meet_somebody(&self) -> anyhow::Result<()> {
        let before = self.now().await?;
        self.say("/find").await?;
        self.tap_newer("match.accept", before).await?;
        self.wait_for("chat.end", before, STEP).await?;
        Ok(())
    }
}

/// Everybody searches at once; all return in open talks with each other.
pub(crate) async fn meet(people: &[Person]) -> anyhow::Result<()> {
    if !people.len().is_multiple_of(2) {
        bail!("somebody would be left alone");
    }
    futures::future::try_join_all(people.iter().map(Person::meet_somebody)).await?;
    Ok(())
}

/// The data of the newest button of this verb, and of this argument if one is given, in messages newer than `after`.
fn button(chat: &ChatView, verb: &str, after: u64) -> Option<String> {
    let wanted = format!("v1:{verb}");
    chat.bot_messages()
        .rev()
        .filter(|message| message.change > after)
        .flat_map(|message| message.keyboard.iter().flatten())
        .filter_map(|button| button.data.as_ref())
        .find(|data| {
            data.strip_prefix(&wanted)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
        })
        .cloned()
}
