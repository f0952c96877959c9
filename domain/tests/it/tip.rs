//! One tip: invoice, checkout, payment, refund.

use chrono::Duration;
use domain::tip::{
    Credited, InvoiceVia, RefundCause, RefusalReason, TipCommand, TipError, TipEvent,
    UnmatchedReason,
};
use domain::values::{Split, Stars, Timestamp, TipAmount};

use crate::common::{
    charge, checkout, given_tip, invoiced, match_id, member, minute, paid, tip_id, vault_ref,
};

fn amount() -> TipAmount {
    TipAmount::try_from(25).unwrap()
}

fn invoice(payer: u128, receiver: u128, amount: TipAmount) -> TipCommand {
    TipCommand::InvoiceTip {
        match_id: match_id(1),
        payer: member(payer),
        receiver: member(receiver),
        amount,
        via: InvoiceVia::Chat,
        at: minute(0),
    }
}

/// Member 1 would pay 25 Stars, as the invoice says.
fn ask(number: u128, at: Timestamp) -> TipCommand {
    TipCommand::ApproveCheckout {
        checkout: checkout(number),
        payer: Some(member(1)),
        stars: Some(Stars::from(25)),
        available: true,
        at,
    }
}

fn approved(number: u128, at: Timestamp) -> TipEvent {
    TipEvent::TipCheckoutApproved {
        checkout: checkout(number),
        reserved_until: at + Duration::seconds(180),
        at,
    }
}

fn refused(number: u128, reason: RefusalReason, at: Timestamp) -> TipEvent {
    TipEvent::TipCheckoutRefused {
        checkout: checkout(number),
        reason,
        at,
    }
}

fn record(by_charge: u32, stars: u32, payer: Option<u128>) -> TipCommand {
    TipCommand::RecordPayment {
        charge_id: charge(by_charge),
        stars: Stars::from(stars),
        payer: payer.map(member),
        payer_ref: vault_ref(1),
        at: minute(2),
    }
}

fn record_unmatched(by_charge: u32) -> TipCommand {
    TipCommand::RecordUnmatched {
        charge_id: charge(by_charge),
        stars: Stars::from(25),
        reason: UnmatchedReason::PaidTwice,
        about: Some(tip_id(1)),
        payer_ref: vault_ref(2),
        at: minute(2),
    }
}

fn unmatched(by_charge: u32) -> TipEvent {
    TipEvent::TipPaymentUnmatched {
        charge_id: charge(by_charge),
        stars: Stars::from(25),
        reason: UnmatchedReason::PaidTwice,
        about: Some(tip_id(1)),
        payer_ref: vault_ref(2),
        at: minute(2),
    }
}

fn operator() -> RefundCause {
    RefundCause::Operator("обращение 17".parse().unwrap())
}

fn order() -> TipCommand {
    TipCommand::OrderRefund {
        because: operator(),
        at: minute(3),
    }
}

fn ordered() -> TipEvent {
    TipEvent::TipRefundOrdered {
        charge_id: charge(1),
        stars: Stars::from(25),
        payer_ref: vault_ref(1),
        because: operator(),
        at: minute(3),
    }
}

fn confirm() -> TipCommand {
    TipCommand::ConfirmRefund { at: minute(4) }
}

fn refunded(because: RefundCause) -> TipEvent {
    TipEvent::TipRefunded {
        charge_id: charge(1),
        stars: Stars::from(25),
        credited: Some(Credited {
            payer: member(1),
            receiver: member(2),
            split: Split::of(Stars::from(25)),
        }),
        because,
        at: minute(4),
    }
}

#[test]
fn a_member_asks_to_thank_the_other() {
    given_tip(&[])
        .when(invoice(1, 2, amount()))
        .then_expect_events(vec![invoiced()]);
}

#[test]
fn a_double_tap_asks_for_the_same_tip() {
    given_tip(&[invoiced()])
        .when(invoice(1, 2, amount()))
        .then_expect_events(vec![]);
}

