//! What holds for a pair after any sequence of commands.

use std::collections::BTreeSet;

use chrono::Duration;
use cqrs_es::Aggregate;
use domain::Rules;
use domain::matching::{
    ChatEndReason, Match, MatchCommand, MatchEvent, MatchState, Score, Totals, WithdrawReason,
};
use domain::values::Timestamp;
use proptest::prelude::*;

use crate::common::{match_id, member, minute, party, rating, topics, vault_ref};

/// A command and how many minutes pass before it. Member 3 is a stranger.
fn commands() -> impl Strategy<Value = (i64, MatchCommand)> {
    let at = minute(0);
    let who = || (1..4_u128).prop_map(member);
    let withdraw_reasons = vec![
        WithdrawReason::Cancelled,
        WithdrawReason::Blocked,
        WithdrawReason::Unreachable,
    ];
    let end_reasons = vec![
        ChatEndReason::Ended,
        ChatEndReason::Blocked,
        ChatEndReason::Unreachable,
    ];
    let command = prop_oneof![
        8 => who().prop_map(move |by| MatchCommand::AcceptProposal { by, at }),
        1 => who().prop_map(move |by| MatchCommand::DeclineProposal { by, at }),
        2 => Just(MatchCommand::ExpireProposal { at }),
        1 => (who(), prop::sample::select(withdraw_reasons)).prop_map(move |(by, reason)| {
            MatchCommand::WithdrawProposal { by, search_id: None, reason, at }
        }),
        2 => (prop::option::of(who()), prop::sample::select(end_reasons)).prop_map(
            move |(by, reason)| MatchCommand::EndChat { by, reason, totals: Totals::default(), at }
        ),
        4 => (who(), 1..=5_u8).prop_map(move |(by, stars)| MatchCommand::RateChat {
            by, rating: rating(stars), at,
        }),
        1 => Just(review(at)),
        2 => who().prop_map(move |by| MatchCommand::ExtendChat { by, at }),
        4 => who().prop_map(move |by| MatchCommand::OfferReveal { by, username: vault_ref(1), at }),
        1 => who().prop_map(move |by| MatchCommand::WithdrawReveal { by, at }),
        1 => Just(propose()),
    ];
    (prop_oneof![9 => 0..3_i64, 1 => Just(23 * 60)], command)
}

/// As if nobody ever said anything.
fn review(at: Timestamp) -> MatchCommand {
    MatchCommand::ReviewChat {
        last_message_at: None,
        totals: Totals::default(),
        at,
    }
}

fn propose() -> MatchCommand {
    MatchCommand::ProposeMatch {
        match_id: match_id(1),
        parties: [party(2), party(1)],
        shared_topics: topics(2),
        score: Score::default(),
        softened: false,
        at: minute(0),
    }
}

fn at_minute(command: &MatchCommand, now: i64) -> MatchCommand {
    let mut command = command.clone();
    match &mut command {
        MatchCommand::ProposeMatch { at, .. }
        | MatchCommand::AcceptProposal { at, .. }
        | MatchCommand::DeclineProposal { at, .. }
        | MatchCommand::ExpireProposal { at }
        | MatchCommand::WithdrawProposal { at, .. }
        | MatchCommand::EndChat { at, .. }
        | MatchCommand::ReviewChat { at, .. }
        | MatchCommand::ExtendChat { at, .. }
        | MatchCommand::OfferReveal { at, .. }
        | MatchCommand::WithdrawReveal { at, .. }
        | MatchCommand::RateChat { at, .. } => *at = minute(now),
    }
    command
}

fn is_closing(event: &MatchEvent) -> bool {
    matches!(
        event,
        MatchEvent::ProposalDeclined { .. }
            | MatchEvent::ProposalExpired { .. }
            | MatchEvent::ProposalWithdrawn { .. }
            | MatchEvent::ChatEnded { .. }
    )
}

/// Nobody is revealed unless both offers stand at that moment, and that once.
fn check_reveals(log: &[MatchEvent]) {
    let mut offers = BTreeSet::new();
    let mut revealed = 0;
    for event in log {
        match event {
            MatchEvent::RevealOffered { by, .. } => {
                offers.insert(*by);
            }
            MatchEvent::RevealWithdrawn { by, .. } => {
                offers.remove(by);
            }
            MatchEvent::IdentitiesRevealed { .. } => {
                assert_eq!(offers.len(), 2, "one alone was revealed");
                revealed += 1;
            }
            _ => {}
        }
    }
    assert!(revealed <= 1);
    assert_eq!(offers.len() == 2, revealed == 1);
}

proptest! {
    #[test]
    fn a_talk_needs_two_yeses_and_ends_once(commands in prop::collection::vec(commands(), 0..40)) {
        let rules = Rules {
            chat_time_box: Some(Duration::hours(24)),
            ..Rules::default()
        };
        let mut state = Match::default();
        let mut log = Vec::new();
        let mut now = 0;
        for (passed, command) in std::iter::once((0, propose())).chain(commands) {
            now += passed;
            let command = at_minute(&command, now);
            let Ok(events) = state.decide(&command, &rules) else { continue };
            for event in events {
                state.apply(event.clone());
                log.push(event);
            }
            // A repetition changes nothing: it is refused or decides nothing.
            prop_assert!(state.decide(&command, &rules).unwrap_or_default().is_empty());
            let has_both = state.accepted == [true, true];
            let had_talk = matches!(state.state, MatchState::Chatting | MatchState::Ended(_));
            prop_assert_eq!(has_both, had_talk);
        }
        prop_assert!(log.iter().filter(|event| is_closing(event)).count() <= 1);
        let opened = log.iter().position(|event| matches!(event, MatchEvent::ChatStarted { .. }));
        if let Some(place) = opened {
            let before_expiry = matches!(
                &log[place],
                MatchEvent::ChatStarted { at, .. } if *at < minute(5)
            );
            prop_assert!(before_expiry);
        }
        check_reveals(&log);
        let closed = log.iter().position(is_closing).unwrap_or(log.len());
        for event in log.iter().skip(closed + 1) {
            let is_rating = matches!(event, MatchEvent::ChatRated { by, rated, .. } if by != rated);
            prop_assert!(is_rating, "only ratings follow the end");
        }
    }
}
