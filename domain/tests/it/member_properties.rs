//! What holds for a member after any sequence of commands.

use cqrs_es::Aggregate;
use domain::Rules;
use domain::member::{Expectation, Member, MemberCommand, MemberEvent};
use domain::values::{FreeWindows, Language, Purpose, Sensitivity, Topic, TopicSet, Window};
use proptest::prelude::*;

use crate::common::{member, minute, vault_ref, zone};

/// A command without its time.
fn commands() -> impl Strategy<Value = MemberCommand> {
    let at = minute(0);
    let purpose = prop::option::of(prop::sample::select(Purpose::ALL.to_vec()));
    let sensitivity = prop::option::of(prop::sample::select(Sensitivity::ALL.to_vec()));
    let windows = prop::sample::subsequence(Window::ALL.to_vec(), 0..=4);
    let topics = prop::sample::subsequence(Topic::ALL.to_vec(), 0..=8);
    let expectation = prop_oneof![
        purpose.prop_map(Expectation::Purpose),
        sensitivity.prop_map(Expectation::Sensitivity),
        windows.prop_map(|windows| Expectation::FreeTime(FreeWindows::from(windows))),
    ];
    prop_oneof![
        Just(MemberCommand::RegisterMember {
            member: member(1),
            language: Some(Language::English),
            at
        }),
        Just(MemberCommand::AcceptRules { at }),
        Just(MemberCommand::DeclareMinor { at }),
        (0..3_u128).prop_map(move |value| MemberCommand::ChooseNickname {
            nickname: vault_ref(value),
            at
        }),
        prop::sample::select(vec!["UTC+5", "Europe/Moscow"]).prop_map(move |name| {
            MemberCommand::ChooseTimeZone {
                time_zone: zone(name),
                at,
            }
        }),
        topics.prop_map(move |topics| MemberCommand::ChooseTopics {
            topics: TopicSet::from(topics),
            at
        }),
        prop::option::of(0..3_u128).prop_map(move |value| MemberCommand::WriteBio {
            bio: value.map(vault_ref),
            at
        }),
        expectation
            .prop_map(move |expectation| MemberCommand::StateExpectation { expectation, at }),
        prop::sample::select(Language::ALL.to_vec())
            .prop_map(move |language| MemberCommand::ChooseLanguage { language, at }),
        any::<bool>()
            .prop_map(move |protected| MemberCommand::ChooseContentProtection { protected, at }),
        (1..4_u128).prop_map(move |peer| MemberCommand::BlockUser {
            peer: member(peer),
            match_id: None,
            at
        }),
        (1..4_u128).prop_map(move |peer| MemberCommand::UnblockUser {
            peer: member(peer),
            at
        }),
        Just(MemberCommand::MarkUnreachable { at }),
        Just(MemberCommand::MarkReachable { at }),
    ]
}

proptest! {
    #[test]
    fn a_member_is_always_whole(commands in prop::collection::vec(commands(), 0..80)) {
        let rules = Rules::default();
        let mut state = Member::default();
        let mut log = Vec::new();
        for command in commands {
            let Ok(events) = state.decide(&command, &rules) else { continue };
            for event in events {
                state.apply(event.clone());
                log.push(event);
            }
            // The same command again never adds anything, except that a lifted block cannot be lifted twice.
            prop_assert!(state.decide(&command, &rules).unwrap_or_default().is_empty());

            prop_assert!(state.complete || state.next_step().is_some());
            prop_assert!(!(state.minor && state.rules_accepted_at.is_some()));
            prop_assert!(state.topics.is_empty() || (2..=6).contains(&state.topics.len()));
            prop_assert!(!state.blocks.contains_key(&member(1)));
            prop_assert_eq!(
                state.can_search(minute(0)).is_ok(),
                state.registered && state.next_step().is_none()
            );
        }
        let completions = log
            .iter()
            .filter(|event| matches!(event, MemberEvent::ProfileCompleted { .. }))
            .count();
        prop_assert!(completions <= 1);

        // The state is nothing but the events.
        let mut replayed = Member::default();
        for event in log {
            replayed.apply(event);
        }
        prop_assert_eq!(replayed, state);
    }
}
