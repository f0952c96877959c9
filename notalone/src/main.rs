//! The binary of «Ты не один»: wiring, roles and subcommands, nothing else.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the command line answers on its standard streams"
)]

mod cli;
mod commands;
mod demo;
mod serve;
mod wiring;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command};

/// With the system's allocator a fifth of the relay's processor time went into memory.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: cannot start the runtime: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(cli)) {
        Ok(code) => code,
        Err(error) => {
            // The whole chain in one line: it names causes, never values of members.
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.command {
        Command::Serve(args) => serve::run(args).await,
        Command::Migrate => commands::migrate::run().await,
        Command::Demo(args) => demo::run(&args).await,
        Command::Simulate(args) => commands::simulate::run(args).await,
        Command::Projections { command } => commands::projections::run(command).await,
        Command::Log { command } => commands::log::run(command).await,
        Command::Match { command } => commands::explain::run(command).await,
        Command::Policies { command } => commands::policies::run(command).await,
        Command::Members { command } => commands::members::run(command).await,
        Command::Tips { command } => commands::tips::run(command).await,
        Command::Staff { command } => commands::staff::run(command).await,
        Command::Webhook { command } => commands::webhook::run(command).await,
        Command::Config { command } => Ok(commands::config::run(&command).await),
    }
}
