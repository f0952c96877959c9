//! The staff access aggregate as one of all streams.

use super::{StaffAccess, StaffAccessCommand, StaffAccessError, StaffAccessEvent, StaffAccessId};
use crate::event::{Event, Stream};
use crate::guard::Space;

impl Stream for StaffAccess {
    type Id = StaffAccessId;

    fn event(id: StaffAccessId, event: StaffAccessEvent) -> Event {
        Event::StaffAccess(id, event)
    }

    /// No look carries a guard. The answer is there to be total.
    fn rejection(_space: Space) -> StaffAccessError {
        StaffAccessError::NotAModerator
    }

    fn command_name(command: &StaffAccessCommand) -> &'static str {
        match command {
            StaffAccessCommand::ViewCase { .. } => "ViewCase",
            StaffAccessCommand::ViewComment { .. } => "ViewComment",
            StaffAccessCommand::ViewMember { .. } => "ViewMember",
            StaffAccessCommand::ViewReplay { .. } => "ViewReplay",
            StaffAccessCommand::ExportBundle { .. } => "ExportBundle",
            StaffAccessCommand::Staffing(command) => command.name(),
        }
    }

    fn creates(_command: &StaffAccessCommand) -> bool {
        false
    }
}
