//! Folds payments, refunds and what is owed into lines of the ledger.

use cqrs_es::Aggregate;
use domain::Event;
use domain::account::{Account, AccountEvent};
use domain::tip::{Tip, TipEvent};
use domain::values::{ChargeId, MemberId, Stars, Timestamp, TipId};
use uuid::Uuid;

use super::entry::{EntryId, LedgerAccount, LedgerEntry};
use crate::Projection;
use crate::projection::stored;

/// Namespace of the ids of lines.
const ENTRIES: Uuid = Uuid::from_u128(0x6f0c_1c55_8a0e_4f53_b9f4_4b1c_8f0a_27d1);

/// What one event moves, beside the amounts.
struct Booking<'a> {
    /// The event's name.
    event: &'static str,
    /// Of which tip or payment.
    tip_id: Option<TipId>,
    /// Which payment is made or given back.
    charge_id: Option<&'a ChargeId>,
    /// Whose share or payout.
    member: Option<MemberId>,
    /// Who gave.
    payer: Option<MemberId>,
    /// What makes the event unlike every other of its name.
    subject: Uuid,
    at: Timestamp,
    moves: Vec<Move>,
}

/// So many Stars from one account to another.
struct Move {
    /// Debited.
    to: LedgerAccount,
    /// Credited.
    from: LedgerAccount,
    stars: Stars,
}

const fn moved(stars: Stars, from: LedgerAccount, to: LedgerAccount) -> Move {
    Move { to, from, stars }
}

fn booking(event: &Event) -> Option<Booking<'_>> {
    match event {
        Event::Tip(tip_id, event) => of_tip(*tip_id, event),
        Event::Account(member, event) => Some(of_account(*member, event)),
        Event::Member(..)
        | Event::Search(..)
        | Event::Match(..)
        | Event::Case(..)
        | Event::StaffAccess(..) => None,
    }
}

fn of_tip(tip_id: TipId, event: &TipEvent) -> Option<Booking<'_>> {
    use LedgerAccount::{Clearing, Commission, Refunds, Stars, Unmatched};
    let (charge_id, at, moves) = match event {
        TipEvent::TipPaid {
            split,
            charge_id,
            at,
            ..
        } => {
            let moves = vec![
                moved(split.receiver_share, Clearing, Stars),
                moved(split.commission, Commission, Stars),
            ];
            (charge_id, *at, moves)
        }
        TipEvent::TipPaymentUnmatched {
            charge_id,
            stars,
            at,
            ..
        } => (charge_id, *at, vec![moved(*stars, Unmatched, Stars)]),
        TipEvent::TipRefunded {
            charge_id,
            stars,
            credited,
            at,
            ..
        } => {
            let moves = match credited {
                Some(credited) => vec![
                    moved(credited.split.receiver_share, Refunds, Clearing),
                    moved(credited.split.commission, Refunds, Commission),
                ],
                None => vec![moved(*stars, Refunds, Unmatched)],
            };
            (charge_id, *at, moves)
        }
        // Nothing moves by asking, nor by meaning to give back.
        TipEvent::TipInvoiced { .. }
        | TipEvent::TipCheckoutApproved { .. }
        | TipEvent::TipCheckoutRefused { .. }
        | TipEvent::TipRefundOrdered { .. } => return None,
    };
    Some(Booking {
        event: event.name(),
        tip_id: Some(tip_id),
        charge_id: Some(charge_id),
        member: None,
        payer: match event {
            TipEvent::TipPaid { payer, .. } => Some(*payer),
            _ => None,
        },
        subject: tip_id.0,
        at,
        moves,
    })
}

fn of_account(member: MemberId, event: &AccountEvent) -> Booking<'_> {
    use LedgerAccount::{Clearing, Payable, Payouts};
    let (tip_id, subject, at, moved) = match event {
        AccountEvent::ShareCredited { tip_id, share, at } => {
            let moved = moved(*share, Payable, Clearing);
            (Some(*tip_id), tip_id.0, *at, moved)
        }
        AccountEvent::ShareReversed { tip_id, share, at } => {
            let moved = moved(*share, Clearing, Payable);
            (Some(*tip_id), tip_id.0, *at, moved)
        }
        AccountEvent::PayoutRecorded {
            payout_id,
            stars,
            at,
            ..
        } => (None, payout_id.0, *at, moved(*stars, Payouts, Payable)),
    };
    Booking {
        event: event.name(),
        tip_id,
        charge_id: None,
        member: Some(member),
        payer: None,
        subject,
        at,
        moves: vec![moved],
    }
}

impl Booking<'_> {
    /// Two lines for each move; a move of nothing has none.
    fn entries(&self) -> Vec<LedgerEntry> {
        let mut entries = Vec::with_capacity(4);
        for moved in self.moves.iter().filter(|moved| moved.stars != Stars::ZERO) {
            let stars = i64::from(moved.stars.get());
            for (account, debit, credit) in [(moved.to, stars, 0), (moved.from, 0, stars)] {
                entries.push(LedgerEntry {
                    entry: self.entry_id(entries.len()),
                    event: self.event.to_owned(),
                    tip_id: self.tip_id,
                    charge_id: self.charge_id.cloned(),
                    account,
                    member: self.member,
                    payer: self.payer,
                    debit,
                    credit,
                    at: stored(self.at),
                });
            }
        }
        entries
    }

    /// An event of a name happens once to its subject, and once to each receiver: two payouts may be known by the same reference.
    fn entry_id(&self, line: usize) -> EntryId {
        let whose = self.member.map_or(Uuid::nil(), |member| member.0);
        let name = format!("{}/{whose}/{}/{line}", self.event, self.subject);
        EntryId(Uuid::new_v5(&ENTRIES, name.as_bytes()))
    }
}

fn entries(event: &Event) -> Vec<LedgerEntry> {
    booking(event).map_or_else(Vec::new, |booking| booking.entries())
}

/// One row per line.
#[derive(Clone, Copy, Debug)]
pub struct Ledger;

impl Projection for Ledger {
    const NAME: &'static str = "ledger_entries";
    const VERSION: u32 = 1;
    const AGGREGATES: &'static [&'static str] = &[Tip::TYPE, Account::TYPE];
    const KEY_COLUMN: &'static str = "entry";

    type Key = EntryId;
    type Row = LedgerEntry;

    fn key(row: &LedgerEntry) -> EntryId {
        row.entry
    }

    fn keys(event: &Event) -> Vec<EntryId> {
        entries(event)
            .into_iter()
            .map(|entry| entry.entry)
            .collect()
    }

    fn apply(key: EntryId, row: &mut Option<LedgerEntry>, event: &Event) {
        // What is written stays as it is.
        if row.is_none() {
            *row = entries(event).into_iter().find(|entry| entry.entry == key);
        }
    }
}
