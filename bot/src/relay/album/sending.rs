//! An album that is complete, on its way to the peer.

use app::coordination::Counterpart;
use serde_json::Value;
use uuid::Uuid;

use super::super::carry::{self, Outcome};
use super::super::compose::Outgoing;
use super::super::filter::Removed;
use super::super::parts::{self, Carried, Part};
use super::super::passage::{Passage, Recipient, ReplyTarget, Sender};
use super::super::{OpenChat, files, pairs};
use super::store::{self, AlbumKey};
use super::{Item, is_open, while_renewing};
use crate::handlers::turn;
use crate::{GatewayError, HandleError, Services};

/// An album that this process sends.
pub(super) struct Album {
    pub(super) id: Uuid,
    pub(super) key: AlbumKey,
    pub(super) sender: Sender,
    pub(super) chat: OpenChat,
}

/// Sends an album, and ends it. Should the database fail meanwhile, whoever takes the album over repeats it.
pub(super) async fn send(services: &Services, album: &Album, items: Vec<Item>) {
    let sending = async {
        let owner = services.relay.albums.owner();
        if !store::begin_sending(&services.pool, album.id, owner).await? {
            gave_way(album.id);
            return Ok(());
        }
        let carrying = carry_album(services, album, items);
        let outcome = while_renewing(services, album.id, carrying).await?;
        carry::count(outcome);
        let delivered_at = (outcome == Outcome::Relayed).then(|| services.clock.now());
        store::finish(&services.pool, album.id, owner, delivered_at).await?;
        Ok::<(), HandleError>(())
    };
    if let Err(error) = sending.await {
        tracing::warn!(album = %album.id, %error, "an album waits for its next owner");
    }
}

async fn carry_album(
    services: &Services,
    album: &Album,
    items: Vec<Item>,
) -> Result<Outcome, HandleError> {
    let passage = Passage::new(services, album.sender, album.chat);
    if is_open(services, album.sender.member, album.chat.match_id)
        .await?
        .is_none()
    {
        return passage.not_delivered(&GatewayError::TimedOut).await;
    }
    let recipient = match passage.recipient().await? {
        Ok(recipient) => recipient,
        Err(error) => return passage.not_delivered(&error).await,
    };
    let Some(first) = items.first() else {
        return Ok(Outcome::NothingLeft);
    };
    let reply_to = passage.reply_target(&first.message).await;
    let room = match room(&passage, &recipient, &items).await {
        Ok(room) => room,
        Err(not_ready) => return passage.not_ready(&not_ready).await,
    };
    let mut composed = Composed {
        hidden: passage.hidden().await?,
        ..Composed::default()
    };
    for item in items {
        let room = room.clone();
        if let Err(not_ready) = composed.add(&passage, &recipient, item, room).await {
            return passage.not_ready(&not_ready).await;
        }
    }
    match composed
        .deliver(&passage, &recipient, reply_to.message_id())
        .await
    {
        Ok(delivered) => {
            for (message_id, counterparts) in delivered {
                pairs::remember(&passage, message_id, counterparts).await;
            }
        }
        Err(error) => return not_delivered(&passage, album.id, &error).await,
    }
    if reply_to == ReplyTarget::Unavailable {
        passage.tell_degraded().await;
    }
    if !composed.removed.is_empty() {
        passage
            .say(composed.removed.notice(album.sender.words))
            .await;
    }
    Ok(Outcome::Relayed)
}

/// Its sender is told, unless another process has taken the album over meanwhile: then that one knows better.
async fn not_delivered(
    passage: &Passage<'_>,
    album: Uuid,
    error: &GatewayError,
) -> Result<Outcome, HandleError> {
    let services = passage.services;
    let owner = services.relay.albums.owner();
    if store::is_owned(&services.pool, album, owner).await? {
        return passage.not_delivered(error).await;
    }
    gave_way(album);
    Ok(Outcome::NotDelivered)
}

/// This process was away for longer than the album's lease.
fn gave_way(album: Uuid) {
    tracing::info!(%album, "an album was taken over by another process meanwhile");
}

