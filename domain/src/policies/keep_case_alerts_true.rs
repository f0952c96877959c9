//! An alert in the moderators' chat never lies: it says who works on its case, wherever the case was taken.

use super::{Alert, Context, Reaction};
use crate::Event;
use crate::moderation::CaseEvent;

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    let Event::Case(case_id, event) = context.event else {
        return Vec::new();
    };
    match event {
        CaseEvent::CaseAssigned { .. }
        | CaseEvent::CaseUnassigned { .. }
        | CaseEvent::CaseEscalated { .. }
        | CaseEvent::CaseReopened { .. }
        | CaseEvent::CaseClosed { .. } => {
            vec![Reaction::Alert(Alert::CaseMoved { case_id: *case_id })]
        }
        CaseEvent::ReportFiled { .. }
        | CaseEvent::NoteAdded { .. }
        | CaseEvent::DecisionMade { .. }
        | CaseEvent::AppealFiled { .. }
        | CaseEvent::SanctionLifted { .. }
        | CaseEvent::AppealDecided { .. } => Vec::new(),
    }
}
