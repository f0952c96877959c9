//! The dispatcher, as the bot uses it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use app::{CommandContext, Dispatcher};
use chrono::{DateTime, Utc};
use domain::Rules;
use domain::member::Member;
use domain::search::Search;
use event_store::EventLog;
use sqlx::PgPool;

use super::workload::{Life, fresh_id};

pub(super) struct Ours(Dispatcher);

impl Ours {
    pub(super) async fn start(pool: &PgPool) -> anyhow::Result<Self> {
        let log = EventLog::start(pool.clone()).await?;
        Ok(Self(Dispatcher::new(log, Rules::default())))
    }

    /// Lives until aborted; a command that fails is not counted.
    pub(super) fn work(
        &self,
        _task: usize,
        done: Arc<AtomicU64>,
    ) -> impl Future<Output = ()> + Send + 'static {
        let dispatcher = self.0.clone();
        async move {
            loop {
                live(&dispatcher, &done).await;
            }
        }
    }
}

async fn live(dispatcher: &Dispatcher, done: &AtomicU64) {
    let life = Life::new();
    for command in life.onboarding {
        if dispatcher
            .execute::<Member>(life.member, command, &context())
            .await
            .is_ok()
        {
            done.fetch_add(1, Ordering::Relaxed);
        }
    }
    for command in life.searching {
        if dispatcher
            .execute::<Search>(life.search, command, &context())
            .await
            .is_ok()
        {
            done.fetch_add(1, Ordering::Relaxed);
        }
    }
}

fn context() -> CommandContext {
    let command_id = fresh_id();
    CommandContext {
        command_id,
        correlation: command_id,
        causation: command_id,
        actor: "member",
        now: DateTime::<Utc>::UNIX_EPOCH,
    }
}
