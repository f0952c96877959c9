//! Carries a member's words to the peer and forgets them: nothing said is written anywhere.

pub mod compose;
pub mod edits;
pub mod entity;
pub mod filter;
mod opened;

use std::time::Duration;

use app::coordination::{Permit, Quota};
use app::outbox::Lane;
use app::vault::{Address, Kind};
use chrono::{DateTime, Utc};
use domain::matching::{Match, MatchState};
use domain::member::Member;
use domain::values::{MatchId, MemberId};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::texts::{self, Text};
use crate::{GatewayError, HandleError, Handled, Incoming, Services, language};
pub use opened::OpenedChats;

/// A message that Telegram does not accept within this time is answered to its sender (product.md, "Talking").
const DELIVERY_LIMIT: chrono::Duration = chrono::Duration::seconds(20);
/// One notice about the limit in this time.
const LIMIT_NOTICE_EVERY: Duration = Duration::from_mins(1);

/// A talk that is open for a member right now.
#[derive(Clone, Copy, Debug)]
pub struct OpenChat {
    /// Which.
    pub match_id: MatchId,
    /// With whom.
    pub peer: MemberId,
}

/// The open talk of a member: the guard says which match, so another replica's ending is seen at once.
pub async fn open_chat(
    services: &Services,
    member: MemberId,
) -> Result<Option<OpenChat>, HandleError> {
    let Some(match_id) = services.dispatcher.engagement(member).await? else {
        return Ok(None);
    };
    let mut found = services.dispatcher.load_cached::<Match>(match_id).await?;
    if found.state == MatchState::Proposed || found.state == MatchState::None {
        // The talk may have opened on another replica since.
        found = services.dispatcher.load::<Match>(match_id).await?;
    }
    // The claim is held until the talk ends, so a match that was chatting when cached is chatting still.
    let peer = found.pair.and_then(|pair| pair.peer_of(member));
    Ok(peer
        .filter(|_| found.state == MatchState::Chatting)
        .map(|peer| OpenChat { match_id, peer }))
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
    metrics::counter!("notalone_relay_messages_total", "outcome" => outcome.name()).increment(1);
    if matches!(outcome, Outcome::Relayed) {
        metrics::histogram!("notalone_relay_duration_seconds")
            .record(started.elapsed().as_secs_f64());
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

async fn relay_text_until(
    services: &Services,
    incoming: &Incoming,
    chat: OpenChat,
    deadline: DateTime<Utc>,
) -> Result<Outcome, HandleError> {
    if !within_limit(services, incoming).await {
        return Ok(Outcome::Limited);
    }
    // It stands in what the peer reads.
    let of_peer = language::as_remembered(services, chat.peer).await?;
    let hidden = texts::words(of_peer).relay_hidden().plain();
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

async fn within_limit(services: &Services, incoming: &Incoming) -> bool {
    let quota = Quota {
        per_period: services.settings.relay_per_minute,
        period: Duration::from_mins(1),
        burst: services.settings.relay_burst,
    };
    match services
        .coordination
        .take(&format!("relay:{}", incoming.member), quota)
        .await
    {
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
    let sender: Member = services.dispatcher.load_cached(sender).await?;
    let nickname = nickname(services, &sender).await?;
    for message in compose::compose(&nickname, words) {
        let mut parameters = message.parameters();
        parameters["protect_content"] = json!(sender.protect_content);
        if let Err(error) = send(services, address, parameters, deadline).await {
            return Ok(Err(error));
        }
    }
    Ok(Ok(()))
}

async fn nickname(services: &Services, member: &Member) -> Result<String, HandleError> {
    let (Some(id), Some(reference)) = (member.id, member.nickname) else {
        return Ok(String::new());
    };
    let nickname = services.vault.get(id, Kind::Nickname, reference).await?;
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
