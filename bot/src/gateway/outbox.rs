//! Effects of events on their way out: reads the outbox of a bot and sends it, each member's rows in order.
//!
//! A row is ended after Telegram took it, so a crash in between sends it once more; nothing is lost.

mod delivery;
mod waiting;

use std::sync::Arc;
use std::time::Duration;

use app::clock::SharedClock;
use app::ids::SharedIds;
use app::outbox;
use app::policy_runner::Wake;
use app::vault::Address;
use app::{AppError, BotId, Lease};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::policies::Notice;
use serde_json::Value;
use sqlx::PgPool;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use self::delivery::Delivery;
use self::waiting::WaitingRows;
use crate::{Gateway, HandleError};

/// The most rows of a bot in memory.
const MOST_ROWS: usize = 500;
/// How often the table is looked at without a reason, in case another replica wrote to it.
const POLL: Duration = Duration::from_millis(500);
/// How often the table is read from its beginning, in case a row became visible after one with a higher id.
const FROM_THE_BEGINNING: Duration = Duration::from_secs(10);
/// How often the backlog is measured.
const MEASURE: Duration = Duration::from_secs(5);
/// How long another replica waits before it takes over.
const LEASE: Duration = Duration::from_secs(10);
/// How long rows under way may take when the process stops.
const STOPPING: Duration = Duration::from_secs(8);

/// A notice in words.
#[derive(Clone)]
pub struct Rendered {
    /// Where to.
    pub to: Address,
    /// What to call, in order. Should a later one fail, all are sent again.
    pub requests: Vec<RenderedRequest>,
}

/// One call of the Bot API.
#[derive(Clone)]
pub struct RenderedRequest {
    /// As Telegram documents it.
    pub method: &'static str,
    /// Its parameters.
    pub params: Value,
}

/// Puts notices into words, at the moment of sending.
#[async_trait]
pub trait NoticeRenderer: Send + Sync + 'static {
    /// The words, or `None` when there is nothing left to say (the member is erased, the moment has passed).
    async fn render(&self, notice: &Notice) -> Result<Option<Rendered>, HandleError>;

    /// Told what Telegram answered to each request, for what is edited later. At most once; a crash can lose it.
    async fn sent(&self, notice: &Notice, results: &[Value]) -> Result<(), HandleError> {
        let _ = (notice, results);
        Ok(())
    }
}

/// Sends the outbox; cheap to clone.
#[derive(Clone)]
pub struct OutboxDrainer {
    /// Where the rows are.
    pub pool: PgPool,
    /// The way out.
    pub gateway: Gateway,
    /// Finds the words.
    pub renderer: Arc<dyn NoticeRenderer>,
    /// Deadlines and pauses follow it.
    pub clock: SharedClock,
    /// Randomness of the backoff.
    pub ids: SharedIds,
    /// Tells about new rows of this process.
    pub wake: Arc<Wake>,
}

impl OutboxDrainer {
    /// Drains a bot's outbox whenever the lease can be had, until cancelled.
    pub async fn run(self, bot: BotId, stop: CancellationToken) {
        let name = format!("outbox:{bot}");
        while let Some(lease) = Lease::acquire(&self.pool, &name, LEASE, &stop).await {
            self.drain_while_held(bot, &lease, &stop).await;
            if let Err(error) = lease.release().await {
                tracing::debug!(%bot, %error, "the lease of the outbox runs out by itself");
            }
        }
    }

    async fn drain_while_held(&self, bot: BotId, lease: &Lease, stop: &CancellationToken) {
        let over = stop.child_token();
        let is_owner = || lease.is_held();
        let draining = self.drain_while(bot, &is_owner, &over);
        tokio::pin!(draining);
        tokio::select! {
            () = &mut draining => {}
            () = lease.lost().cancelled() => {
                // The next owner sends what is under way here once more, at worst; nothing else of it is sent here.
                over.cancel();
                draining.await;
            }
        }
    }

    /// Drains until cancelled. The caller sees to it that nobody else does.
    pub async fn drain(&self, bot: BotId, stop: &CancellationToken) {
        self.drain_while(bot, &|| true, stop).await;
    }

    async fn drain_while(
        &self,
        bot: BotId,
        is_owner: &(dyn Fn() -> bool + Sync),
        stop: &CancellationToken,
    ) {
        let waiting = Arc::new(WaitingRows::default());
        let members = TaskTracker::new();
        let mut reading = Reading::new();
        loop {
            // Before looking, so that what is written after the look wakes us.
            let woken = self.wake.outbox.notified();
            let read = self.read(bot, &mut reading, &waiting, &members, is_owner, stop);
            if let Err(error) = read.await {
                tracing::warn!(%bot, %error, "the outbox waits for the database");
            }
            tokio::select! {
                () = woken => {}
                () = waiting.has_room() => {}
                () = tokio::time::sleep(POLL) => {}
                () = stop.cancelled() => break,
            }
        }
        members.close();
        if tokio::time::timeout(STOPPING, members.wait())
            .await
            .is_err()
        {
            tracing::warn!(%bot, "stopped with effects under way: they are sent again");
        }
    }

    /// Takes rows into memory, as many as there is room for, and sees to it that each member's are being sent.
    async fn read(
        &self,
        bot: BotId,
        reading: &mut Reading,
        waiting: &Arc<WaitingRows>,
        members: &TaskTracker,
        is_owner: &(dyn Fn() -> bool + Sync),
        stop: &CancellationToken,
    ) -> Result<(), AppError> {
        if reading.measured.is_none_or(|at| at.elapsed() >= MEASURE) {
            reading.measured = Some(Instant::now());
            measure(&self.pool, self.clock.now()).await?;
        }
        if reading.started.elapsed() >= FROM_THE_BEGINNING {
            *reading = Reading {
                measured: reading.measured,
                ..Reading::new()
            };
        }
        loop {
            let room = MOST_ROWS.saturating_sub(waiting.len());
            let limit = i64::try_from(room).unwrap_or(0);
            if limit == 0 {
                return Ok(());
            }
            let page = outbox::pending(&self.pool, bot, reading.after_id, limit).await?;
            // Frozen meanwhile, this process may see what the next owner is sending right now.
            if !is_owner() {
                return Ok(());
            }
            reading.after_id = page.last_id.unwrap_or(reading.after_id);
            for row in page.rows {
                let member = row.notice.member;
                if waiting.take(row) {
                    let delivery = Delivery {
                        drainer: self.clone(),
                        stop: stop.clone(),
                    };
                    let waiting = Arc::clone(waiting);
                    members.spawn(async move { delivery.serve(member, &waiting).await });
                }
            }
            if page.is_last {
                return Ok(());
            }
        }
    }
}

/// Where reading is.
struct Reading {
    after_id: i64,
    started: Instant,
    measured: Option<Instant>,
}

impl Reading {
    fn new() -> Self {
        Self {
            after_id: 0,
            started: Instant::now(),
            measured: None,
        }
    }
}

async fn measure(pool: &PgPool, now: DateTime<Utc>) -> Result<(), AppError> {
    let (pending, oldest) = outbox::backlog(pool).await?;
    let seconds = oldest.map_or(0.0, |at| (now - at).as_seconds_f64().max(0.0));
    metrics::gauge!("notalone_outbox_pending")
        .set(f64::from(u32::try_from(pending).unwrap_or(u32::MAX)));
    metrics::gauge!("notalone_outbox_oldest_seconds").set(seconds);
    Ok(())
}
