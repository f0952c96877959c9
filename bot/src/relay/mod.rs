//! Carries a member's words to the peer and forgets them: nothing said is written anywhere.

pub mod compose;
pub mod edits;
mod elsewhere;
pub mod entity;
pub mod filter;
mod opened;

use std::time::Duration;

use app::actions::open_talk;
use app::coordination::{Permit, Quota};
use app::outbox::Lane;
use app::vault::{Address, Kind};
use chrono::{DateTime, Utc};
use domain::member::Member;
use domain::values::MemberId;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::texts::{self, Text};
use crate::{GatewayError, HandleError, Handled, Incoming, Services};
pub use app::actions::OpenTalk as OpenChat;
pub use elsewhere::RelayFromElsewhere;
pub use opened::OpenedChats;

/// A message that Telegram does not accept within this time is answered to its sender (product.md, "Talking").
const DELIVERY_LIMIT: chrono::Duration = chrono::Duration::seconds(20);
/// One notice about the limit in this time.
const LIMIT_NOTICE_EVERY: Duration = Duration::from_mins(1);

/// The open talk of a member.
pub async fn open_chat(
    services: &Services,
    member: MemberId,
) -> Result<Option<OpenChat>, HandleError> {
    Ok(open_talk(&services.dispatcher, member).await?)
}

/// Relays one text message of an open talk. Done means: accepted by Telegram and counted, or its sender has been told why not.
pub async fn relay_text(
    services: &Services,
    incoming: &Incoming,
    chat: OpenChat,
) -> Result<Handled, HandleError> {
    let received_at = services.clock.now();
    let started = std::time::Instant::now();
    let outcome = relay_text_until(services, incoming, chat, received_at + DELIVERY_LIMIT).await?;
    count_outcome(outcome, started);
    if matches!(outcome, Outcome::Relayed) {
        services
            .inbox
            .finish_relayed(
                incoming.bot,
                incoming.update_id,
                chat.match_id,
                incoming.member,
            )
            .await?;
        return Ok(Handled::Finished);
    }
    Ok(Handled::Done)
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Relayed,
    Limited,
    NothingLeft,
    NotDelivered,
}

impl Outcome {
    const fn name(self) -> &'static str {
        match self {
            Self::Relayed => "relayed",
            Self::Limited => "limited",
            Self::NothingLeft => "nothing_left",
            Self::NotDelivered => "not_delivered",
        }
    }
}

fn count_outcome(outcome: Outcome, started: std::time::Instant) {
    metrics::counter!("notalone_relay_messages_total", "outcome" => outcome.name()).increment(1);
    if matches!(outcome, Outcome::Relayed) {
        metrics::histogram!("notalone_relay_duration_seconds")
            .record(started.elapsed().as_secs_f64());
    }
}

async fn relay_text_until(
    services: &Services,
    incoming: &Incoming,
    chat: OpenChat,
    deadline: DateTime<Utc>,
) -> Result<Outcome, HandleError> {
    if !within_limit(services, incoming).await {
        return Ok(Outcome::Limited);
    }
    let hidden = texts::words(incoming.language()).relay_hidden().plain();
    let words = words(&incoming.raw, &hidden);
    if words.text.is_empty() {
        say(services, incoming, Text::RelayNothingLeft).await;
        return Ok(Outcome::NothingLeft);
    }
    let delivered = deliver(services, incoming.member, chat, &words, deadline).await?;
    let outcome = match delivered {
        Ok(()) => Outcome::Relayed,
        // The peer is gone: the talk is ended by the policy, and the sender is told as for any other end.
        Err(GatewayError::Unreachable) => return Ok(Outcome::NotDelivered),
        Err(GatewayError::TimedOut | GatewayError::Refused { .. }) => {
            say(services, incoming, Text::RelayNotDelivered).await;
            return Ok(Outcome::NotDelivered);
        }
    };
    if words.identity_removed {
        say(services, incoming, Text::RelayIdentityHidden).await;
    }
    Ok(outcome)
}

/// Takes one message of the member's limit, whichever way it came.
async fn take_one(services: &Services, sender: MemberId) -> Permit {
    let quota = Quota {
        per_period: services.settings.relay_per_minute,
        period: Duration::from_mins(1),
        burst: services.settings.relay_burst,
    };
    let bucket = format!("relay:{sender}");
    services.coordination.take(&bucket, quota).await
}

async fn within_limit(services: &Services, incoming: &Incoming) -> bool {
    match take_one(services, incoming.member).await {
        Permit::Granted => true,
        Permit::Denied { .. } => {
            if services
                .coordination
                .first(
                    &format!("relay-limit-notice:{}", incoming.member),
                    LIMIT_NOTICE_EVERY,
                )
                .await
            {
                say(services, incoming, Text::RelayLimited).await;
            }
            false
        }
    }
}

fn words(raw_update: &Value, hidden: &str) -> filter::Filtered {
    let message = &raw_update["message"];
    let entities = message["entities"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    filter::filter(
        message["text"].as_str().unwrap_or_default(),
        entities,
        hidden,
    )
}

async fn deliver(
    services: &Services,
    sender: MemberId,
    chat: OpenChat,
    words: &filter::Filtered,
    deadline: DateTime<Utc>,
) -> Result<Result<(), GatewayError>, HandleError> {
    let Some(address) = services.vault.address(chat.peer).await? else {
        return Ok(Err(GatewayError::Unreachable));
    };
    if !services.opened.wait(services, chat, deadline).await? {
        return Ok(Err(GatewayError::TimedOut));
    }
    let nickname = nickname(services, sender).await?;
    for message in compose::compose(&nickname, words) {
        if let Err(error) = send(services, address, message.parameters(), deadline).await {
            return Ok(Err(error));
        }
    }
    Ok(Ok(()))
}

async fn nickname(services: &Services, member: MemberId) -> Result<String, HandleError> {
    let reference = services
        .dispatcher
        .load_cached::<Member>(member)
        .await?
        .nickname;
    let Some(reference) = reference else {
        return Ok(String::new());
    };
    let nickname = services
        .vault
        .get(member, Kind::Nickname, reference)
        .await?;
    Ok(nickname
        .map(|nickname| nickname.expose_secret().to_owned())
        .unwrap_or_default())
}

async fn send(
    services: &Services,
    to: Address,
    mut parameters: Value,
    deadline: DateTime<Utc>,
) -> Result<(), GatewayError> {
    parameters["chat_id"] = json!(to.chat_id);
    services
        .gateway
        .send_raw(to, Lane::Relay, "sendMessage", parameters, deadline)
        .await
        .map(|_| ())
}

/// Tells the sender something; whether it arrives changes nothing about the message.
async fn say(services: &Services, incoming: &Incoming, text: Text) {
    let deadline = services.clock.now() + DELIVERY_LIMIT;
    let parameters =
        json!({"chat_id": incoming.address.chat_id, "text": texts::say(incoming.language(), text)});
    if let Err(error) = services
        .gateway
        .send_raw(
            incoming.address,
            Lane::Notices,
            "sendMessage",
            parameters,
            deadline,
        )
        .await
    {
        tracing::debug!(%error, correlation = %incoming.correlation(), "a notice about a message was not accepted");
    }
}
