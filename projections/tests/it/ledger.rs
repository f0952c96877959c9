//! Whatever is invoiced, paid, redelivered, refunded and paid out: the ledger balances at every position, and each charge counts once.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};
use cqrs_es::Aggregate;
use domain::account::{Account, AccountCommand};
use domain::guard::{Guard, guards};
use domain::policies::{Reaction, Standing, react};
use domain::tip::{InvoiceVia, RefundCause, Tip, TipCommand, TipEvent, UnmatchedReason};
use domain::values::{
    ChargeId, CheckoutId, MatchId, MemberId, PayoutId, Stars, TipAmount, TipId, VaultRef,
};
use domain::{Command, Event, Rules};
use projections::ledger::{Ledger, LedgerAccount, LedgerEntry};
use projections::{Positioned, View};
use proptest::prelude::*;
use uuid::Uuid;

/// Few, so that they meet.
const TIPS: u8 = 4;
const CHARGES: u8 = 6;
const MEMBERS: u8 = 3;

/// What Telegram, members and operators may do, in any order and again and again.
#[derive(Clone, Copy, Debug)]
enum Step {
    Invoice { tip: u8, stars: u32 },
    Checkout { tip: u8, checkout: u8 },
    Pay { tip: u8, charge: u8, stars: u32 },
    Refund { charge: u8 },
    TelegramRefunds { charge: u8 },
    PayOut { member: u8, payout: u8, stars: u32 },
    RunPolicies { events: usize },
    Wait { seconds: i64 },
}

fn steps() -> impl Strategy<Value = Step> {
    let stars = || prop::sample::select(vec![1, 5, 9, 10, 25, 50, 2_500]);
    prop_oneof![
        4 => (0..TIPS, stars()).prop_map(|(tip, stars)| Step::Invoice { tip, stars }),
        4 => (0..TIPS, 0..8_u8).prop_map(|(tip, checkout)| Step::Checkout { tip, checkout }),
        8 => (0..TIPS + 1, 0..CHARGES, stars()).prop_map(|(tip, charge, stars)| Step::Pay { tip, charge, stars }),
        2 => (0..CHARGES).prop_map(|charge| Step::Refund { charge }),
        1 => (0..CHARGES).prop_map(|charge| Step::TelegramRefunds { charge }),
        2 => (0..MEMBERS, 0..4_u8, 1..60_u32).prop_map(|(member, payout, stars)| Step::PayOut { member, payout, stars }),
        4 => (0..6_usize).prop_map(|events| Step::RunPolicies { events }),
        2 => (0..200_i64).prop_map(|seconds| Step::Wait { seconds }),
    ]
}

fn member(number: u8) -> MemberId {
    MemberId(Uuid::from_u128(0x100 + u128::from(number)))
}

fn tip_id(number: u8) -> TipId {
    TipId(Uuid::from_u128(0x200 + u128::from(number)))
}

/// The stream of a payment that belongs to no tip.
fn own_id(charge: u8) -> TipId {
    TipId(Uuid::from_u128(0x300 + u128::from(charge)))
}

fn charge_id(number: u8) -> ChargeId {
    format!("stx{number}").parse().unwrap()
}

/// Aggregates, guards and policies in memory, and the log they write.
#[derive(Default)]
struct Bank {
    tips: BTreeMap<TipId, Tip>,
    accounts: BTreeMap<MemberId, Account>,
    charges: BTreeMap<String, String>,
    log: Vec<Event>,
    reacted: usize,
    now: DateTime<Utc>,
}

impl Bank {
    /// Decides, checks the guards, commits; the rule it broke otherwise.
    fn tip(&mut self, id: TipId, command: &TipCommand) -> Result<(), UnmatchedReason> {
        let mut state = self.tips.get(&id).cloned().unwrap_or_default();
        let decided = state.decide(command, &Rules::default());
        let events = decided.map_err(|_| UnmatchedReason::UnknownTip)?;
        for event in events {
            let event_of_all = Event::Tip(id, event.clone());
            for guard in guards(&event_of_all) {
                let Guard::Claim { key, holder, .. } = guard else {
                    panic!("tips only claim");
                };
                let held_by = self.charges.entry(key).or_insert_with(|| holder.clone());
                if *held_by != holder {
                    return Err(UnmatchedReason::PaidTwice);
                }
            }
            state.apply(event);
            self.log.push(event_of_all);
        }
        self.tips.insert(id, state);
        Ok(())
    }

