//! Messages of every kind in a line, for tests: `NewMessage::photo().captioned("…").reply_to(5)`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{Edit, Entity, NewMedia, NewMessage, samples};

impl NewMedia {
    /// A file of a kind: `photo`, `video`, `voice`, `audio`, `animation`, `sticker`, `document`, `video_note`.
    pub fn new(kind: &str, bytes: &[u8]) -> Self {
        Self {
            kind: kind.to_owned(),
            base64: STANDARD.encode(bytes),
            ..Self::default()
        }
    }

    /// With a file name.
    #[must_use]
    pub fn named(mut self, file_name: &str) -> Self {
        self.file_name = Some(file_name.to_owned());
        self
    }

    /// With a MIME type.
    #[must_use]
    pub fn typed(mut self, mime_type: &str) -> Self {
        self.mime_type = Some(mime_type.to_owned());
        self
    }

    /// With tags of an audio.
    #[must_use]
    pub fn tagged(mut self, performer: &str, title: &str) -> Self {
        self.performer = Some(performer.to_owned());
        self.title = Some(title.to_owned());
        self
    }

    /// A sticker with its emoji and of a set.
    #[must_use]
    pub fn in_set(mut self, set_name: &str, emoji: &str) -> Self {
        self.set_name = Some(set_name.to_owned());
        self.emoji = Some(emoji.to_owned());
        self
    }

    /// With a duration in seconds.
    #[must_use]
    pub fn lasting(mut self, duration_s: i64) -> Self {
        self.duration = Some(duration_s);
        self
    }

    /// As if it had so many bytes.
    #[must_use]
    pub fn claiming_bytes(mut self, size: u64) -> Self {
        self.claimed_size = Some(size);
        self
    }

    /// Hidden until tapped.
    #[must_use]
    pub fn hidden(mut self) -> Self {
        self.spoiler = true;
        self
    }
}

/// Messages with a file.
impl NewMessage {
    /// A message with a file.
    pub fn media(media: NewMedia) -> Self {
        Self {
            media: Some(media),
            ..Self::default()
        }
    }

    /// A real small photo.
    pub fn photo() -> Self {
        Self::media(NewMedia::new("photo", samples::PHOTO).typed("image/jpeg"))
    }

    /// A real small video of a second.
    pub fn video() -> Self {
        let media = NewMedia::new("video", samples::VIDEO);
        Self::media(media.typed("video/mp4").named("video.mp4").lasting(1))
    }

    /// A real small voice message of a second.
    pub fn voice() -> Self {
        let media = NewMedia::new("voice", samples::VOICE);
        Self::media(media.typed("audio/ogg").lasting(1))
    }

    /// A real small video note of a second.
    pub fn video_note() -> Self {
        Self::media(NewMedia::new("video_note", samples::VIDEO).lasting(1))
    }

    /// A GIF, which Telegram keeps as a video without sound.
    pub fn animation() -> Self {
        let media = NewMedia::new("animation", samples::VIDEO);
        Self::media(media.typed("video/mp4").named("giphy.mp4").lasting(1))
    }

    /// A piece of music with its tags and file name.
    pub fn audio(performer: &str, title: &str, file_name: &str) -> Self {
        let media = NewMedia::new("audio", samples::VOICE).typed("audio/ogg");
        Self::media(media.tagged(performer, title).named(file_name).lasting(1))
    }

    /// A sticker of a set.
    pub fn sticker(set_name: &str) -> Self {
        Self::media(NewMedia::new("sticker", samples::STICKER).in_set(set_name, "🤗"))
    }

    /// A file with its name, type and content.
    pub fn document(file_name: &str, mime_type: &str, bytes: &[u8]) -> Self {
        let media = NewMedia::new("document", bytes);
        Self::media(media.named(file_name).typed(mime_type))
    }
}

/// Messages that are something besides words and files.
impl NewMessage {
    /// A message with a part of Telegram's `Message`, taken as it is.
    pub fn part(field: &str, value: Value) -> Self {
        Self::default().and_part(field, value)
    }

    /// A contact card.
    pub fn contact(phone_number: &str, first_name: &str) -> Self {
        let contact = json!({ "phone_number": phone_number, "first_name": first_name });
        Self::part("contact", contact)
    }

    /// A point on the map.
    pub fn location(latitude: f64, longitude: f64) -> Self {
        let location = json!({ "latitude": latitude, "longitude": longitude });
        Self::part("location", location)
    }

    /// A place; Telegram fills `location` too.
    pub fn venue(title: &str, address: &str) -> Self {
        let location = json!({ "latitude": 59.93, "longitude": 30.36 });
        let venue = json!({ "location": location, "title": title, "address": address });
        Self::part("venue", venue).and_part("location", location)
    }

