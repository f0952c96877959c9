//! One message from its sender to the peer.

use serde_json::Value;

use super::confirmations::{self, Press};
use super::content::{self, Content};
use super::filter::{self, Filtered};
use super::limits::within_limit;
use super::media::Media;
use super::parts::{self, Part};
use super::passage::{Passage, Recipient, ReplyTarget, Sender};
use super::{Confirmed, OpenChat, files, pairs};
use crate::handlers::turn;
use crate::texts::Markup;
use crate::{GatewayError, HandleError, Handled, Incoming, Services};

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Relayed,
    Limited,
    NothingLeft,
    NotDelivered,
    Refused,
}

impl Outcome {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Relayed => "relayed",
            Self::Limited => "limited",
            Self::NothingLeft => "nothing_left",
            Self::NotDelivered => "not_delivered",
            Self::Refused => "refused",
        }
    }
}

/// What became of a message, and what its sender is told about it once that is written down: a word that waits for Telegram must not make
/// a message come twice.
pub(super) struct Passed {
    pub(super) outcome: Outcome,
    notices: Vec<Notice>,
}

/// What did not come along with a message that did.
enum Notice {
    Degraded,
    Removed(Markup),
}

impl From<Outcome> for Passed {
    fn from(outcome: Outcome) -> Self {
        Self {
            outcome,
            notices: Vec::new(),
        }
    }
}

/// Relays a message and writes down that it is done.
pub(super) async fn relay(
    services: &Services,
    incoming: &Incoming,
    chat: OpenChat,
    message: &Value,
) -> Result<Handled, HandleError> {
    let started = std::time::Instant::now();
    let passage = Passage::new(services, Sender::of(incoming), chat);
    let passed = passage.carry(message).await?;
    count(passed.outcome);
    if passed.outcome != Outcome::Relayed {
        return Ok(Handled::Done);
    }
    metrics::histogram!("notalone_relay_duration_seconds").record(started.elapsed().as_secs_f64());
    services
        .inbox
        .finish_relayed(
            incoming.bot,
            incoming.update_id,
            chat.match_id,
            incoming.member,
        )
        .await?;
    passage.speak_of(passed).await;
    Ok(Handled::Finished)
}

/// Relays a message that was asked about; a second press, here or at another process, finds it sent.
pub(super) async fn relay_confirmed(
    services: &Services,
    incoming: &Incoming,
    chat: OpenChat,
    message: &Value,
) -> Result<Confirmed, HandleError> {
    let Some(message_id) = turn::message_id(message) else {
        return Ok(Confirmed::NotSent);
    };
    let file = confirmations::File {
        match_id: chat.match_id,
        sender: incoming.member,
        message_id,
    };
    match confirmations::claim(&services.pool, file, incoming.correlation()).await? {
        Press::First => {}
        Press::UnderWay => return Ok(Confirmed::UnderWay),
        Press::Sent => return Ok(Confirmed::Sent(Handled::Done)),
    }
    let relayed = relay(services, incoming, chat, message).await;
    let is_sent = matches!(relayed, Ok(Handled::Finished));
    let noted = if is_sent {
        confirmations::sent(&services.pool, file).await
    } else {
        confirmations::give_back(&services.pool, file).await
    };
    if let Err(error) = noted {
        // The claim runs out by itself.
        tracing::warn!(%error, correlation = %incoming.correlation(), "what became of a confirmed file was not written down");
    }
    Ok(match relayed? {
        Handled::Finished => Confirmed::Sent(Handled::Finished),
        Handled::Done => Confirmed::NotSent,
    })
}

pub(super) fn count(outcome: Outcome) {
    metrics::counter!("notalone_relay_messages_total", "outcome" => outcome.name()).increment(1);
}

/// The words of a message as the peer may see them.
pub(super) fn filtered(message: &Value, hidden: &str) -> Filtered {
    let (text, entities) = content::words(message);
    filter::filter(text, entities, hidden)
}

