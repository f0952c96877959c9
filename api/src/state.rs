//! What the endpoints look at.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use app::coordination::Coordination;
use sqlx::PgPool;

/// Renders the metrics of the process in Prometheus' text format.
pub type RenderMetrics = Arc<dyn Fn() -> String + Send + Sync>;

/// Shared by all endpoints; cheap to clone.
#[derive(Clone)]
pub struct ApiState {
    /// The main database.
    pub pool: PgPool,
    /// Redis, if there is one.
    pub coordination: Coordination,
    /// Renders `/metrics`.
    pub metrics: RenderMetrics,
    /// The database of the members' keys, if it is another one.
    pub vault_pool: Option<PgPool>,
    draining: Arc<AtomicBool>,
}

impl ApiState {
    /// The state of a process that is starting.
    pub fn new(
        pool: PgPool,
        coordination: Coordination,
        metrics: RenderMetrics,
        vault_pool: Option<PgPool>,
    ) -> Self {
        Self {
            pool,
            coordination,
            metrics,
            vault_pool,
            draining: Arc::new(AtomicBool::new(false)),
        }
    }

    /// From now on `/ready` says no: the process is about to stop.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    /// Whether the process is about to stop.
    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }
}
