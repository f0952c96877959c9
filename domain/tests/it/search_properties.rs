//! What holds for a search after any sequence of commands.

use cqrs_es::Aggregate;
use domain::Rules;
use domain::search::{EndReason, Search, SearchCommand, SearchEvent, SearchState};
use proptest::prelude::*;

use crate::common::{match_id, member, minute, search};

/// A command and how many minutes pass before it.
fn commands() -> impl Strategy<Value = (i64, SearchCommand)> {
    let at = minute(0);
    let reasons = vec![
        EndReason::Matched,
        EndReason::Cancelled,
        EndReason::Expired,
        EndReason::Unreachable,
    ];
    let command = prop_oneof![
        1 => Just(SearchCommand::StartSearch { search_id: search(1), member: member(1), at }),
        2 => Just(SearchCommand::SoftenSearch { at }),
        6 => (0..4_u128).prop_map(move |id| SearchCommand::TakeSearch { match_id: match_id(id), at }),
        6 => (0..4_u128, any::<bool>()).prop_map(move |(id, missed)| SearchCommand::ResumeSearch {
            match_id: match_id(id), missed, at,
        }),
        1 => prop::sample::select(reasons)
            .prop_map(move |reason| SearchCommand::EndSearch { reason, at }),
    ];
    (0..90_i64, command)
}

fn at_minute(command: &SearchCommand, now: i64) -> SearchCommand {
    let mut command = command.clone();
    match &mut command {
        SearchCommand::StartSearch { at, .. }
        | SearchCommand::SoftenSearch { at }
        | SearchCommand::TakeSearch { at, .. }
        | SearchCommand::ResumeSearch { at, .. }
        | SearchCommand::EndSearch { at, .. } => *at = minute(now),
    }
    command
}

proptest! {
    #[test]
    fn a_search_keeps_its_place_until_it_ends_once(commands in prop::collection::vec(commands(), 0..60)) {
        let rules = Rules::default();
        let mut state = Search::default();
        let mut log = Vec::new();
        let mut now = 0;
        for (passed, command) in commands {
            now += passed;
            let before = state.clone();
            let Ok(events) = state.decide(&at_minute(&command, now), &rules) else {
                prop_assert_eq!(&state, &before);
                continue;
            };
            for event in events {
                state.apply(event.clone());
                log.push(event);
            }
            if before.state != SearchState::None {
                prop_assert_eq!(state.started_at, before.started_at);
                prop_assert_eq!(state.expires_at, before.expires_at);
            }
            prop_assert!(before.softened <= state.softened);
            prop_assert!(before.misses <= state.misses);
            let is_running = matches!(state.state, SearchState::Waiting | SearchState::Taken(_));
            prop_assert!(!is_running || state.misses < rules.max_misses);
            let was_ended = matches!(before.state, SearchState::Ended(_));
            prop_assert!(!was_ended, "an ended search decides nothing");
        }
        let ends = log.iter().filter(|event| matches!(event, SearchEvent::SearchEnded { .. })).count();
        prop_assert!(ends <= 1);
        for pair in log.windows(2) {
            if let SearchEvent::SearchMissed { ends_search, .. } = &pair[0] {
                let ended = matches!(pair[1], SearchEvent::SearchEnded { .. });
                prop_assert_eq!(*ends_search, ended);
            }
        }
    }
}
