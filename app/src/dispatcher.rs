//! Commands in, events out: load, decide, append, retry on conflict.

use chrono::{DateTime, Utc};
use domain::Stream;
use domain::guard::Space;
use uuid::Uuid;

use crate::AppError;

/// Where a command comes from.
#[derive(Clone, Debug)]
pub struct CommandContext {
    /// Makes a repetition harmless.
    pub command_id: Uuid,
    /// Ties an update to its events and effects.
    pub correlation: Uuid,
    /// The event or update that caused it.
    pub causation: Uuid,
    /// Who acts: `member`, `policy`, `timer`, `matchmaker`, `operator`.
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
pub struct Dispatcher {}

impl Dispatcher {
    /// Carries out one command on one stream.
    pub async fn execute<A: Stream>(
        &self,
        id: A::Id,
        command: A::Command,
        context: &CommandContext,
    ) -> Result<Executed<A>, ExecuteError<A::Error>> {
        let _ = (id, command, context, Space::ALL);
        Err(ExecuteError::Failed(AppError::Sealed))
    }

    /// The aggregate as of its newest event.
    pub async fn load<A: Stream>(&self, id: A::Id) -> Result<A, AppError> {
        let _ = id;
        Ok(A::default())
    }

    /// The proposal or talk a member is in, read from the guards: never stale.
    pub async fn engagement(
        &self,
        member: domain::values::MemberId,
    ) -> Result<Option<domain::values::MatchId>, AppError> {
        let _ = member;
        Ok(None)
    }

    /// The member's search that is not over, read from the guards.
    pub async fn open_search(
        &self,
        member: domain::values::MemberId,
    ) -> Result<Option<domain::values::SearchId>, AppError> {
        let _ = member;
        Ok(None)
    }
}
