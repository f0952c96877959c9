//! The matchmaker: keeps those who wait in memory, looks at them once per window, proposes the best set of pairs.
//!
//! One process leads at a time (lease), but nothing depends on that: what is proposed is decided by the guards of the append, so a
//! second leader can do no harm.

pub mod pool;
mod shortlist;
pub mod window;

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use domain::matching::{Match, MatchCommand, MatchError, Weights};
use domain::values::MatchId;
use event_store::lease::Lease;
use sqlx::PgPool;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::clock::SharedClock;
use crate::ids::SharedIds;
use crate::{AppError, CommandContext, Dispatcher, ExecuteError};
use pool::Pool;
use window::{Choice, Terms};

/// How long a leader may be silent before another takes over.
const LEASE: Duration = Duration::from_secs(5);
/// How often every pair is looked at again: restrictions end, quarters of an hour pass.
const LOOK_AT_ALL_EVERY: chrono::Duration = chrono::Duration::seconds(15);
/// After this pause a pair that the guards refused is thought of again.
const REFUSED_PAIR_PAUSE: chrono::Duration = chrono::Duration::minutes(1);
/// Proposals appended at once.
const PARALLEL_PROPOSALS: usize = 64;

/// What the matchmaker works with; cheap to clone.
#[derive(Clone)]
pub struct Matchmaker {
    /// Commands in, events out.
    pub dispatcher: Dispatcher,
    /// Read models and the lease.
    pub pool: PgPool,
    /// What time it is.
    pub clock: SharedClock,
    /// Ids of new matches.
    pub ids: SharedIds,
    /// Weights of the score.
    pub weights: Weights,
    /// How often pairs are chosen.
    pub window: Duration,
    /// Share of members whose experiment arm allows the soft rule, in thousandths.
    pub soft_share_permille: u32,
}

impl Matchmaker {
    /// Leads whenever the lease can be had, until cancelled.
    pub async fn run(self, stop: CancellationToken) {
        while let Some(lease) = Lease::acquire(&self.pool, "matchmaker", LEASE, &stop).await {
            tracing::info!("leading the matchmaking");
            tokio::select! {
                () = self.lead() => {}
                () = lease.lost().cancelled() => {}
                () = stop.cancelled() => {}
            }
            if let Err(error) = lease.release().await {
                tracing::debug!(%error, "the lease of the matchmaking runs out by itself");
            }
            if stop.is_cancelled() {
                return;
            }
        }
    }

    /// Leads without asking whether anyone else does. Begins anew after a fault.
    pub async fn lead(&self) {
        loop {
            if let Err(error) = self.follow().await {
                tracing::warn!(%error, "the matchmaking begins anew");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }

    async fn follow(&self) -> Result<(), AppError> {
        let mut waiting = Pool::load(&self.pool, self.dispatcher.log(), self.clock.now()).await?;
        let mut windows = tokio::time::interval(self.window);
        windows.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut looked_at_all = self.clock.now();
        loop {
            windows.tick().await;
            waiting.catch_up(&self.pool, self.dispatcher.log()).await?;
            let now = self.clock.now();
            if now - looked_at_all >= LOOK_AT_ALL_EVERY {
                looked_at_all = now;
                waiting.look_at_all(now);
            }
            waiting = self.propose_best(waiting, now).await?;
        }
    }

    async fn propose_best(&self, mut waiting: Pool, now: DateTime<Utc>) -> Result<Pool, AppError> {
        let started = Instant::now();
        let (weights, soft_share_permille) = (self.weights, self.soft_share_permille);
        // Thousands of waiting members take milliseconds: off the runtime's threads.
        let (mut waiting, choices, waiting_count) = tokio::task::spawn_blocking(move || {
            let changed = waiting.take_changed();
            let candidates = waiting.candidates(soft_share_permille, now);
            let waiting_count = candidates.len();
            let choices = if changed.is_empty() {
                Vec::new()
            } else {
                let has_changed = |member| changed.contains(&member);
                let terms = Terms {
                    rules: waiting.rules(),
                    weights: &weights,
                    now,
                };
                window::choose(candidates, has_changed, &terms)
            };
            (waiting, choices, waiting_count)
        })
        .await
        .map_err(|_| AppError::Interrupted)?;
        metrics::histogram!("notalone_match_select_seconds")
            .record(started.elapsed().as_secs_f64());
        #[expect(clippy::cast_precision_loss, reason = "a gauge")]
        metrics::gauge!("notalone_match_queue_size").set(waiting_count as f64);
        for chunk in choices.chunks(PARALLEL_PROPOSALS) {
            let outcomes =
                futures::future::join_all(chunk.iter().map(|choice| self.propose(choice, now)))
                    .await;
            for (choice, outcome) in chunk.iter().zip(outcomes) {
                let [a, b] = choice.parties;
                match outcome? {
                    Ok(()) => waiting.hold([a.search_id, b.search_id]),
                    // Someone was quicker, or a restriction is not known here yet.
                    Err(rule) => {
                        tracing::debug!(%rule, "a proposal was refused");
                        waiting.refuse([a.member, b.member], now + REFUSED_PAIR_PAUSE);
                    }
                }
            }
        }
        Ok(waiting)
    }

    async fn propose(
        &self,
        choice: &Choice,
        now: DateTime<Utc>,
    ) -> Result<Result<(), MatchError>, AppError> {
        let match_id = MatchId(self.ids.uuid());
        let command = MatchCommand::ProposeMatch {
            match_id,
            parties: choice.parties,
            shared_topics: choice.shared_topics,
            score: choice.score,
            softened: choice.softened,
            at: now,
        };
        let context = CommandContext {
            command_id: Uuid::new_v5(&match_id.0, b"propose"),
            correlation: match_id.0,
            causation: match_id.0,
            actor: "matchmaker",
            now,
        };
        match self
            .dispatcher
            .execute::<Match>(match_id, command, &context)
            .await
        {
            Ok(_) => {
                for since in choice.waiting_since {
                    metrics::histogram!("notalone_match_wait_seconds")
                        .record((now - since).as_seconds_f64().max(0.0));
                }
                metrics::histogram!("notalone_match_score")
                    .record(f64::from(choice.score.total_permille) / 1_000.0);
                metrics::counter!("notalone_proposals_total", "outcome" => "proposed").increment(1);
                Ok(Ok(()))
            }
            Err(ExecuteError::Rejected(rule)) => {
                metrics::counter!("notalone_proposals_total", "outcome" => "refused").increment(1);
                Ok(Err(rule))
            }
            Err(ExecuteError::Failed(error)) => Err(error),
        }
    }
}
