//! The main journey, step by step (product.md: onboarding, finding someone, talking).

use anyhow::{Context, ensure};
use domain::values::{Purpose, Sensitivity, Topic, availability::Window};
use telegram_simulator::client::{ChatView, MessageView};

use super::Actor;
use super::words::{gives_username_away, says};
use crate::demo::buttons::{Place, Situation, buttons_of, newest_button};
use crate::demo::phrases::Phrases;
use crate::demo::profile::Profile;

/// Questions between the age gate and the end of the onboarding, by the buttons under them.
const QUESTIONS: [(&str, &str); 7] = [
    ("v1:nick.pick:", "the nickname is asked for and taken"),
    ("v1:tz.set:", "the time zone is asked for and taken"),
    ("v1:topic.toggle:", "the topics are asked for and taken"),
    ("v1:bio.skip", "the bio is asked for and taken"),
    ("v1:purpose.set:", "the purpose is asked for and taken"),
    (
        "v1:sensitivity.set:",
        "the sensitivity is asked for and taken",
    ),
    ("v1:windows.toggle:", "the free time is asked for and taken"),
];

/// What one gives the other.
const THANKS_STARS: i64 = 25;

/// The journey of two people.
pub(super) struct Journey<'a> {
    /// Who.
    pub(super) actors: &'a mut [Actor; 2],
    /// What they say.
    pub(super) phrases: &'a Phrases,
}

impl Journey<'_> {
    /// All steps in order; an error names the step that failed.
    pub(super) async fn play(mut self) -> anyhow::Result<()> {
        let profiles = [self.typing(), picking()];
        for (actor, profile) in self.actors.iter_mut().zip(&profiles) {
            onboards(actor, profile).await?;
        }
        self.meet().await?;
        self.talk().await?;
        self.end().await?;
        self.thank().await?;
        for actor in self.actors.iter() {
            shows_profile(actor).await?;
        }
        self.nobody_learned_anything().await?;
        done("nothing names the other: no Telegram id, no first name, no username");
        Ok(())
    }

    fn typing(&self) -> Profile {
        Profile {
            nickname: Some(self.phrases.nth("script.nickname", 0).to_owned()),
            time_zone: "Europe/Moscow".to_owned(),
            topics: vec![Topic::Burnout, Topic::Anxiety, Topic::Career],
            bio: Some(self.phrases.nth("script.bio", 0).to_owned()),
            purpose: Some(Purpose::Support),
            sensitivity: Some(Sensitivity::Gentle),
            windows: vec![Window::Evening, Window::Night, Window::Morning],
        }
    }

    async fn meet(&mut self) -> anyhow::Result<()> {
        let [one, other] = &*self.actors;
        for actor in [one, other] {
            let step = "both search";
            actor.writes("/find").await.context(step)?;
        }
        for (actor, peer) in [(one, other), (other, one)] {
            let step = "both are proposed to each other";
            let card = actor.sees_button("v1:match.accept:").await.context(step)?;
            let chat = actor.chat().await.context(step)?;
            let card = chat.message(card.message_id).context(step)?;
            ensure!(
                card.text.contains(&peer.nickname),
                "{step}: the card does not show the other's nickname"
            );
        }
        done("both search and are proposed to each other");
        for actor in [one, other] {
            let step = "both accept";
            actor.presses("v1:match.accept:").await.context(step)?;
        }
        for actor in [one, other] {
            let step = "the talk opens";
            actor.sees_button("v1:chat.end:").await.context(step)?;
        }
        done("both accept and the talk opens");
        Ok(())
    }

    async fn talk(&mut self) -> anyhow::Result<()> {
        let [one, other] = &*self.actors;
        let lines = self.phrases.lines("script.talk");
        for (place, line) in lines.iter().enumerate() {
            let (from, to) = if place % 2 == 0 {
                (one, other)
            } else {
                (other, one)
            };
            let step = "a message arrives with its text and formatting unchanged";
            says(from, to, line).await.context(step)?;
        }
        done("messages arrive both ways with their text and formatting unchanged");
        let step = "a username is hidden and its sender told";
        let text = self.phrases.nth("script.username", 0);
        gives_username_away(one, other, text).await.context(step)?;
        done(step);
        Ok(())
    }

    async fn end(&mut self) -> anyhow::Result<()> {
        let [one, other] = &*self.actors;
        let step = "/end asks and ends the talk for both";
        one.writes("/end").await.context(step)?;
        one.presses("v1:chat.end.yes:").await.context(step)?;
        for actor in [one, other] {
            actor.sees_button("v1:chat.rate:").await.context(step)?;
        }
        done(step);
        for (actor, rating) in [(one, "v1:chat.rate:5."), (other, "v1:chat.rate:4.")] {
            let step = "both rate the talk";
            let before = actor.presses(rating).await.context(step)?;
            let is_marked = |chat: &ChatView| {
                newest_button(chat, rating).is_some_and(|now| now.label != before.label)
            };
            actor
                .sees("the chosen rating", is_marked)
                .await
                .context(step)?;
        }
        done("both rate the talk");
        Ok(())
    }

    async fn thank(&mut self) -> anyhow::Result<()> {
        let [one, other] = &*self.actors;
        let step = "thanks in Stars are paid, and the other is told";
        let before = other.chat().await.context(step)?.last_message_id();
        let invoice = one.asks_for_invoice(THANKS_STARS).await.context(step)?;
        one.pays(invoice, THANKS_STARS).await.context(step)?;
        let amount = THANKS_STARS.to_string();
        let names_it = |message: &MessageView| message.text.contains(&amount);
        other
            .hears("the thanks", before, names_it)
            .await
            .context(step)?;
        let paid = one.chat().await.context(step)?;
        ensure!(
            paid.message(invoice).is_some_and(|message| message.paid),
            "{step}: the invoice is not paid"
        );
        done(step);
        Ok(())
    }

    async fn nobody_learned_anything(&self) -> anyhow::Result<()> {
        let [one, other] = &*self.actors;
        for (actor, peer) in [(one, other), (other, one)] {
            let step = "nobody learns who the other is";
            actor.learned_nothing_of(peer).await.context(step)?;
        }
        Ok(())
    }
}