impl Passage<'_> {
    async fn carry(&self, message: &Value) -> Result<Passed, HandleError> {
        let content = Content::of(message);
        if let Some(outcome) = self.refuses(&content).await? {
            return Ok(outcome.into());
        }
        if !within_limit(self.services, self.sender).await {
            return Ok(Outcome::Limited.into());
        }
        let words = filtered(message, &self.hidden().await?);
        if content == Content::Words && words.text.is_empty() {
            self.say(self.sender.words.relay_nothing_left()).await;
            return Ok(Outcome::NothingLeft.into());
        }
        self.carry_on(message, content, &words).await
    }

    /// What is not carried is answered with its own sentence.
    pub(super) async fn refuses(&self, content: &Content) -> Result<Option<Outcome>, HandleError> {
        let words = self.sender.words;
        let sentence = match content {
            Content::Words => return Ok(None),
            Content::Refused(kind) => words.refused_in_talk(*kind),
            Content::Media(media) if files::is_too_large(media) => words.relay_file_too_large(),
            Content::Media(media) => {
                if !media.kind.is_visual() || self.have_both_written().await? {
                    return Ok(None);
                }
                words.relay_visual_too_early()
            }
        };
        self.say(sentence).await;
        Ok(Some(Outcome::Refused))
    }

    pub(super) async fn have_both_written(&self) -> Result<bool, HandleError> {
        let memory = &self.services.relay;
        memory
            .have_both_written(self.services, self.sender.member, self.chat)
            .await
    }

    /// Delivers a message that is carried and remembers what it became.
    pub(super) async fn carry_on(
        &self,
        message: &Value,
        content: Content,
        words: &Filtered,
    ) -> Result<Passed, HandleError> {
        let recipient = match self.recipient().await? {
            Ok(recipient) => recipient,
            Err(error) => return self.not_delivered(&error).await.map(Passed::from),
        };
        let parts = match content {
            Content::Words => parts::of_words(&recipient.nickname, words),
            Content::Media(media) => match self.parts_of(&recipient, media, words).await? {
                Ok(parts) => parts,
                Err(outcome) => return Ok(outcome.into()),
            },
            Content::Refused(_) => return Ok(Outcome::Refused.into()),
        };
        let reply_to = self.reply_target(message).await;
        let delivered = self.deliver(&recipient, &parts, reply_to.message_id());
        let counterparts = match delivered.await {
            Ok(counterparts) => counterparts,
            Err(error) => return self.not_delivered(&error).await.map(Passed::from),
        };
        if let Some(message_id) = turn::message_id(message) {
            pairs::remember(self, message_id, counterparts).await;
        }
        let degraded = (reply_to == ReplyTarget::Unavailable).then_some(Notice::Degraded);
        let removed = (!words.removed.is_empty())
            .then(|| Notice::Removed(words.removed.notice(self.sender.words)));
        Ok(Passed {
            outcome: Outcome::Relayed,
            notices: degraded.into_iter().chain(removed).collect(),
        })
    }

    /// Tells the sender what did not come along.
    pub(super) async fn speak_of(&self, passed: Passed) {
        for notice in passed.notices {
            match notice {
                Notice::Degraded => self.tell_degraded().await,
                Notice::Removed(text) => self.say(text).await,
            }
        }
    }

    async fn parts_of(
        &self,
        recipient: &Recipient,
        media: Media,
        words: &Filtered,
    ) -> Result<Result<Vec<Part>, Outcome>, HandleError> {
        match files::prepare(self, recipient.address, media, None).await {
            Ok(file) => Ok(Ok(parts::of_file(&recipient.nickname, file, words))),
            Err(not_ready) => self.not_ready(&not_ready).await.map(Err),
        }
    }

    pub(super) async fn not_ready(
        &self,
        not_ready: &files::NotReady,
    ) -> Result<Outcome, HandleError> {
        match not_ready {
            files::NotReady::TooLarge => {
                self.say(self.sender.words.relay_file_too_large()).await;
                Ok(Outcome::Refused)
            }
            files::NotReady::Failed(error) => self.not_delivered(error).await,
        }
    }

    pub(super) async fn not_delivered(&self, error: &GatewayError) -> Result<Outcome, HandleError> {
        self.tell_not_delivered(error).await?;
        Ok(Outcome::NotDelivered)
    }
}
