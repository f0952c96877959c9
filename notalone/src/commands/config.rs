//! `config check|print`.

use std::process::ExitCode;

use app::config::{Config, Purpose, Strictness};
use app::hotlines::{Hotlines, STALE_AFTER_DAYS};

use crate::cli::ConfigCommand;
use crate::wiring::system_clock;

/// Checks or prints.
pub(crate) fn run(command: &ConfigCommand) -> ExitCode {
    let config = match Config::load(
        Purpose::Serve {
            bot: true,
            polling: false,
        },
        Strictness::Production,
    ) {
        Ok(config) => config,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    match command {
        ConfigCommand::Check if !hotlines_are_usable(&config) => return ExitCode::FAILURE,
        ConfigCommand::Check => println!("ok"),
        ConfigCommand::Print => {
            for (name, value) in config.shown() {
                println!("{name}={value}");
            }
        }
    }
    ExitCode::SUCCESS
}

/// Names every line that wants to be called. Only a file that cannot be used is a failure: until somebody has called, an old number is
/// better than none.
fn hotlines_are_usable(config: &Config) -> bool {
    let book = match Hotlines::check(config.hotlines_file.as_deref()) {
        Ok(book) => book,
        Err(error) => {
            eprintln!("NOTALONE_HOTLINES: {error}");
            return false;
        }
    };
    for line in book.stale(system_clock().now()) {
        let (place, numbers) = (line.place, line.numbers.join(", "));
        match line.verified_at {
            Some(day) => eprintln!(
                "warning: the crisis contact {numbers} ({place}) was verified on {day}, more than {STALE_AFTER_DAYS} days ago"
            ),
            None => eprintln!("warning: the crisis contact {numbers} ({place}) was never verified"),
        }
    }
    true
}
