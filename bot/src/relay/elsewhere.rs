//! Texts that a member writes in another front end: the same limit, filter and way out as for those typed in Telegram.

use app::AppError;
use app::actions::{RelayedText, TextRelay};
use app::coordination::Permit;
use async_trait::async_trait;
use domain::values::MemberId;

use super::{DELIVERY_LIMIT, OpenChat, Outcome, count_outcome, deliver, filter, take_one};
use crate::texts::{self, Locale};
use crate::{GatewayError, HandleError, Services};

/// The bot's relay for those who have no update to relay.
#[derive(Clone)]
pub struct RelayFromElsewhere(pub Services);

#[async_trait]
impl TextRelay for RelayFromElsewhere {
    async fn relay_text(
        &self,
        sender: MemberId,
        talk: OpenChat,
        text: &str,
    ) -> Result<RelayedText, AppError> {
        let services = &self.0;
        let started = std::time::Instant::now();
        let relayed = relay(services, sender, talk, text).await?;
        count_outcome(outcome(relayed), started);
        if matches!(relayed, RelayedText::Relayed { .. }) {
            services.inbox.count_relayed(talk.match_id, sender).await?;
        }
        Ok(relayed)
    }
}

const fn outcome(relayed: RelayedText) -> Outcome {
    match relayed {
        RelayedText::Relayed { .. } => Outcome::Relayed,
        RelayedText::TooOften { .. } => Outcome::Limited,
        RelayedText::NothingLeft => Outcome::NothingLeft,
        RelayedText::NotDelivered | RelayedText::PeerUnreachable => Outcome::NotDelivered,
    }
}

async fn relay(
    services: &Services,
    sender: MemberId,
    talk: OpenChat,
    text: &str,
) -> Result<RelayedText, AppError> {
    if let Permit::Denied { retry_after } = take_one(services, sender).await {
        return Ok(RelayedText::TooOften { retry_after });
    }
    let hidden = texts::words(Locale::default()).relay_hidden().plain();
    let words = filter::filter(text, &[], &hidden);
    if words.text.is_empty() {
        return Ok(RelayedText::NothingLeft);
    }
    let deadline = services.clock.now() + DELIVERY_LIMIT;
    match deliver(services, sender, talk, &words, deadline).await {
        Ok(Ok(())) => Ok(RelayedText::Relayed {
            identity_hidden: words.identity_removed,
        }),
        Ok(Err(GatewayError::Unreachable)) => Ok(RelayedText::PeerUnreachable),
        Ok(Err(GatewayError::TimedOut | GatewayError::Refused { .. }))
        | Err(HandleError::Poison { .. } | HandleError::SenderGone) => {
            Ok(RelayedText::NotDelivered)
        }
        Err(HandleError::Outage(error)) => Err(error),
    }
}
