//! One process: dispatcher, policies and read models on a log of its own.

use std::sync::Arc;
use std::time::Duration;

use app::clock::SharedClock;
use app::config::RotatingSecret;
use app::ids::{Ids, SystemIds};
use app::inbox::Inbox;
use app::policy_runner::{PolicyRunner, Wake};
use app::{Dispatcher, Vault};
use chrono::TimeDelta;
use domain::Rules;
use event_store::{EventLog, LogOptions, subscription};
use sqlx::PgPool;
use tokio_util::sync::{CancellationToken, DropGuard};

/// A replica that works until it is dropped.
pub(super) struct Replica {
    pub(super) dispatcher: Dispatcher,
    _stop: DropGuard,
}

/// Cooldowns that a history outlives, so that the few meet again and again.
pub(super) fn rules() -> Rules {
    Rules {
        decline_cooldown: TimeDelta::minutes(4),
        expired_cooldown: TimeDelta::minutes(3),
        rematch_cooldown: TimeDelta::minutes(5),
        block_cooldown: TimeDelta::minutes(6),
        ..Rules::default()
    }
}

impl Replica {
    pub(super) async fn start(url: &str, clock: SharedClock) -> Self {
        let pool = PgPool::connect(url).await.unwrap();
        let log = EventLog::start_with(pool.clone(), hasty()).await.unwrap();
        let dispatcher = Dispatcher::new(log.clone(), rules());
        let ids = Arc::new(SystemIds::new(Arc::clone(&clock)));
        let master = RotatingSecret::new("a master key of more than thirty-two bytes");
        let vault = Vault::open(
            pool.clone(),
            pool.clone(),
            &master,
            Arc::clone(&clock),
            ids.clone(),
        );
        let policies = PolicyRunner {
            dispatcher: dispatcher.clone(),
            pool: pool.clone(),
            vault: vault.await.unwrap(),
            inbox: Inbox::start(pool, ids.uuid(), Arc::clone(&clock)),
            clock,
            wake: Arc::new(Wake::default()),
        };
        let stop = CancellationToken::new();
        let options = subscription::Options {
            batch_events: 20,
            lease_seconds: 1,
            ..subscription::Options::default()
        };
        let following = subscription::run(log.clone(), policies, options, stop.clone());
        tokio::spawn(following);
        tokio::spawn(projections::runner::run(log, options, stop.clone()));
        Self {
            dispatcher,
            _stop: stop.drop_guard(),
        }
    }
}

/// Gives up early, so that a history sees many outages.
fn hasty() -> LogOptions {
    LogOptions {
        unavailable_after: Duration::from_secs(3),
        statement_timeout: Duration::from_millis(400),
        attempt_timeout: Duration::from_millis(500),
        poll_interval: Duration::from_millis(100),
        ..LogOptions::default()
    }
}
