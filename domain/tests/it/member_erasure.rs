//! Erasing, and coming back.

use chrono::Duration;
use cqrs_es::Aggregate;
use domain::Rules;
use domain::matching::{ChatEndReason, WithdrawReason};
use domain::member::{Member, MemberCommand, MemberError, MemberEvent, NotReady};
use domain::moderation::PolicyReason;
use domain::policies::{self, Reaction, Standing};
use domain::search::EndReason;
use domain::values::{Language, VaultRef};
use domain::{Command, Event};

use crate::common::{
    case_id, given_member, match_id, member, minute, onboarding, pair, search, vault_ref,
};

fn erase(at: i64) -> MemberCommand {
    MemberCommand::EraseMember { at: minute(at) }
}

fn come_back(at: i64) -> MemberCommand {
    MemberCommand::ReturnMember {
        language: Some(Language::Ukrainian),
        at: minute(at),
    }
}

fn erased_at(at: i64) -> MemberEvent {
    MemberEvent::MemberErased { at: minute(at) }
}

fn banned() -> MemberEvent {
    MemberEvent::MemberBanned {
        case_id: case_id(1),
        policy_reason: PolicyReason::Harassment,
        strike_until: minute(10) + Duration::days(90),
        at: minute(10),
    }
}

fn after(extra: &[MemberEvent]) -> Vec<MemberEvent> {
    let mut events = onboarding();
    events.extend_from_slice(extra);
    events
}

fn state(events: Vec<MemberEvent>) -> Member {
    let mut member = Member::default();
    for event in events {
        member.apply(event);
    }
    member
}

#[test]
fn a_member_is_erased_once() {
    given_member(&onboarding())
        .when(erase(30))
        .then_expect_events(vec![erased_at(30)]);
    given_member(&after(&[erased_at(30)]))
        .when(erase(31))
        .then_expect_events(vec![]);
    given_member(&[])
        .when(erase(30))
        .then_expect_error(MemberError::NotRegistered);
}

#[test]
fn the_blocks_of_whoever_leaves_are_lifted_with_the_pause_of_every_lifted_block() {
    let block = MemberEvent::UserBlocked {
        peer: member(2),
        pair: pair(),
        match_id: Some(match_id(1)),
        at: minute(20),
    };
    given_member(&after(&[block]))
        .when(erase(30))
        .then_expect_events(vec![
            MemberEvent::UserUnblocked {
                peer: member(2),
                pair: pair(),
                restricted_until: minute(20) + Rules::default().block_cooldown,
                at: minute(30),
            },
            erased_at(30),
        ]);
}

#[test]
fn nothing_of_the_profile_is_left_but_how_the_staff_decided() {
    let erased = state(after(&[banned(), erased_at(30)]));
    assert_eq!(
        erased,
        Member {
            id: Some(member(1)),
            erased: true,
            erased_at: Some(minute(30)),
            standing: erased.standing.clone(),
            ..Member::default()
        }
    );
    assert!(erased.standing.is_banned());
    assert_eq!(erased.can_search(minute(31)), Err(NotReady::NotRegistered));
}

#[test]
fn an_erased_member_does_nothing_any_more() {
    let commands = [
        MemberCommand::AcceptRules { at: minute(31) },
        MemberCommand::ChooseNickname {
            nickname: vault_ref(9),
            at: minute(31),
        },
        MemberCommand::MarkReachable { at: minute(31) },
        MemberCommand::RegisterMember {
            member: member(1),
            language: None,
            at: minute(31),
        },
    ];
    for command in commands {
        given_member(&after(&[erased_at(30)]))
            .when(command)
            .then_expect_error(MemberError::Erased);
    }
}

#[test]
fn a_case_goes_on_when_its_subject_is_gone() {
    given_member(&after(&[erased_at(30)]))
        .when(MemberCommand::BanMember {
            case_id: case_id(1),
            policy_reason: PolicyReason::Harassment,
            at: minute(40),
        })
        .then_expect_events(vec![MemberEvent::MemberBanned {
            case_id: case_id(1),
            policy_reason: PolicyReason::Harassment,
            strike_until: minute(40) + Duration::days(90),
            at: minute(40),
        }]);
}

#[test]
fn whoever_comes_back_begins_anew_and_inherits_what_was_decided() {
    let events = after(&[banned(), erased_at(30)]);
    given_member(&events)
        .when(come_back(50))
        .then_expect_events(vec![
            MemberEvent::MemberReturned { at: minute(50) },
            MemberEvent::LanguageChosen {
                language: Language::Ukrainian,
                at: minute(50),
            },
        ]);
    let mut back = state(events);
    back.apply(MemberEvent::MemberReturned { at: minute(50) });
    assert!(back.registered && !back.erased && back.standing.is_banned());
    assert_eq!(back.nickname, None::<VaultRef>);
    assert!(back.next_step().is_some(), "the onboarding begins anew");
}

#[test]
fn nobody_comes_back_who_was_not_gone() {
    given_member(&onboarding())
        .when(come_back(50))
        .then_expect_events(vec![]);
}

#[test]
fn whoever_erases_themselves_leaves_everything_and_the_vault_forgets_them() {
    let event = Event::Member(member(1), erased_at(30));
    assert_eq!(policies::needs(&event), [member(1)]);
    let standing = |_| Standing {
        engagement: Some(match_id(1)),
        open_search: Some(search(1)),
        ..Standing::default()
    };
    let reactions = policies::react(&event, &standing, &Rules::default(), minute(31));
    let reasons: Vec<String> = reactions
        .iter()
        .filter_map(|reaction| match reaction {
            Reaction::Command(Command::Search(
                _,
                domain::search::SearchCommand::EndSearch { reason, .. },
            )) => Some(format!("{reason:?}")),
            Reaction::Command(Command::Match(
                _,
                domain::matching::MatchCommand::WithdrawProposal { reason, .. },
            )) => Some(format!("{reason:?}")),
            Reaction::Command(Command::Match(
                _,
                domain::matching::MatchCommand::EndChat { reason, .. },
            )) => Some(format!("{reason:?}")),
            _ => None,
        })
        .collect();
    let expected = [
        format!("{:?}", EndReason::Erased),
        format!("{:?}", WithdrawReason::Erased),
        format!("{:?}", ChatEndReason::Erased),
    ];
    assert_eq!(reasons, expected);
    assert!(reactions.contains(&Reaction::Destroy(member(1))));
    assert!(!ChatEndReason::Erased.asks_rating());
}

#[test]
fn a_talk_that_opens_with_the_erased_ends_for_that() {
    let erased = state(after(&[erased_at(30)]));
    assert_eq!(erased.barred(minute(31)), Some(ChatEndReason::Erased));
}
