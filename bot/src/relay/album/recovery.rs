//! Albums whose process is gone: their content went with it, but Telegram still has the messages. They are copied by their ids, without
//! captions, since nobody has read those for names; and their sender is told.

use std::time::Duration;

use app::coordination::{Counterpart, Fingerprint, Role};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::super::carry::{self, Outcome};
use super::super::parts::{Part, Request};
use super::super::passage::{Passage, Sender, tell_not_delivered};
use super::super::{compose, pairs};
use super::store::{self, Orphan, PartIds};
use super::{is_open, sending, while_renewing};
use crate::{GatewayError, HandleError, Services, language, texts};

/// How often orphans are looked for.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Takes over what other processes, or this one before its restart, did not bring to an end.
#[derive(Clone)]
pub struct RecoverAlbums(pub Services);

impl RecoverAlbums {
    /// Runs until cancelled.
    pub async fn run(self, stop: CancellationToken) {
        let mut rounds = tokio::time::interval(LOOK_EVERY);
        while stop.run_until_cancelled(rounds.tick()).await.is_some() {
            if let Err(error) = self.round().await {
                tracing::warn!(%error, "albums wait for the database");
            }
        }
    }

    async fn round(&self) -> Result<(), HandleError> {
        let services = &self.0;
        let owner = services.relay.albums.owner();
        for orphan in store::take_over(&services.pool, owner).await? {
            let copying = copy(services, &orphan);
            let outcome = while_renewing(services, orphan.id, copying).await?;
            carry::count(outcome);
            let delivered_at = (outcome == Outcome::Relayed).then(|| services.clock.now());
            store::finish(&services.pool, orphan.id, owner, delivered_at).await?;
        }
        Ok(())
    }
}

/// Copies what can be copied; what would name somebody as it is stays behind.
async fn copy(services: &Services, orphan: &Orphan) -> Result<Outcome, HandleError> {
    let parts = store::parts(&services.pool, orphan.id).await?;
    let chat = is_open(services, orphan.sender, orphan.match_id).await?;
    let address = services.vault.address(orphan.sender).await?;
    // Ids of messages mean nothing to another bot.
    let Some(address) = address.filter(|address| address.bot == orphan.bot) else {
        return Ok(Outcome::NotDelivered);
    };
    let sender = Sender {
        member: orphan.sender,
        address,
        words: texts::words(language::as_remembered(services, orphan.sender).await?),
    };
    let Some(chat) = chat else {
        tell_not_delivered(services, sender).await?;
        return Ok(Outcome::NotDelivered);
    };
    let passage = Passage::new(services, sender, chat);
    match passage.copy(&parts).await? {
        Ok(()) => {
            let is_whole = parts.iter().all(|part| part.is_copyable);
            let words = sender.words;
            passage
                .say(match (orphan.was_under_way, is_whole) {
                    (true, _) => words.relay_album_perhaps_twice(),
                    (false, true) => words.relay_album_without_captions(),
                    (false, false) => words.relay_album_in_part(),
                })
                .await;
            Ok(Outcome::Relayed)
        }
        Err(error) => passage.not_delivered(&error).await,
    }
}

impl Passage<'_> {
    async fn copy(&self, parts: &[PartIds]) -> Result<Result<(), GatewayError>, HandleError> {
        let recipient = match self.recipient().await? {
            Ok(recipient) => recipient,
            Err(error) => return Ok(Err(error)),
        };
        let copyable = parts.iter().filter(|part| part.is_copyable);
        let ids: Vec<i32> = copyable.map(|part| part.message_id).collect();
        if ids.is_empty() || recipient.address.bot != self.sender.address.bot {
            return Ok(Err(GatewayError::TimedOut));
        }
        let header = Part::Text(compose::header(&recipient.nickname), Role::Header);
        let copying = async {
            self.deliver(&recipient, &[header], None).await?;
            let request = Request {
                method: "copyMessages",
                parameters: json!({
                    "from_chat_id": self.sender.address.chat_id,
                    "message_ids": ids,
                    "remove_caption": true,
                }),
                files: Vec::new(),
            };
            self.send(&recipient, request, None).await
        };
        let answer = match copying.await {
            Ok(answer) => answer,
            Err(error) => return Ok(Err(error)),
        };
        let copies = sending::copied(&answer);
        // Telegram passes over what is gone, and does not say which that was.
        if copies.len() == ids.len() {
            for (message_id, copy) in ids.into_iter().zip(copies) {
                let copy = Counterpart {
                    message_id: copy,
                    // Known by no file: an edit puts the file in place again.
                    role: Role::Item(Fingerprint(0)),
                };
                pairs::remember(self, message_id, vec![copy]).await;
            }
        }
        Ok(Ok(()))
    }
}
