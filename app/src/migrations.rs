//! The migrations, built into the program.

use std::borrow::Cow;
use std::collections::HashSet;

use sqlx::PgPool;
use sqlx::migrate::Migrator;

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
    // Asked for by name, and not made when absent: readiness probes come every second and must change nothing.
    let exists: bool = sqlx::query_scalar("SELECT to_regclass('_sqlx_migrations') IS NOT NULL")
        .fetch_one(pool)
        .await?;
    if !exists {
        return Ok(false);
    }
    let applied: HashSet<i64> =
        sqlx::query_scalar("SELECT version FROM _sqlx_migrations WHERE success")
            .fetch_all(pool)
            .await?
            .into_iter()
            .collect();
    Ok(migrator
        .iter()
        .all(|migration| applied.contains(&migration.version)))
}