#[test]
fn an_id_is_one_tips() {
    let other = TipAmount::try_from(50).unwrap();
    given_tip(&[invoiced()])
        .when(invoice(1, 2, other))
        .then_expect_error(TipError::AlreadyInvoiced);
    given_tip(&[unmatched(1)])
        .when(invoice(1, 2, amount()))
        .then_expect_error(TipError::AlreadyInvoiced);
}

#[test]
fn nobody_tips_themselves() {
    given_tip(&[])
        .when(invoice(1, 1, amount()))
        .then_expect_error(TipError::OwnTip);
}

#[test]
fn a_checkout_that_is_right_reserves_the_tip() {
    given_tip(&[invoiced()])
        .when(ask(1, minute(1)))
        .then_expect_events(vec![approved(1, minute(1))]);
}

#[test]
fn the_same_question_again_changes_nothing() {
    given_tip(&[invoiced(), approved(1, minute(1))])
        .when(ask(1, minute(2)))
        .then_expect_events(vec![]);
}

#[test]
fn a_reserved_tip_is_paid_by_nobody_else_until_the_reservation_lapses() {
    given_tip(&[invoiced(), approved(1, minute(1))])
        .when(ask(2, minute(3)))
        .then_expect_events(vec![refused(2, RefusalReason::AlreadyReserved, minute(3))]);
    // A cancelled payment: three minutes later it may be tried again.
    given_tip(&[invoiced(), approved(1, minute(1))])
        .when(ask(2, minute(4)))
        .then_expect_events(vec![approved(2, minute(4))]);
}

#[test]
fn every_other_checkout_is_refused_for_its_reason() {
    let at = minute(1);
    let ask_with = |payer, stars, available| TipCommand::ApproveCheckout {
        checkout: checkout(1),
        payer,
        stars,
        available,
        at,
    };
    let (payer, stars) = (Some(member(1)), Some(Stars::from(25)));
    for (command, reason) in [
        (ask_with(payer, None, true), RefusalReason::WrongCurrency),
        (
            ask_with(payer, Some(Stars::from(24)), true),
            RefusalReason::AmountMismatch,
        ),
        (
            ask_with(Some(member(3)), stars, true),
            RefusalReason::WrongPayer,
        ),
        (ask_with(None, stars, true), RefusalReason::WrongPayer),
        (ask_with(payer, stars, false), RefusalReason::NotAvailable),
    ] {
        given_tip(&[invoiced()])
            .when(command)
            .then_expect_events(vec![refused(1, reason, at)]);
    }
    given_tip(&[])
        .when(ask(1, at))
        .then_expect_events(vec![refused(1, RefusalReason::BadPayload, at)]);
    given_tip(&[invoiced(), paid(1, at)])
        .when(ask(1, at))
        .then_expect_events(vec![refused(1, RefusalReason::AlreadyPaid, at)]);
}

#[test]
fn a_refusal_that_comes_again_changes_nothing() {
    let busy = refused(1, RefusalReason::Busy, minute(1));
    given_tip(&[invoiced(), busy])
        .when(TipCommand::RefuseCheckout {
            checkout: checkout(1),
            reason: RefusalReason::Busy,
            at: minute(2),
        })
        .then_expect_events(vec![]);
}

#[test]
fn what_was_answered_with_no_in_time_gives_its_late_reservation_back() {
    let refuse = TipCommand::RefuseCheckout {
        checkout: checkout(1),
        reason: RefusalReason::Busy,
        at: minute(1),
    };
    let busy = refused(1, RefusalReason::Busy, minute(1));
    given_tip(&[invoiced(), approved(1, minute(1))])
        .when(refuse)
        .then_expect_events(vec![busy.clone()]);
    given_tip(&[invoiced(), approved(1, minute(1)), busy])
        .when(ask(2, minute(2)))
        .then_expect_events(vec![approved(2, minute(2))]);
}

#[test]
fn a_payment_is_recorded_once_with_its_split() {
    given_tip(&[invoiced(), approved(1, minute(1))])
        .when(record(1, 25, Some(1)))
        .then_expect_events(vec![paid(1, minute(2))]);
    given_tip(&[invoiced(), paid(1, minute(2))])
        .when(record(1, 25, Some(1)))
        .then_expect_events(vec![]);
}

