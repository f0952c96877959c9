//! The ledger compared with what Telegram says, payment by payment.

use std::collections::BTreeMap;

use projections::ledger::{BookedCharge, Ledger, booked_charges};
use projections::{Projection, wait_for};
use serde::Serialize;
use uuid::Uuid;

use super::{StarBank, Tips};
use crate::AppError;

/// The most transactions Telegram gives at once (Bot API, `getStarTransactions`).
const PAGE_TRANSACTIONS: usize = 100;
/// Pages of one bot: ten million transactions. More is a sign that the paging does not end.
const MOST_PAGES: usize = 100_000;
/// Payments read from the ledger at once.
const PAGE_CHARGES: i64 = 1_000;
/// How long the ledger may take to show what is in the log.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(30);

/// What was compared, and every difference.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reconciled {
    /// Payments and refunds that Telegram tells of.
    pub transactions: usize,
    /// Stars that came or went otherwise: withdrawals, gifts, advertisements. Not compared.
    pub other_transactions: usize,
    /// Payments in the ledger.
    pub charges: usize,
    /// Differences, by charge.
    pub differences: Vec<Difference>,
}

/// One payment on which Telegram and the ledger do not agree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// In what.
    pub kind: DifferenceKind,
    /// Telegram's name for the payment.
    pub charge_id: String,
    /// The tip, or the payment's own id, if the ledger has it.
    pub tip_id: Option<Uuid>,
    /// What the ledger has.
    pub ledger_stars: i64,
    /// What Telegram has.
    pub telegram_stars: i64,
}

/// In what they differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceKind {
    /// Telegram took Stars that the ledger does not know.
    MissingInLedger,
    /// The ledger knows a payment that Telegram does not.
    MissingAtTelegram,
    /// Both know it, with different amounts.
    AmountDiffers,
    /// Telegram gave a payment back, and the ledger does not know.
    RefundMissingInLedger,
    /// The ledger says that a payment went back, and Telegram does not.
    RefundMissingAtTelegram,
}

impl DifferenceKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::MissingInLedger,
        Self::MissingAtTelegram,
        Self::AmountDiffers,
        Self::RefundMissingInLedger,
        Self::RefundMissingAtTelegram,
    ];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::MissingInLedger => "missing_in_ledger",
            Self::MissingAtTelegram => "missing_at_telegram",
            Self::AmountDiffers => "amount_differs",
            Self::RefundMissingInLedger => "refund_missing_in_ledger",
            Self::RefundMissingAtTelegram => "refund_missing_at_telegram",
        }
    }
}

/// One payment and its refund, as one side tells it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Told {
    tip_id: Option<Uuid>,
    paid: i64,
    refunded: i64,
}

type Charges = BTreeMap<String, Told>;

impl Tips {
    /// Compares both sides. A difference is named only if it is there twice: what was paid between the two readings is none.
    pub async fn reconcile(&self, bank: &dyn StarBank) -> Result<Reconciled, AppError> {
        let first = self.compare(bank).await?;
        if first.differences.is_empty() {
            return Ok(first);
        }
        let mut second = self.compare(bank).await?;
        second
            .differences
            .retain(|difference| first.differences.contains(difference));
        Ok(second)
    }

    async fn compare(&self, bank: &dyn StarBank) -> Result<Reconciled, AppError> {
        let mut found = Reconciled::default();
        let mut telegram = Charges::new();
        for bot in bank.bots() {
            self.read_telegram(bank, bot, &mut telegram, &mut found)
                .await?;
        }
        let ledger = self.read_ledger().await?;
        found.charges = ledger.len();
        found.differences = differences(&ledger, &telegram);
        Ok(found)
    }

    async fn read_telegram(
        &self,
        bank: &dyn StarBank,
        bot: crate::BotId,
        charges: &mut Charges,
        found: &mut Reconciled,
    ) -> Result<(), AppError> {
        let mut offset = 0;
        for _ in 0..MOST_PAGES {
            let page = bank.transactions(bot, offset, PAGE_TRANSACTIONS).await?;
            let read = page.len();
            for transaction in page {
                if !transaction.of_invoice {
                    found.other_transactions += 1;
                    continue;
                }
                found.transactions += 1;
                let told = charges.entry(transaction.id).or_default();
                if transaction.incoming {
                    told.paid += transaction.stars;
                } else {
                    told.refunded += transaction.stars;
                }
            }
            offset += read;
            if read < PAGE_TRANSACTIONS {
                return Ok(());
            }
        }
        Err(AppError::TimedOut("getStarTransactions"))
    }

