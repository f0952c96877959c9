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
    /// Migrations this binary expects to be applied.
    pub migrations_expected: usize,
    draining: Arc<AtomicBool>,
}

impl ApiState {
    /// The state of a process that is starting.
    pub fn new(
        pool: PgPool,
        coordination: Coordination,
        metrics: RenderMetrics,
        migrations_expected: usize,
    ) -> Self {
        Self {
            pool,
            coordination,
            metrics,
            migrations_expected,
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