    fn account(&mut self, id: MemberId, command: &AccountCommand) {
        let mut state = self.accounts.get(&id).cloned().unwrap_or_default();
        for event in state.decide(command).unwrap_or_default() {
            state.apply(event.clone());
            self.log.push(Event::Account(id, event));
        }
        self.accounts.insert(id, state);
    }

    /// What the app does with a payment of Telegram's: the tip it names, or a stream of its own unless it is recorded.
    fn pay(&mut self, tip: u8, charge: u8, stars: u32) {
        let (charge_id, at) = (charge_id(charge), self.now);
        let (stars, payer_ref) = (Stars::from(stars), VaultRef(Uuid::nil()));
        let record = TipCommand::RecordPayment {
            charge_id: charge_id.clone(),
            stars,
            payer: Some(member(tip % MEMBERS)),
            payer_ref,
            at,
        };
        let Err(reason) = self.tip(tip_id(tip), &record) else {
            return;
        };
        if self.charges.contains_key(charge_id.as_str()) {
            return;
        }
        let unmatched = TipCommand::RecordUnmatched {
            charge_id,
            stars,
            reason,
            about: Some(tip_id(tip)),
            payer_ref,
            at,
        };
        self.tip(own_id(charge), &unmatched).unwrap();
    }

    fn holder(&self, charge: u8) -> Option<TipId> {
        let holder = self.charges.get(charge_id(charge).as_str())?;
        Some(holder.parse().unwrap())
    }

    fn step(&mut self, step: Step) {
        let at = self.now;
        match step {
            Step::Invoice { tip, stars } => {
                let invoice = TipCommand::InvoiceTip {
                    match_id: MatchId(Uuid::nil()),
                    payer: member(tip % MEMBERS),
                    receiver: member((tip + 1) % MEMBERS),
                    amount: TipAmount::try_from(stars).unwrap(),
                    via: InvoiceVia::Chat,
                    at,
                };
                let _ = self.tip(tip_id(tip), &invoice);
            }
            Step::Checkout { tip, checkout } => {
                let ask = TipCommand::ApproveCheckout {
                    checkout: CheckoutId(Uuid::from_u128(u128::from(checkout))),
                    payer: Some(member(tip % MEMBERS)),
                    stars: Some(Stars::from(25)),
                    available: true,
                    at,
                };
                self.tip(tip_id(tip), &ask).unwrap();
            }
            Step::Pay { tip, charge, stars } => self.pay(tip, charge, stars),
            Step::Refund { charge } => {
                if let Some(id) = self.holder(charge) {
                    let because = RefundCause::Operator("обращение".parse().unwrap());
                    self.tip(id, &TipCommand::OrderRefund { because, at })
                        .unwrap();
                }
            }
            Step::TelegramRefunds { charge } => {
                if let Some(id) = self.holder(charge) {
                    self.tip(id, &TipCommand::ConfirmRefund { at }).unwrap();
                }
            }
            Step::PayOut {
                member: receiver,
                payout,
                stars,
            } => self.account(
                member(receiver),
                &AccountCommand::RecordPayout {
                    payout_id: PayoutId(Uuid::from_u128(u128::from(payout))),
                    stars: Stars::from(stars),
                    reason: "выплата".parse().unwrap(),
                    at,
                },
            ),
            Step::RunPolicies { events } => self.run_policies(events),
            Step::Wait { seconds } => self.now += Duration::seconds(seconds),
        }
    }