    async fn read_ledger(&self) -> Result<Charges, AppError> {
        let log = self.dispatcher.log();
        let head = log.head().await?.position;
        let ledger = projections::find(Ledger::NAME)?;
        wait_for(log, ledger, head, PATIENCE).await?;
        let mut charges = Charges::new();
        let mut after = String::new();
        loop {
            let page = booked_charges(&self.pool, &after, PAGE_CHARGES).await?;
            let Some(last) = page.last() else {
                return Ok(charges);
            };
            after.clone_from(&last.charge_id);
            charges.extend(page.into_iter().map(told));
        }
    }
}

fn told(booked: BookedCharge) -> (String, Told) {
    let told = Told {
        tip_id: Some(booked.tip_id),
        paid: booked.stars,
        refunded: booked.refunded,
    };
    (booked.charge_id, told)
}

fn differences(ledger: &Charges, telegram: &Charges) -> Vec<Difference> {
    let mut differences = Vec::new();
    let charges: std::collections::BTreeSet<_> = ledger.keys().chain(telegram.keys()).collect();
    for charge_id in charges {
        let ours = ledger.get(charge_id).copied().unwrap_or_default();
        let theirs = telegram.get(charge_id).copied().unwrap_or_default();
        let mut differ = |kind, ledger_stars, telegram_stars| {
            differences.push(Difference {
                kind,
                charge_id: charge_id.clone(),
                tip_id: ours.tip_id,
                ledger_stars,
                telegram_stars,
            });
        };
        if ours.paid != theirs.paid {
            let kind = match (ours.paid, theirs.paid) {
                (0, _) => DifferenceKind::MissingInLedger,
                (_, 0) => DifferenceKind::MissingAtTelegram,
                _ => DifferenceKind::AmountDiffers,
            };
            differ(kind, ours.paid, theirs.paid);
        }
        if ours.refunded != theirs.refunded {
            let kind = match (ours.refunded, theirs.refunded) {
                (0, _) => DifferenceKind::RefundMissingInLedger,
                (_, 0) => DifferenceKind::RefundMissingAtTelegram,
                _ => DifferenceKind::AmountDiffers,
            };
            differ(kind, ours.refunded, theirs.refunded);
        }
    }
    differences
}

#[cfg(test)]
mod tests {
    use super::*;

    fn charges(told: &[(&str, i64, i64)]) -> Charges {
        told.iter()
            .map(|(charge_id, paid, refunded)| {
                let told = Told {
                    tip_id: None,
                    paid: *paid,
                    refunded: *refunded,
                };
                ((*charge_id).to_owned(), told)
            })
            .collect()
    }

    #[test]
    fn what_both_sides_tell_alike_is_no_difference() {
        let both = charges(&[("a", 25, 0), ("b", 50, 50)]);
        assert_eq!(differences(&both, &both), []);
    }

    #[test]
    fn each_difference_is_named_with_both_amounts() {
        let ledger = charges(&[
            ("differs", 25, 0),
            ("ours", 5, 0),
            ("refund-differs", 9, 9),
            ("refund-ours", 9, 9),
            ("refund-theirs", 9, 0),
        ]);
        let telegram = charges(&[
            ("differs", 24, 0),
            ("refund-differs", 9, 8),
            ("refund-ours", 9, 0),
            ("refund-theirs", 9, 9),
            ("theirs", 50, 0),
        ]);
        let named: Vec<_> = differences(&ledger, &telegram)
            .into_iter()
            .map(|found| {
                (
                    found.charge_id,
                    found.kind.name(),
                    found.ledger_stars,
                    found.telegram_stars,
                )
            })
            .collect();
        let expected = [
            ("differs", "amount_differs", 25, 24),
            ("ours", "missing_at_telegram", 5, 0),
            ("refund-differs", "amount_differs", 9, 8),
            ("refund-ours", "refund_missing_at_telegram", 9, 0),
            ("refund-theirs", "refund_missing_in_ledger", 0, 9),
            ("theirs", "missing_in_ledger", 0, 50),
        ];
        let expected = expected.map(|(id, kind, ours, theirs)| (id.to_owned(), kind, ours, theirs));
        assert_eq!(named, expected);
    }
}