#[test]
fn stars_that_were_taken_count_even_if_no_checkout_is_remembered() {
    given_tip(&[invoiced()])
        .when(record(1, 25, Some(1)))
        .then_expect_events(vec![paid(1, minute(2))]);
    given_tip(&[invoiced(), refused(1, RefusalReason::Busy, minute(1))])
        .when(record(1, 25, Some(1)))
        .then_expect_events(vec![paid(1, minute(2))]);
}

#[test]
fn a_payment_that_does_not_fit_is_not_the_tips() {
    for (command, error) in [
        (record(1, 24, Some(1)), TipError::AmountMismatch),
        (record(1, 25, Some(3)), TipError::WrongPayer),
        (record(1, 25, None), TipError::WrongPayer),
    ] {
        given_tip(&[invoiced()])
            .when(command)
            .then_expect_error(error);
    }
    given_tip(&[])
        .when(record(1, 25, Some(1)))
        .then_expect_error(TipError::NotInvoiced);
    given_tip(&[invoiced(), paid(1, minute(2))])
        .when(record(2, 25, Some(1)))
        .then_expect_error(TipError::AlreadyPaid);
}

#[test]
fn a_payment_that_belongs_to_no_tip_has_a_stream_of_its_own() {
    given_tip(&[])
        .when(record_unmatched(1))
        .then_expect_events(vec![unmatched(1)]);
    given_tip(&[unmatched(1)])
        .when(record_unmatched(1))
        .then_expect_events(vec![]);
    given_tip(&[unmatched(1)])
        .when(record_unmatched(2))
        .then_expect_error(TipError::AlreadyPaid);
    given_tip(&[invoiced()])
        .when(record_unmatched(1))
        .then_expect_error(TipError::AlreadyInvoiced);
}

#[test]
fn a_paid_tip_goes_back_in_two_steps() {
    given_tip(&[invoiced(), paid(1, minute(2))])
        .when(order())
        .then_expect_events(vec![ordered()]);
    given_tip(&[invoiced(), paid(1, minute(2)), ordered()])
        .when(confirm())
        .then_expect_events(vec![refunded(operator())]);
}

#[test]
fn what_telegram_gave_back_without_us_went_back_too() {
    given_tip(&[invoiced(), paid(1, minute(2))])
        .when(confirm())
        .then_expect_events(vec![refunded(RefundCause::Telegram)]);
}

#[test]
fn each_step_back_happens_once() {
    let back = [
        invoiced(),
        paid(1, minute(2)),
        ordered(),
        refunded(operator()),
    ];
    given_tip(&back[..3])
        .when(order())
        .then_expect_events(vec![]);
    for command in [order(), confirm()] {
        given_tip(&back).when(command).then_expect_events(vec![]);
    }
}

#[test]
fn nothing_goes_back_that_was_not_paid() {
    for events in [vec![], vec![invoiced()]] {
        for command in [order(), confirm()] {
            given_tip(&events)
                .when(command)
                .then_expect_error(TipError::NotPaid);
        }
    }
}

#[test]
fn a_payment_that_belongs_to_no_tip_goes_back_without_a_share() {
    given_tip(&[unmatched(1)])
        .when(confirm())
        .then_expect_events(vec![TipEvent::TipRefunded {
            charge_id: charge(1),
            stars: Stars::from(25),
            credited: None,
            because: RefundCause::Telegram,
            at: minute(4),
        }]);
}

#[test]
fn a_tip_that_went_back_is_not_paid_again() {
    let back = [
        invoiced(),
        paid(1, minute(2)),
        ordered(),
        refunded(operator()),
    ];
    given_tip(&back)
        .when(ask(2, minute(9)))
        .then_expect_events(vec![refused(2, RefusalReason::AlreadyPaid, minute(9))]);
    given_tip(&back)
        .when(record(2, 25, Some(1)))
        .then_expect_error(TipError::AlreadyPaid);
}
