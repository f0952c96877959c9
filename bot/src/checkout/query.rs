//! A pre-checkout query as Telegram sends it.

use app::BotId;
use app::actions::tip::CheckoutQuestion;
use app::tips::CURRENCY;
use domain::values::{Language, MemberId, Stars};
use serde_json::Value;

use crate::language;

/// What is asked. Not `Debug`: it says who pays.
#[derive(Clone)]
pub(super) struct CheckoutQuery {
    pub(super) bot: BotId,
    pub(super) user: i64,
    pub(super) id: String,
    pub(super) language: Language,
    /// `None` for another currency, or an amount that is none.
    stars: Option<Stars>,
    payload: String,
}

impl CheckoutQuery {
    /// `None` when there is nothing that could be answered.
    pub(super) fn read(bot: BotId, user: i64, update: &Value) -> Option<Self> {
        let query = &update["pre_checkout_query"];
        let amount = query["total_amount"].as_i64();
        let amount = amount.filter(|_| query["currency"] == CURRENCY);
        Some(Self {
            bot,
            user,
            id: query["id"].as_str()?.to_owned(),
            language: language::from_telegram(update).unwrap_or_default(),
            stars: amount.and_then(|amount| amount.try_into().ok()),
            payload: query["invoice_payload"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
        })
    }

    /// The same without anything of Telegram's but its own ids.
    pub(super) fn question(&self, payer: Option<MemberId>) -> CheckoutQuestion<'_> {
        CheckoutQuestion {
            bot: self.bot,
            id: &self.id,
            payer,
            stars: self.stars,
            payload: &self.payload,
        }
    }
}
