//! What follows from each event.

mod members;
mod moderation;
mod moderation_notices;
mod proposals;
mod searches;
mod staff;
mod talks;
mod tips;

use std::collections::HashSet;

use domain::matching::{MatchCommand, MatchEvent, WithdrawReason};
use domain::policies::{Notice, Reaction, Standing, Template, Timer, TimerKey, needs, react};
use domain::search::{EndReason, SearchCommand};
use domain::values::{MemberId, Timestamp};
use domain::{Command, Event, Rules};

use crate::common::{match_id, member, minute, search};

/// The runner's clock, later than any event.
fn now() -> Timestamp {
    minute(600)
}

/// Reactions to an event, checked to ask only for whom `needs` names and to give each command its own key.
fn reactions_with(event: &Event, standing: &dyn Fn(MemberId) -> Standing) -> Vec<Reaction> {
    let needed = needs(event);
    let reactions = react(
        event,
        &|member| {
            assert!(
                needed.contains(&member),
                "needs() does not name who is asked for"
            );
            standing(member)
        },
        &Rules::default(),
        now(),
    );
    let commands: Vec<String> = reactions
        .iter()
        .filter_map(|reaction| match reaction {
            Reaction::Command(command) => Some(command.key()),
            _ => None,
        })
        .collect();
    assert_eq!(
        commands.iter().collect::<HashSet<_>>().len(),
        commands.len(),
        "command keys of one event must differ"
    );
    reactions
}

fn reactions(event: &Event) -> Vec<Reaction> {
    reactions_with(event, &|_| Standing::default())
}

fn of_match(event: MatchEvent) -> Vec<Reaction> {
    reactions(&Event::Match(match_id(1), event))
}

fn engaged(number: u128) -> Standing {
    Standing {
        engagement: Some(match_id(1)),
        open_search: Some(search(number)),
        has_reported: false,
        barred: None,
    }
}

fn to_search(number: u128, command: SearchCommand) -> Reaction {
    Reaction::Command(Command::Search(search(number), command))
}

fn end_search(number: u128, reason: EndReason) -> Reaction {
    to_search(number, SearchCommand::EndSearch { reason, at: now() })
}

fn withdraw(number: u128, from_search: Option<u128>, reason: WithdrawReason) -> Reaction {
    Reaction::Command(Command::Match(
        match_id(1),
        MatchCommand::WithdrawProposal {
            by: member(number),
            search_id: from_search.map(search),
            reason,
            at: now(),
        },
    ))
}

fn tell(number: u128, template: Template) -> Reaction {
    Reaction::Notify(Notice {
        member: member(number),
        template,
        not_after: None,
    })
}

fn look_at_talk(due_at: Timestamp) -> Reaction {
    Reaction::Schedule(Timer {
        key: TimerKey::ChatReview(match_id(1)),
        due_at,
    })
}

fn forget_talk() -> Reaction {
    Reaction::Cancel(TimerKey::ChatReview(match_id(1)))
}

fn forget_proposal() -> Reaction {
    Reaction::Cancel(TimerKey::ProposalExpiry(match_id(1)))
}
