//! The migrations, built into the program.

use std::borrow::Cow;

use sqlx::PgPool;
use sqlx::migrate::{Migrate, Migrator};

use crate::AppError;

static ALL: Migrator = sqlx::migrate!("../migrations");

/// Files for the members' keys say so in their names; a separate vault database gets these and nothing else.
const VAULT_KEYS: &str = "vault keys";

/// Brings the main database up to date, and the database of the members' keys if it is another one.
pub async fn migrate(main: &PgPool, separate_vault: Option<&PgPool>) -> Result<(), AppError> {
    ALL.run(main).await.map_err(sqlx::Error::from)?;
    if let Some(vault) = separate_vault {
        of_vault_keys()
            .run(vault)
            .await
            .map_err(sqlx::Error::from)?;
    }
    Ok(())
}

/// Whether everything this program was built with is applied; newer migrations of a newer replica do not matter.
pub async fn is_migrated(main: &PgPool, separate_vault: Option<&PgPool>) -> Result<bool, AppError> {
    let is_main_migrated = all_applied(&ALL, main).await?;
    match separate_vault {
        Some(vault) if is_main_migrated => all_applied(&of_vault_keys(), vault).await,
        _ => Ok(is_main_migrated),
    }
}

fn of_vault_keys() -> Migrator {
    let migrations = ALL
        .iter()
        .filter(|migration| migration.description.starts_with(VAULT_KEYS))
        .cloned()
        .collect();
    Migrator {
        migrations: Cow::Owned(migrations),
        ..Migrator::DEFAULT
    }
}

async fn all_applied(migrator: &Migrator, pool: &PgPool) -> Result<bool, AppError> {
    let mut connection = pool.acquire().await?;
    connection
        .ensure_migrations_table()
        .await
        .map_err(sqlx::Error::from)?;
    let applied = connection
        .list_applied_migrations()
        .await
        .map_err(sqlx::Error::from)?;
    Ok(migrator
        .iter()
        .all(|migration| applied.iter().any(|done| done.version == migration.version)))
}
