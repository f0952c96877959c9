//! What ends by itself has a deadline: a mute, a strike, a hold that nobody looked at.

use super::{Context, Reaction, Timer, TimerKey};
use crate::Event;
use crate::member::{MemberEvent, ReinstateCause};

pub(super) fn react(context: &Context<'_>) -> Vec<Reaction> {
    let Event::Member(member, event) = context.event else {
        return Vec::new();
    };
    let member = *member;
    let set = |key, due_at| Reaction::Schedule(Timer { key, due_at });
    match *event {
        MemberEvent::MemberMuted {
            case_id,
            until,
            strike_until,
            ..
        } => vec![
            set(TimerKey::MuteEnd(member, case_id), until),
            set(TimerKey::StrikeExpiry(member, case_id), strike_until),
        ],
        MemberEvent::MemberWarned {
            case_id,
            strike_until,
            ..
        }
        | MemberEvent::MemberSuspended {
            case_id,
            strike_until,
            ..
        }
        | MemberEvent::MemberBanned {
            case_id,
            strike_until,
            ..
        } => vec![set(TimerKey::StrikeExpiry(member, case_id), strike_until)],
        MemberEvent::MemberReinstated {
            case_id,
            cause: ReinstateCause::Appeal,
            ..
        } => vec![
            Reaction::Cancel(TimerKey::MuteEnd(member, case_id)),
            Reaction::Cancel(TimerKey::StrikeExpiry(member, case_id)),
        ],
        MemberEvent::MemberReinstated {
            case_id,
            cause: ReinstateCause::Lifted,
            ..
        } => vec![Reaction::Cancel(TimerKey::MuteEnd(member, case_id))],
        MemberEvent::SearchHeld { until, .. } => vec![set(TimerKey::HoldLapse(member), until)],
        MemberEvent::SearchHoldLifted { .. } => {
            vec![Reaction::Cancel(TimerKey::HoldLapse(member))]
        }
        _ => Vec::new(),
    }
}
