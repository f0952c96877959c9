//! Reports are signals: the subject's own stream counts them and holds searching when there are enough. Those of reporters muted
//! for bad faith do not count.

use super::{Context, Reaction};
use crate::member::MemberCommand;
use crate::moderation::CaseEvent;
use crate::{Command, Event};

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    let Event::Case(
        case_id,
        CaseEvent::ReportFiled {
            report_id,
            reporter,
            subject,
            reason,
            counted: true,
            ..
        },
    ) = context.event
    else {
        return Vec::new();
    };
    vec![Reaction::Command(Command::Member(
        *subject,
        MemberCommand::WeighReport {
            case_id: *case_id,
            report_id: *report_id,
            reporter: *reporter,
            reason: *reason,
            at: context.now,
        },
    ))]
}
