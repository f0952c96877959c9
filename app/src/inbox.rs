//! The inbox: which updates are being handled, are done, or are parked. Ids and categories only, never content.

use crate::{AppError, BotId};

/// The answer to a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// Ours for the lease (70 s); this is the n-th try by the update's own fault, from 1.
    Ours {
        /// Tries so far, this one included.
        attempt: u32,
    },
    /// Handled before: answer 200.
    Finished,
    /// Another process works on it: answer 503 with `Retry-After: 1`.
    Elsewhere,
}

/// Group-committed claims; cheap to clone.
#[derive(Clone, Debug)]
pub struct Inbox {}

impl Inbox {
    /// Claims an update for this process.
    pub async fn claim(&self, bot: BotId, update_id: i64) -> Result<Claim, AppError> {
        let _ = (bot, update_id);
        Ok(Claim::Elsewhere)
    }

    /// The update is done for good; durable when this returns.
    pub async fn finish(&self, bot: BotId, update_id: i64) -> Result<(), AppError> {
        let _ = (bot, update_id);
        Ok(())
    }

    /// The update failed by our own outage: give the claim back without counting a try.
    pub async fn release(&self, bot: BotId, update_id: i64) -> Result<(), AppError> {
        let _ = (bot, update_id);
        Ok(())
    }

    /// The update failed by its own fault: counts a try; parks it at the fifth. True when parked now.
    pub async fn fail(
        &self,
        bot: BotId,
        update_id: i64,
        category: &'static str,
    ) -> Result<bool, AppError> {
        let _ = (bot, update_id, category);
        Ok(false)
    }

    /// Finishes an update whose message was relayed, and counts the message, in one statement.
    pub async fn finish_relayed(&self, bot: BotId, update_id: i64, match_id: domain::values::MatchId, member: domain::values::MemberId) -> Result<(), AppError> {
        let _ = (bot, update_id, match_id, member);
        Ok(())
    }

    /// How many messages each member of a talk sent.
    pub async fn relay_totals(&self, match_id: domain::values::MatchId) -> Result<std::collections::HashMap<domain::values::MemberId, u32>, AppError> {
        let _ = match_id;
        Ok(std::collections::HashMap::new())
    }
}
