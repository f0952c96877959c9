//! What the endpoints look at.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use app::actions::TextRelay;
use app::clock::SharedClock;
use app::config::RotatingSecret;
use app::coordination::{Coordination, Quota};
use app::ids::SharedIds;
use app::inbox::Inbox;
use app::tips::{InvoiceLinks, Tips};
use app::{BotId, Dispatcher, Eraser, Vault};
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

/// What the signed calls use.
pub struct MemberParts {
    /// Nonces and outcomes.
    pub pool: PgPool,
    /// Commands in, events out.
    pub dispatcher: Dispatcher,
    /// Personal data.
    pub vault: Vault,
    /// Limits.
    pub coordination: Coordination,
    /// How many messages a talk carried.
    pub inbox: Inbox,
    /// The way of a text to the peer.
    pub relay: Arc<dyn TextRelay>,
    /// Tips.
    pub tips: Tips,
    /// Where invoices are shown.
    pub invoice_links: Arc<dyn InvoiceLinks>,
    /// Time.
    pub clock: SharedClock,
    /// Ids.
    pub ids: SharedIds,
    /// The bot that reaches who has never written to one.
    pub home_bot: BotId,
    /// Searches a member starts.
    pub find_quota: Quota,
    /// What calls are signed with, and what they were signed with before a rotation.
    pub secrets: RotatingSecret,
}

impl MemberParts {
    /// Erases members, and makes way for those who come back.
    pub(crate) fn eraser(&self) -> Eraser {
        Eraser::new(&self.dispatcher, &self.vault)
    }
}

/// Shared by the endpoints of signed calls.
pub type Members = Arc<MemberParts>;
