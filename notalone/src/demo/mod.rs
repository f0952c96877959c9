//! `demo`: everything in one process, with a Telegram of our own and forty people to talk to.
//!
//! With `--script` two people go through the whole main journey instead, and what they saw is printed.

mod buttons;
mod docket;
mod phrases;
mod profile;
mod script;
mod settings;
mod stage;
mod thanks;
mod troupe;

use std::process::ExitCode;

use crate::cli::DemoArgs;
use crate::serve::stop_on_signals;

use phrases::Phrases;
use stage::Stage;

/// Runs until Ctrl-C, or until the script is through.
pub(crate) async fn run(args: &DemoArgs) -> anyhow::Result<ExitCode> {
    let stop = stop_on_signals()?;
    let phrases = Phrases::read();
    let Some(starting) = stop
        .run_until_cancelled(Stage::start(&phrases, args.script))
        .await
    else {
        return Ok(ExitCode::SUCCESS);
    };
    let mut stage = starting?;
    let door = stage.door();
    let outcome = if args.script {
        tokio::select! {
            passed = script::play(&door, &phrases) => Ok(exit_code(passed)),
            failure = stage.server_ended() => Err(failure),
            () = stop.cancelled() => Ok(ExitCode::FAILURE),
        }
    } else {
        let troupe = troupe::Troupe::start(&door, phrases);
        print_links(&stage);
        let outcome = tokio::select! {
            () = stop.cancelled() => Ok(ExitCode::SUCCESS),
            failure = stage.server_ended() => Err(failure),
        };
        troupe.stop().await;
        outcome
    };
    let stopped = stage.stop().await;
    let code = outcome?;
    stopped?;
    Ok(code)
}

fn exit_code(passed: bool) -> ExitCode {
    if passed {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn print_links(stage: &Stage) {
    println!();
    println!("  Phones   {}/", stage.phones_url());
    println!(
        "  Console  {}/console (as {}, password {})",
        stage.api_url(),
        settings::CONSOLE_USER,
        settings::CONSOLE_PASSWORD
    );
    for (name, role) in docket::COLLEAGUES {
        println!("           or as {name} ({role}), with the same password");
    }
    println!("  API docs {}/docs", stage.api_url());
    println!("  Ready    {}/ready", stage.api_url());
    println!("  Health   {}/health", stage.api_url());
    println!("  Metrics  {}/metrics", stage.api_url());
    println!();
    println!(
        "  {} simulated members search and talk. Open the phones page, add a person,",
        troupe::SIZE
    );
    println!("  start the bot, answer and search: one of them will be there within seconds.");
    println!("  Two phones that search meet each other: the members leave them to it.");
    println!(
        "  {} moderation cases are in the console: free, urgent, taken, escalated, resolved, appealed.",
        docket::SIZE
    );
    println!();
    println!("  Ctrl-C stops all of it.");
    println!();
}