    /// An anonymous poll without votes.
    pub fn poll(question: &str, options: &[&str]) -> Self {
        let options = options.iter().enumerate();
        let options: Vec<Value> = options
            .map(|(at, text)| json!({ "persistent_id": at.to_string(), "text": text, "voter_count": 0 }))
            .collect();
        let poll = json!({
            "id": "5000000000000000001",
            "question": question,
            "options": options,
            "total_voter_count": 0,
            "is_closed": false,
            "is_anonymous": true,
            "type": "regular",
            "allows_multiple_answers": false,
            "allows_revoting": false,
            "members_only": false,
        });
        Self::part("poll", poll)
    }

    /// A throw of a dice.
    pub fn dice(value: i64) -> Self {
        Self::part("dice", json!({ "emoji": "🎲", "value": value }))
    }

    /// A story of somebody that is sent on.
    pub fn story(author_id: i64, author: &str) -> Self {
        let chat = json!({ "id": author_id, "type": "private", "first_name": author });
        Self::part("story", json!({ "id": 1, "chat": chat }))
    }

    /// A game.
    pub fn game(title: &str) -> Self {
        let game = json!({ "title": title, "description": title, "photo": [] });
        Self::part("game", game)
    }

    /// Media that are paid for with stars.
    pub fn paid_media(star_count: i64) -> Self {
        let preview = json!({ "type": "preview", "width": 640, "height": 480 });
        let paid = json!({ "star_count": star_count, "paid_media": [preview] });
        Self::part("paid_media", paid)
    }

    /// What a web app hands over through its keyboard button.
    pub fn web_app_data(data: &str, button_text: &str) -> Self {
        let data = json!({ "data": data, "button_text": button_text });
        Self::part("web_app_data", data)
    }
}

/// What any message can have besides.
impl NewMessage {
    /// A text.
    pub fn words(text: &str) -> Self {
        Self::default().captioned(text)
    }

    /// With a caption, or with words if there is no file.
    #[must_use]
    pub fn captioned(mut self, text: &str) -> Self {
        text.clone_into(&mut self.text);
        self
    }

    /// With formatting of its words.
    #[must_use]
    pub fn formatted(mut self, entities: Vec<Entity>) -> Self {
        self.entities = entities;
        self
    }

    /// As a reply to a message.
    #[must_use]
    pub fn reply_to(mut self, message_id: i64) -> Self {
        self.reply_to = Some(message_id);
        self
    }

    /// Quoting a part of the message that is replied to.
    #[must_use]
    pub fn quoting(mut self, quote: &str) -> Self {
        self.quote = Some(quote.to_owned());
        self
    }

    /// With the picture hidden until tapped.
    #[must_use]
    pub fn hidden(mut self) -> Self {
        self.media = self.media.map(NewMedia::hidden);
        self
    }

    /// With the caption above the picture.
    #[must_use]
    pub fn caption_above(mut self) -> Self {
        self.caption_above = true;
        self
    }

    /// With a part of Telegram's `Message`, taken as it is.
    #[must_use]
    pub fn and_part(mut self, field: &str, value: Value) -> Self {
        self.parts.insert(field.to_owned(), value);
        self
    }

    /// Forwarded from a person whose account can be opened.
    #[must_use]
    pub fn forwarded_from(self, user_id: i64, first_name: &str, username: Option<&str>) -> Self {
        let mut user = json!({ "id": user_id, "is_bot": false, "first_name": first_name });
        if let Some(username) = username {
            user["username"] = json!(username);
        }
        let origin = json!({ "type": "user", "date": 1, "sender_user": user });
        self.and_part("forward_origin", origin)
    }

    /// Forwarded from a person who hides the account but not the name.
    #[must_use]
    pub fn forwarded_from_hidden(self, name: &str) -> Self {
        let origin = json!({ "type": "hidden_user", "date": 1, "sender_user_name": name });
        self.and_part("forward_origin", origin)
    }

    /// Forwarded from a channel.
    #[must_use]
    pub fn forwarded_from_channel(self, title: &str, username: &str) -> Self {
        let chat = json!({ "id": -1_001_000_000_001_i64, "type": "channel", "title": title, "username": username });
        let origin = json!({ "type": "channel", "date": 1, "chat": chat, "message_id": 1 });
        self.and_part("forward_origin", origin)
    }

    /// Made with an inline bot.
    #[must_use]
    pub fn via_bot(self, username: &str) -> Self {
        let bot = json!({ "id": 5_000_001, "is_bot": true, "first_name": username, "username": username });
        self.and_part("via_bot", bot)
    }
}

impl Edit {
    /// A new text or caption.
    pub fn words(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            ..Self::default()
        }
    }

    /// A new file with a caption, which may be empty.
    pub fn media(media: NewMedia, caption: &str) -> Self {
        Self {
            media: Some(media),
            ..Self::words(caption)
        }
    }

    /// With formatting of its words.
    #[must_use]
    pub fn formatted(mut self, entities: Vec<Entity>) -> Self {
        self.entities = entities;
        self
    }
}
