//! One pair: proposal, talk, rating.

mod lasting;
mod proposal;
mod reveal;
mod talk;

use chrono::Duration;
use domain::matching::{ChatEndReason, MatchCommand, MatchEvent, Totals, WithdrawReason};
use domain::values::Timestamp;

use crate::common::{chatting, match_id, member, minute, pair, parties, proposed, rating};

fn end(number: u128, at: Timestamp) -> MatchCommand {
    MatchCommand::EndChat {
        by: Some(member(number)),
        reason: ChatEndReason::Ended,
        totals: Totals::default(),
        at,
    }
}

fn rate(number: u128, stars: u8, at: Timestamp) -> MatchCommand {
    MatchCommand::RateChat {
        by: member(number),
        rating: rating(stars),
        at,
    }
}

fn declined() -> Vec<MatchEvent> {
    vec![
        proposed(),
        MatchEvent::ProposalDeclined {
            match_id: match_id(1),
            by: member(1),
            parties: parties(),
            pair: pair(),
            restricted_until: minute(2) + Duration::hours(72),
            at: minute(2),
        },
    ]
}

fn expired(silent: &[u128]) -> MatchEvent {
    MatchEvent::ProposalExpired {
        match_id: match_id(1),
        silent: silent.iter().map(|number| member(*number)).collect(),
        parties: parties(),
        pair: pair(),
        restricted_until: minute(65),
        at: minute(5),
    }
}

fn withdrawn() -> Vec<MatchEvent> {
    vec![
        proposed(),
        MatchEvent::ProposalWithdrawn {
            match_id: match_id(1),
            by: member(1),
            reason: WithdrawReason::Cancelled,
            parties: parties(),
            pair: pair(),
            at: minute(2),
        },
    ]
}

fn ended_for(reason: ChatEndReason) -> Vec<MatchEvent> {
    let mut events = chatting();
    events.push(MatchEvent::ChatEnded {
        match_id: match_id(1),
        by: Some(member(1)),
        reason,
        totals: Totals::default(),
        parties: parties(),
        pair: pair(),
        restricted_until: minute(30) + Duration::days(7),
        at: minute(30),
    });
    events
}

fn ended() -> Vec<MatchEvent> {
    ended_for(ChatEndReason::Ended)
}
