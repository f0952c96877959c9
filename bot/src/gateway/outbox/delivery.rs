//! One member's rows, one after another.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use app::AppError;
use app::outbox::{self, Fate, OutboxRow};
use chrono::{DateTime, TimeDelta, Utc};
use domain::policies::{Notice, Template};
use domain::values::MemberId;
use futures::FutureExt;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::waiting::WaitingRows;
use super::{OutboxDrainer, Rendered};
use crate::error::Fault;
use crate::gateway::backoff;
use crate::{GatewayError, HandleError};

/// How long the gateway may try before the row is put back and the failure written down.
const ROUND: TimeDelta = TimeDelta::seconds(30);
/// A row that fails that often by its own fault is given up.
const MOST_FAULTS: u32 = 5;
/// How long finding the words may take.
const RENDERING: Duration = Duration::from_secs(10);
/// Pause before the edit of a card is tried again.
const EDIT_PAUSE: Duration = Duration::from_millis(500);
/// Pause while the database does not answer.
const DATABASE_PAUSE: Duration = Duration::from_millis(500);

pub(super) struct Delivery {
    pub(super) drainer: OutboxDrainer,
    pub(super) stop: CancellationToken,
}

/// What to do with a row after a try.
enum Next {
    End(Fate),
    /// Try again; with a fault of its own it counts.
    Again {
        fault: Option<&'static str>,
    },
}

/// What is written about a row after a try.
#[derive(Clone, Copy)]
enum Entry {
    End(Fate),
    Again(DateTime<Utc>),
}

impl Delivery {
    /// Sends until the member has no more rows or the drainer stops.
    pub(super) async fn serve(&self, member: MemberId, waiting: &WaitingRows) {
        while let Some(row) = waiting.next(member) {
            let id = row.id;
            if self.deliver(row).await.is_none() {
                // Stopped: the row stays pending for the next owner.
                return;
            }
            waiting.ended(id);
        }
    }

    /// Tries until the row is ended; `None` when stopped before.
    async fn deliver(&self, mut row: OutboxRow) -> Option<()> {
        let mut faults = 0;
        loop {
            let due = self.drainer.clock.sleep_until(row.next_attempt_at);
            self.stop.run_until_cancelled(due).await?;
            let fate = match self.attempt(&row.notice).await {
                Next::End(fate) => fate,
                Next::Again {
                    fault: Some(category),
                } if faults + 1 >= MOST_FAULTS => {
                    tracing::error!(row = row.id, category, "an effect was parked");
                    Fate::Parked
                }
                // Other rows of the member wait behind it: not for a backoff that grows.
                Next::Again { fault: None } if is_edit(&row.notice) => {
                    let pause = tokio::time::sleep(EDIT_PAUSE);
                    self.stop.run_until_cancelled(pause).await?;
                    continue;
                }
                Next::Again { fault } => {
                    faults += u32::from(fault.is_some());
                    row.attempts = row.attempts.saturating_add(1);
                    let failures = u32::try_from(row.attempts).unwrap_or(1);
                    row.next_attempt_at =
                        self.drainer.clock.now() + backoff(failures, &self.drainer.ids);
                    tracing::warn!(
                        row = row.id,
                        attempts = row.attempts,
                        fault,
                        "an effect is tried again"
                    );
                    self.write_down(row.id, Entry::Again(row.next_attempt_at))
                        .await?;
                    continue;
                }
            };
            let outcome = match fate {
                Fate::Sent => "sent",
                Fate::Stale => "stale",
                Fate::Parked => "parked",
            };
            metrics::counter!("notalone_outbox_effects_total", "outcome" => outcome).increment(1);
            return self.write_down(row.id, Entry::End(fate)).await;
        }
    }

    async fn attempt(&self, notice: &Notice) -> Next {
        let now = self.drainer.clock.now();
        if is_stale(notice, now) {
            return Next::End(Fate::Stale);
        }
        let rendering = AssertUnwindSafe(self.drainer.renderer.render(notice)).catch_unwind();
        match tokio::time::timeout(RENDERING, rendering).await {
            Ok(Ok(Ok(Some(rendered)))) => self.send(notice, rendered).await,
            Ok(Ok(Ok(None))) => Next::End(Fate::Sent),
            Ok(Ok(Err(error))) => after(&error),
            Ok(Err(_panic)) => Next::Again {
                fault: Some("panic"),
            },
            Err(_elapsed) => Next::Again { fault: None },
        }
    }

    async fn send(&self, notice: &Notice, rendered: Rendered) -> Next {
        let mut results: Vec<Value> = Vec::with_capacity(rendered.requests.len());
        for request in rendered.requests {
            let now = self.drainer.clock.now();
            let deadline = notice
                .not_after
                .map_or(now + ROUND, |at| at.min(now + ROUND));
            let sending = self.drainer.gateway.send_raw(
                rendered.to,
                outbox::lane(notice.template),
                request.method,
                request.params,
                deadline,
            );
            match sending.await {
                Ok(result) => results.push(result),
                // «Already so» is what was wanted.
                Err(GatewayError::Refused { description, .. }) if !description.is_empty() => {
                    results.push(Value::Null);
                }
                Err(GatewayError::Refused { code, .. }) => {
                    tracing::error!(method = request.method, code, "telegram refused an effect");
                    return Next::End(Fate::Parked);
                }
                // Nobody misses the edit of a card that nobody sees.
                Err(GatewayError::Unreachable) if is_edit(notice) => {
                    return Next::End(Fate::Stale);
                }
                Err(GatewayError::Unreachable) => return Next::End(Fate::Parked),
                Err(GatewayError::TimedOut) if is_stale(notice, self.drainer.clock.now()) => {
                    return Next::End(Fate::Stale);
                }
                Err(GatewayError::TimedOut) => return Next::Again { fault: None },
            }
        }
        if let Err(error) = self.drainer.renderer.sent(notice, &results).await {
            // It was sent; only a later edit in place misses its message.
            tracing::warn!(%error, "what telegram answered to an effect could not be kept");
        }
        Next::End(Fate::Sent)
    }

    /// Writes until the database takes it: a row that was sent must not be sent again for a hiccup.
    async fn write_down(&self, id: i64, entry: Entry) -> Option<()> {
        while let Err(error) = self.write(id, entry).await {
            tracing::warn!(%error, "the outbox waits for the database");
            self.stop
                .run_until_cancelled(tokio::time::sleep(DATABASE_PAUSE))
                .await?;
        }
        Some(())
    }

    async fn write(&self, id: i64, entry: Entry) -> Result<(), AppError> {
        let (pool, now) = (&self.drainer.pool, self.drainer.clock.now());
        match entry {
            Entry::End(fate) => outbox::finish(pool, id, fate, now).await,
            Entry::Again(at) => outbox::reschedule(pool, id, at).await,
        }
    }
}

const fn is_edit(notice: &Notice) -> bool {
    matches!(notice.template, Template::WaitingCard { .. })
}

fn is_stale(notice: &Notice, now: DateTime<Utc>) -> bool {
    notice.not_after.is_some_and(|at| at <= now)
}

fn after(error: &HandleError) -> Next {
    match error.fault() {
        Fault::Nobody => Next::End(Fate::Parked),
        Fault::Update(category) => Next::Again {
            fault: Some(category),
        },
        Fault::Ours => Next::Again { fault: None },
    }
}
