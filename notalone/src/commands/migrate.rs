//! `migrate`: brings the databases to this version.

use std::process::ExitCode;

use crate::wiring::Databases;

/// Migrates and says so.
pub(crate) async fn run() -> anyhow::Result<ExitCode> {
    let config = super::load_config()?;
    let databases = Databases::connect(&config).await?;
    app::migrate(&databases.pool, databases.separate_vault.as_ref()).await?;
    println!("migrated");
    Ok(ExitCode::SUCCESS)
}
