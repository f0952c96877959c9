//! A member's side of Telegram: posts updates as Telegram does, one at a time per chat.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::ensure;
use serde_json::json;

use crate::http::Connection;
use crate::person::Person;
use crate::system::{TOKEN, WEBHOOK_SECRET};

/// Far above the numbers the simulator gives out itself.
const FIRST_UPDATE: i64 = 1_000_000_000;
/// What people write: a sentence or two.
const WORDS: &str = "Сегодня было непросто, но к вечеру отпустило: вышел на улицу, прошёлся до реки и обратно. А как прошёл ваш день?";

/// Sends texts of one member.
pub(super) struct Sender {
    connection: Connection,
    user: i64,
    /// Tells the messages of all senders apart.
    pub(super) number: usize,
    /// How many were acknowledged.
    pub(super) sent: u64,
    updates: Arc<AtomicI64>,
}

impl Sender {
    pub(super) async fn all(address: &str, people: &[Person]) -> anyhow::Result<Vec<Self>> {
        let updates = Arc::new(AtomicI64::new(FIRST_UPDATE));
        let bot = TOKEN.split(':').next().unwrap_or_default();
        let path = format!("/telegram/webhook/{bot}");
        let headers = format!("X-Telegram-Bot-Api-Secret-Token: {WEBHOOK_SECRET}\r\n");
        let mut senders = Vec::with_capacity(people.len());
        for (number, person) in people.iter().enumerate() {
            senders.push(Self {
                connection: Connection::open(address, &path, &headers).await?,
                user: person.control.id(),
                number,
                sent: 0,
                updates: Arc::clone(&updates),
            });
        }
        Ok(senders)
    }

    /// Sends the next message and returns when it is acknowledged.
    pub(super) async fn send(&mut self) -> anyhow::Result<()> {
        let update_id = self.updates.fetch_add(1, Ordering::Relaxed);
        let update = json!({
            "update_id": update_id,
            "message": {
                "message_id": update_id - FIRST_UPDATE + 1_000_000,
                "from": {"id": self.user, "is_bot": false, "first_name": "Участник", "language_code": "ru"},
                "chat": {"id": self.user, "type": "private", "first_name": "Участник"},
                "date": 1_790_000_000,
                "text": format!("{} {WORDS}", mark(self.number, self.sent)),
            }
        });
        let status = self.connection.post(&update.to_string()).await?;
        ensure!(status == 200, "the webhook answered {status}");
        self.sent += 1;
        Ok(())
    }
}

/// What each message begins with.
pub(super) fn mark(sender: usize, message: u64) -> String {
    format!("#{sender}.{message}")
}
