//! Files that cannot be sent again by their id: read into memory, stripped of what names somebody, sent anew.

use std::sync::Arc;

use app::vault::Address;
use bytes::Bytes;
use tokio::sync::OwnedSemaphorePermit;

use super::media::{LARGEST_THROUGH_MEMORY_BYTES, Media, MediaKind};
use super::parts::Carried;
use super::passage::Passage;
use super::{actions, audio_tags};
use crate::GatewayError;

/// From this size on the peer sees that something is on its way.
const LARGE_BYTES: u64 = 1024 * 1024;

/// Why a file is not ready to be sent.
pub(super) enum NotReady {
    /// It does not fit through memory.
    TooLarge,
    /// Telegram did not give it.
    Failed(GatewayError),
}

/// Whether a file has to be sent anew and is too large for that.
pub(super) fn is_too_large(media: &Media) -> bool {
    media.names_somebody
        && media
            .size_bytes
            .is_some_and(|size| size > LARGEST_THROUGH_MEMORY_BYTES)
}

/// Room in memory for files that are sent anew, given back with the last of them.
pub(super) type Room = Arc<OwnedSemaphorePermit>;

/// How much memory a file takes on its way; nothing when it goes by its id. That is when its id says nothing about anybody and the
/// peer has the same bot: to another bot an id means nothing (architecture.md, "Telegram out").
pub(super) fn memory_bytes(passage: &Passage<'_>, to: Address, media: &Media) -> Option<u64> {
    let goes_by_id = !media.names_somebody && to.bot == passage.sender.address.bot;
    (!goes_by_id).then(|| media.size_bytes.unwrap_or(LARGE_BYTES))
}

/// Waits for room, not longer than the message may take.
pub(super) async fn room(passage: &Passage<'_>, bytes: u64) -> Result<Option<Room>, NotReady> {
    let services = passage.services;
    tokio::select! {
        room = services.relay.room(bytes) => Ok(room.map(Arc::new)),
        () = services.clock.sleep_until(passage.deadline) => {
            Err(NotReady::Failed(GatewayError::TimedOut))
        }
    }
}

/// Makes a file ready to be sent: by its id, or anew in the room that is given.
pub(super) async fn prepare(
    passage: &Passage<'_>,
    to: Address,
    media: Media,
    given: Option<Room>,
) -> Result<Carried, NotReady> {
    let fingerprint = media.fingerprint(passage.chat.match_id);
    let Some(bytes) = memory_bytes(passage, to, &media) else {
        return Ok(Carried {
            media,
            fingerprint,
            content: None,
            _room: None,
        });
    };
    if bytes > LARGEST_THROUGH_MEMORY_BYTES {
        return Err(NotReady::TooLarge);
    }
    let _shown = if bytes >= LARGE_BYTES {
        Some(actions::show(passage.services, to, media.kind.action()).await)
    } else {
        None
    };
    let room = match given {
        Some(room) => Some(room),
        None => room(passage, bytes).await?,
    };
    Ok(Carried {
        content: Some(download(passage, &media).await?),
        media,
        fingerprint,
        _room: room,
    })
}

async fn download(passage: &Passage<'_>, media: &Media) -> Result<Bytes, NotReady> {
    let downloading = passage.services.gateway.download(
        passage.sender.address.bot,
        &media.file_id,
        LARGEST_THROUGH_MEMORY_BYTES,
        passage.deadline,
    );
    match downloading.await {
        Ok(Some(content)) if media.kind == MediaKind::Audio => {
            Ok(audio_tags::without_tags(&content))
        }
        Ok(Some(content)) => Ok(content),
        Ok(None) => Err(NotReady::TooLarge),
        Err(error) => Err(NotReady::Failed(error)),
    }
}
