//! Sending: words, files, albums, what is forwarded.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::{NotPossible, Person, caption_of, text_of, words};
use crate::files::StoredFile;
use crate::media::{Measures, MediaKind, Showing, parts};
use crate::model::{NewAlbum, NewMedia, NewMessage, Sent, SentAlbum};
use crate::state::{Author, ChatState, Message, NewContent, Presence};
use crate::text::quoted;

/// <https://core.telegram.org/bots/api#sendmediagroup>; Telegram's apps have the same limits.
const ALBUM: std::ops::RangeInclusive<usize> = 2..=10;

impl Person {
    pub(crate) fn send(&self, message: NewMessage) -> Result<Sent, NotPossible> {
        self.can_act()?;
        let quote = message.quote.clone();
        let content = self.content_of(message)?;
        self.chat.with(|state| {
            let content = with_quote(state, content, quote.as_deref())?;
            Ok(self.add(state, content))
        })
    }

    /// All parts appear at once; the bot gets one update for each.
    pub(crate) fn send_album(&self, album: NewAlbum) -> Result<SentAlbum, NotPossible> {
        self.can_act()?;
        if !ALBUM.contains(&album.messages.len()) {
            return Err(NotPossible::Album);
        }
        let media_group_id = self.world.files.next_album().to_string();
        let mut contents = Vec::new();
        for mut message in album.messages {
            let media = message.media.as_mut().ok_or(NotPossible::Album)?;
            media.media_group_id = Some(media_group_id.clone());
            let quote = message.quote.clone();
            contents.push((self.content_of(message)?, quote));
        }
        let kinds = contents
            .iter()
            .map(|(content, _)| MediaKind::of_parts(&content.parts));
        let kinds: Vec<MediaKind> = kinds.collect::<Option<_>>().ok_or(NotPossible::Album)?;
        if !kinds.iter().all(|kind| kind.goes_with(kinds[0])) {
            return Err(NotPossible::Album);
        }
        self.chat.with(|state| {
            let contents = contents
                .into_iter()
                .map(|(content, quote)| with_quote(state, content, quote.as_deref()))
                .collect::<Result<Vec<_>, _>>()?;
            let sent = contents.into_iter().map(|content| self.add(state, content));
            Ok(SentAlbum {
                media_group_id,
                messages: sent.collect(),
            })
        })
    }

    /// Sends a message of this chat into it again, as a forward; protected content cannot be.
    pub(crate) fn forward(&self, message_id: i64) -> Result<Sent, NotPossible> {
        self.can_act()?;
        self.chat.with(|state| {
            let message = state.message(message_id).ok_or(NotPossible::NoMessage)?;
            if message.content.protected {
                return Err(NotPossible::Protected);
            }
            let content = self.forwarded(message);
            Ok(self.add(state, content))
        })
    }

    fn forwarded(&self, message: &Message) -> NewContent {
        let sender = match message.author {
            Author::Bot => self.bot.to_json(),
            Author::Person => self.user.to_json(),
        };
        let mut parts = message.content.parts.clone();
        parts.retain(|part, _| !matches!(part.as_str(), "quote" | "media_group_id"));
        // What was forwarded before keeps its first origin.
        parts.entry("forward_origin").or_insert_with(
            || json!({ "type": "user", "date": message.date_s, "sender_user": sender }),
        );
        NewContent {
            text: message.content.text.clone(),
            caption: message.content.caption.clone(),
            parts,
            ..Self::payable(message)
        }
    }

    /// "If left empty, forwarded copies of the sent message will have a Pay button."
    fn payable(message: &Message) -> NewContent {
        let invoice = message.content.invoice.clone();
        let Some(invoice) = invoice.filter(|invoice| invoice.start_parameter.is_empty()) else {
            return NewContent::default();
        };
        NewContent {
            inline_keyboard: Some(invoice.pay_keyboard()),
            invoice: Some(invoice),
            ..NewContent::default()
        }
    }

    fn add(&self, state: &mut ChatState, content: NewContent) -> Sent {
        state.presence = Presence::Open;
        let message_id = state.add(Author::Person, self.world.clock.now_s(), content);
        let update_id = self.tell_message(state, "message", message_id);
        Sent {
            message_id,
            update_id,
        }
    }

    fn content_of(&self, message: NewMessage) -> Result<NewContent, NotPossible> {
        let words = words(&message.text, message.entities)?;
        let mut content = NewContent {
            parts: message.parts,
            reply_to: message.reply_to,
            ..NewContent::default()
        };
        if let Some(media) = &message.media {
            let added = self.media_parts(media, message.caption_above)?;
            content.parts.extend(added);
        }
        let is_text = content.parts.keys().all(|part| is_about_text(part));
        if is_text {
            content.text = Some(text_of(words)?);
            return Ok(content);
        }
        let kind = MediaKind::of_parts(&content.parts);
        if !words.is_empty() && kind.is_some_and(|kind| !kind.takes_caption()) {
            return Err(NotPossible::NoCaption);
        }
        content.caption = caption_of(words)?;
        Ok(content)
    }

    /// The parts of a new file.
    pub(super) fn media_parts(
        &self,
        media: &NewMedia,
        caption_above: bool,
    ) -> Result<Map<String, Value>, NotPossible> {
        let kind = MediaKind::of_field(&media.kind).ok_or(NotPossible::Media)?;
        let bytes = STANDARD
            .decode(&media.base64)
            .map_err(|_| NotPossible::Media)?;
        let file = StoredFile {
            bytes: bytes.into(),
            bot_id: self.bot.id,
            kind,
            file_name: media.file_name.clone(),
            mime_type: media.mime_type.clone(),
            claimed_size: media.claimed_size,
            measures: Measures {
                width: media.width,
                height: media.height,
                duration: media.duration,
                title: media.title.clone(),
                performer: media.performer.clone(),
                emoji: media.emoji.clone(),
                set_name: media.set_name.clone(),
            },
        };
        let showing = Showing {
            spoiler: media.spoiler,
            caption_above,
        };
        let number = self.world.files.add(file.clone());
        let mut parts = parts(number, &file, showing);
        if let Some(group) = &media.media_group_id {
            parts.insert("media_group_id".to_owned(), group.clone().into());
        }
        Ok(parts)
    }
}

/// The content with its quote, checked against the message it replies to.
fn with_quote(
    state: &ChatState,
    mut content: NewContent,
    quote: Option<&str>,
) -> Result<NewContent, NotPossible> {
    let Some(reply_to) = content.reply_to else {
        return match quote {
            Some(_) => Err(NotPossible::Quote),
            None => Ok(content),
        };
    };
    let replied = state.message(reply_to).ok_or(NotPossible::NoMessage)?;
    if let Some(quote) = quote {
        let from = replied.words().ok_or(NotPossible::Quote)?;
        let found = quoted(from, quote, None, 0).ok_or(NotPossible::Quote)?;
        content.parts.insert("quote".to_owned(), found);
    }
    Ok(content)
}

/// Parts that a text message may have besides its text.
fn is_about_text(part: &str) -> bool {
    matches!(
        part,
        "forward_origin"
            | "via_bot"
            | "link_preview_options"
            | "quote"
            | "external_reply"
            | "effect_id"
    )
}
