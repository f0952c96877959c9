//! Erasing a member (product.md, "Privacy"): the event first, then the key. History stays readable as statistics; nobody can say any more
//! whose it was.

mod inheritance;
mod retention;

use domain::member::{Member, MemberCommand};
use domain::values::{MemberId, Timestamp};
use uuid::Uuid;

pub use crate::vault::Erasure;
use crate::{AppError, CommandContext, Dispatcher, ExecuteError, Vault};
pub use retention::sweep_case_texts;

/// Kept hashes looked at at once.
const BATCH: i64 = 500;
/// Who was erased is remembered this long, for backups that know nothing of it: they are kept for at most 7 days.
const ERASURES_KEPT: chrono::Duration = chrono::Duration::days(35);
/// Namespace of the ids of commands that erase again.
const REPLAYS: Uuid = Uuid::from_u128(0x6f2b_81d4_93aa_4c1e_9d37_0b7e_52c4_18f6);

/// Erases members.
#[derive(Clone)]
pub struct Eraser {
    /// Commands in, events out.
    pub dispatcher: Dispatcher,
    /// What is destroyed.
    pub vault: Vault,
}

/// What looking after the erased came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Hashes deleted because nothing stands any more that would be inherited.
    pub hashes: u64,
    /// Members erased again, whom a restored backup had brought back.
    pub erased_again: u64,
}

impl Eraser {
    /// Over these; both are cheap to clone.
    pub fn new(dispatcher: &Dispatcher, vault: &Vault) -> Self {
        Self {
            dispatcher: dispatcher.clone(),
            vault: vault.clone(),
        }
    }

    /// Erases a member, whoever asks for it. `false` when nobody is registered under this id. Repeating it changes nothing.
    ///
    /// When it returns, nothing of the member can be read any more; talks, searches and read models follow within moments.
    pub async fn erase(
        &self,
        member: MemberId,
        context: &CommandContext,
    ) -> Result<bool, AppError> {
        let command = MemberCommand::EraseMember { at: context.now };
        match self
            .dispatcher
            .execute::<Member>(member, command, context)
            .await
        {
            Ok(_) => self.destroy(member).await.map(|()| true),
            // Nobody is registered under this id; the vault may have met them all the same.
            Err(ExecuteError::Rejected(_)) => {
                let erasure = Erasure {
                    member_id: member,
                    erased_at: context.now,
                };
                self.vault.destroy(erasure, false).await.map(|()| false)
            }
            Err(ExecuteError::Failed(error)) => Err(error),
        }
    }

    /// Destroys what the vault holds of a member whose erasure is in the log; nothing happens to anybody else.
    pub async fn destroy(&self, member: MemberId) -> Result<(), AppError> {
        let state: Member = self.dispatcher.load(member).await?;
        let Some(erased_at) = state.erased_at.filter(|_| state.erased) else {
            return Ok(());
        };
        let is_bound = !self.bound(&[member], erased_at).await?.is_empty();
        let erasure = Erasure {
            member_id: member,
            erased_at,
        };
        self.vault.destroy(erasure, is_bound).await?;
        tracing::info!(%member, is_bound, "a member is erased");
        Ok(())
    }

    /// Makes way for somebody who writes again after an erasure, so that the vault can say who they are now: the same opaque id where
    /// something is inherited, else a new one. `false` when there was nothing to do.
    pub async fn make_way(&self, member: MemberId) -> Result<bool, AppError> {
        let state: Member = self.dispatcher.load_cached(member).await?;
        if !state.erased {
            return Ok(false);
        }
        self.destroy(member).await?;
        self.vault.revive(member).await?;
        Ok(true)
    }

    /// Looks after the erased: deletes hashes that stand for nothing any more, and erases again whom a restored backup brought back.
    pub async fn sweep(&self, now: Timestamp) -> Result<Swept, AppError> {
        let listed = self.vault.erasures().await?;
        let known = self.vault.known_of(&listed).await?;
        let erased_again = self.replay(&known, now).await?;
        let hashes = self.sweep_hashes(now).await?;
        self.vault.sweep_erasures(now - ERASURES_KEPT).await?;
        Ok(Swept {
            hashes,
            erased_again,
        })
    }

    /// Erases again whoever of these is erased no more and has not come back since; says how many. For a restored backup, which knows
    /// nothing of erasures after it was made.
    pub async fn replay(&self, erasures: &[Erasure], now: Timestamp) -> Result<u64, AppError> {
        let mut erased_again = 0;
        for erasure in erasures {
            let state: Member = self.dispatcher.load(erasure.member_id).await?;
            if state.erased_at.is_some_and(|at| at >= erasure.erased_at) {
                // Already in the log: perhaps only the vault was restored.
                self.destroy(erasure.member_id).await?;
                continue;
            }
            let name = serde_json::to_vec(erasure)?;
            let correlation = Uuid::new_v5(&REPLAYS, &name);
            let context = CommandContext {
                command_id: correlation,
                correlation,
                causation: correlation,
                actor: "operator",
                now: now.max(erasure.erased_at),
            };
            self.erase(erasure.member_id, &context).await?;
            erased_again += 1;
        }
        Ok(erased_again)
    }

    async fn sweep_hashes(&self, now: Timestamp) -> Result<u64, AppError> {
        let (mut after, mut deleted) = (None, 0);
        loop {
            let members = self.vault.kept_hashes(after, BATCH).await?;
            let Some(last) = members.last() else {
                return Ok(deleted);
            };
            after = Some(*last);
            let bound = self.bound(&members, now).await?;
            let free: Vec<MemberId> = members
                .into_iter()
                .filter(|member| !bound.contains(member))
                .collect();
            deleted += self.vault.forget_hashes(&free).await?;
        }
    }
}
