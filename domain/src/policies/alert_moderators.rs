//! The moderators' chat hears of urgent reports, and of holds that ended although nobody had looked.

use super::{Alert, Context, Reaction};
use crate::Event;
use crate::member::{HoldEnd, MemberEvent};
use crate::moderation::CaseEvent;

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    match context.event {
        Event::Case(case_id, CaseEvent::ReportFiled { reason, .. }) if reason.is_urgent() => {
            vec![Reaction::Alert(Alert::UrgentReport {
                case_id: *case_id,
                reason: *reason,
            })]
        }
        Event::Member(
            member,
            MemberEvent::SearchHoldLifted {
                because: HoldEnd::Lapsed,
                ..
            },
        ) => vec![Reaction::Alert(Alert::HoldLapsed { member: *member })],
        _ => Vec::new(),
    }
}
