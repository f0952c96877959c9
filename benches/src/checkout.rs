//! From a pre-checkout query to its answer: Telegram waits 10 s for it, whatever else the bot has to do.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use clap::Args;
use telegram_simulator::client::{Pay, PaymentState, PaymentView, Recording};

use crate::figures::{Delays, per_second};
use crate::person::{self, Person};
use crate::relay::Sender;
use crate::system::System;

/// More than anybody spends here.
const BALANCE: i64 = 1_000_000;
/// How long an invoice may take to come.
const INVOICED_WITHIN: Duration = Duration::from_secs(30);

/// How to measure.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Members who pay one invoice after another.
    #[arg(long, default_value_t = 16)]
    payers: usize,
    /// Invoices that each of them pays in each run; a chat keeps no more than about a hundred.
    #[arg(long, default_value_t = 64)]
    invoices: usize,
    /// Members who write all the time in the runs under load.
    #[arg(long, default_value_t = 32)]
    senders: usize,
    /// How often everything is measured.
    #[arg(long, default_value_t = 2)]
    rounds: usize,
}

/// What came of all payments of a run.
struct Outcome {
    delays: Delays,
    paid: u64,
    /// The bot said no, or nothing in time.
    unpaid: u64,
    elapsed: Duration,
}

/// Measures and prints.
pub(crate) async fn run(options: &Options) -> anyhow::Result<()> {
    let system = System::start().await?;
    let (payers, writers) = prepared(&system, options).await?;
    let mut senders = Sender::all(&system.address, &writers).await?;
    println!("checkout: from the pre-checkout query to its answer, delays in ms");
    println!(
        "{:>6} {:>8} {:>9} {:>8} {:>8} {:>8} {:>8} {:>7}",
        "round", "writers", "paid/s", "p50", "p95", "p99", "max", "unpaid"
    );
    for round in 1..=options.rounds {
        let invoices = invoiced(&payers, options.invoices).await?;
        let alone = all_paid(&payers, &invoices).await?;
        print(round, 0, &alone);
        let invoices = invoiced(&payers, options.invoices).await?;
        let loaded = tokio::select! {
            outcome = all_paid(&payers, &invoices) => outcome?,
            failure = write_on(&mut senders) => return failure.context(system.output()),
        };
        print(round, senders.len(), &loaded);
    }
    println!();
    Ok(())
}

/// Payers in talks among themselves, and writers in others, so that nobody's invoice is buried under messages.
async fn prepared(
    system: &System,
    options: &Options,
) -> anyhow::Result<(Vec<Person>, Vec<Person>)> {
    let bot = &system.simulator.bot;
    let topics = [["burnout", "anxiety"]];
    let payers = person::members(bot, options.payers.max(2).next_multiple_of(2), &topics).await?;
    person::meet(&payers).await?;
    for payer in &payers {
        payer.control.set_stars(BALANCE).await?;
    }
    let writers = person::members(bot, options.senders.max(2).next_multiple_of(2), &topics).await?;
    person::meet(&writers).await?;
    let recording = Recording {
        enabled: false,
        requests_max: None,
    };
    bot.control().set_recording(recording).await?;
    Ok((payers, writers))
}

/// So many unpaid invoices of each payer, by the ids of their messages.
async fn invoiced(payers: &[Person], count: usize) -> anyhow::Result<Vec<Vec<i64>>> {
    futures::future::try_join_all(payers.iter().map(|payer| invoices(payer, count))).await
}

async fn invoices(payer: &Person, count: usize) -> anyhow::Result<Vec<i64>> {
    let mut ids = Vec::with_capacity(count);
    for _ in 0..count {
        let before = payer.now().await?;
        payer.say("/tips").await?;
        let button = payer.wait_for("tip.pay", before, INVOICED_WITHIN).await?;
        let newest = payer.control.chat().await?.last_message_id();
        payer.control.press_data(&button).await?;
        let chat = payer
            .control
            .wait_for_within(INVOICED_WITHIN, "an invoice", |chat| {
                chat.bot_media("invoice")
                    .any(|invoice| invoice.message_id > newest)
            });
        let chat = chat.await?;
        let invoice = chat.bot_media("invoice").next_back();
        ids.push(invoice.context("the invoice is gone")?.message_id);
    }
    Ok(ids)
}

/// Everybody pays the next invoice when the last one is through.
async fn all_paid(payers: &[Person], invoices: &[Vec<i64>]) -> anyhow::Result<Outcome> {
    let began = Instant::now();
    let paying = payers
        .iter()
        .zip(invoices)
        .map(|(payer, invoices)| async move {
            let mut payments = Vec::with_capacity(invoices.len());
            for invoice in invoices {
                payments.push(payer.control.pay(&Pay::message(*invoice)).await?);
            }
            anyhow::Ok(payments)
        });
    let payments = futures::future::try_join_all(paying).await?.concat();
    let elapsed = began.elapsed();
    let mut outcome = Outcome {
        delays: Delays::new()?,
        paid: 0,
        unpaid: 0,
        elapsed,
    };
    for payment in &payments {
        outcome.add(payment)?;
    }
    Ok(outcome)
}

impl Outcome {
    fn add(&mut self, payment: &PaymentView) -> anyhow::Result<()> {
        ensure!(
            payment.pre_checkout_query_id.is_some(),
            "the bot was not asked"
        );
        match payment.state {
            PaymentState::Paid => self.paid += 1,
            _ => self.unpaid += 1,
        }
        if let Some(delay_us) = payment.answered_after_us {
            self.delays.record(Duration::from_micros(delay_us));
        }
        Ok(())
    }
}

/// Everybody writes without end; returns only when somebody cannot.
async fn write_on(senders: &mut [Sender]) -> anyhow::Result<()> {
    let writing = senders.iter_mut().map(|sender| async move {
        loop {
            sender.send().await?;
        }
    });
    futures::future::try_join_all(writing)
        .await
        .map(|_: Vec<()>| ())
}

fn print(round: usize, writers: usize, outcome: &Outcome) {
    let [p50, p95, p99] = [0.5, 0.95, 0.99].map(|quantile| outcome.delays.at(quantile));
    println!(
        "{round:>6} {writers:>8} {:>9} {p50:>8} {p95:>8} {p99:>8} {:>8} {:>7}",
        per_second(outcome.paid, outcome.elapsed),
        outcome.delays.longest(),
        outcome.unpaid,
    );
}
