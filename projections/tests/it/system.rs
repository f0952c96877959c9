//! A database with a log and, if asked for, live read models.

use std::time::Duration;

use event_store::subscription::Options;
use event_store::{Append, EventLog, NewEvent};
use projections::rebuild::Rebuilt;
use projections::verify::{Verified, verify};
use projections::{AnyProjection, ProjectionError, all, rebuild, wait_for};
use sqlx::PgPool;
use testkit::TestDatabase;
use tokio_util::sync::{CancellationToken, DropGuard};

/// Far more than anything here takes.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct System {
    database: TestDatabase,
    pub(crate) pool: PgPool,
    pub(crate) log: EventLog,
}

impl System {
    pub(crate) async fn new() -> Self {
        let database = TestDatabase::create().await;
        let pool = database.pool();
        let log = EventLog::start(pool.clone()).await.unwrap();
        Self {
            database,
            pool,
            log,
        }
    }

    /// Keeps the read models up to date until the guard is dropped, with batches small enough for several.
    pub(crate) fn run_live(&self) -> DropGuard {
        let stop = CancellationToken::new();
        let options = Options {
            batch_events: 50,
            ..Options::default()
        };
        tokio::spawn(projections::runner::run(
            self.log.clone(),
            options,
            stop.clone(),
        ));
        stop.drop_guard()
    }

    pub(crate) async fn wait_for_all(&self, position: i64) {
        for projection in all() {
            wait_for(&self.log, projection, position, PATIENCE)
                .await
                .unwrap();
        }
    }

    /// Every row of a read model as Postgres spells it.
    pub(crate) async fn rows(&self, projection: &dyn AnyProjection) -> Vec<String> {
        let table = projection.table();
        sqlx::query_scalar(&format!("select row::text from {table} row order by 1"))
            .fetch_all(&self.pool)
            .await
            .unwrap()
    }

    pub(crate) async fn rebuild(
        &self,
        projection: &'static dyn AnyProjection,
    ) -> Result<Rebuilt, ProjectionError> {
        rebuild::rebuild(&self.pool, &self.log, projection, &mut |_| {}).await
    }

    pub(crate) async fn verify(&self, projection: &'static dyn AnyProjection) -> Verified {
        verify(&self.pool, &self.log, projection, &mut |_| {})
            .await
            .unwrap()
    }

    /// Another process's handle on the same log.
    pub(crate) async fn another_log(&self) -> EventLog {
        EventLog::start(self.database.another_pool(4).await)
            .await
            .unwrap()
    }

    /// Appends an event as some other version of the program might have; its position.
    pub(crate) async fn append_raw(
        &self,
        aggregate_type: &'static str,
        event_type: &str,
        payload: serde_json::Value,
    ) -> i64 {
        let head = self.log.head().await.unwrap().position;
        let id = uuid::Uuid::from_u128(u128::try_from(head).unwrap());
        let append = Append {
            command_id: id,
            aggregate_type,
            aggregate_id: id.to_string(),
            expected_sequence: 0,
            events: vec![NewEvent {
                event_type: event_type.into(),
                event_version: "1".into(),
                payload,
            }],
            metadata: std::collections::BTreeMap::new(),
            guards: Vec::new(),
            recorded_at: chrono::DateTime::UNIX_EPOCH,
        };
        self.log.append(append).await.unwrap();
        head + 1
    }
}
