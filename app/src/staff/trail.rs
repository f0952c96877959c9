//! Whatever becomes of an account is written down in the log, under its opaque id.

use domain::staff_access::{
    StaffAccess, StaffAccessCommand, StaffAccessError, StaffAccessId, StaffingCommand,
};

use super::Staff;
use crate::{AppError, CommandContext, ExecuteError};

impl Staff {
    /// Writes it down, or says which rule forbids it. What changes an account calls this inside its transaction: nothing is
    /// changed without an event, and only a commit that fails leaves an event of what did not come to be.
    pub(super) async fn record(
        &self,
        command: StaffingCommand,
    ) -> Result<Result<(), StaffAccessError>, AppError> {
        let (staff, at) = command.of();
        let correlation = self.ids.uuid();
        let context = CommandContext {
            command_id: correlation,
            correlation,
            causation: correlation,
            actor: "staff",
            now: at,
        };
        let id = StaffAccessId::of(staff, at);
        let command = StaffAccessCommand::Staffing(command);
        match self
            .dispatcher
            .execute::<StaffAccess>(id, command, &context)
            .await
        {
            Ok(_) => Ok(Ok(())),
            Err(ExecuteError::Rejected(rule)) => Ok(Err(rule)),
            Err(ExecuteError::Failed(error)) => Err(error),
        }
    }

    /// Writes down what was refused, in turn and apart from the answer: that would otherwise take longer for a name that
    /// somebody has, and so say that somebody has it.
    pub(super) fn record_apart(&self, commands: Vec<StaffingCommand>) {
        let staff = self.clone();
        tokio::spawn(async move {
            for command in commands {
                let recorded = staff.record(command).await;
                let is_written = recorded.as_ref().is_ok_and(Result::is_ok);
                if !is_written {
                    tracing::error!(?recorded, "a refused sign-in was not written down");
                }
            }
        });
    }
}
