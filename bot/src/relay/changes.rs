//! Edits, carried over to what the message became on the other side.

use app::coordination::{Counterpart, PairLookup, Role};
use app::vault::Address;
use serde_json::Value;

use super::content::Content;
use super::filter::Filtered;
use super::limits::within_limit;
use super::media::Media;
use super::parts::{self, Carried, Part};
use super::passage::{Passage, Recipient, Sender};
use super::{OpenChat, carry, files, pairs};
use crate::handlers::turn;
use crate::{GatewayError, HandleError, Incoming, Services};

/// Carries an edit over.
pub(super) async fn relay(
    services: &Services,
    incoming: &Incoming,
    chat: OpenChat,
) -> Result<(), HandleError> {
    let message = &incoming.raw["edited_message"];
    let content = Content::of(message);
    let Some(message_id) = turn::message_id(message) else {
        return Ok(());
    };
    // What was never carried says nothing when it changes: a place that is shared live does so every few seconds.
    if matches!(content, Content::Refused(_)) {
        return Ok(());
    }
    let passage = Passage::new(services, Sender::of(incoming), chat);
    let found = services
        .coordination
        .pair(incoming.member, message_id)
        .await;
    let older = match found.within(chat.match_id) {
        PairLookup::Found(_, older) => Some(older),
        PairLookup::Unknown => None,
        PairLookup::Unavailable => return passage.send_as_new(message, content).await,
    };
    if services.relay.albums.change(incoming, message) {
        return Ok(());
    }
    if !within_limit(services, passage.sender).await {
        return Ok(());
    }
    let Some(older) = older else {
        // A file that waits to be confirmed is sent as it is then.
        if !super::asks_first(message) {
            passage.say(passage.sender.words.relay_edit_unknown()).await;
        }
        return Ok(());
    };
    passage.change(message, message_id, content, &older).await
}

impl Passage<'_> {
    /// Without Redis an edit comes as a message of its own.
    async fn send_as_new(&self, message: &Value, content: Content) -> Result<(), HandleError> {
        self.tell_degraded().await;
        if super::asks_first(message) || self.refuses(&content).await?.is_some() {
            return Ok(());
        }
        if !within_limit(self.services, self.sender).await {
            return Ok(());
        }
        let words = carry::filtered(message, &self.hidden().await?);
        if content == Content::Words && words.text.is_empty() {
            self.say(self.sender.words.relay_nothing_left()).await;
            return Ok(());
        }
        let passed = self.carry_on(message, content, &words).await?;
        carry::count(passed.outcome);
        self.speak_of(passed).await;
        Ok(())
    }

    async fn change(
        &self,
        message: &Value,
        message_id: i32,
        content: Content,
        older: &[Counterpart],
    ) -> Result<(), HandleError> {
        let words = carry::filtered(message, &self.hidden().await?);
        if content == Content::Words && words.text.is_empty() {
            self.say(self.sender.words.relay_nothing_left()).await;
            return Ok(());
        }
        let recipient = match self.recipient().await? {
            Ok(recipient) => recipient,
            Err(error) => return self.tell_not_delivered(&error).await,
        };
        let Some(parts) = self
            .changed_parts(&recipient, content, &words, older)
            .await?
        else {
            return Ok(());
        };
        match self.apply(&recipient, older, &parts).await {
            Ok(counterparts) => {
                pairs::remember(self, message_id, counterparts).await;
                if !words.removed.is_empty() {
                    self.say(words.removed.notice(self.sender.words)).await;
                }
            }
            Err(error) => self.tell_not_delivered(&error).await?,
        }
        Ok(())
    }

    /// What the message consists of now; `None` when that is not carried, and its sender has been told.
    async fn changed_parts(
        &self,
        recipient: &Recipient,
        content: Content,
        words: &Filtered,
        older: &[Counterpart],
    ) -> Result<Option<Vec<Part>>, HandleError> {
        let media = match content {
            Content::Words => return Ok(Some(parts::of_words(&recipient.nickname, words))),
            Content::Media(media) => media,
            Content::Refused(_) => return Ok(None),
        };
        let Some(file) = self.changed_file(recipient, media, older).await? else {
            return Ok(None);
        };
        let first = older.first().map(|part| part.role);
        let nickname = &recipient.nickname;
        Ok(Some(parts::of_changed_file(first, nickname, file, words)))
    }

    /// The file as it is now: the same one needs nothing, another one is prepared like a new message.
    async fn changed_file(
        &self,
        recipient: &Recipient,
        media: Media,
        older: &[Counterpart],
    ) -> Result<Option<Carried>, HandleError> {
        let fingerprint = media.fingerprint(self.chat.match_id);
        let is_same = |part: &Counterpart| matches!(part.role, Role::Media(known) | Role::Item(known) if known == fingerprint);
        if older.iter().any(is_same) {
            return Ok(Some(Carried {
                media,
                fingerprint,
                content: None,
                _room: None,
            }));
        }
        if media.asks_first {
            self.say(self.sender.words.relay_edit_file()).await;
            return Ok(None);
        }
        let content = Content::Media(media.clone());
        if self.refuses(&content).await?.is_some() {
            return Ok(None);
        }
        match files::prepare(self, recipient.address, media, None).await {
            Ok(file) => Ok(Some(file)),
            Err(not_ready) => {
                self.not_ready(&not_ready).await?;
                Ok(None)
            }
        }
    }

    /// Part by part: changed in place where that is possible, what is new comes after it, what is left over goes.
    async fn apply(
        &self,
        to: &Recipient,
        older: &[Counterpart],
        parts: &[Part],
    ) -> Result<Vec<Counterpart>, GatewayError> {
        let mut now = Vec::with_capacity(parts.len());
        let mut left_over = Vec::new();
        for (position, part) in parts.iter().enumerate() {
            let known = older.get(position);
            if let Some(header) = known.filter(|known| known.role == Role::Header)
                && part.role() == Role::Header
            {
                now.push(*header);
                continue;
            }
            let in_place = known.and_then(|known| Some((known, part.replace(known.role)?)));
            let message_id = if let Some((known, request)) = in_place {
                self.put_in_place(to.address, known.message_id, request)
                    .await?;
                known.message_id
            } else {
                left_over.extend(known.map(|known| known.message_id));
                let answer = self.send(to, part.send(), pairs::main(&now)).await?;
                turn::message_id(&answer).ok_or(GatewayError::TimedOut)?
            };
            now.push(Counterpart {
                message_id,
                role: part.role(),
            });
        }
        left_over.extend(older.iter().skip(parts.len()).map(|part| part.message_id));
        if !left_over.is_empty() {
            self.remove(to.address, &left_over).await?;
        }
        Ok(now)
    }

    async fn put_in_place(
        &self,
        to: Address,
        message_id: i32,
        mut request: parts::Request,
    ) -> Result<(), GatewayError> {
        request.parameters["message_id"] = message_id.into();
        match self.request(to, request).await {
            // It looks like this already, or the peer has deleted it: either way there is nothing to change.
            Err(GatewayError::Refused { description, .. }) if !description.is_empty() => Ok(()),
            answer => answer.map(drop),
        }
    }
}
