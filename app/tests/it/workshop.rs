//! What carries out deadlines and policies, on a database of a test.

use std::sync::Arc;

use app::clock::{ManualClock, SharedClock};
use app::config::RotatingSecret;
use app::ids::{Ids, SystemIds};
use app::inbox::Inbox;
use app::policy_runner::{PolicyRunner, Wake};
use app::timers::TimerRunner;
use app::{Dispatcher, Vault};
use sqlx::PgPool;
use testkit::TestDatabase;

use crate::dispatcher::{noon, replica};

/// A process that can run timers or policies, with caches of its own.
pub(crate) struct Workshop {
    pub(crate) pool: PgPool,
    pub(crate) dispatcher: Dispatcher,
    pub(crate) vault: Vault,
    pub(crate) clock: Arc<ManualClock>,
    inbox: Inbox,
}

impl Workshop {
    pub(crate) async fn open(database: &TestDatabase) -> Self {
        let pool = database.pool();
        let clock = Arc::new(ManualClock::at(noon()));
        let shared: SharedClock = clock.clone();
        let ids = Arc::new(SystemIds::new(Arc::clone(&shared)));
        let master = RotatingSecret::new("a master key of more than thirty-two bytes");
        let vault = Vault::open(
            pool.clone(),
            pool.clone(),
            &master,
            Arc::clone(&shared),
            ids.clone(),
        );
        Self {
            dispatcher: replica(database).await,
            vault: vault.await.unwrap(),
            inbox: Inbox::start(pool.clone(), ids.uuid(), shared),
            pool,
            clock,
        }
    }

    pub(crate) fn timers(&self) -> TimerRunner {
        TimerRunner {
            pool: self.pool.clone(),
            dispatcher: self.dispatcher.clone(),
            inbox: self.inbox.clone(),
            vault: self.vault.clone(),
            clock: self.clock.clone(),
            wake: Arc::new(Wake::default()),
        }
    }

    pub(crate) fn policies(&self) -> PolicyRunner {
        PolicyRunner {
            dispatcher: self.dispatcher.clone(),
            pool: self.pool.clone(),
            vault: self.vault.clone(),
            inbox: self.inbox.clone(),
            clock: self.clock.clone(),
            wake: Arc::new(Wake::default()),
        }
    }

    pub(crate) async fn count(&self, query: &str) -> i64 {
        sqlx::query_scalar(query)
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }

    /// How many events of a type there are.
    pub(crate) async fn events(&self, event_type: &str) -> i64 {
        sqlx::query_scalar("select count(*) from events where event_type = $1")
            .bind(event_type)
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }
}
