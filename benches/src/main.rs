//! Measures the parts and the whole; the figures are kept in `docs/benchmarks.md`.
//!
//! Everything runs on private servers that wait for their disk, as a deployment's do. Nothing here judges: a figure depends on
//! the machine, so what counts is the ratio to what is measured beside it in the same run.
#![allow(clippy::print_stdout, reason = "its output is tables")]

mod checkout;
mod dispatcher;
mod figures;
mod history;
mod http;
mod load;
mod person;
mod relay;
mod simulator;
mod system;

use clap::{Parser, Subcommand};

/// The product's own, for both sides of every comparison.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Benchmarks of «Ты не один».
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Measure the binary of `notalone` that is there instead of building the newest.
    #[arg(long, global = true)]
    as_built: bool,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Dispatcher, simulator and relay, one after another.
    Bench,
    /// Commands per second beside stock cqrs-es with postgres-es on the same server.
    Dispatcher(dispatcher::Options),
    /// Messages per second and their delay through the webhook of the real binary.
    Relay(relay::Options),
    /// Photos, edits and albums beside text, through the same webhook.
    Kinds(relay::kinds::Options),
    /// From a pre-checkout query to its answer, alone and while others write.
    Checkout(checkout::Options),
    /// What happened around a member, from a log of a million events.
    History(history::Options),
    /// What the Telegram simulator itself can take, so that it is not what is measured elsewhere.
    Simulator(simulator::Options),
    /// Members who search and talk, all at once.
    Load(load::Options),
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    if !arguments.as_built && !matches!(arguments.what, What::Dispatcher(_) | What::History(_)) {
        system::build_binary()?;
    }
    match arguments.what {
        What::Bench => {
            dispatcher::run(&dispatcher::Options::default()).await?;
            dispatcher::run(&dispatcher::Options::without_fsync()).await?;
            simulator::run(&simulator::Options::default()).await?;
            relay::run(&relay::Options::default()).await?;
            relay::kinds::run(&relay::kinds::Options::default()).await
        }
        What::Dispatcher(options) => dispatcher::run(&options).await,
        What::Relay(options) => relay::run(&options).await,
        What::Kinds(options) => relay::kinds::run(&options).await,
        What::Checkout(options) => checkout::run(&options).await,
        What::History(options) => history::run(&options).await,
        What::Simulator(options) => simulator::run(&options).await,
        What::Load(options) => load::run(&options).await,
    }
}
