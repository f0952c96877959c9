//! Albums. Telegram delivers their parts one by one and the next only when the one before is acknowledged, so each is acknowledged as
//! soon as its ids are written; the content waits in the memory of one process, and after a moment of quiet everything goes out as one
//! album (architecture.md, "Telegram in").

mod forward;
mod gathering;
mod recovery;
mod sending;
pub(super) mod store;

use app::BotId;
use app::inbox::Claim;
use domain::values::{MatchId, MemberId};
use serde_json::Value;
use uuid::Uuid;

use super::carry::{self, Outcome};
use super::content::Content;
use super::limits::within_limit;
use super::media::Media;
use super::passage::{Passage, Sender};
use super::{OpenChat, actions, files};
use crate::handlers::turn;
use crate::{HandleError, Handled, Incoming, Services};
pub use forward::Replica;
pub(super) use gathering::Albums;
pub use recovery::RecoverAlbums;
use store::{AlbumKey, NewAlbum, PartIds, State};

/// A part of an album. Not `Debug`: it holds what a member says.
#[derive(Clone)]
pub(super) struct Item {
    number: String,
    message_id: i32,
    media: Media,
    message: Value,
}

impl Item {
    /// Reads a message; `None` for what goes by itself.
    pub(super) fn of(message: &Value) -> Option<Self> {
        let number = message["media_group_id"].as_str()?.to_owned();
        let Content::Media(media) = Content::of(message) else {
            return None;
        };
        let is_one = media.fits_album() && !files::is_too_large(&media);
        Some(Self {
            number,
            message_id: turn::message_id(message)?,
            media,
            message: message.clone(),
        })
        .filter(|_| is_one)
    }

    fn ids(&self) -> PartIds {
        PartIds {
            message_id: self.message_id,
            is_copyable: !self.media.names_somebody,
        }
    }
}

/// Takes a part in. Acknowledged means here: its ids are written, and a process has its content in memory.
pub(super) async fn gather(
    services: &Services,
    incoming: &Incoming,
    chat: OpenChat,
    item: Item,
) -> Result<Handled, HandleError> {
    let albums = &services.relay.albums;
    let part = Part::new(services, incoming, chat, item);
    if let Some(album) = albums.gathering(&part.key)
        && part.join(album).await?
    {
        return Ok(Handled::Done);
    }
    let is_new = match store::latest(&services.pool, &part.key).await? {
        None => true,
        Some(known) if known.state == State::Refused => return Ok(Handled::Done),
        Some(known)
            if known.state == State::Gathering
                && known.is_alive
                && known.owner != albums.owner() =>
        {
            if part.passed_on(known.owner_address.as_deref()).await? {
                return Ok(Handled::Finished);
            }
            false
        }
        Some(_) => false,
    };
    // What comes after the rest has gone was admitted with it.
    if is_new && !part.is_admitted().await? {
        part.open(true).await?;
        return Ok(Handled::Done);
    }
    part.begin().await?;
    Ok(Handled::Done)
}

/// One part on its way into its album.
struct Part<'a> {
    services: &'a Services,
    incoming: &'a Incoming,
    chat: OpenChat,
    key: AlbumKey,
    item: Item,
}

impl<'a> Part<'a> {
    fn new(services: &'a Services, incoming: &'a Incoming, chat: OpenChat, item: Item) -> Self {
        let key = AlbumKey {
            bot: incoming.bot,
            sender: incoming.member,
            number: item.number.clone(),
        };
        Self {
            services,
            incoming,
            chat,
            key,
            item,
        }
    }

    fn update(&self) -> (BotId, i64) {
        (self.incoming.bot, self.incoming.update_id)
    }

    /// Adds the part to an album of this process; false when that was closed meanwhile.
    async fn join(&self, album: Uuid) -> Result<bool, HandleError> {
        store::add_part(&self.services.pool, album, self.update(), &self.item.ids()).await?;
        let albums = &self.services.relay.albums;
        Ok(albums.add(&self.key, album, self.item.clone()))
    }

    /// Gives the part to the process that has the others.
    async fn passed_on(&self, address: Option<&str>) -> Result<bool, HandleError> {
        let Some(address) = address else {
            return Ok(false);
        };
        let (inbox, (bot, update_id)) = (&self.services.inbox, self.update());
        // The other process claims it.
        inbox.release(bot, update_id).await?;
        let replica = self.services.relay.albums.replica();
        if replica.pass_on(address, bot, &self.incoming.raw).await {
            return Ok(true);
        }
        match inbox.claim(bot, update_id).await? {
            Claim::Ours { .. } => Ok(false),
            // It has arrived there after all.
            Claim::Finished | Claim::Elsewhere => Ok(true),
        }
    }

    /// An album counts as one message, and is refused as a whole.
    async fn is_admitted(&self) -> Result<bool, HandleError> {
        let sender = Sender::of(self.incoming);
        let passage = Passage::new(self.services, sender, self.chat);
        let content = Content::Media(self.item.media.clone());
        if let Some(outcome) = passage.refuses(&content).await? {
            carry::count(outcome);
            return Ok(false);
        }
        let is_within = within_limit(self.services, sender).await;
        if !is_within {
            carry::count(Outcome::Limited);
        }
        Ok(is_within)
    }

    async fn open(&self, is_refused: bool) -> Result<Uuid, HandleError> {
        let albums = &self.services.relay.albums;
        let id = self.services.ids.uuid();
        let album = NewAlbum {
            id,
            key: &self.key,
            match_id: self.chat.match_id,
            owner: albums.owner(),
            owner_address: albums.replica().address(),
            is_refused,
        };
        store::open(&self.services.pool, &album).await?;
        Ok(id)
    }

    /// Opens an album with this part; it is sent by a task of its own.
    async fn begin(&self) -> Result<(), HandleError> {
        let id = self.open(false).await?;
        store::add_part(&self.services.pool, id, self.update(), &self.item.ids()).await?;
        let album = sending::Album {
            id,
            key: self.key.clone(),
            sender: Sender::of(self.incoming),
            chat: self.chat,
        };
        self.show_action().await?;
        let albums = &self.services.relay.albums;
        albums.begin(self.services, album, self.item.clone());
        Ok(())
    }

    async fn show_action(&self) -> Result<(), HandleError> {
        let action = self.item.media.kind.action();
        if let Some(peer) = self.services.vault.address(self.chat.peer).await? {
            let services = self.services.clone();
            // Nobody waits for it: the part has to be acknowledged.
            tokio::spawn(async move { actions::once(&services, peer, action).await });
        }
        Ok(())
    }
}

/// Whether an album still belongs to the open talk of its sender.
async fn is_open(
    services: &Services,
    sender: MemberId,
    match_id: MatchId,
) -> Result<Option<OpenChat>, HandleError> {
    let open = super::open_chat(services, sender).await?;
    Ok(open.filter(|chat| chat.match_id == match_id))
}

/// Does something about an album while its lease is kept.
async fn while_renewing<T>(
    services: &Services,
    album: Uuid,
    doing: impl Future<Output = Result<T, HandleError>>,
) -> Result<T, HandleError> {
    tokio::pin!(doing);
    let owner = services.relay.albums.owner();
    loop {
        tokio::select! {
            done = &mut doing => return done,
            () = tokio::time::sleep(store::RENEW_EVERY) => {
                store::renew(&services.pool, album, owner).await?;
            }
        }
    }
}
