//! The case aggregate as one of all streams.

use super::{Case, CaseCommand, CaseError, CaseEvent};
use crate::event::{Event, Stream};
use crate::guard::Space;
use crate::values::CaseId;

impl Stream for Case {
    type Id = CaseId;

    fn event(id: CaseId, event: CaseEvent) -> Event {
        Event::Case(id, event)
    }

    fn rejection(space: Space) -> CaseError {
        match space {
            Space::Reports => CaseError::AlreadyReported,
            _ => CaseError::OtherCaseOpen,
        }
    }

    fn command_name(command: &CaseCommand) -> &'static str {
        match command {
            CaseCommand::FileReport { .. } => "FileReport",
            CaseCommand::AssignCase { .. } => "AssignCase",
            CaseCommand::TakeFreeCase { .. } => "TakeFreeCase",
            CaseCommand::UnassignCase { .. } => "UnassignCase",
            CaseCommand::EscalateCase { .. } => "EscalateCase",
            CaseCommand::AddNote { .. } => "AddNote",
            CaseCommand::DecideCase { .. } => "DecideCase",
            CaseCommand::FileAppeal { .. } => "FileAppeal",
            CaseCommand::DecideAppeal { .. } => "DecideAppeal",
            CaseCommand::LiftSanction { .. } => "LiftSanction",
        }
    }

    /// A report may go to a case that exists, so nothing can be told from the command.
    fn creates(_command: &CaseCommand) -> bool {
        false
    }
}
