//! `config check|print`.

use std::process::ExitCode;

use app::config::{Config, Purpose, Strictness};
use app::hotlines::{Hotlines, STALE_AFTER_DAYS};
use app::vault;
use secrecy::SecretString;

use crate::cli::ConfigCommand;
use crate::wiring::{connect, system_clock};

/// One question is asked.
const CONNECTIONS: u32 = 1;

/// Checks or prints.
pub(crate) async fn run(command: &ConfigCommand) -> ExitCode {
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
        ConfigCommand::Check => {
            for warning in config
                .warnings()
                .into_iter()
                .chain(config.console_warning())
            {
                eprintln!("warning: {warning}");
            }
            tell_of_previous_master(&config).await;
            println!("ok");
        }
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

/// During a rotation: whether the previous key may go. Never a failure, since the database may be down while the file is checked.
async fn tell_of_previous_master(config: &Config) {
    let Some(master) = &config.secrets.vault_master else {
        return;
    };
    if master.previous.is_none() {
        return;
    }
    match keys_to_rewrap(config, &master.current).await {
        Ok(0) => eprintln!(
            "no key needs VAULT_MASTER_KEY_PREVIOUS any more, and it may go once every process has the new VAULT_MASTER_KEY"
        ),
        Ok(keys) => eprintln!(
            "warning: VAULT_MASTER_KEY_PREVIOUS must stay: {keys} keys need it until a worker has wrapped them anew"
        ),
        Err(error) => eprintln!(
            "warning: VAULT_MASTER_KEY_PREVIOUS must stay: it cannot be seen whether keys need it ({error:#})"
        ),
    }
}

async fn keys_to_rewrap(config: &Config, current: &SecretString) -> anyhow::Result<u64> {
    let database = &config.database;
    let keys = database.vault_url.as_ref().unwrap_or(&database.main_url);
    let pool = connect(keys, CONNECTIONS).await?;
    Ok(vault::keys_to_rewrap(&pool, current).await?)
}
