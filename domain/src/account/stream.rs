//! The account aggregate as one of all streams.

use super::{Account, AccountCommand, AccountError, AccountEvent};
use crate::event::{Event, Stream};
use crate::guard::Space;
use crate::values::MemberId;

impl Stream for Account {
    type Id = MemberId;

    fn event(id: MemberId, event: AccountEvent) -> Event {
        Event::Account(id, event)
    }

    /// No account event carries a guard. The answer is there to be total.
    fn rejection(_space: Space) -> AccountError {
        AccountError::NotCredited
    }

    fn command_name(command: &AccountCommand) -> &'static str {
        match command {
            AccountCommand::CreditShare { .. } => "CreditShare",
            AccountCommand::ReverseShare { .. } => "ReverseShare",
            AccountCommand::RecordPayout { .. } => "RecordPayout",
        }
    }

    /// An account has no first command of its own: any share may be the first.
    fn creates(_command: &AccountCommand) -> bool {
        false
    }
}
