//! What is owed to one receiver.

use domain::account::{AccountCommand, AccountError, AccountEvent};
use domain::values::{OperatorNote, PayoutId, Stars, Timestamp};
use uuid::Uuid;

use crate::common::{given_account, minute, tip_id};

fn reason() -> OperatorNote {
    "выплата за ноябрь".parse().unwrap()
}

fn payout_id(number: u128) -> PayoutId {
    PayoutId(Uuid::from_u128(0x700 + number))
}

fn credit(tip: u128, share: u32) -> AccountCommand {
    AccountCommand::CreditShare {
        tip_id: tip_id(tip),
        share: Stars::from(share),
        at: minute(1),
    }
}

fn credited(tip: u128, share: u32) -> AccountEvent {
    AccountEvent::ShareCredited {
        tip_id: tip_id(tip),
        share: Stars::from(share),
        at: minute(1),
    }
}

fn reverse(tip: u128, at: Timestamp) -> AccountCommand {
    AccountCommand::ReverseShare {
        tip_id: tip_id(tip),
        at,
    }
}

fn reversed(tip: u128, share: u32) -> AccountEvent {
    AccountEvent::ShareReversed {
        tip_id: tip_id(tip),
        share: Stars::from(share),
        at: minute(2),
    }
}

fn pay_out(number: u128, stars: u32) -> AccountCommand {
    AccountCommand::RecordPayout {
        payout_id: payout_id(number),
        stars: Stars::from(stars),
        reason: reason(),
        at: minute(3),
    }
}

fn paid_out(number: u128, stars: u32) -> AccountEvent {
    AccountEvent::PayoutRecorded {
        payout_id: payout_id(number),
        stars: Stars::from(stars),
        reason: reason(),
        at: minute(3),
    }
}

#[test]
fn the_share_of_a_tip_is_credited_once() {
    given_account(&[])
        .when(credit(1, 23))
        .then_expect_events(vec![credited(1, 23)]);
    given_account(&[credited(1, 23)])
        .when(credit(1, 23))
        .then_expect_events(vec![]);
    given_account(&[credited(1, 23)])
        .when(credit(2, 5))
        .then_expect_events(vec![credited(2, 5)]);
}

#[test]
fn a_share_is_reversed_once_and_only_if_it_was_credited() {
    given_account(&[credited(1, 23)])
        .when(reverse(1, minute(2)))
        .then_expect_events(vec![reversed(1, 23)]);
    given_account(&[credited(1, 23), reversed(1, 23)])
        .when(reverse(1, minute(9)))
        .then_expect_events(vec![]);
    given_account(&[credited(1, 23)])
        .when(reverse(2, minute(2)))
        .then_expect_error(AccountError::NotCredited);
}

#[test]
fn a_reversed_share_is_not_credited_again() {
    given_account(&[credited(1, 23), reversed(1, 23)])
        .when(credit(1, 23))
        .then_expect_events(vec![]);
}

#[test]
fn a_payout_is_at_most_what_is_owed() {
    given_account(&[credited(1, 23), credited(2, 5)])
        .when(pay_out(1, 28))
        .then_expect_events(vec![paid_out(1, 28)]);
    given_account(&[credited(1, 23), credited(2, 5)])
        .when(pay_out(1, 29))
        .then_expect_error(AccountError::NotOwed { payable: 28 });
    given_account(&[credited(1, 23), paid_out(1, 20)])
        .when(pay_out(2, 4))
        .then_expect_error(AccountError::NotOwed { payable: 3 });
    given_account(&[])
        .when(pay_out(1, 1))
        .then_expect_error(AccountError::NotOwed { payable: 0 });
}

#[test]
fn a_payout_of_nothing_is_none() {
    given_account(&[credited(1, 23)])
        .when(pay_out(1, 0))
        .then_expect_error(AccountError::NothingToPay);
}

#[test]
fn the_same_payout_is_recorded_once() {
    given_account(&[credited(1, 23), paid_out(1, 20)])
        .when(pay_out(1, 20))
        .then_expect_events(vec![]);
}

#[test]
fn after_a_payout_of_a_tip_that_went_back_the_receiver_is_owed_less_than_nothing() {
    given_account(&[credited(1, 23), paid_out(1, 20), reversed(1, 23)])
        .when(pay_out(2, 1))
        .then_expect_error(AccountError::NotOwed { payable: -20 });
}
