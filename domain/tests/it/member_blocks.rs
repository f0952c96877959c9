//! Blocks.

use chrono::Duration;
use domain::member::{MemberCommand, MemberError, MemberEvent};

use crate::common::{given_member, hour, match_id, member, minute, onboarding, pair};

fn blocked() -> Vec<MemberEvent> {
    let mut events = onboarding();
    events.push(block_event());
    events
}

fn block_event() -> MemberEvent {
    MemberEvent::UserBlocked {
        peer: member(2),
        pair: pair(),
        match_id: Some(match_id(1)),
        at: minute(30),
    }
}

fn block(number: u128) -> MemberCommand {
    MemberCommand::BlockUser {
        peer: member(number),
        match_id: Some(match_id(1)),
        at: minute(30),
    }
}

#[test]
fn a_block_names_the_pair_and_the_talk() {
    given_member(&onboarding())
        .when(block(2))
        .then_expect_events(vec![block_event()]);
}

#[test]
fn a_second_block_of_the_same_peer_changes_nothing() {
    given_member(&blocked())
        .when(block(2))
        .then_expect_events(vec![]);
}

#[test]
fn nobody_blocks_themselves() {
    given_member(&onboarding())
        .when(block(1))
        .then_expect_error(MemberError::OwnBlock);
    given_member(&onboarding())
        .when(MemberCommand::UnblockUser {
            peer: member(1),
            at: minute(31),
        })
        .then_expect_error(MemberError::OwnBlock);
}

#[test]
fn a_lifted_block_keeps_the_pair_apart_until_30_days_after_the_block() {
    given_member(&blocked())
        .when(MemberCommand::UnblockUser {
            peer: member(2),
            at: hour(48),
        })
        .then_expect_events(vec![MemberEvent::UserUnblocked {
            peer: member(2),
            pair: pair(),
            restricted_until: minute(30) + Duration::days(30),
            at: hour(48),
        }]);
}

#[test]
fn only_a_standing_block_can_be_lifted() {
    let lift = MemberCommand::UnblockUser {
        peer: member(2),
        at: hour(49),
    };
    given_member(&onboarding())
        .when(lift.clone())
        .then_expect_error(MemberError::NotBlocked);

    let mut events = blocked();
    events.push(MemberEvent::UserUnblocked {
        peer: member(2),
        pair: pair(),
        restricted_until: minute(30) + Duration::days(30),
        at: hour(48),
    });
    given_member(&events)
        .when(lift)
        .then_expect_error(MemberError::NotBlocked);
}

#[test]
fn a_peer_can_be_blocked_again_after_the_block_was_lifted() {
    let mut events = blocked();
    events.push(MemberEvent::UserUnblocked {
        peer: member(2),
        pair: pair(),
        restricted_until: minute(30) + Duration::days(30),
        at: minute(40),
    });
    given_member(&events)
        .when(block(2))
        .then_expect_events(vec![block_event()]);
}
