//! Invoices.

use serde_json::{Value, json};

/// Telegram Stars as a currency.
pub(crate) const STARS: &str = "XTR";

/// What is sold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Invoice {
    pub(crate) title: String,
    pub(crate) description: String,
    /// The bot's own; not shown to people.
    pub(crate) payload: String,
    pub(crate) stars: i64,
    pub(crate) start_parameter: String,
}

impl Invoice {
    /// Telegram's `Invoice`.
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "title": self.title,
            "description": self.description,
            "start_parameter": self.start_parameter,
            "currency": STARS,
            "total_amount": self.stars,
        })
    }

    /// The keyboard a message gets that brings none of its own.
    pub(crate) fn pay_keyboard(&self) -> Value {
        let label = format!("Заплатить ⭐ {}", self.stars);
        json!({ "inline_keyboard": [[{ "text": label, "pay": true }]] })
    }
}
