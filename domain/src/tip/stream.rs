//! The tip aggregate as one of all streams.

use super::{Tip, TipCommand, TipError, TipEvent};
use crate::event::{Event, Stream};
use crate::guard::Space;
use crate::values::TipId;

impl Stream for Tip {
    type Id = TipId;

    fn event(id: TipId, event: TipEvent) -> Event {
        Event::Tip(id, event)
    }

    /// Only charges are guarded.
    fn rejection(_space: Space) -> TipError {
        TipError::ChargeRecorded
    }

    fn command_name(command: &TipCommand) -> &'static str {
        match command {
            TipCommand::InvoiceTip { .. } => "InvoiceTip",
            TipCommand::ApproveCheckout { .. } => "ApproveCheckout",
            TipCommand::RefuseCheckout { .. } => "RefuseCheckout",
            TipCommand::RecordPayment { .. } => "RecordPayment",
            TipCommand::RecordUnmatched { .. } => "RecordUnmatched",
            TipCommand::OrderRefund { .. } => "OrderRefund",
            TipCommand::ConfirmRefund { .. } => "ConfirmRefund",
        }
    }

    fn creates(command: &TipCommand) -> bool {
        matches!(
            command,
            TipCommand::InvoiceTip { .. } | TipCommand::RecordUnmatched { .. }
        )
    }
}
