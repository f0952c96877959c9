//! Onboarding and profile.

use domain::Rules;
use domain::member::{
    Expectation, Member, MemberCommand, MemberError, MemberEvent, NotReady, OnboardingStep,
};
use domain::values::{FreeWindows, Language, Purpose, Sensitivity, Window};

use cqrs_es::Aggregate;

use crate::common::{
    given_member, member, minute, onboarded_until, onboarding, topics, vault_ref, zone,
};

fn state(events: Vec<MemberEvent>) -> Member {
    let mut state = Member::default();
    for event in events {
        state.apply(event);
    }
    state
}

#[test]
fn first_contact_registers() {
    let command = MemberCommand::RegisterMember {
        member: member(1),
        language: None,
        at: minute(0),
    };
    given_member(&[])
        .when(command)
        .then_expect_events(onboarded_until(1));
}

#[test]
fn a_second_start_changes_nothing() {
    let command = MemberCommand::RegisterMember {
        member: member(1),
        language: Some(Language::English),
        at: minute(9),
    };
    given_member(&onboarded_until(1))
        .when(command)
        .then_expect_events(vec![]);
}

#[test]
fn every_command_but_the_first_needs_a_registration() {
    let at = minute(0);
    let commands = [
        MemberCommand::AcceptRules { at },
        MemberCommand::DeclareMinor { at },
        MemberCommand::ChooseNickname {
            nickname: vault_ref(1),
            at,
        },
        MemberCommand::ChooseTimeZone {
            time_zone: zone("UTC+5"),
            at,
        },
        MemberCommand::ChooseTopics {
            topics: topics(2),
            at,
        },
        MemberCommand::WriteBio { bio: None, at },
        MemberCommand::StateExpectation {
            expectation: Expectation::Purpose(None),
            at,
        },
        MemberCommand::ChooseLanguage {
            language: Language::English,
            at,
        },
        MemberCommand::ChooseContentProtection {
            protected: true,
            at,
        },
        MemberCommand::BlockUser {
            peer: member(2),
            match_id: None,
            at,
        },
        MemberCommand::UnblockUser {
            peer: member(2),
            at,
        },
        MemberCommand::MarkUnreachable { at },
        MemberCommand::MarkReachable { at },
    ];
    for command in commands {
        given_member(&[])
            .when(command)
            .then_expect_error(MemberError::NotRegistered);
    }
}

/// The commands of the onboarding in order, each at the minute of its event.
fn answers() -> Vec<(OnboardingStep, MemberCommand)> {
    let state_expectation = |expectation, at| MemberCommand::StateExpectation { expectation, at };
    vec![
        (
            OnboardingStep::Rules,
            MemberCommand::AcceptRules { at: minute(1) },
        ),
        (
            OnboardingStep::Nickname,
            MemberCommand::ChooseNickname {
                nickname: vault_ref(1),
                at: minute(2),
            },
        ),
        (
            OnboardingStep::TimeZone,
            MemberCommand::ChooseTimeZone {
                time_zone: zone("Europe/Moscow"),
                at: minute(3),
            },
        ),
        (
            OnboardingStep::Topics,
            MemberCommand::ChooseTopics {
                topics: topics(2),
                at: minute(4),
            },
        ),
        (
            OnboardingStep::Bio,
            MemberCommand::WriteBio {
                bio: None,
                at: minute(5),
            },
        ),
        (
            OnboardingStep::Purpose,
            state_expectation(Expectation::Purpose(None), minute(6)),
        ),
        (
            OnboardingStep::Sensitivity,
            state_expectation(Expectation::Sensitivity(None), minute(7)),
        ),
        (
            OnboardingStep::FreeTime,
            state_expectation(Expectation::FreeTime(FreeWindows::default()), minute(8)),
        ),
    ]
}

#[test]
fn the_onboarding_goes_step_by_step_and_completes_with_the_last_answer() {
    let all = onboarding();
    for (index, (step, command)) in answers().into_iter().enumerate() {
        let before = onboarded_until(index + 1);
        assert_eq!(state(before.clone()).next_step(), Some(step));
        let mut expected = vec![all[index + 1].clone()];
        if step == OnboardingStep::FreeTime {
            expected.push(MemberEvent::ProfileCompleted { at: minute(8) });
        }
        given_member(&before)
            .when(command)
            .then_expect_events(expected);
    }
    assert_eq!(state(all).next_step(), None);
}

#[test]
fn nothing_but_the_rules_can_be_answered_before_the_rules() {
    for (step, command) in answers().into_iter().skip(1) {
        assert!(step > OnboardingStep::Rules);
        given_member(&onboarded_until(1))
            .when(command)
            .then_expect_error(MemberError::RulesNotAccepted);
    }
}

#[test]
fn a_later_question_waits_for_the_earlier_ones() {
    for (index, (missing, _)) in answers().into_iter().enumerate().skip(1) {
        for (_, command) in answers().into_iter().skip(index + 1) {
            given_member(&onboarded_until(index + 1))
                .when(command)
                .then_expect_error(MemberError::StepOutOfOrder(missing));
        }
    }
}

#[test]
fn the_same_answer_again_changes_nothing() {
    for (_, command) in answers() {
        given_member(&onboarding())
            .when(command)
            .then_expect_events(vec![]);
    }
}

#[test]
fn an_answered_question_can_be_answered_anew_in_the_middle_of_the_onboarding() {
    given_member(&onboarded_until(5))
        .when(MemberCommand::ChooseNickname {
            nickname: vault_ref(2),
            at: minute(9),
        })
        .then_expect_events(vec![MemberEvent::NicknameChosen {
            nickname: vault_ref(2),
            at: minute(9),
        }]);
}

