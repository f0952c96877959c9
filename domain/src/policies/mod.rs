//! Policies: an event and what is needed → commands, timers and notices. Free of I/O; the policy runner does what they say.
//!
//! A policy is a file with a verb phrase for a name and one function; this module only combines them. The runner
//! - shows each event to [`react`] in log order, at least once,
//! - gives each command the id made of the event and [`Command::key`], so that a repetition changes nothing,
//! - counts a refusal as done: policies send what may be needed and let the aggregates decide,
//! - fills [`Totals`](crate::matching::Totals) of every `EndChat` and `ReviewChat` from the relay's counters before dispatching it:
//!   policies cannot know them and leave them at zero.

mod close_searches_when_chat_starts;
mod context;
mod end_on_block;
mod keep_waiting_card_true;
mod leave_when_minor;
mod leave_when_unreachable;
mod notice;
mod requeue_after_decline;
mod requeue_after_expiry;
mod requeue_after_withdrawal;
mod schedule_chat_review;
mod schedule_proposal_expiry;
mod schedule_search_deadlines;
mod standing;
mod take_searches_for_proposal;
mod tell_when_chat_ends;
mod tell_when_chat_falls_silent;
mod tell_when_chat_opens;
mod tell_when_identities_are_revealed;
mod tell_when_proposal_closes;
mod tell_when_proposed;
mod tell_when_search_closes;
mod tell_when_time_runs_out;
mod timer;
mod withdraw_when_search_ends;

use context::Context;
pub use keep_waiting_card_true::refresh_waiting_card;
pub use notice::{CardEdit, Notice, ProposalOutcome, Template};
pub use standing::{Standing, needs};
pub use timer::{Timer, TimerKey};

use crate::values::{MemberId, Timestamp};
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
    schedule_proposal_expiry::react,
    schedule_search_deadlines::react,
    schedule_chat_review::react,
    tell_when_proposed::react,
    tell_when_proposal_closes::react,
    tell_when_chat_opens::react,
    tell_when_chat_falls_silent::react,
    tell_when_time_runs_out::react,
    tell_when_identities_are_revealed::react,
    tell_when_chat_ends::react,
    tell_when_search_closes::react,
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
