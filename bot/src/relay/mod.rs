//! Carries what a member says to the peer and forgets it: nothing said is written anywhere.

mod actions;
mod album;
mod audio_tags;
mod carry;
mod changes;
pub mod compose;
mod confirmations;
mod content;
mod deletion;
pub mod edits;
mod elsewhere;
pub mod entity;
mod file_names;
mod files;
pub mod filter;
mod limits;
mod media;
mod memory;
mod opened;
mod pairs;
mod parts;
mod passage;
mod reactions;

use app::actions::open_talk;
use domain::values::MemberId;
use serde_json::Value;

use crate::care::{self, Writer};
use crate::{HandleError, Handled, Incoming, Services};
pub use album::store::sweep as sweep_albums;
pub use album::{RecoverAlbums, Replica};
pub use app::actions::OpenTalk as OpenChat;
pub use confirmations::sweep as sweep_confirmations;
pub use deletion::{Deleted, delete};
pub use elsewhere::RelayFromElsewhere;
pub use memory::RelayMemory;
pub use opened::OpenedChats;

/// A message that Telegram does not accept within this time is answered to its sender (product.md, "Talking").
const DELIVERY_LIMIT: chrono::Duration = chrono::Duration::seconds(20);

/// The open talk of a member.
pub async fn open_chat(
    services: &Services,
    member: MemberId,
) -> Result<Option<OpenChat>, HandleError> {
    Ok(open_talk(&services.dispatcher, member).await?)
}

/// Relays one message of an open talk. Done means: accepted by Telegram and counted, gathered with its album, or its sender has been
/// told why not.
pub async fn relay_message(
    services: &Services,
    incoming: &Incoming,
    chat: OpenChat,
) -> Result<Handled, HandleError> {
    let message = &incoming.raw["message"];
    let handled = match album::Item::of(message) {
        Some(item) => album::gather(services, incoming, chat, item).await?,
        None => carry::relay(services, incoming, chat, message).await?,
    };
    // Whatever became of the message, its writer may need somebody now.
    care_for(services, incoming, message).await;
    Ok(handled)
}

async fn care_for(services: &Services, incoming: &Incoming, message: &Value) {
    let (text, _) = content::words(message);
    care::look_after(services, Writer::of(incoming), text).await;
}

/// Whether a message is asked about before it is carried: a file can hold its sender's name inside.
pub fn asks_first(message: &Value) -> bool {
    matches!(content::Content::of(message), content::Content::Media(media) if media.asks_first)
}

/// Whether a file that is asked about is too large to be carried at all.
pub fn is_too_large(message: &Value) -> bool {
    matches!(content::Content::of(message), content::Content::Media(media) if files::is_too_large(&media))
}

/// Relays a message that its sender has confirmed.
pub async fn relay_confirmed(
    services: &Services,
    incoming: &Incoming,
    chat: OpenChat,
    message: &Value,
) -> Result<Confirmed, HandleError> {
    let confirmed = carry::relay_confirmed(services, incoming, chat, message).await?;
    care_for(services, incoming, message).await;
    Ok(confirmed)
}

/// What became of a message that its sender confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmed {
    /// It has reached the peer, now or at an earlier press; the update is what this says.
    Sent(Handled),
    /// It has not; the sender has been told why.
    NotSent,
    /// An earlier press is sending it right now, and will say what became of it.
    UnderWay,
}

/// Carries a change of an earlier message of this talk over.
pub async fn relay_edit(
    services: &Services,
    incoming: &Incoming,
    chat: OpenChat,
) -> Result<(), HandleError> {
    changes::relay(services, incoming, chat).await?;
    care_for(services, incoming, &incoming.raw["edited_message"]).await;
    Ok(())
}

/// Mirrors a reaction to a message of this talk.
pub async fn relay_reaction(services: &Services, incoming: &Incoming, chat: OpenChat) {
    reactions::relay(services, incoming, chat).await;
}