#[test]
fn every_field_of_a_complete_profile_can_be_edited_without_completing_it_again() {
    let at = minute(20);
    let edits = [
        (
            MemberCommand::ChooseNickname {
                nickname: vault_ref(2),
                at,
            },
            MemberEvent::NicknameChosen {
                nickname: vault_ref(2),
                at,
            },
        ),
        (
            MemberCommand::ChooseTimeZone {
                time_zone: zone("UTC+5"),
                at,
            },
            MemberEvent::TimeZoneChosen {
                time_zone: zone("UTC+5"),
                at,
            },
        ),
        (
            MemberCommand::ChooseTopics {
                topics: topics(6),
                at,
            },
            MemberEvent::TopicsChosen {
                topics: topics(6),
                at,
            },
        ),
        (
            MemberCommand::WriteBio {
                bio: Some(vault_ref(3)),
                at,
            },
            MemberEvent::BioWritten {
                bio: Some(vault_ref(3)),
                at,
            },
        ),
    ];
    for (command, event) in edits {
        given_member(&onboarding())
            .when(command)
            .then_expect_events(vec![event]);
    }
    let expectations = [
        Expectation::Purpose(Some(Purpose::Advice)),
        Expectation::Sensitivity(Some(Sensitivity::Gentle)),
        Expectation::FreeTime(FreeWindows::from(vec![Window::Night])),
    ];
    for expectation in expectations {
        given_member(&onboarding())
            .when(MemberCommand::StateExpectation { expectation, at })
            .then_expect_events(vec![MemberEvent::ExpectationsStated { expectation, at }]);
    }
}

#[test]
fn a_profile_names_two_to_six_topics() {
    for count in [0, 1, 7, 12] {
        given_member(&onboarded_until(4))
            .when(MemberCommand::ChooseTopics {
                topics: topics(count),
                at: minute(9),
            })
            .then_expect_error(MemberError::TopicCount(u32::try_from(count).unwrap()));
    }
    for count in [2, 6] {
        given_member(&onboarded_until(4))
            .when(MemberCommand::ChooseTopics {
                topics: topics(count),
                at: minute(9),
            })
            .then_expect_events(vec![MemberEvent::TopicsChosen {
                topics: topics(count),
                at: minute(9),
            }]);
    }
}

#[test]
fn who_is_under_18_can_say_so_before_or_after_the_rules() {
    for before in [onboarded_until(1), onboarding()] {
        given_member(&before)
            .when(MemberCommand::DeclareMinor { at: minute(9) })
            .then_expect_events(vec![MemberEvent::MinorDeclared { at: minute(9) }]);
    }
}

#[test]
fn saying_to_be_under_18_again_changes_nothing() {
    let mut events = onboarded_until(1);
    events.push(MemberEvent::MinorDeclared { at: minute(1) });
    given_member(&events)
        .when(MemberCommand::DeclareMinor { at: minute(9) })
        .then_expect_events(vec![]);
}

#[test]
fn accepting_the_rules_takes_back_being_under_18_and_keeps_the_profile() {
    let mut events = onboarding();
    events.push(MemberEvent::MinorDeclared { at: minute(9) });
    let minor = state(events.clone());
    assert_eq!(minor.next_step(), Some(OnboardingStep::Rules));
    assert_eq!(minor.can_search(minute(0)), Err(NotReady::Minor));

    given_member(&events)
        .when(MemberCommand::ChooseTopics {
            topics: topics(3),
            at: minute(10),
        })
        .then_expect_error(MemberError::RulesNotAccepted);

    let accepted = minor
        .decide(
            &MemberCommand::AcceptRules { at: minute(10) },
            &Rules::default(),
        )
        .unwrap();
    assert_eq!(
        accepted,
        vec![MemberEvent::RulesAccepted { at: minute(10) }]
    );
    events.extend(accepted);
    assert_eq!(state(events).can_search(minute(0)), Ok(()));
}

#[test]
fn a_search_needs_a_registered_adult_with_a_complete_profile() {
    assert_eq!(
        state(vec![]).can_search(minute(0)),
        Err(NotReady::NotRegistered)
    );
    assert_eq!(
        state(onboarded_until(1)).can_search(minute(0)),
        Err(NotReady::Incomplete(OnboardingStep::Rules))
    );
    assert_eq!(
        state(onboarded_until(4)).can_search(minute(0)),
        Err(NotReady::Incomplete(OnboardingStep::Topics))
    );
    assert_eq!(state(onboarding()).can_search(minute(0)), Ok(()));
}

#[test]
fn a_member_becomes_unreachable_once_and_reachable_once() {
    let mut events = onboarding();
    given_member(&events)
        .when(MemberCommand::MarkReachable { at: minute(9) })
        .then_expect_events(vec![]);
    given_member(&events)
        .when(MemberCommand::MarkUnreachable { at: minute(9) })
        .then_expect_events(vec![MemberEvent::MemberUnreachable { at: minute(9) }]);

    events.push(MemberEvent::MemberUnreachable { at: minute(9) });
    given_member(&events)
        .when(MemberCommand::MarkUnreachable { at: minute(10) })
        .then_expect_events(vec![]);
    given_member(&events)
        .when(MemberCommand::MarkReachable { at: minute(10) })
        .then_expect_events(vec![MemberEvent::MemberReachable { at: minute(10) }]);
}
