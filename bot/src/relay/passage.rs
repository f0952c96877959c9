//! One message on its way: who sends it, in which talk, to whom, until when.

use app::coordination::{Counterpart, PairLookup};
use app::outbox::Lane;
use app::vault::{Address, Kind};
use app::{CommandContext, ExecuteError};
use chrono::{DateTime, Utc};
use domain::member::{Member, MemberCommand};
use domain::policies::Template;
use domain::values::MemberId;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::parts::{Part, Request, is_main};
use super::{DELIVERY_LIMIT, OpenChat, actions, pairs};
use crate::handlers::turn;
use crate::keyboards::Screen;
use crate::texts::{self, Markup, Words};
use crate::{GatewayError, HandleError, Incoming, Services, language, owed};

/// A message of an open talk on its way.
#[derive(Clone, Copy)]
pub(super) struct Passage<'a> {
    pub(super) services: &'a Services,
    pub(super) sender: Sender,
    pub(super) chat: OpenChat,
    /// What is not accepted until then is not delivered.
    pub(super) deadline: DateTime<Utc>,
}

/// Whose message it is.
#[derive(Clone, Copy)]
pub(super) struct Sender {
    pub(super) member: MemberId,
    pub(super) address: Address,
    pub(super) words: Words,
}

/// Where a reply points on the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReplyTarget {
    /// At this message, or at none.
    Of(Option<i32>),
    /// Nobody knows without Redis.
    Unavailable,
}

impl ReplyTarget {
    pub(super) const fn message_id(self) -> Option<i32> {
        match self {
            Self::Of(message_id) => message_id,
            Self::Unavailable => None,
        }
    }
}

/// Who gets it, and under which name.
pub(super) struct Recipient {
    pub(super) address: Address,
    /// The sender's pseudonym.
    pub(super) nickname: String,
}

impl Sender {
    pub(super) fn of(incoming: &Incoming) -> Self {
        Self {
            member: incoming.member,
            address: incoming.address,
            words: texts::words(incoming.language()),
        }
    }
}

impl<'a> Passage<'a> {
    /// Begins now.
    pub(super) fn new(services: &'a Services, sender: Sender, chat: OpenChat) -> Self {
        Self {
            services,
            sender,
            chat,
            deadline: services.clock.now() + DELIVERY_LIMIT,
        }
    }

    /// Where the peer is, once the talk's opening card is there.
    pub(super) async fn recipient(&self) -> Result<Result<Recipient, GatewayError>, HandleError> {
        let Some(address) = self.services.vault.address(self.chat.peer).await? else {
            return Ok(Err(GatewayError::Unreachable));
        };
        let opened = &self.services.opened;
        if !opened.wait(self.services, self.chat, self.deadline).await? {
            return Ok(Err(GatewayError::TimedOut));
        }
        let sender: Member = self
            .services
            .dispatcher
            .load_cached(self.sender.member)
            .await?;
        Ok(Ok(Recipient {
            address,
            nickname: self.nickname(&sender).await?,
        }))
    }

    async fn nickname(&self, sender: &Member) -> Result<String, HandleError> {
        let Some(reference) = sender.nickname else {
            return Ok(String::new());
        };
        let vault = &self.services.vault;
        let nickname = vault
            .get(self.sender.member, Kind::Nickname, reference)
            .await?;
        Ok(nickname
            .map(|nickname| nickname.expose_secret().to_owned())
            .unwrap_or_default())
    }

    /// What stands where something was taken out, in the language of whoever reads it.
    pub(super) async fn hidden(&self) -> Result<String, HandleError> {
        let of_peer = language::as_remembered(self.services, self.chat.peer).await?;
        Ok(texts::words(of_peer).relay_hidden().plain())
    }

    /// The message on the other side that this one replies to. Without Redis it becomes a plain message.
    pub(super) async fn reply_target(&self, message: &Value) -> ReplyTarget {
        let replied = message.get("reply_to_message").and_then(turn::message_id);
        let Some(replied) = replied else {
            return ReplyTarget::Of(None);
        };
        let coordination = &self.services.coordination;
        let found = coordination.pair(self.sender.member, replied).await;
        match found.within(self.chat.match_id) {
            PairLookup::Found(_, counterparts) => ReplyTarget::Of(pairs::main(&counterparts)),
            // One of the bot's own notices, or something of an earlier talk: the words are meant for this one all the same.
            PairLookup::Unknown => ReplyTarget::Of(None),
            PairLookup::Unavailable => ReplyTarget::Unavailable,
        }
    }

    /// Says once in a talk that replies and edits have become plain messages.
    pub(super) async fn tell_degraded(&self) {
        let key = format!(
            "relay-degraded:{}:{}",
            self.chat.match_id, self.sender.member
        );
        if self.services.coordination.first(&key, pairs::LIFE).await {
            self.say(self.sender.words.relay_degraded()).await;
        }
    }

