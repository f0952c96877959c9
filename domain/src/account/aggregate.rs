//! The account's state and decisions.

use std::collections::{BTreeMap, BTreeSet};

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use serde::{Deserialize, Serialize};

use super::{AccountCommand, AccountError, AccountEvent};
use crate::Rules;
use crate::values::{PayoutId, Stars, TipId};

/// The share of one tip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// How much.
    pub stars: Stars,
    /// Whether the tip went back.
    pub reversed: bool,
}

/// One receiver's account as decided so far. Each tip and each payout counts once, whatever is sent again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// The shares by tip.
    pub shares: BTreeMap<TipId, Share>,
    /// The payouts.
    pub payouts: BTreeSet<PayoutId>,
    /// What is owed; below zero when a tip went back after it had been paid out.
    pub payable: i64,
}

impl Account {
    /// The events the command leads to, none when it changes nothing.
    pub fn decide(&self, command: &AccountCommand) -> Result<Vec<AccountEvent>, AccountError> {
        match command {
            AccountCommand::CreditShare { tip_id, .. } if self.shares.contains_key(tip_id) => {
                Ok(Vec::new())
            }
            AccountCommand::CreditShare { tip_id, share, at } => {
                Ok(vec![AccountEvent::ShareCredited {
                    tip_id: *tip_id,
                    share: *share,
                    at: *at,
                }])
            }
            AccountCommand::ReverseShare { tip_id, at } => match self.shares.get(tip_id) {
                None => Err(AccountError::NotCredited),
                Some(share) if share.reversed => Ok(Vec::new()),
                Some(share) => Ok(vec![AccountEvent::ShareReversed {
                    tip_id: *tip_id,
                    share: share.stars,
                    at: *at,
                }]),
            },
            AccountCommand::RecordPayout {
                payout_id,
                stars,
                reason,
                at,
            } => {
                if self.payouts.contains(payout_id) {
                    return Ok(Vec::new());
                }
                if *stars == Stars::ZERO {
                    return Err(AccountError::NothingToPay);
                }
                if i64::from(stars.get()) > self.payable {
                    return Err(AccountError::NotOwed {
                        payable: self.payable,
                    });
                }
                Ok(vec![AccountEvent::PayoutRecorded {
                    payout_id: *payout_id,
                    stars: *stars,
                    reason: reason.clone(),
                    at: *at,
                }])
            }
        }
    }
}

impl Aggregate for Account {
    const TYPE: &'static str = "account";
    type Command = AccountCommand;
    type Event = AccountEvent;
    type Error = AccountError;
    type Services = Rules;

    async fn handle(
        &mut self,
        command: Self::Command,
        _rules: &Rules,
        sink: &EventSink<Self>,
    ) -> Result<(), AccountError> {
        for event in self.decide(&command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: AccountEvent) {
        match event {
            AccountEvent::ShareCredited { tip_id, share, .. } => {
                let fresh = Share {
                    stars: share,
                    reversed: false,
                };
                self.shares.insert(tip_id, fresh);
                self.payable += i64::from(share.get());
            }
            AccountEvent::ShareReversed { tip_id, share, .. } => {
                if let Some(known) = self.shares.get_mut(&tip_id) {
                    known.reversed = true;
                }
                self.payable -= i64::from(share.get());
            }
            AccountEvent::PayoutRecorded {
                payout_id, stars, ..
            } => {
                self.payouts.insert(payout_id);
                self.payable -= i64::from(stars.get());
            }
        }
    }
}
