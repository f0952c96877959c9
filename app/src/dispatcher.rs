//! Commands in, events out: load, decide, append, retry on conflict.

mod cache;
mod execute;
mod follow;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::upcast::{self, Upcaster};
use domain::values::{MatchId, MemberId, SearchId};
use domain::{Rules, Stream};
use event_store::EventLog;
use uuid::Uuid;

use crate::AppError;
use crate::batch::Batcher;
use cache::Caches;

/// Where a command comes from.
#[derive(Clone, Debug)]
pub struct CommandContext {
    /// Makes a repetition harmless.
    pub command_id: Uuid,
    /// Ties an update to its events and effects.
    pub correlation: Uuid,
    /// The event or update that caused it.
    pub causation: Uuid,
    /// Who acts: `member`, `policy`, `timer`, `matchmaker`, `operator`, `staff`.
    pub actor: &'static str,
    /// The deciding clock.
    pub now: DateTime<Utc>,
}

/// What became of a command that was not refused.
#[derive(Clone, Debug, PartialEq)]
pub struct Executed<A: Stream> {
    /// Where the log stood after it.
    pub position: i64,
    /// What was decided; empty when nothing had to change or when it was done before.
    pub events: Vec<A::Event>,
    /// The same command id was handled before.
    pub already_done: bool,
}

/// Why a command was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum ExecuteError<E: std::error::Error> {
    /// A rule of the aggregate, or a rule across aggregates that a guard stands for.
    #[error(transparent)]
    Rejected(E),
    /// Our own outage; the same command may be sent again.
    #[error(transparent)]
    Failed(AppError),
}

/// Carries out commands; cheap to clone.
#[derive(Clone)]
pub struct Dispatcher {
    log: EventLog,
    rules: Arc<Rules>,
    upcasters: &'static [Upcaster],
    caches: Arc<Caches>,
    engagements: Batcher<MemberId, Option<MatchId>>,
}

impl Dispatcher {
    /// A dispatcher over the log that decides by these rules.
    pub fn new(log: EventLog, rules: Rules) -> Self {
        let engagements = Batcher::new("engagements", {
            let log = log.clone();
            move |members: Vec<MemberId>| {
                let log = log.clone();
                async move { load_engagements(&log, &members).await }
            }
        });
        Self {
            log,
            rules: Arc::new(rules),
            upcasters: upcast::SHIPPED,
            caches: Arc::new(Caches::new()),
            engagements,
        }
    }

    /// The same with other steps than those shipped, so that tests can load what no version wrote yet.
    #[must_use]
    pub const fn with_upcasters(mut self, upcasters: &'static [Upcaster]) -> Self {
        self.upcasters = upcasters;
        self
    }

    /// The log underneath.
    pub const fn log(&self) -> &EventLog {
        &self.log
    }

    /// What it decides by.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The aggregate as of its newest event.
    pub async fn load<A: Stream>(&self, id: A::Id) -> Result<A, AppError> {
        Ok(self.load_fresh::<A>(id).await?.aggregate)
    }

    /// The aggregate as this process knows it; another replica may have gone further. Only where a guard makes that harmless.
    pub async fn load_cached<A: Stream>(&self, id: A::Id) -> Result<A, AppError> {
        match self.caches.get::<A>(id) {
            Some(version) => Ok(version.aggregate),
            None => self.load(id).await,
        }
    }

    /// The proposal or talk a member is in, read from the guards: never stale. Concurrent look-ups share one query.
    pub async fn engagement(&self, member: MemberId) -> Result<Option<MatchId>, AppError> {
        self.engagements.load(member).await
    }

    /// The member's search that is not over, read from the guards.
    pub async fn open_search(&self, member: MemberId) -> Result<Option<SearchId>, AppError> {
        let holder = self
            .log
            .claim(
                domain::guard::Space::OpenSearches.name(),
                &member.to_string(),
            )
            .await?;
        Ok(holder.and_then(|holder| holder.parse().ok()))
    }
}

async fn load_engagements(
    log: &EventLog,
    members: &[MemberId],
) -> Result<Vec<Option<MatchId>>, AppError> {
    let keys: Vec<String> = members.iter().map(ToString::to_string).collect();
    let holders = log
        .claims(domain::guard::Space::Engagements.name(), &keys)
        .await?;
    Ok(keys
        .iter()
        .map(|key| holders.get(key).and_then(|holder| holder.parse().ok()))
        .collect())
}
