//! `demo --script`: two people go through the main journey, every step is checked, both chats are printed.

mod actor;
mod diary;
mod journey;
mod words;

use anyhow::Context;

use super::phrases::Phrases;
use super::stage::{Door, username};
use actor::Actor;
use journey::Journey;

/// Plays the journey and prints what both saw. Whether every step passed.
pub(crate) async fn play(door: &Door, phrases: &Phrases) -> bool {
    let mut actors = match both(door, phrases).await {
        Ok(actors) => actors,
        Err(error) => {
            eprintln!("failed: {}", sentence(&error));
            return false;
        }
    };
    let outcome = Journey {
        actors: &mut actors,
        phrases,
    }
    .play()
    .await;
    for actor in &actors {
        // The last look, for what came after the last step.
        if let Err(error) = actor.chat().await {
            eprintln!("a chat cannot be shown: {}", sentence(&error));
        }
        actor.print_diary(phrases.nth("bot", 0));
    }
    if let Err(error) = &outcome {
        eprintln!("failed: {}", sentence(error));
    }
    outcome.is_ok()
}

async fn both(door: &Door, phrases: &Phrases) -> anyhow::Result<[Actor; 2]> {
    let actor = async |number: u8| -> anyhow::Result<Actor> {
        let first_name = phrases.nth("script.account", number.into());
        let person = door.person(number, first_name).await;
        let person = person.context("two people are created")?;
        Ok(Actor::new(person, first_name, username(number)))
    };
    Ok([actor(0).await?, actor(1).await?])
}

/// One sentence: which step, and why. What the chat showed is in the transcript.
fn sentence(error: &anyhow::Error) -> String {
    let whole = format!("{error:#}");
    whole.lines().next().unwrap_or_default().to_owned()
}
