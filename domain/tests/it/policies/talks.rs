//! What follows from a talk.

use chrono::Duration;
use domain::matching::{ChatEndReason, MatchEvent, Totals};
use domain::policies::{Notice, Reaction, Template};
use domain::search::EndReason;

use crate::common::{chatting, hour, match_id, member, minute, pair, parties, vault_ref};

use super::{end_search, forget_proposal, forget_talk, look_at_talk, of_match, tell};

fn chat_ended(by: Option<u128>, reason: ChatEndReason) -> MatchEvent {
    MatchEvent::ChatEnded {
        match_id: match_id(1),
        by: by.map(member),
        reason,
        totals: Totals::default(),
        parties: parties(),
        pair: pair(),
        restricted_until: hour(500),
        at: minute(30),
    }
}

fn tell_ended(number: u128, by_you: bool, ask_rating: bool) -> Reaction {
    tell(
        number,
        Template::ChatClosed {
            match_id: match_id(1),
            by_you,
            ask_rating,
        },
    )
}

#[test]
fn an_open_talk_ends_both_searches_and_is_shown_to_both() {
    let opened = |number| {
        tell(
            number,
            Template::ChatOpened {
                match_id: match_id(1),
            },
        )
    };
    assert_eq!(
        of_match(chatting()[3].clone()),
        vec![
            end_search(1, EndReason::Matched),
            end_search(2, EndReason::Matched),
            forget_proposal(),
            look_at_talk(minute(1) + Duration::hours(23)),
            opened(1),
            opened(2),
        ]
    );
}

#[test]
fn both_hear_that_the_talk_is_over_and_are_asked_for_a_rating() {
    assert_eq!(
        of_match(chat_ended(Some(1), ChatEndReason::Ended)),
        vec![
            forget_talk(),
            tell_ended(1, true, true),
            tell_ended(2, false, true)
        ]
    );
}

#[test]
fn a_blocked_peer_hears_the_same_as_anyone_who_is_left() {
    // Whoever was sanctioned in the middle of it did not end it.
    for (reason, by_you) in [
        (ChatEndReason::Blocked, true),
        (ChatEndReason::Restricted, false),
    ] {
        assert_eq!(
            of_match(chat_ended(Some(1), reason)),
            vec![
                forget_talk(),
                tell_ended(1, by_you, false),
                tell_ended(2, false, false)
            ]
        );
    }
}

#[test]
fn an_unreachable_member_is_not_written_to() {
    assert_eq!(
        of_match(chat_ended(Some(1), ChatEndReason::Unreachable)),
        vec![forget_talk(), tell_ended(2, false, false)]
    );
}

#[test]
fn a_talk_that_ends_by_itself_is_over_for_both_in_the_usual_words() {
    for reason in [ChatEndReason::Idle, ChatEndReason::TimeOver] {
        assert_eq!(
            of_match(chat_ended(None, reason)),
            vec![
                forget_talk(),
                tell_ended(1, false, true),
                tell_ended(2, false, true)
            ]
        );
    }
}

#[test]
fn the_end_of_a_time_box_brings_the_first_look_forward() {
    let boxed = |hours| MatchEvent::ChatTimeBoxed {
        match_id: match_id(1),
        pair: pair(),
        ends_at: hour(hours),
        at: minute(0),
    };
    assert_eq!(of_match(boxed(24)), vec![look_at_talk(hour(21))]);
    assert_eq!(of_match(boxed(72)), vec![look_at_talk(hour(23))]);
}

/// Told while it is still worth telling.
fn tell_until_end(number: u128, template: Template) -> Reaction {
    Reaction::Notify(Notice {
        member: member(number),
        template,
        not_after: Some(hour(24)),
    })
}

#[test]
fn both_are_warned_of_a_silence_while_there_is_time_to_answer() {
    let warning = Template::ChatFellSilent {
        match_id: match_id(1),
        silent_since: minute(0),
        ends_at: hour(24),
    };
    let fell_silent = MatchEvent::ChatFellSilent {
        match_id: match_id(1),
        pair: pair(),
        silent_since: minute(0),
        ends_at: hour(24),
        at: hour(23),
    };
    assert_eq!(
        of_match(fell_silent),
        vec![tell_until_end(1, warning), tell_until_end(2, warning)]
    );
}

#[test]
fn an_extension_is_asked_of_both_wished_to_the_other_and_told_to_both() {
    let asked = |by_peer| Template::ExtensionAsked {
        match_id: match_id(1),
        ends_at: hour(24),
        by_peer,
    };
    let (question, wish, extended) = (
        MatchEvent::ExtensionAsked {
            match_id: match_id(1),
            pair: pair(),
            ends_at: hour(24),
            at: hour(21),
        },
        MatchEvent::ExtensionWished {
            match_id: match_id(1),
            by: member(1),
            pair: pair(),
            ends_at: hour(24),
            at: hour(22),
        },
        MatchEvent::ChatExtended {
            match_id: match_id(1),
            pair: pair(),
            ends_at: hour(48),
            at: hour(23),
        },
    );
    assert_eq!(
        of_match(question),
        vec![
            tell_until_end(1, asked(false)),
            tell_until_end(2, asked(false))
        ]
    );
    assert_eq!(of_match(wish), vec![tell_until_end(2, asked(true))]);
    let goes_on = Template::ChatExtended {
        match_id: match_id(1),
        ends_at: hour(48),
    };
    assert_eq!(of_match(extended), vec![tell(1, goes_on), tell(2, goes_on)]);
}

#[test]
fn a_reveal_is_told_to_both_together_and_one_alone_to_nobody() {
    let offered = MatchEvent::RevealOffered {
        match_id: match_id(1),
        by: member(1),
        username: vault_ref(1),
        at: minute(10),
    };
    let withdrawn = MatchEvent::RevealWithdrawn {
        match_id: match_id(1),
        by: member(1),
        at: minute(11),
    };
    assert_eq!(of_match(offered), vec![]);
    assert_eq!(of_match(withdrawn), vec![]);
    let revealed = MatchEvent::IdentitiesRevealed {
        match_id: match_id(1),
        pair: pair(),
        at: minute(12),
    };
    let told = Template::IdentitiesRevealed {
        match_id: match_id(1),
    };
    assert_eq!(of_match(revealed), vec![tell(1, told), tell(2, told)]);
}
