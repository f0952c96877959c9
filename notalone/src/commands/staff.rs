//! `staff add|list|disable`.

use std::io::BufRead;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, anyhow};
use app::clock::SharedClock;
use app::ids::{SharedIds, SystemIds};
use app::staff::{Password, Role, StaffAccount, StaffName};
use app::{Dispatcher, Ids, Staff};
use event_store::EventLog;
use secrecy::SecretString;
use serde_json::json;

use crate::cli::StaffCommand;
use crate::wiring::{Databases, system_clock};

/// Without what is easily taken for something else; 32 of them, so that five bits pick one evenly.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// A hundred bits.
const PASSWORD_CHARACTERS: usize = 20;

/// Looks after the staff.
pub(crate) async fn run(command: StaffCommand) -> anyhow::Result<ExitCode> {
    let config = super::load_config()?;
    let Databases { pool, .. } = super::databases(&config).await?;
    let clock: SharedClock = system_clock();
    let ids: SharedIds = Arc::new(SystemIds::new(Arc::clone(&clock)));
    let log = EventLog::start(pool.clone()).await?;
    let dispatcher = Dispatcher::new(log, config.rules());
    let staff = Staff::new(dispatcher, pool, clock, Arc::clone(&ids));
    match command {
        StaffCommand::Add {
            name,
            role,
            password_stdin,
            json,
        } => {
            let chosen = if password_stdin {
                Some(read_password()?)
            } else {
                None
            };
            add(&staff, ids.as_ref(), &name, role, chosen, json).await?;
        }
        StaffCommand::List { json } => {
            for account in staff.list().await? {
                print(&account, json)?;
            }
        }
        StaffCommand::Disable { name, json } => disable(&staff, &name, json).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn add(
    staff: &Staff,
    ids: &dyn Ids,
    name: &str,
    role: Role,
    chosen: Option<String>,
    as_json: bool,
) -> anyhow::Result<()> {
    let name: StaffName = name.parse()?;
    let made = chosen.is_none().then(|| random_password(ids));
    let text = chosen.or_else(|| made.clone()).unwrap_or_default();
    let password = Password::chosen(SecretString::from(text))?;
    let staff_id = staff.add(&name, role, &password, None).await??;
    if as_json {
        // A password that was given is not repeated.
        println!(
            "{}",
            json!({"staff_id": staff_id, "name": name.as_str(), "role": role, "password": made})
        );
        return Ok(());
    }
    println!("added {name} as {role}");
    if let Some(password) = made {
        println!("password: {password}");
    }
    Ok(())
}

async fn disable(staff: &Staff, name: &str, as_json: bool) -> anyhow::Result<()> {
    let name: StaffName = name.parse()?;
    let account = staff
        .find_named(&name)
        .await?
        .ok_or_else(|| anyhow!("there is no account named {name}"))?;
    let was_enabled = staff.disable(account.staff_id, None).await??;
    if as_json {
        println!(
            "{}",
            json!({"staff_id": account.staff_id, "name": account.name, "was_enabled": was_enabled})
        );
    } else if was_enabled {
        println!("disabled {name}");
    } else {
        println!("{name} was disabled before");
    }
    Ok(())
}

fn print(account: &StaffAccount, as_json: bool) -> anyhow::Result<()> {
    if as_json {
        println!("{}", serde_json::to_string(account)?);
        return Ok(());
    }
    let state = if account.disabled_at.is_some() {
        "disabled"
    } else {
        "enabled"
    };
    println!(
        "{:<24} {:<10} {state:<9} {}",
        account.name, account.role, account.staff_id
    );
    Ok(())
}

fn read_password() -> anyhow::Result<String> {
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .context("no password on standard input")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn random_password(ids: &dyn Ids) -> String {
    let mut bytes = [0; PASSWORD_CHARACTERS];
    ids.fill(&mut bytes);
    let letters = bytes.iter().map(|byte| ALPHABET[usize::from(byte % 32)]);
    letters.map(char::from).collect()
}
