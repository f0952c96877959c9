//! Which guard rows each event needs, takes and gives back.

use chrono::Duration;
use domain::guard::{Space, guards};
use domain::matching::{ChatEndReason, MatchEvent, Totals, WithdrawReason};
use domain::member::MemberEvent;
use domain::search::{EndReason, SearchEvent};
use domain::tip::{RefundCause, TipEvent, UnmatchedReason};
use domain::values::{NotAPair, Pair, Stars};
use domain::{Event, Guard};

use crate::common::{
    accepted, charge, chatting, invoiced, match_id, member, minute, onboarding, paid, pair,
    parties, proposed, search, started, taken, tip_id, vault_ref,
};

fn claim(space: Space, number: u128, holder: String) -> Guard {
    Guard::Claim {
        space,
        key: member(number).to_string(),
        holder,
    }
}

fn release(space: Space, number: u128, holder: String) -> Guard {
    Guard::Release {
        space,
        key: member(number).to_string(),
        holder,
    }
}

fn require(space: Space, number: u128, holder: String) -> Guard {
    Guard::Require {
        space,
        key: member(number).to_string(),
        holder,
    }
}

fn unrestrained(number: u128) -> Guard {
    Guard::Unrestricted {
        space: Space::Restrained,
        key: member(number).to_string(),
        at: minute(0),
    }
}

fn restrict(holder: String, until: Option<domain::values::Timestamp>) -> Guard {
    Guard::Restrict {
        space: Space::PairRestrictions,
        key: pair().to_string(),
        holder,
        until,
    }
}

fn of_search(event: SearchEvent) -> Vec<Guard> {
    guards(&Event::Search(search(1), event))
}

fn of_match(event: MatchEvent) -> Vec<Guard> {
    guards(&Event::Match(match_id(1), event))
}

fn of_member(event: MemberEvent) -> Vec<Guard> {
    guards(&Event::Member(member(1), event))
}

fn engagements_released() -> Vec<Guard> {
    [1, 2]
        .map(|number| release(Space::Engagements, number, match_id(1).to_string()))
        .to_vec()
}

#[test]
fn a_search_starts_only_for_a_member_who_is_free() {
    assert_eq!(
        of_search(started()),
        vec![
            unrestrained(1),
            Guard::Vacant {
                space: Space::Engagements,
                key: member(1).to_string()
            },
            claim(Space::OpenSearches, 1, search(1).to_string()),
            claim(Space::Searches, 1, search(1).to_string()),
        ]
    );
}

#[test]
fn a_search_resumes_only_while_it_is_open() {
    let resumed = SearchEvent::SearchResumed {
        search_id: search(1),
        member: member(1),
        match_id: match_id(1),
        at: minute(1),
    };
    assert_eq!(
        of_search(resumed),
        vec![
            require(Space::OpenSearches, 1, search(1).to_string()),
            claim(Space::Searches, 1, search(1).to_string()),
        ]
    );
}

#[test]
fn the_end_of_a_search_gives_back_both_rows() {
    let ended = SearchEvent::SearchEnded {
        search_id: search(1),
        member: member(1),
        reason: EndReason::Cancelled,
        at: minute(1),
    };
    assert_eq!(
        of_search(ended),
        vec![
            release(Space::Searches, 1, search(1).to_string()),
            release(Space::OpenSearches, 1, search(1).to_string()),
        ]
    );
}

#[test]
fn a_proposal_takes_two_waiting_members_who_are_not_kept_apart() {
    let mut expected = vec![Guard::Unrestricted {
        space: Space::PairRestrictions,
        key: pair().to_string(),
        at: minute(0),
    }];
    for number in [1, 2] {
        expected.extend([
            unrestrained(number),
            require(Space::Searches, number, search(number).to_string()),
            release(Space::Searches, number, search(number).to_string()),
            claim(Space::Engagements, number, match_id(1).to_string()),
        ]);
    }
    assert_eq!(of_match(proposed()), expected);
}

#[test]
fn a_talk_opens_only_while_both_searches_are_open_and_uses_them_up() {
    let expected: Vec<Guard> = [1, 2]
        .into_iter()
        .flat_map(|number| {
            [
                require(Space::OpenSearches, number, search(number).to_string()),
                release(Space::OpenSearches, number, search(number).to_string()),
            ]
        })
        .collect();
    assert_eq!(of_match(chatting()[3].clone()), expected);
}

