//! A database for one test.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::Context;
use sqlx::postgres::PgPoolOptions;
use sqlx::{Connection, Executor, PgConnection, PgPool};

use super::cluster::{blocking, shared_admin_url};
use super::template::{ensure_template, migrations_folder};

/// Connections of [`TestDatabase::pool`]: several tests run at once against one server of 300.
const POOL_CONNECTIONS: u32 = 16;
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(20);
/// A fifth of the time of logging every page, since a server for tests does not wait for its disk.
const COPY: &str = "strategy file_copy";
/// What a killed test left is removed by a later one after this.
const LEFTOVER_AGE_SECONDS: i64 = 3600;
/// A template can be replaced between finding and copying it, when migrations are edited while tests run.
const COPY_ATTEMPTS: u32 = 3;

/// A fresh database, dropped with this value.
#[derive(Debug)]
pub struct TestDatabase {
    name: String,
    admin_url: String,
    url: String,
    pool: PgPool,
}

impl TestDatabase {
    /// With every migration applied.
    pub async fn create() -> Self {
        Self::new(true).await.expect("create a test database")
    }

    /// Without any table: for tests of the migrations themselves.
    pub async fn empty() -> Self {
        Self::new(false)
            .await
            .expect("create an empty test database")
    }

    /// A pool of a few connections; clones share it.
    pub fn pool(&self) -> PgPool {
        self.pool.clone()
    }

    /// Another pool, as another process would have: for tests with several writers.
    pub async fn another_pool(&self, connections: u32) -> PgPool {
        connect(&self.url, connections)
            .await
            .expect("connect to the test database")
    }

    /// The address, for a process or a connection of its own.
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// Applies the migrations up to and including `version` (a timestamp): for tests with rows in the tables.
    pub async fn migrate_to(&self, version: i64) {
        let mut migrator = sqlx::migrate::Migrator::new(migrations_folder())
            .await
            .expect("read the migrations");
        migrator
            .migrations
            .to_mut()
            .retain(|migration| migration.version <= version);
        migrator
            .run(&self.pool)
            .await
            .expect("apply the migrations");
    }

    async fn new(migrated: bool) -> anyhow::Result<Self> {
        let admin_url = blocking(|| shared_admin_url().to_owned()).await;
        let mut admin = PgConnection::connect(&admin_url)
            .await
            .context("connect to the test server")?;
        let now_seconds: i64 = sqlx::query_scalar("select extract(epoch from now())::bigint")
            .fetch_one(&mut admin)
            .await?;
        drop_leftovers(&mut admin, now_seconds).await?;
        let name = fresh_name(now_seconds);
        if migrated {
            copy_template(&mut admin, &admin_url, &name).await?;
        } else {
            admin
                .execute(format!(r#"create database "{name}" {COPY}"#).as_str())
                .await?;
        }
        admin.close().await?;
        let url = address(&admin_url, &name);
        let pool = connect(&url, POOL_CONNECTIONS).await?;
        Ok(Self {
            name,
            admin_url,
            url,
            pool,
        })
    }
}

impl Drop for TestDatabase {
    /// In a thread with a runtime of its own: the test's may be single-threaded, or already gone.
    fn drop(&mut self) {
        let (admin_url, name) = (self.admin_url.clone(), self.name.clone());
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            runtime.block_on(async {
                let mut admin = PgConnection::connect(&admin_url).await?;
                // A connection of this very thread may be in the middle of logging in, and the drop would wait for it.
                admin.execute("set statement_timeout = '2s'").await?;
                admin.execute(drop_statement(&name).as_str()).await?;
                admin.close().await?;
                anyhow::Ok(())
            })
        });
        // What could not be dropped is a leftover for a later test.
        let _ = dropping.join();
    }
}

/// The address of another database of the same server; options after `?` are kept.
pub(super) fn address(admin_url: &str, database: &str) -> String {
    let (base, options) = admin_url.split_once('?').unwrap_or((admin_url, ""));
    let after_scheme = base.find("://").map_or(0, |at| at + 3);
    let server = base[after_scheme..]
        .find('/')
        .map_or(base, |at| &base[..after_scheme + at]);
    let separator = if options.is_empty() { "" } else { "?" };
    format!("{server}/{database}{separator}{options}")
}

async fn connect(url: &str, connections: u32) -> anyhow::Result<PgPool> {
    let options = PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT);
    Ok(options.connect(url).await?)
}

async fn copy_template(
    admin: &mut PgConnection,
    admin_url: &str,
    name: &str,
) -> anyhow::Result<()> {
    let mut attempt = 1;
    loop {
        let template = ensure_template(admin, admin_url).await?;
        let copied = admin
            .execute(format!(r#"create database "{name}" template "{template}" {COPY}"#).as_str())
            .await;
        match copied {
            Ok(_) => return Ok(()),
            Err(error) if attempt == COPY_ATTEMPTS => return Err(error.into()),
            Err(_) => attempt += 1,
        }
    }
}

fn fresh_name(now_seconds: i64) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("test_{now_seconds}_{}_{count}", std::process::id())
}

async fn drop_leftovers(admin: &mut PgConnection, now_seconds: i64) -> anyhow::Result<()> {
    let names: Vec<String> =
        sqlx::query_scalar(r"select datname from pg_database where datname like 'test\_%'")
            .fetch_all(&mut *admin)
            .await?;
    for name in names {
        let created: Option<i64> = name
            .split('_')
            .nth(1)
            .and_then(|seconds| seconds.parse().ok());
        if created.is_some_and(|created| now_seconds - created > LEFTOVER_AGE_SECONDS) {
            admin.execute(drop_statement(&name).as_str()).await?;
        }
    }
    Ok(())
}

fn drop_statement(name: &str) -> String {
    format!(r#"drop database if exists "{name}" with (force)"#)
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn an_address_keeps_server_and_options() {
        assert_eq!(
            address("postgres://u:p@h:1/postgres", "x"),
            "postgres://u:p@h:1/x"
        );
        assert_eq!(address("postgres://u@h", "x"), "postgres://u@h/x");
        assert_eq!(
            address("postgres:///a?host=/run", "x"),
            "postgres:///x?host=/run"
        );
    }
}
