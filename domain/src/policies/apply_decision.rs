//! What a case decides reaches the members: the sanction first, then the hold is lifted, so that there is no gap between the two.

use super::{Context, Reaction};
use crate::member::standing::sanction_command;
use crate::member::{HoldEnd, MemberCommand, ReinstateCause};
use crate::moderation::{AppealOutcome, CaseEvent};
use crate::values::MemberId;
use crate::{Command, Event};

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    let Event::Case(case_id, event) = context.event else {
        return Vec::new();
    };
    let (case_id, at) = (*case_id, context.now);
    let to = |member: MemberId, command| Reaction::Command(Command::Member(member, command));
    match event {
        CaseEvent::DecisionMade {
            subject,
            decision,
            until,
            policy_reason,
            bad_faith,
            ..
        } => {
            let sanction = sanction_command(*decision, case_id, *policy_reason, *until, at);
            let lift = MemberCommand::LiftSearchHold {
                because: HoldEnd::Reviewed,
                at,
            };
            let mutes = bad_faith
                .iter()
                .map(|reporter| to(*reporter, MemberCommand::MuteReporter { case_id, at }));
            sanction
                .into_iter()
                .chain([lift])
                .map(|command| to(*subject, command))
                .chain(mutes)
                .collect()
        }
        CaseEvent::AppealDecided {
            subject,
            outcome: AppealOutcome::Overturned,
            ..
        } => vec![to(
            *subject,
            MemberCommand::ReinstateMember {
                case_id,
                cause: ReinstateCause::Appeal,
                at,
            },
        )],
        CaseEvent::SanctionLifted { subject, .. } => vec![to(
            *subject,
            MemberCommand::ReinstateMember {
                case_id,
                cause: ReinstateCause::Lifted,
                at,
            },
        )],
        _ => Vec::new(),
    }
}
