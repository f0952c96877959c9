//! A member's side of Telegram: posts updates as Telegram does, one at a time per chat.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::ensure;
use serde_json::{Value, json};

use crate::http::Connection;
use crate::person::Person;
use crate::system::{TOKEN, WEBHOOK_SECRET};

/// Far above the numbers the simulator gives out itself.
const FIRST_UPDATE: i64 = 1_000_000_000;
/// Far above the messages that are there already.
const FIRST_MESSAGE: i64 = 1_000_000;
/// When everything was sent, in Unix time.
const DATE: i64 = 1_790_000_000;
/// Photos of one album.
pub(super) const PHOTOS_IN_ALBUM: u64 = 3;
/// What people write: a sentence or two.
const WORDS: &str = "Сегодня было непросто, но к вечеру отпустило: вышел на улицу, прошёлся до реки и обратно. А как прошёл ваш день?";

/// Sends texts of one member.
pub(crate) struct Sender {
    connection: Connection,
    user: i64,
    /// Tells the messages of all senders apart.
    pub(super) number: usize,
    /// How many were acknowledged.
    pub(super) sent: u64,
    /// The last message.
    message_id: i64,
    edits: u64,
    updates: Arc<AtomicI64>,
}

impl Sender {
    pub(crate) async fn all(address: &str, people: &[Person]) -> anyhow::Result<Vec<Self>> {
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
                message_id: 0,
                edits: 0,
                updates: Arc::clone(&updates),
            });
        }
        Ok(senders)
    }

    /// Sends the next text and returns when it is acknowledged.
    pub(crate) async fn send(&mut self) -> anyhow::Result<()> {
        let text = self.next_text();
        self.post("message", json!({"text": text})).await?;
        self.sent += 1;
        Ok(())
    }

    /// The same as the caption of a photo.
    pub(super) async fn send_photo(&mut self, photo: &Value) -> anyhow::Result<()> {
        let caption = self.next_text();
        self.post("message", json!({"photo": photo, "caption": caption}))
            .await?;
        self.sent += 1;
        Ok(())
    }

    /// Sends three photos that belong together; each is acknowledged before the next is sent, as Telegram does.
    pub(super) async fn send_album(&mut self, photo: &Value) -> anyhow::Result<()> {
        let group = format!("{}-{}", self.number, self.sent);
        for _ in 0..PHOTOS_IN_ALBUM {
            self.post("message", json!({"photo": photo, "media_group_id": group}))
                .await?;
            self.sent += 1;
        }
        Ok(())
    }

    /// Changes the words of the text that was sent last.
    pub(super) async fn edit(&mut self) -> anyhow::Result<()> {
        let message_id = self.message_id;
        self.edits += 1;
        let text = format!(
            "{} правка {} {WORDS}",
            mark(self.number, self.sent),
            self.edits
        );
        self.post_as(
            "edited_message",
            message_id,
            json!({"text": text, "edit_date": DATE}),
        )
        .await
    }

    fn next_text(&self) -> String {
        format!("{} {WORDS}", mark(self.number, self.sent))
    }

    async fn post(&mut self, kind: &str, content: Value) -> anyhow::Result<()> {
        let update_id = self.updates.fetch_add(1, Ordering::Relaxed);
        self.message_id = update_id - FIRST_UPDATE + FIRST_MESSAGE;
        self.post_update(update_id, kind, self.message_id, content)
            .await
    }

    async fn post_as(&mut self, kind: &str, message_id: i64, content: Value) -> anyhow::Result<()> {
        let update_id = self.updates.fetch_add(1, Ordering::Relaxed);
        self.post_update(update_id, kind, message_id, content).await
    }

    async fn post_update(
        &mut self,
        update_id: i64,
        kind: &str,
        message_id: i64,
        mut content: Value,
    ) -> anyhow::Result<()> {
        content["message_id"] = json!(message_id);
        content["from"] = json!({"id": self.user, "is_bot": false, "first_name": "Участник", "language_code": "ru"});
        content["chat"] = json!({"id": self.user, "type": "private", "first_name": "Участник"});
        content["date"] = json!(DATE);
        let update = json!({"update_id": update_id, kind: content});
        let status = self.connection.post(&update.to_string()).await?;
        ensure!(status == 200, "the webhook answered {status}");
        Ok(())
    }
}

/// What each message begins with.
pub(super) fn mark(sender: usize, message: u64) -> String {
    format!("#{sender}.{message}")
}
