//! Messages through the webhook of the real binary: from the post of Telegram's update to the 200, which comes only after Telegram
//! accepted the message for the peer and the inbox row is on disk.

mod check;
pub(crate) mod kinds;
mod sender;

use std::time::{Duration, Instant};

use clap::Args;
use telegram_simulator::client::Recording;
use tokio::sync::mpsc;

use crate::figures::{Delays, per_second};
use crate::person::{self, Person};
use crate::system::System;
pub(crate) use sender::Sender;

/// How to measure.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Senders that send their next message as soon as the last one is through.
    #[arg(long, value_delimiter = ',', default_values_t = [1, 8, 32])]
    senders: Vec<usize>,
    /// Messages per second of the steady run; 0 leaves it out.
    #[arg(long, default_value_t = 100)]
    steady: u32,
    /// How long each run lasts.
    #[arg(long, default_value_t = 8)]
    seconds: u64,
    /// How often everything is measured.
    #[arg(long, default_value_t = 2)]
    rounds: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            senders: vec![1, 8, 32],
            steady: 100,
            seconds: 8,
            rounds: 2,
        }
    }
}

/// Measures and prints.
pub(crate) async fn run(options: &Options) -> anyhow::Result<()> {
    let senders = options.senders.iter().copied().max().unwrap_or(1).max(2);
    let (system, people) = prepared(senders.next_multiple_of(2)).await?;
    let before = check::Before::of(&people).await?;
    let mut senders = Sender::all(&system.address, &people).await?;

    println!(
        "relay: messages through the webhook of process {}, delays in ms",
        system.process_id()
    );
    println!(
        "{:>6} {:>8} {:>9} {:>8} {:>8} {:>8} {:>8}",
        "round", "senders", "per s", "p50", "p95", "p99", "max"
    );
    let span = Duration::from_secs(options.seconds);
    for round in 1..=options.rounds {
        for &count in &options.senders {
            let (rate, delays) = closed_loop(&mut senders[..count], span).await?;
            print(round, &count.to_string(), rate, &delays);
        }
        if options.steady > 0 {
            let (rate, delays) = steady(&mut senders, options.steady, span).await?;
            print(round, &format!("{}/s", options.steady), rate, &delays);
        }
    }
    let arrived = before
        .each_arrived_once(&people, &senders)
        .await
        .map_err(|error| error.context(system.output()))?;
    println!("each of {arrived} messages arrived exactly once\n");
    Ok(())
}

/// A system with so many members who are in open talks, and nothing recorded of what they say.
async fn prepared(members: usize) -> anyhow::Result<(System, Vec<Person>)> {
    let system = System::start().await?;
    let bot = &system.simulator.bot;
    let people = person::members(bot, members, &[["burnout", "anxiety"]]).await?;
    person::meet(&people).await?;
    let recording = Recording {
        enabled: false,
        requests_max: None,
    };
    bot.control().set_recording(recording).await?;
    Ok((system, people))
}

fn print(round: usize, senders: &str, rate: u64, delays: &Delays) {
    let [p50, p95, p99] = [0.5, 0.95, 0.99].map(|quantile| delays.at(quantile));
    println!(
        "{round:>6} {senders:>8} {rate:>9} {p50:>8} {p95:>8} {p99:>8} {:>8}",
        delays.longest()
    );
}

/// Everybody sends the next text when the last one is through.
async fn closed_loop(senders: &mut [Sender], span: Duration) -> anyhow::Result<(u64, Delays)> {
    measured(senders, span, async |sender| sender.send().await).await
}

/// Everybody does the next thing when the last one is through. The first second is not counted.
async fn measured(
    senders: &mut [Sender],
    span: Duration,
    next: impl AsyncFn(&mut Sender) -> anyhow::Result<()>,
) -> anyhow::Result<(u64, Delays)> {
    let warm = Instant::now() + Duration::from_secs(1);
    let end = warm + span;
    let next = &next;
    let sending = senders.iter_mut().map(|sender| async move {
        let mut delays = Delays::new()?;
        while Instant::now() < end {
            let began = Instant::now();
            next(sender).await?;
            if began >= warm {
                delays.record(began.elapsed());
            }
        }
        anyhow::Ok(delays)
    });
    let mut all = Delays::new()?;
    for delays in futures::future::try_join_all(sending).await? {
        all.add(&delays)?;
    }
    Ok((per_second(all.count(), warm.elapsed()), all))
}

/// Messages at fixed moments, the senders in turn. A delay counts from the moment at which the message was due, so that a pause of
/// the system is not forgiven to those who had to wait for it.
async fn steady(
    senders: &mut [Sender],
    rate: u32,
    span: Duration,
) -> anyhow::Result<(u64, Delays)> {
    let (bells, sending): (Vec<_>, Vec<_>) = senders
        .iter_mut()
        .map(|sender| {
            let (bell, mut due) = mpsc::unbounded_channel::<Instant>();
            let sending = async move {
                let mut delays = Delays::new()?;
                while let Some(moment) = due.recv().await {
                    sender.send().await?;
                    delays.record(moment.elapsed());
                }
                anyhow::Ok(delays)
            };
            (bell, sending)
        })
        .unzip();
    let began = Instant::now();
    let ringing = async move {
        let mut turn = bells.iter().cycle();
        let mut moment = began;
        while moment < began + span {
            tokio::time::sleep_until(moment.into()).await;
            // A sender that failed is reported by its own error.
            let _ = turn.next().map(|bell| bell.send(moment));
            moment += Duration::from_secs(1) / rate;
        }
    };
    let ((), sent) = tokio::join!(ringing, futures::future::try_join_all(sending));
    let mut all = Delays::new()?;
    for delays in sent? {
        all.add(&delays)?;
    }
    Ok((per_second(all.count(), began.elapsed()), all))
}
