//! The migrated database that others are copied from, one per state of the migrations folder.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::Context;
use sqlx::migrate::Migrator;
use sqlx::{Connection, Executor, PgConnection};

use super::cluster::shared_server_is_ours;
use super::database::address;

/// Serialises building over all test processes; any number that nobody else uses.
const BUILD_LOCK: i64 = 0x6e6f_7461_6c6f_6e65;

/// The migrations of this workspace.
pub(super) fn migrations_folder() -> PathBuf {
    crate::workspace::root().join("migrations")
}

/// The name of a template that has every migration applied; built by whoever needs it first.
pub(super) async fn ensure_template(
    admin: &mut PgConnection,
    admin_url: &str,
) -> anyhow::Result<String> {
    let folder = migrations_folder();
    let name = format!("template_{:016x}", fingerprint(&folder)?);
    if exists(admin, &name).await? {
        return Ok(name);
    }
    sqlx::query("select pg_advisory_lock($1)")
        .bind(BUILD_LOCK)
        .execute(&mut *admin)
        .await?;
    let built = match exists(admin, &name).await {
        Ok(true) => Ok(()),
        Ok(false) => build(admin, admin_url, &folder, &name).await,
        Err(error) => Err(error),
    };
    sqlx::query("select pg_advisory_unlock($1)")
        .bind(BUILD_LOCK)
        .execute(&mut *admin)
        .await?;
    built.map(|()| name)
}

/// Built under another name and renamed at the end, so that a half-migrated template is never copied.
async fn build(
    admin: &mut PgConnection,
    admin_url: &str,
    folder: &Path,
    name: &str,
) -> anyhow::Result<()> {
    let unfinished = format!("{name}_unfinished");
    if shared_server_is_ours() {
        drop_templates(admin).await?;
    }
    admin
        .execute(format!(r#"drop database if exists "{unfinished}" with (force)"#).as_str())
        .await?;
    admin
        .execute(format!(r#"create database "{unfinished}""#).as_str())
        .await?;
    let mut connection = PgConnection::connect(&address(admin_url, &unfinished)).await?;
    let migrator = Migrator::new(folder).await.context("read the migrations")?;
    migrator
        .run(&mut connection)
        .await
        .context("apply the migrations")?;
    connection.close().await?;
    admin
        .execute(format!(r#"alter database "{unfinished}" rename to "{name}""#).as_str())
        .await?;
    Ok(())
}

/// Templates of earlier states of the folder: a developer makes many in a day.
async fn drop_templates(admin: &mut PgConnection) -> anyhow::Result<()> {
    let old: Vec<String> =
        sqlx::query_scalar(r"select datname from pg_database where datname like 'template\_%'")
            .fetch_all(&mut *admin)
            .await?;
    for name in old {
        admin
            .execute(format!(r#"drop database if exists "{name}" with (force)"#).as_str())
            .await?;
    }
    Ok(())
}

async fn exists(admin: &mut PgConnection, name: &str) -> anyhow::Result<bool> {
    let found = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(name)
        .fetch_one(admin)
        .await?;
    Ok(found)
}

fn fingerprint(folder: &Path) -> anyhow::Result<u64> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .with_context(|| format!("no migrations in {}", folder.display()))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.sort();
    let mut hasher = DefaultHasher::new();
    for path in files
        .iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "sql"))
    {
        path.file_name().hash(&mut hasher);
        std::fs::read(path)?.hash(&mut hasher);
    }
    Ok(hasher.finish())
}
