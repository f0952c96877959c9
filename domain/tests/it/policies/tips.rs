//! What follows from a payment and from its way back.

use domain::account::AccountCommand;
use domain::policies::Reaction;
use domain::tip::{Credited, RefundCause, TipCommand, TipEvent, UnmatchedReason};
use domain::values::{Split, Stars};
use domain::{Command, Event};

use crate::common::{charge, invoiced, member, minute, paid, tip_id, vault_ref};

use super::{now, reactions};

fn of_tip(event: TipEvent) -> Vec<Reaction> {
    reactions(&Event::Tip(tip_id(1), event))
}

fn commands(event: TipEvent) -> Vec<Command> {
    of_tip(event)
        .into_iter()
        .filter_map(|reaction| match reaction {
            Reaction::Command(command) => Some(command),
            _ => None,
        })
        .collect()
}

fn unmatched(reason: UnmatchedReason) -> TipEvent {
    TipEvent::TipPaymentUnmatched {
        charge_id: charge(1),
        stars: Stars::from(25),
        reason,
        about: Some(tip_id(9)),
        payer_ref: vault_ref(1),
        at: minute(2),
    }
}

fn refunded(credited: Option<Credited>) -> TipEvent {
    TipEvent::TipRefunded {
        charge_id: charge(1),
        stars: Stars::from(25),
        credited,
        because: RefundCause::Telegram,
        at: minute(3),
    }
}

#[test]
fn the_share_of_a_paid_tip_is_owed_to_its_receiver() {
    assert_eq!(
        commands(paid(1, minute(2))),
        [Command::Account(
            member(2),
            AccountCommand::CreditShare {
                tip_id: tip_id(1),
                share: Stars::from(23),
                at: now(),
            }
        )]
    );
}

#[test]
fn the_share_of_a_tip_that_went_back_is_owed_no_more() {
    let credited = Credited {
        payer: member(1),
        receiver: member(2),
        split: Split::of(Stars::from(25)),
    };
    assert_eq!(
        commands(refunded(Some(credited))),
        [Command::Account(
            member(2),
            AccountCommand::ReverseShare {
                tip_id: tip_id(1),
                at: now(),
            }
        )]
    );
    assert_eq!(commands(refunded(None)), []);
}

#[test]
fn only_a_second_payment_goes_back_by_itself() {
    assert_eq!(
        commands(unmatched(UnmatchedReason::PaidTwice)),
        [Command::Tip(
            tip_id(1),
            TipCommand::OrderRefund {
                because: RefundCause::PaidTwice,
                at: now(),
            }
        )]
    );
    for reason in [
        UnmatchedReason::UnknownTip,
        UnmatchedReason::BadPayload,
        UnmatchedReason::AmountMismatch,
        UnmatchedReason::WrongCurrency,
        UnmatchedReason::WrongPayer,
        UnmatchedReason::RefundedFirst,
    ] {
        assert_eq!(commands(unmatched(reason)), [], "{reason:?}");
    }
}

#[test]
fn an_invoice_costs_nobody_anything() {
    assert_eq!(commands(invoiced()), []);
}