    /// Sends the parts in order; what they became. A reply points from the first part that is more than the pseudonym, and what
    /// follows a file points at the file.
    pub(super) async fn deliver(
        &self,
        to: &Recipient,
        parts: &[Part],
        reply_to: Option<i32>,
    ) -> Result<Vec<Counterpart>, GatewayError> {
        let mut delivered: Vec<Counterpart> = Vec::with_capacity(parts.len());
        for part in parts {
            let main = pairs::main_of_file(&delivered);
            let points_at = if delivered.iter().any(|earlier| is_main(earlier.role)) {
                main
            } else {
                reply_to.filter(|_| part.is_main())
            };
            let sending = self.send(to, part.send(), points_at);
            let answer =
                actions::while_slow(self.services, to.address, part.action(), sending).await?;
            // Telegram's answer to an accepted message always has its id.
            let message_id = turn::message_id(&answer).ok_or(GatewayError::TimedOut)?;
            delivered.push(Counterpart {
                message_id,
                role: part.role(),
            });
        }
        Ok(delivered)
    }

    /// One new message in the peer's chat.
    pub(super) async fn send(
        &self,
        to: &Recipient,
        mut request: Request,
        reply_to: Option<i32>,
    ) -> Result<Value, GatewayError> {
        if let Some(message_id) = reply_to {
            // The message may have been deleted meanwhile; the words count more than where they point.
            request.parameters["reply_parameters"] =
                json!({"message_id": message_id, "allow_sending_without_reply": true});
        }
        self.request(to.address, request).await
    }

    /// One request as it is, with its chat.
    pub(super) async fn request(
        &self,
        to: Address,
        mut request: Request,
    ) -> Result<Value, GatewayError> {
        request.parameters["chat_id"] = json!(to.chat_id);
        if creates_messages(request.method) && self.is_protected().await {
            request.parameters["protect_content"] = json!(true);
        }
        let Request {
            method,
            parameters,
            files,
        } = request;
        let gateway = &self.services.gateway;
        if files.is_empty() {
            return gateway
                .send_raw(to, Lane::Relay, method, parameters, self.deadline)
                .await;
        }
        gateway
            .send_files(to, Lane::Relay, method, parameters, files, self.deadline)
            .await
    }

    /// Whether the sender wants what they say neither forwarded nor saved. Where the choice cannot be looked up, it is protected.
    async fn is_protected(&self) -> bool {
        let dispatcher = &self.services.dispatcher;
        match dispatcher.load_cached::<Member>(self.sender.member).await {
            Ok(sender) => sender.protect_content,
            Err(_) => true,
        }
    }

    /// Tells the sender that it does not arrive. Who cannot be reached any more ends the talk by a policy, and the sender is told as for
    /// any other end.
    pub(super) async fn tell_not_delivered(&self, error: &GatewayError) -> Result<(), HandleError> {
        if *error == GatewayError::Unreachable {
            return self.peer_is_gone().await;
        }
        tell_not_delivered(self.services, self.sender).await
    }

    /// The gateway has said so already, unless it met an outage of ours.
    async fn peer_is_gone(&self) -> Result<(), HandleError> {
        let (id, at) = (self.services.ids.uuid(), self.services.clock.now());
        let context = CommandContext {
            command_id: id,
            correlation: id,
            causation: id,
            actor: "relay",
            now: at,
        };
        let dispatcher = &self.services.dispatcher;
        let marked = dispatcher
            .execute::<Member>(
                self.chat.peer,
                MemberCommand::MarkUnreachable { at },
                &context,
            )
            .await;
        match marked {
            // Refused: erased, or known to be unreachable.
            Ok(_) | Err(ExecuteError::Rejected(_)) => Ok(()),
            Err(ExecuteError::Failed(error)) => Err(error.into()),
        }
    }

    /// Tells the sender something; whether it arrives changes nothing about the message.
    pub(super) async fn say(&self, text: Markup) {
        say(self.services, self.sender.address, text).await;
    }
}

/// A message keeps the protection it was made with: what changes it cannot name one.
fn creates_messages(method: &str) -> bool {
    method.starts_with("send") || method == "copyMessages"
}

/// Tells the sender of a message that it does not arrive; this has to be known to them before the message is done with.
pub(super) async fn tell_not_delivered(
    services: &Services,
    sender: Sender,
) -> Result<(), HandleError> {
    let Sender {
        member,
        address,
        words,
    } = sender;
    let (text, template) = (words.relay_not_delivered(), Template::MessageNotDelivered);
    let told = owed::tell(services, (member, address), text, template, DELIVERY_LIMIT);
    Ok(told.await?)
}

/// Tells a member something about messages; whether it arrives changes nothing about them.
pub(super) async fn say(services: &Services, to: Address, text: Markup) {
    let deadline = services.clock.now() + DELIVERY_LIMIT;
    let payload = turn::send_message(to.chat_id, &Screen::plain(text));
    let sent = services
        .gateway
        .send(to, Lane::Notices, payload, deadline)
        .await;
    if let Err(error) = sent {
        tracing::debug!(bot = %to.bot, %error, "a notice about a message was not accepted");
    }
}
