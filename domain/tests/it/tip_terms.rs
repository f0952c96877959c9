//! Who may tip whom, and until when.

use domain::Rules;
use domain::matching::ChatEndReason;
use domain::tip::{TipOffer, TipTerms};

use crate::common::{hour, member, minute, pair};

fn open_talk() -> TipTerms {
    TipTerms {
        pair: pair(),
        ended: None,
        blocked: false,
        barred: false,
    }
}

fn ended(reason: ChatEndReason) -> TipTerms {
    TipTerms {
        ended: Some((minute(0), reason)),
        ..open_talk()
    }
}

fn offer_to(payer: u128, terms: TipTerms, at_minute: i64) -> Option<TipOffer> {
    terms.offer(member(payer), minute(at_minute), &Rules::default())
}

#[test]
fn each_may_thank_the_other_while_the_talk_is_open_and_for_a_day_at_least() {
    for (payer, receiver) in [(1, 2), (2, 1)] {
        let expected = TipOffer {
            receiver: member(receiver),
            until: hour(24) + chrono::Duration::minutes(7),
        };
        assert_eq!(offer_to(payer, open_talk(), 7), Some(expected));
    }
}

#[test]
fn after_the_talk_there_are_24_hours() {
    for reason in [
        ChatEndReason::Ended,
        ChatEndReason::Idle,
        ChatEndReason::TimeOver,
    ] {
        let last = 24 * 60;
        let expected = TipOffer {
            receiver: member(2),
            until: hour(24),
        };
        assert_eq!(offer_to(1, ended(reason), last), Some(expected));
        assert_eq!(offer_to(1, ended(reason), last + 1), None);
    }
}

#[test]
fn the_window_is_what_operators_set() {
    let rules = Rules {
        tip_window: chrono::Duration::minutes(10),
        ..Rules::default()
    };
    let terms = ended(ChatEndReason::Ended);
    assert!(terms.offer(member(1), minute(10), &rules).is_some());
    assert!(terms.offer(member(1), minute(11), &rules).is_none());
}

#[test]
fn after_a_block_a_sanction_or_an_unreachable_peer_nobody_tips() {
    for reason in [
        ChatEndReason::Blocked,
        ChatEndReason::Restricted,
        ChatEndReason::Unreachable,
    ] {
        assert_eq!(offer_to(1, ended(reason), 1), None, "{reason:?}");
    }
    let blocked = TipTerms {
        blocked: true,
        ..open_talk()
    };
    let barred = TipTerms {
        barred: true,
        ..ended(ChatEndReason::Ended)
    };
    for terms in [blocked, barred] {
        assert_eq!([1, 2].map(|payer| offer_to(payer, terms, 1)), [None, None]);
    }
}

#[test]
fn a_stranger_tips_nobody() {
    assert_eq!(offer_to(3, open_talk(), 1), None);
}
