//! Tips, what is owed for them, and blocks.

use domain::account::{Account, AccountEvent};
use domain::member::{Member, MemberEvent};
use domain::tip::{Credited, InvoiceVia, RefundCause, Tip, TipEvent, UnmatchedReason};
use domain::values::{ChargeId, MemberId, Split, Stars, TipAmount, TipId};
use rand::Rng;
use rand::seq::IteratorRandom;

use super::History;

/// A tip that was paid and did not go back.
pub(super) struct PaidTip {
    charge_id: ChargeId,
    payer: MemberId,
    receiver: MemberId,
    stars: Stars,
}

impl History {
    pub(super) fn tip(&mut self) {
        match self.random.random_range(0..8) {
            0 => self.take_what_belongs_to_no_tip(),
            1 => self.give_back(),
            2 => self.pay_out(),
            3 => self.block(),
            _ => self.pay(),
        }
    }

    fn charge(&mut self) -> ChargeId {
        format!("stx{:x}", self.random.random::<u64>())
            .parse()
            .expect("a charge id")
    }

    fn pay(&mut self) {
        let Some(match_id) = self.some_match(|pairing| pairing.chatting) else {
            return;
        };
        let [payer, receiver] = self.matches[&match_id].pair.members();
        let amount = TipAmount::try_from(self.random.random_range(1..60)).expect("a tip");
        let (tip_id, charge_id, at): (TipId, _, _) = (self.id(), self.charge(), self.now);
        let split = Split::of(amount.stars());
        let events = vec![
            TipEvent::TipInvoiced {
                match_id,
                payer,
                receiver,
                amount,
                via: InvoiceVia::Chat,
                at,
            },
            TipEvent::TipPaid {
                match_id,
                payer,
                receiver,
                amount,
                split,
                charge_id: charge_id.clone(),
                payer_ref: self.id(),
                at,
            },
        ];
        self.decide::<Tip>(tip_id, events);
        let credited = AccountEvent::ShareCredited {
            tip_id,
            share: split.receiver_share,
            at,
        };
        self.decide::<Account>(receiver, vec![credited]);
        let paid = PaidTip {
            charge_id,
            payer,
            receiver,
            stars: amount.stars(),
        };
        self.tips.insert(tip_id, paid);
    }

    fn take_what_belongs_to_no_tip(&mut self) {
        let (id, charge_id): (TipId, _) = (self.id(), self.charge());
        let unmatched = TipEvent::TipPaymentUnmatched {
            charge_id,
            stars: Stars::from(self.random.random_range(1..60)),
            reason: UnmatchedReason::UnknownTip,
            about: None,
            payer_ref: self.id(),
            at: self.now,
        };
        self.decide::<Tip>(id, vec![unmatched]);
    }

    fn give_back(&mut self) {
        let Some(tip_id) = self.tips.keys().copied().choose(&mut self.random) else {
            return;
        };
        let paid = self.tips.remove(&tip_id).expect("a paid tip");
        let split = Split::of(paid.stars);
        let refunded = TipEvent::TipRefunded {
            charge_id: paid.charge_id,
            stars: paid.stars,
            credited: Some(Credited {
                payer: paid.payer,
                receiver: paid.receiver,
                split,
            }),
            because: RefundCause::Telegram,
            at: self.now,
        };
        self.decide::<Tip>(tip_id, vec![refunded]);
        let reversed = AccountEvent::ShareReversed {
            tip_id,
            share: split.receiver_share,
            at: self.now,
        };
        self.decide::<Account>(paid.receiver, vec![reversed]);
    }

    fn pay_out(&mut self) {
        let Some(receiver) = self
            .tips
            .values()
            .map(|paid| paid.receiver)
            .choose(&mut self.random)
        else {
            return;
        };
        let payout = AccountEvent::PayoutRecorded {
            payout_id: self.id(),
            stars: Stars::from(1),
            reason: "выплата".parse().expect("a note"),
            at: self.now,
        };
        self.decide::<Account>(receiver, vec![payout]);
    }

    /// One of a pair blocks the other, or lifts the block again.
    fn block(&mut self) {
        let Some(match_id) = self.some_match(|pairing| pairing.chatting) else {
            return;
        };
        let (pair, at) = (self.matches[&match_id].pair, self.now);
        let [blocker, peer] = pair.members();
        let event = if self.random.random_bool(0.5) {
            MemberEvent::UserBlocked {
                peer,
                pair,
                match_id: Some(match_id),
                at,
            }
        } else {
            MemberEvent::UserUnblocked {
                peer,
                pair,
                restricted_until: at,
                at,
            }
        };
        self.decide::<Member>(blocker, vec![event]);
    }
}
