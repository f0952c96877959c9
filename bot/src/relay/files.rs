//! Files that cannot be sent again by their id: read into memory, stripped of what names somebody, sent anew.

use std::sync::Arc;

use app::vault::Address;

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

/// Makes a file ready to be sent: by its id if that says nothing about anybody and the peer has the same bot, else anew.
pub(super) async fn prepare(
    passage: &Passage<'_>,
    to: Address,
    media: Media,
) -> Result<Carried, NotReady> {
    let fingerprint = media.fingerprint(passage.chat.match_id);
    let sender = passage.sender.address;
    // An id means nothing to another bot (architecture.md, "Telegram out").
    if !media.names_somebody && to.bot == sender.bot {
        return Ok(Carried {
            media,
            fingerprint,
            content: None,
            _room: None,
        });
    }
    let size = media.size_bytes.unwrap_or(LARGE_BYTES);
    if size > LARGEST_THROUGH_MEMORY_BYTES {
        return Err(NotReady::TooLarge);
    }
    let services = passage.services;
    let _shown = if size >= LARGE_BYTES {
        Some(actions::show(services, to, media.kind.action()).await)
    } else {
        None
    };
    let room = tokio::select! {
        room = services.relay.room() => room,
        () = services.clock.sleep_until(passage.deadline) => {
            return Err(NotReady::Failed(GatewayError::TimedOut));
        }
    };
    let downloading = services.gateway.download(
        sender.bot,
        &media.file_id,
        LARGEST_THROUGH_MEMORY_BYTES,
        passage.deadline,
    );
    let content = match downloading.await {
        Ok(Some(content)) if media.kind == MediaKind::Audio => audio_tags::without_tags(&content),
        Ok(Some(content)) => content,
        Ok(None) => return Err(NotReady::TooLarge),
        Err(error) => return Err(NotReady::Failed(error)),
    };
    Ok(Carried {
        media,
        fingerprint,
        content: Some(content),
        _room: room.map(Arc::new),
    })
}
