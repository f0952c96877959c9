//! One thing that a member asks for, and the commands it becomes.

use chrono::{DateTime, Utc};
use domain::Stream;
use domain::values::MemberId;
use uuid::Uuid;

use crate::{AppError, CommandContext, Dispatcher, ExecuteError, Executed};

/// Something a member asks for through a front end. Asked for again under the same correlation it changes nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemberCall {
    /// Who asks.
    pub member: MemberId,
    /// The same for every repetition: made of the update, or of the signed call's key.
    pub correlation: Uuid,
    /// One time for everything decided now.
    pub now: DateTime<Utc>,
}

impl MemberCall {
    /// The context of the `ordinal`-th command of this call (architecture.md, "Idempotency").
    pub fn command(&self, ordinal: u32) -> CommandContext {
        CommandContext {
            command_id: Uuid::new_v5(&self.correlation, &ordinal.to_be_bytes()),
            correlation: self.correlation,
            causation: self.correlation,
            actor: "member",
            now: self.now,
        }
    }

    /// The stream that the `ordinal`-th command of this call changed when it was asked for before.
    pub(super) async fn changed_before(
        &self,
        dispatcher: &Dispatcher,
        ordinal: u32,
    ) -> Result<Option<String>, AppError> {
        let log = dispatcher.log();
        let Some(position) = log.outcome(self.command(ordinal).command_id).await? else {
            return Ok(None);
        };
        let events = log.after(position - 1, 1).await?;
        Ok(events.into_iter().next().map(|event| event.aggregate_id))
    }
}

/// Carries out a command of a call: our outage is an error, a refusal is an answer.
pub async fn carry_out<A: Stream>(
    dispatcher: &Dispatcher,
    call: MemberCall,
    ordinal: u32,
    id: A::Id,
    command: A::Command,
) -> Result<Result<Executed<A>, A::Error>, AppError> {
    let context = call.command(ordinal);
    match dispatcher.execute::<A>(id, command, &context).await {
        Ok(executed) => Ok(Ok(executed)),
        Err(ExecuteError::Rejected(rule)) => Ok(Err(rule)),
        Err(ExecuteError::Failed(error)) => Err(error),
    }
}
