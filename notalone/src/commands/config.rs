//! `config check|print`.

use std::process::ExitCode;

use app::config::{Config, Purpose, Strictness};

use crate::cli::ConfigCommand;

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
        ConfigCommand::Check => println!("ok"),
        ConfigCommand::Print => {
            for (name, value) in config.shown() {
                println!("{name}={value}");
            }
        }
    }
    ExitCode::SUCCESS
}