fn picking() -> Profile {
    Profile {
        nickname: None,
        time_zone: "Asia/Yekaterinburg".to_owned(),
        topics: vec![Topic::Anxiety, Topic::Burnout, Topic::Loneliness],
        bio: None,
        purpose: None,
        sensitivity: None,
        windows: Vec::new(),
    }
}

/// From `/start` to a complete profile.
async fn onboards(actor: &mut Actor, profile: &Profile) -> anyhow::Result<()> {
    let step = "/start shows the rules";
    actor.writes("/start").await.context(step)?;
    for _ in ["this", "how to talk"] {
        actor.sees_button("v1:rules.next").await.context(step)?;
        let chat = actor.chat().await.context(step)?;
        let card = chat.last_bot_text().unwrap_or_default();
        actor.presses("v1:rules.next").await.context(step)?;
        let turned = |now: &ChatView| now.last_bot_text().is_some_and(|text| text != card);
        actor
            .sees("the next rules card", turned)
            .await
            .context(step)?;
    }
    let step = "the age gate opens";
    actor.presses("v1:rules.ok").await.context(step)?;
    for (prefix, step) in QUESTIONS {
        let button = actor.sees_button(prefix).await.context(step)?;
        if prefix == "v1:nick.pick:" {
            actor.nickname = profile.nickname.clone().unwrap_or(button.label);
        }
        actor.answers(profile, prefix).await.context(step)?;
        let moved_on = |chat: &ChatView| Place::of(chat).situation != Situation::Asked(prefix);
        actor
            .sees("the next question", moved_on)
            .await
            .context(step)?;
    }
    let step = "the profile is complete";
    let complete = |message: &MessageView| message.text.contains(&actor.nickname);
    actor
        .hears("the nickname", 0, complete)
        .await
        .context(step)?;
    actor.sees_button("v1:search.again").await.context(step)?;
    done(&format!("{} has a profile", actor.nickname));
    Ok(())
}

async fn shows_profile(actor: &Actor) -> anyhow::Result<()> {
    let step = "/profile shows the profile with a button per field";
    let asked = actor.writes("/profile").await.context(step)?;
    let is_profile = |message: &MessageView| {
        message.text.contains(&actor.nickname)
            && !buttons_of(message, "v1:profile.edit:").is_empty()
    };
    actor
        .hears("the profile", asked, is_profile)
        .await
        .context(step)?;
    done(step);
    Ok(())
}

fn done(step: &str) {
    println!("ok  {step}");
}
