//! The subject hears of every decision against them, of the answer to an appeal, and when a mute is over or a sanction lifted. A dismissal is not told:
//! it would only say that somebody reported.

use super::notice::tell;
use super::{Context, Reaction, Template};
use crate::Event;
use crate::member::{MemberEvent, ReinstateCause};
use crate::moderation::CaseEvent;

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    match context.event {
        Event::Case(
            case_id,
            CaseEvent::DecisionMade {
                subject, decision, ..
            },
        ) if decision.is_sanction() => {
            let case_id = *case_id;
            vec![tell(*subject, Template::Decided { case_id })]
        }
        Event::Case(
            case_id,
            CaseEvent::AppealDecided {
                subject, outcome, ..
            },
        ) => vec![tell(
            *subject,
            Template::AppealAnswered {
                case_id: *case_id,
                outcome: *outcome,
            },
        )],
        Event::Member(
            member,
            MemberEvent::MemberReinstated {
                cause: ReinstateCause::TermOver,
                ..
            },
        ) => vec![tell(*member, Template::MuteOver)],
        Event::Member(
            member,
            MemberEvent::MemberReinstated {
                cause: ReinstateCause::Lifted,
                ..
            },
        ) => vec![tell(*member, Template::SanctionLifted)],
        _ => Vec::new(),
    }
}
