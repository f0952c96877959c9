//! Payouts. Telegram has no call that pays Stars out to a user, so an operator pays, and writes it down here.

use chrono::{DateTime, Utc};
use domain::account::{Account, AccountCommand, AccountError};
use domain::values::{MemberId, OperatorNote, PayoutId, Stars};
use uuid::Uuid;

use super::Tips;
use crate::{AppError, CommandContext, ExecuteError};

/// Namespace of payouts.
const PAYOUTS: Uuid = Uuid::from_u128(0x2e64_b0c9_7d15_4e38_8f21_a9c0_34d6_5b17);

/// A payout an operator made.
#[derive(Clone, Debug)]
pub struct Payout {
    /// To whom.
    pub receiver: MemberId,
    /// How much.
    pub stars: Stars,
    /// Why and how.
    pub reason: OperatorNote,
    /// What the operator knows it by: the same reference is the same payout.
    pub reference: String,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaidOut {
    /// Which payout.
    pub payout_id: PayoutId,
    /// What is still owed.
    pub payable: i64,
    /// Whether it was written down before.
    pub repeated: bool,
}

impl Tips {
    /// Writes a payout down: never more than is owed, and once per reference.
    pub async fn pay_out(
        &self,
        payout: Payout,
        now: DateTime<Utc>,
    ) -> Result<Result<PaidOut, AccountError>, AppError> {
        let name = format!("{}/{}", payout.receiver, payout.reference);
        let payout_id = PayoutId(Uuid::new_v5(&PAYOUTS, name.as_bytes()));
        let command = AccountCommand::RecordPayout {
            payout_id,
            stars: payout.stars,
            reason: payout.reason,
            at: now,
        };
        let context = CommandContext {
            command_id: Uuid::new_v5(&payout_id.0, b"record"),
            correlation: payout_id.0,
            causation: payout_id.0,
            actor: "operator",
            now,
        };
        let done = self
            .dispatcher
            .execute::<Account>(payout.receiver, command, &context)
            .await;
        let repeated = match done {
            Ok(done) => done.events.is_empty(),
            Err(ExecuteError::Rejected(rule)) => return Ok(Err(rule)),
            Err(ExecuteError::Failed(error)) => return Err(error),
        };
        let account: Account = self.dispatcher.load(payout.receiver).await?;
        Ok(Ok(PaidOut {
            payout_id,
            payable: account.payable,
            repeated,
        }))
    }
}
