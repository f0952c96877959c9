//! Members whom Telegram does not reach any more.

use app::clock::SharedClock;
use app::ids::SharedIds;
use app::vault::Address;
use app::{AppError, CommandContext, Dispatcher, ExecuteError, Vault};
use async_trait::async_trait;
use domain::member::{Member, MemberCommand};

/// Told about a 403 before the caller of the request is.
#[async_trait]
pub trait UnreachableSink: Send + Sync + std::fmt::Debug {
    /// Nobody is reached at this address.
    async fn unreachable(&self, address: Address);
}

/// Turns a 403 into `MemberUnreachable`.
#[derive(Clone)]
pub struct ReportUnreachable {
    /// Knows who it is.
    pub vault: Vault,
    /// Takes the command.
    pub dispatcher: Dispatcher,
    /// What time it is.
    pub clock: SharedClock,
    /// Ids of the commands.
    pub ids: SharedIds,
}

impl std::fmt::Debug for ReportUnreachable {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("ReportUnreachable")
            .finish_non_exhaustive()
    }
}

impl ReportUnreachable {
    async fn report(&self, address: Address) -> Result<(), AppError> {
        // In a private chat the chat's id is the user's; a group has no member.
        let Some(member) = self.vault.find(address.chat_id).await? else {
            return Ok(());
        };
        let (id, at) = (self.ids.uuid(), self.clock.now());
        let context = CommandContext {
            command_id: id,
            correlation: id,
            causation: id,
            actor: "gateway",
            now: at,
        };
        match self
            .dispatcher
            .execute::<Member>(member, MemberCommand::MarkUnreachable { at }, &context)
            .await
        {
            // Refused: erased, or known to be unreachable already.
            Ok(_) | Err(ExecuteError::Rejected(_)) => Ok(()),
            Err(ExecuteError::Failed(error)) => Err(error),
        }
    }
}

#[async_trait]
impl UnreachableSink for ReportUnreachable {
    async fn unreachable(&self, address: Address) {
        if let Err(error) = self.report(address).await {
            // The next message to this member meets the same 403 and reports again.
            tracing::warn!(bot = %address.bot, %error, "an unreachable member could not be recorded");
        }
    }
}
