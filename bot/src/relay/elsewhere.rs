//! Texts that a member writes in another front end: the same limit, filter and way out as for those typed in Telegram.

use app::AppError;
use app::actions::{RelayedText, TextRelay};
use app::coordination::Permit;
use async_trait::async_trait;
use domain::member::Member;
use domain::values::MemberId;

use super::carry::{Outcome, count};
use super::passage::{Passage, Sender};
use super::{OpenChat, filter, limits, parts};
use crate::care::{self, Writer};
use crate::{GatewayError, HandleError, Services, language, texts};

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
        let relayed = match relay(services, sender, talk, text).await {
            Ok(relayed) => relayed,
            Err(HandleError::Outage(error)) => return Err(error),
            Err(HandleError::Poison { .. } | HandleError::SenderGone) => RelayedText::NotDelivered,
        };
        count(outcome(relayed));
        look_after(services, sender, text).await?;
        if matches!(relayed, RelayedText::Relayed { .. }) {
            metrics::histogram!("notalone_relay_duration_seconds")
                .record(started.elapsed().as_secs_f64());
            services.inbox.count_relayed(talk.match_id, sender).await?;
        }
        Ok(relayed)
    }
}

/// The card is shown in Telegram, where it has buttons; the front end that called learns nothing of it.
async fn look_after(services: &Services, sender: MemberId, text: &str) -> Result<(), AppError> {
    if let Some(address) = services.vault.address(sender).await? {
        let member: Member = services.dispatcher.load_cached(sender).await?;
        let writer = Writer {
            member: sender,
            address,
            words: texts::words(language::of(&member)),
        };
        care::look_after(services, writer, text).await;
    }
    Ok(())
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
) -> Result<RelayedText, HandleError> {
    if let Permit::Denied { retry_after } = limits::take(services, sender).await {
        return Ok(RelayedText::TooOften { retry_after });
    }
    // Whoever calls has an address; who was erased meanwhile has none.
    let Some(address) = services.vault.address(sender).await? else {
        return Ok(RelayedText::NotDelivered);
    };
    let member: Member = services.dispatcher.load_cached(sender).await?;
    let sender = Sender {
        member: sender,
        address,
        words: texts::words(language::of(&member)),
    };
    let passage = Passage::new(services, sender, talk);
    let filtered = filter::filter(text, &[], &passage.hidden().await?);
    if filtered.text.is_empty() {
        return Ok(RelayedText::NothingLeft);
    }
    let delivered = match passage.recipient().await? {
        Ok(recipient) => {
            let parts = parts::of_words(&recipient.nickname, &filtered);
            passage.deliver(&recipient, &parts, None).await
        }
        Err(error) => Err(error),
    };
    Ok(match delivered {
        Ok(_) => RelayedText::Relayed {
            identity_hidden: !filtered.removed.is_empty(),
        },
        Err(GatewayError::Unreachable) => RelayedText::PeerUnreachable,
        Err(GatewayError::TimedOut | GatewayError::Refused { .. }) => RelayedText::NotDelivered,
    })
}
