//! Gives commands at moments that are over.

use anyhow::anyhow;
use app::ids::SharedIds;
use app::vault::Kind;
use app::{CommandContext, Dispatcher, Vault};
use domain::Stream;
use domain::values::{MemberId, Timestamp, VaultRef};

/// Who writes the past down; cheap to clone.
#[derive(Clone)]
pub(super) struct Scribe {
    pub(super) dispatcher: Dispatcher,
    pub(super) vault: Vault,
    pub(super) ids: SharedIds,
}

impl Scribe {
    /// A member's command. What is refused breaks the story off.
    pub(super) async fn member_does<A: Stream>(
        &self,
        id: A::Id,
        command: A::Command,
        at: Timestamp,
    ) -> anyhow::Result<()> {
        self.done::<A>(id, command, "member", at).await
    }

    /// A command that follows from an event.
    pub(super) async fn follows<A: Stream>(
        &self,
        id: A::Id,
        command: A::Command,
        at: Timestamp,
    ) -> anyhow::Result<()> {
        self.done::<A>(id, command, "policy", at).await
    }

    async fn done<A: Stream>(
        &self,
        id: A::Id,
        command: A::Command,
        actor: &'static str,
        at: Timestamp,
    ) -> anyhow::Result<()> {
        let name = A::command_name(&command);
        let command_id = self.ids.uuid();
        let context = CommandContext {
            command_id,
            correlation: command_id,
            causation: command_id,
            actor,
            now: at,
        };
        let executed = self.dispatcher.execute::<A>(id, command, &context).await;
        executed
            .map(|_| ())
            .map_err(|error| anyhow!("{name} of the demo's cases: {error}"))
    }

    /// Seals what somebody wrote.
    pub(super) async fn seal(
        &self,
        member: MemberId,
        kind: Kind,
        text: &str,
    ) -> anyhow::Result<VaultRef> {
        Ok(self.vault.put(member, kind, text).await?)
    }
}
