//! `staff add|list|disable|reset`.

use std::io::BufRead;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, anyhow, bail};
use app::clock::SharedClock;
use app::ids::{SharedIds, SystemIds};
use app::staff::{FIRST_PASSWORD_LIFE, Password, Role, StaffAccount, StaffName};
use app::{Dispatcher, Ids, Staff, Vault};
use event_store::EventLog;
use secrecy::SecretString;
use serde_json::json;

use crate::cli::StaffCommand;
use crate::wiring::{Databases, system_clock};

/// Looks after the staff.
pub(crate) async fn run(command: StaffCommand) -> anyhow::Result<ExitCode> {
    let config = super::load_config()?;
    let Databases {
        pool,
        separate_vault,
    } = super::databases(&config).await?;
    let clock: SharedClock = system_clock();
    let ids: SharedIds = Arc::new(SystemIds::new(Arc::clone(&clock)));
    let log = EventLog::start(pool.clone()).await?;
    let dispatcher = Dispatcher::new(log, config.rules());
    let mut staff = Staff::new(
        dispatcher,
        pool.clone(),
        Arc::clone(&clock),
        Arc::clone(&ids),
    );
    // Without the master key hashes stay as they are until their person signs in.
    if let Some(master) = &config.secrets.vault_master {
        let keys_pool = separate_vault.unwrap_or_else(|| pool.clone());
        let vault = Vault::open(pool, keys_pool, master, clock, Arc::clone(&ids));
        staff = staff.sealed_by(vault.await.context("the vault cannot be opened")?);
    }
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
        StaffCommand::Reset { name, json } => reset(&staff, &name, json).await?,
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
    // What is given is the person's own; what is made here is to be exchanged for one.
    let (password, made) = if let Some(text) = chosen {
        let text = SecretString::from(text);
        (Password::chosen(text, name.as_str())?, None)
    } else {
        let (password, text) = Password::first(ids);
        (password, Some(text))
    };
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
        say_first(&password);
    }
    Ok(())
}

fn say_first(password: &str) {
    let days = FIRST_PASSWORD_LIFE.num_days();
    println!("password: {password}");
    println!("to be exchanged for one's own in the console within {days} days");
}

async fn reset(staff: &Staff, name: &str, as_json: bool) -> anyhow::Result<()> {
    let account = named(staff, name).await?;
    if account.disabled_at.is_some() {
        bail!("{} is disabled", account.name);
    }
    let password = staff.reset_access(account.staff_id, None).await??;
    if as_json {
        println!(
            "{}",
            json!({"staff_id": account.staff_id, "name": account.name, "password": password})
        );
        return Ok(());
    }
    println!("{} begins anew, without a second factor", account.name);
    say_first(&password);
    Ok(())
}

async fn named(staff: &Staff, name: &str) -> anyhow::Result<StaffAccount> {
    let name: StaffName = name.parse()?;
    let account = staff.find_named(&name).await?;
    account.ok_or_else(|| anyhow!("there is no account named {name}"))
}

async fn disable(staff: &Staff, name: &str, as_json: bool) -> anyhow::Result<()> {
    let account = named(staff, name).await?;
    let name = &account.name;
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
