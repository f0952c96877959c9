//! Every reporter of a case learns that a person looked, and in one sentence what came of it.

use super::notice::tell;
use super::{Context, Reaction, Template};
use crate::Event;
use crate::moderation::CaseEvent;

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    let Event::Case(
        _,
        CaseEvent::CaseClosed {
            decision, reports, ..
        },
    ) = context.event
    else {
        return Vec::new();
    };
    reports
        .iter()
        .map(|report| {
            tell(
                report.reporter,
                Template::ReportAnswered {
                    match_id: report.match_id,
                    acted: decision.is_sanction(),
                },
            )
        })
        .collect()
}
