//! cqrs-es with postgres-es as they come, in a schema of their own.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use cqrs_es::CqrsFramework;
use cqrs_es::persist::PersistedEventStore;
use domain::Rules;
use domain::member::Member;
use domain::search::Search;
use postgres_es::PostgresEventRepository;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Executor, PgPool};

use super::workload::{Life, fresh_id};

/// The table of postgres-es's documentation.
const TABLES: &str = "
    create schema stock;
    create table stock.events (
        aggregate_type text not null,
        aggregate_id text not null,
        sequence bigint check (sequence >= 0) not null,
        event_type text not null,
        event_version text not null,
        payload json not null,
        metadata json not null,
        primary key (aggregate_type, aggregate_id, sequence)
    )";

type Framework<A> = CqrsFramework<A, PersistedEventStore<PostgresEventRepository, A>>;

pub(super) struct Stock {
    members: Arc<Framework<Member>>,
    searches: Arc<Framework<Search>>,
}

impl Stock {
    pub(super) async fn create(url: &str, connections: u32) -> anyhow::Result<Self> {
        let options: PgConnectOptions = url.parse()?;
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            .connect_with(options.options([("search_path", "stock")]))
            .await?;
        pool.execute(TABLES).await?;
        Ok(Self {
            members: Arc::new(CqrsFramework::new(
                store(&pool),
                Vec::new(),
                Rules::default(),
            )),
            searches: Arc::new(CqrsFramework::new(
                store(&pool),
                Vec::new(),
                Rules::default(),
            )),
        })
    }

    /// Lives until aborted; a command that fails is not counted.
    pub(super) fn work(
        &self,
        _task: usize,
        done: Arc<AtomicU64>,
    ) -> impl Future<Output = ()> + Send + 'static {
        let (members, searches) = (Arc::clone(&self.members), Arc::clone(&self.searches));
        async move {
            loop {
                live(&members, &searches, &done).await;
            }
        }
    }
}

fn store<A: cqrs_es::Aggregate>(pool: &PgPool) -> PersistedEventStore<PostgresEventRepository, A> {
    PersistedEventStore::new_event_store(PostgresEventRepository::new(pool.clone()))
}

async fn live(members: &Framework<Member>, searches: &Framework<Search>, done: &AtomicU64) {
    let life = Life::new();
    let (member, search) = (life.member.to_string(), life.search.to_string());
    for command in life.onboarding {
        if members
            .execute_with_metadata(&member, command, metadata())
            .await
            .is_ok()
        {
            done.fetch_add(1, Ordering::Relaxed);
        }
    }
    for command in life.searching {
        if searches
            .execute_with_metadata(&search, command, metadata())
            .await
            .is_ok()
        {
            done.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// As much as ours writes.
fn metadata() -> HashMap<String, String> {
    let id = fresh_id().to_string();
    let entry = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    HashMap::from([
        entry("command_id", &id),
        entry("correlation", &id),
        entry("causation", &id),
        entry("actor", "member"),
    ])
}