#[test]
fn a_closed_proposal_and_a_closed_talk_free_both_and_pause_the_pair() {
    let until = minute(500);
    let closings = [
        MatchEvent::ProposalDeclined {
            match_id: match_id(1),
            by: member(1),
            parties: parties(),
            pair: pair(),
            restricted_until: until,
            at: minute(1),
        },
        MatchEvent::ProposalExpired {
            match_id: match_id(1),
            silent: vec![member(1)],
            parties: parties(),
            pair: pair(),
            restricted_until: until,
            at: minute(1),
        },
        MatchEvent::ChatEnded {
            match_id: match_id(1),
            by: None,
            reason: ChatEndReason::Ended,
            totals: Totals::default(),
            parties: parties(),
            pair: pair(),
            restricted_until: until,
            at: minute(1),
        },
    ];
    let mut expected = engagements_released();
    expected.push(restrict("cooldown".to_owned(), Some(until)));
    for closing in closings {
        assert_eq!(of_match(closing), expected);
    }
}

#[test]
fn a_withdrawn_proposal_frees_both_without_a_pause() {
    let withdrawn = MatchEvent::ProposalWithdrawn {
        match_id: match_id(1),
        by: member(1),
        reason: WithdrawReason::Cancelled,
        parties: parties(),
        pair: pair(),
        at: minute(1),
    };
    assert_eq!(of_match(withdrawn), engagements_released());
}

#[test]
fn a_block_keeps_the_pair_apart_for_good_and_a_lifted_one_until_its_pause_is_over() {
    let blocked = MemberEvent::UserBlocked {
        peer: member(2),
        pair: pair(),
        match_id: None,
        at: minute(0),
    };
    let until = minute(0) + Duration::days(30);
    let lifted = MemberEvent::UserUnblocked {
        peer: member(2),
        pair: pair(),
        restricted_until: until,
        at: minute(1),
    };
    let holder = format!("block:{}", member(1));
    assert_eq!(of_member(blocked), vec![restrict(holder.clone(), None)]);
    assert_eq!(of_member(lifted), vec![restrict(holder, Some(until))]);
}

#[test]
fn two_mutual_blocks_are_two_restrictions() {
    let block_of = |blocker: u128, peer: u128| {
        guards(&Event::Member(
            member(blocker),
            MemberEvent::UserBlocked {
                peer: member(peer),
                pair: pair(),
                match_id: None,
                at: minute(0),
            },
        ))
    };
    assert_ne!(block_of(1, 2), block_of(2, 1));
}

#[test]
fn a_charge_belongs_to_one_tip_for_good() {
    let of_tip = |event| guards(&Event::Tip(tip_id(1), event));
    let claimed = Guard::Claim {
        space: Space::Charges,
        key: charge(1).to_string(),
        holder: tip_id(1).to_string(),
    };
    assert_eq!(of_tip(paid(1, minute(1))), vec![claimed.clone()]);
    let unmatched = TipEvent::TipPaymentUnmatched {
        charge_id: charge(1),
        stars: Stars::from(25),
        reason: UnmatchedReason::UnknownTip,
        about: None,
        payer_ref: vault_ref(1),
        at: minute(1),
    };
    assert_eq!(of_tip(unmatched), vec![claimed]);
    let refunded = TipEvent::TipRefunded {
        charge_id: charge(1),
        stars: Stars::from(25),
        credited: None,
        because: RefundCause::Telegram,
        at: minute(2),
    };
    assert_eq!(of_tip(refunded), []);
    assert_eq!(of_tip(invoiced()), []);
}

#[test]
fn everything_else_needs_no_guard() {
    for event in onboarding() {
        assert!(of_member(event).is_empty());
    }
    assert!(of_search(taken()).is_empty());
    assert!(of_match(accepted(1)).is_empty());
}

#[test]
fn every_space_has_a_stable_name() {
    for space in Space::ALL {
        assert_eq!(Space::from_name(space.name()), Some(space));
    }
    assert_eq!(Space::from_name("unknown"), None);
}

#[test]
fn the_key_of_a_restriction_is_read_as_its_pair_again() {
    let pair = pair();
    assert_eq!(pair.to_string().parse(), Ok(pair));
    for nonsense in [
        "",
        "x:y",
        &member(1).to_string(),
        &format!("{0}:{0}", member(1)),
    ] {
        assert_eq!(nonsense.parse::<Pair>(), Err(NotAPair), "{nonsense}");
    }
}