/// Room for all its files at once: two albums that each waited for the other's next file would wait in vain.
async fn room(
    passage: &Passage<'_>,
    recipient: &Recipient,
    items: &[Item],
) -> Result<Option<files::Room>, files::NotReady> {
    let sizes = items
        .iter()
        .filter_map(|item| files::memory_bytes(passage, recipient.address, &item.media));
    match sizes.reduce(u64::saturating_add) {
        Some(bytes) => files::room(passage, bytes).await,
        None => Ok(None),
    }
}

/// What an album consists of on the other side.
#[derive(Default)]
struct Composed {
    /// The parts of each message of the sender's.
    items: Vec<(i32, Vec<Part>)>,
    /// What stands where something was taken out.
    hidden: String,
    removed: Removed,
}

impl Composed {
    /// The first part carries the pseudonym.
    async fn add(
        &mut self,
        passage: &Passage<'_>,
        recipient: &Recipient,
        item: Item,
        room: Option<files::Room>,
    ) -> Result<(), files::NotReady> {
        let words = carry::filtered(&item.message, &self.hidden);
        let file = files::prepare(passage, recipient.address, item.media, room).await?;
        self.removed = self.removed.and(words.removed);
        let parts = if self.items.is_empty() {
            parts::of_file(&recipient.nickname, file, &words)
        } else {
            parts::of_item(file, &words)
        };
        self.items.push((item.message_id, parts));
        Ok(())
    }

    /// What comes before the files, the files as one album, what has no room in their captions.
    async fn deliver(
        &self,
        passage: &Passage<'_>,
        recipient: &Recipient,
        reply_to: Option<i32>,
    ) -> Result<Vec<(i32, Vec<Counterpart>)>, GatewayError> {
        let mut delivered: Vec<(i32, Vec<Counterpart>)> = Vec::with_capacity(self.items.len());
        let mut before = Vec::new();
        for part in self.parts().filter(|part| !part.is_main()) {
            before.extend(
                passage
                    .deliver(recipient, std::slice::from_ref(part), None)
                    .await?,
            );
        }
        let ids = self.deliver_files(passage, recipient, reply_to).await?;
        for ((message_id, parts), file_id) in self.items.iter().zip(ids) {
            let mut counterparts = std::mem::take(&mut before);
            for part in parts.iter().filter(|part| part.is_main()) {
                let id = match part {
                    Part::Media(..) => file_id,
                    Part::Text(..) => {
                        let answer = passage.send(recipient, part.send(), Some(file_id)).await?;
                        turn::message_id(&answer).ok_or(GatewayError::TimedOut)?
                    }
                };
                counterparts.push(Counterpart {
                    message_id: id,
                    role: part.role(),
                });
            }
            delivered.push((*message_id, counterparts));
        }
        Ok(delivered)
    }

    async fn deliver_files(
        &self,
        passage: &Passage<'_>,
        recipient: &Recipient,
        reply_to: Option<i32>,
    ) -> Result<Vec<i32>, GatewayError> {
        let files: Vec<(&Carried, &Outgoing)> = self
            .parts()
            .filter_map(|part| match part {
                Part::Media(file, caption, _) => Some((file, caption)),
                Part::Text(..) => None,
            })
            .collect();
        // Telegram takes no album of one; its other parts may have been refused one by one.
        let alone = self.parts().find(|part| matches!(part, Part::Media(..)));
        let request = match alone {
            Some(alone) if files.len() == 1 => alone.send(),
            _ => parts::album(&files),
        };
        let answer = passage.send(recipient, request, reply_to).await?;
        let sent = answer
            .as_array()
            .map_or(std::slice::from_ref(&answer), Vec::as_slice);
        let ids: Option<Vec<i32>> = sent.iter().map(turn::message_id).collect();
        ids.ok_or(GatewayError::TimedOut)
    }

    fn parts(&self) -> impl Iterator<Item = &Part> {
        self.items.iter().flat_map(|(_, parts)| parts)
    }
}

/// The ids in Telegram's answer to `copyMessages`.
pub(super) fn copied(answer: &Value) -> Vec<i32> {
    let ids = answer.as_array().into_iter().flatten();
    ids.filter_map(turn::message_id).collect()
}
