//! Photos, edits and albums beside text, each by the same senders in the same run.

use std::time::Duration;

use anyhow::Context;
use clap::Args;
use serde_json::Value;
use telegram_simulator::client::NewMessage;
use tokio::time::Instant;

use super::check::Before;
use super::sender::{PHOTOS_IN_ALBUM, Sender};
use super::{measured, prepared, print};
use crate::person::Person;

/// How long everything that was acknowledged may be on its way: an album waits for its parts.
const ARRIVAL: Duration = Duration::from_secs(20);

/// How to measure.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Senders that send their next message as soon as the last one is through.
    #[arg(long, default_value_t = 8)]
    senders: usize,
    /// How long each kind lasts.
    #[arg(long, default_value_t = 8)]
    seconds: u64,
    /// How often everything is measured.
    #[arg(long, default_value_t = 2)]
    rounds: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            senders: 8,
            seconds: 8,
            rounds: 2,
        }
    }
}

/// Measures and prints.
pub(crate) async fn run(options: &Options) -> anyhow::Result<()> {
    let (system, people) = prepared(options.senders.max(2).next_multiple_of(2)).await?;
    let photo = sample(&people).await?;
    let before = Before::of(&people).await?;
    let mut senders = Sender::all(&system.address, &people).await?;
    // Photos are carried once both have written.
    for sender in &mut senders {
        sender.send().await?;
    }
    println!(
        "relay of other kinds beside text, {} senders, delays in ms",
        senders.len()
    );
    println!(
        "{:>6} {:>8} {:>9} {:>8} {:>8} {:>8} {:>8}",
        "round", "kind", "per s", "p50", "p95", "p99", "max"
    );
    let span = Duration::from_secs(options.seconds);
    let photo = &photo;
    for round in 1..=options.rounds {
        let (rate, delays) =
            measured(&mut senders, span, async |sender| sender.send().await).await?;
        print(round, "text", rate, &delays);
        // The text before it is what is changed.
        let (rate, delays) =
            measured(&mut senders, span, async |sender| sender.edit().await).await?;
        print(round, "edit", rate, &delays);
        let (rate, delays) = measured(&mut senders, span, async |sender| {
            sender.send_photo(photo).await
        })
        .await?;
        print(round, "photo", rate, &delays);
        let (rate, delays) = measured(&mut senders, span, async |sender| {
            sender.send_album(photo).await
        })
        .await?;
        print(round, "album", rate, &delays);
        arrived(&before, &people, &senders).await?;
        // An edit needs a text that was sent last.
        for sender in &mut senders {
            sender.send().await?;
        }
    }
    let count = before.each_arrived_once(&people, &senders).await?;
    println!(
        "albums are of {PHOTOS_IN_ALBUM} photos and acknowledged part by part; each of {count} messages arrived exactly once\n"
    );
    Ok(())
}

/// A photo as Telegram describes it: one that a member has sent.
async fn sample(people: &[Person]) -> anyhow::Result<Value> {
    let person = &people.first().context("nobody is there")?.control;
    let sent = person.send(&NewMessage::photo()).await?;
    // It is refused before both have written; the answer must not be counted among what arrives later.
    let end = Instant::now() + ARRIVAL;
    while person.chat().await?.last_message_id() <= sent.message_id && Instant::now() < end {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let message = person.raw_message(sent.message_id).await?;
    Ok(message["photo"].clone())
}

/// Waits until as many messages arrived as were acknowledged.
async fn arrived(before: &Before, people: &[Person], senders: &[Sender]) -> anyhow::Result<()> {
    let end = Instant::now() + ARRIVAL;
    while before.missing(people, senders).await? > 0 && Instant::now() < end {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}