    /// The policies look at so many events, and at the last of them twice, as after a crash.
    fn run_policies(&mut self, events: usize) {
        let until = self.log.len().min(self.reacted + events);
        let seen = self.log[self.reacted..until].to_vec();
        for event in seen.iter().chain(seen.last()) {
            let standing = |_| Standing::default();
            for reaction in react(event, &standing, &Rules::default(), self.now) {
                match reaction {
                    Reaction::Command(Command::Tip(id, command)) => {
                        self.tip(id, &command).unwrap();
                    }
                    Reaction::Command(Command::Account(id, command)) => {
                        self.account(id, &command);
                    }
                    _ => {}
                }
            }
        }
        self.reacted = until;
    }

    fn settle(&mut self) {
        while self.reacted < self.log.len() {
            self.run_policies(usize::MAX - self.reacted);
        }
    }

    fn payments(&self) -> impl Iterator<Item = (&ChargeId, Stars)> {
        self.log.iter().filter_map(|event| match event {
            Event::Tip(
                _,
                TipEvent::TipPaid {
                    charge_id, amount, ..
                },
            ) => Some((charge_id, amount.stars())),
            Event::Tip(
                _,
                TipEvent::TipPaymentUnmatched {
                    charge_id, stars, ..
                },
            ) => Some((charge_id, *stars)),
            _ => None,
        })
    }
}

/// Debits less credits.
fn balance<'a>(entries: impl Iterator<Item = &'a LedgerEntry>, account: LedgerAccount) -> i64 {
    entries
        .filter(|entry| entry.account == account)
        .map(|entry| entry.debit - entry.credit)
        .sum()
}

proptest! {
    #[test]
    fn the_ledger_balances_at_every_position_and_each_charge_counts_once(
        steps in prop::collection::vec(steps(), 0..80),
    ) {
        let mut bank = Bank::default();
        for step in steps {
            bank.step(step);
        }
        bank.settle();

        let mut ledger = View::<Ledger>::empty_at(0);
        let mut lines = 0;
        for (position, event) in (1..).zip(&bank.log) {
            ledger.apply(&Positioned { position, event: event.clone() });
            let (debits, credits) = ledger.rows().fold((0, 0), |(debits, credits), entry| {
                (debits + entry.debit, credits + entry.credit)
            });
            prop_assert_eq!(debits, credits, "after {:?}", event);
            prop_assert!(ledger.rows().count() >= lines, "entries are only added");
            lines = ledger.rows().count();
        }

        let charges: BTreeSet<_> = bank.payments().map(|(charge, _)| charge.clone()).collect();
        prop_assert_eq!(charges.len(), bank.payments().count(), "a charge counts once");
        let taken: i64 = bank.payments().map(|(_, stars)| i64::from(stars.get())).sum();
        prop_assert_eq!(balance(ledger.rows(), LedgerAccount::Stars), taken);
        prop_assert_eq!(balance(ledger.rows(), LedgerAccount::Clearing), 0);
        prop_assert!(balance(ledger.rows(), LedgerAccount::Commission) <= 0);
        prop_assert!(balance(ledger.rows(), LedgerAccount::Unmatched) <= 0);
        for (id, account) in &bank.accounts {
            let own = ledger.rows().filter(|entry| entry.member == Some(*id));
            prop_assert_eq!(-balance(own, LedgerAccount::Payable), account.payable);
        }
    }
}

#[test]
fn a_tip_is_booked_line_by_line() {
    let mut bank = Bank::default();
    bank.step(Step::Invoice { tip: 0, stars: 25 });
    bank.step(Step::Pay {
        tip: 0,
        charge: 0,
        stars: 25,
    });
    bank.settle();
    let mut ledger = View::<Ledger>::empty_at(0);
    for (position, event) in (1..).zip(&bank.log) {
        ledger.apply(&Positioned {
            position,
            event: event.clone(),
        });
    }
    let mut lines: Vec<_> = ledger
        .rows()
        .map(|entry| (entry.account, entry.debit, entry.credit))
        .collect();
    lines.sort_unstable();
    assert_eq!(
        lines,
        [
            (LedgerAccount::Stars, 2, 0),
            (LedgerAccount::Stars, 23, 0),
            (LedgerAccount::Clearing, 0, 23),
            (LedgerAccount::Clearing, 23, 0),
            (LedgerAccount::Payable, 0, 23),
            (LedgerAccount::Commission, 0, 2),
        ]
    );
}
