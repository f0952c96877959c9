//! Policies: an event and what is needed → commands, timers and notices. Free of I/O; the policy runner does what they say.
//!
//! A policy is a file with a verb phrase for a name and one function; this module only combines them. The runner
//! - shows each event to [`react`] in log order, at least once,
//! - gives each command the id made of the event and [`Command::key`], so that a repetition changes nothing,
//! - counts a refusal as done: policies send what may be needed and let the aggregates decide,
//! - fills [`Totals`](crate::matching::Totals) of every `EndChat` and `ReviewChat` from the relay's counters before dispatching it:
//!   policies cannot know them and leave them at zero.

mod alert_moderators;
mod apply_decision;
mod close_searches_when_chat_starts;
mod context;
mod credit_receiver_when_tip_paid;
mod end_on_block;
mod end_talk_with_the_barred;
mod hold_search_on_signals;
mod keep_case_alerts_true;
mod keep_waiting_card_true;
mod leave_when_erased;
mod leave_when_minor;
mod leave_when_restrained;
mod leave_when_unreachable;
mod notice;
mod refund_what_was_paid_twice;
mod requeue_after_decline;
mod requeue_after_expiry;
mod requeue_after_withdrawal;
mod reverse_share_when_refunded;
mod schedule_chat_review;
mod schedule_proposal_expiry;
mod schedule_sanction_deadlines;
mod schedule_search_deadlines;
mod send_help_on_crisis;
mod standing;
mod take_searches_for_proposal;
mod tell_reporter_outcome;
mod tell_staff_of_their_account;
mod tell_subject_decision;
mod tell_when_chat_ends;
mod tell_when_chat_falls_silent;
mod tell_when_chat_opens;
mod tell_when_identities_are_revealed;
mod tell_when_proposal_closes;
mod tell_when_proposed;
mod tell_when_search_closes;
mod tell_when_time_runs_out;
mod tell_when_tip_invoiced;
mod tell_when_tip_paid;
mod tell_when_tip_refunded;
mod timer;
mod withdraw_when_search_ends;

use context::Context;
pub use keep_waiting_card_true::refresh_waiting_card;
pub use notice::{AccountNotice, Alert, CardEdit, Notice, ProposalOutcome, Template};
pub use standing::{Standing, needs};
pub use timer::{Timer, TimerKey};

use crate::values::{MemberId, StaffId, Timestamp};
use crate::{Command, Event, Rules};

/// What a policy wants done.
#[derive(Clone, Debug, PartialEq)]
pub enum Reaction {
    /// Send a command; a refusal is an outcome too.
    Command(Command),
    /// Remember a deadline; replaces an earlier one of the same kind and subject.
    Schedule(Timer),
    /// Forget a deadline.
    Cancel(TimerKey),
    /// Tell a member something.
    Notify(Notice),
    /// Tell somebody of the staff something about their account, in the Telegram account that they linked.
    NotifyStaff {
        /// Whom.
        staff: StaffId,
        /// What.
        notice: AccountNotice,
    },
    /// Tell the moderators' chat something.
    Alert(Alert),
    /// Destroy what the vault holds of a member, unless they came back since.
    Destroy(MemberId),
}

type Policy = fn(&Context<'_>) -> Vec<Reaction>;

/// Every policy. Within one event commands come before notices.
const POLICIES: &[Policy] = &[
    take_searches_for_proposal::react,
    requeue_after_decline::react,
    requeue_after_expiry::react,
    requeue_after_withdrawal::react,
    withdraw_when_search_ends::react,
    close_searches_when_chat_starts::react,
    end_on_block::react,
    leave_when_unreachable::react,
    leave_when_minor::react,
    leave_when_erased::react,
    credit_receiver_when_tip_paid::react,
    reverse_share_when_refunded::react,
    refund_what_was_paid_twice::react,
    leave_when_restrained::react,
    end_talk_with_the_barred::react,
    hold_search_on_signals::react,
    apply_decision::react,
    schedule_proposal_expiry::react,
    schedule_search_deadlines::react,
    schedule_chat_review::react,
    schedule_sanction_deadlines::react,
    tell_when_proposed::react,
    tell_when_proposal_closes::react,
    tell_when_chat_opens::react,
    tell_when_chat_falls_silent::react,
    tell_when_time_runs_out::react,
    tell_when_identities_are_revealed::react,
    tell_when_chat_ends::react,
    tell_when_search_closes::react,
    tell_when_tip_invoiced::react,
    tell_when_tip_paid::react,
    tell_when_tip_refunded::react,
    tell_subject_decision::react,
    tell_reporter_outcome::react,
    tell_staff_of_their_account::react,
    send_help_on_crisis::react,
    alert_moderators::react,
    keep_case_alerts_true::react,
    keep_waiting_card_true::react,
];

/// All reactions of all policies to an event. `standing` answers for the members of [`needs`]; `now` is the runner's clock and
/// becomes the time of the commands, while deadlines count from the event's own time; `rules` say how long those are that no event
/// names.
pub fn react(
    event: &Event,
    standing: &dyn Fn(MemberId) -> Standing,
    rules: &Rules,
    now: Timestamp,
) -> Vec<Reaction> {
    let context = Context {
        event,
        standing,
        now,
        rules,
    };
    POLICIES
        .iter()
        .flat_map(|policy| policy(&context))
        .collect()
}
