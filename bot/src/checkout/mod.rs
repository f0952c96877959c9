//! Pre-checkout queries: Telegram asks whether it may take the Stars, and takes a silence of ten seconds for a no.
//!
//! So the answer waits for nothing: no queue of the sender's, no lane of the gateway, no place in the inbox. If the decision is not there in
//! time, because the database is slow or away, the answer is a polite no; a yes that is decided after that is taken back.

mod query;

use std::time::Duration;

use app::BotId;
use app::actions::tip;
use chrono::{DateTime, TimeDelta, Utc};
use domain::tip::RefusalReason;
use domain::values::Language;
use serde_json::{Value, json};

use self::query::CheckoutQuery;
use crate::{GatewayError, Services, language, texts};

/// How long the decision may take: the rest of Telegram's ten seconds is for the way there and back.
const DECIDING: TimeDelta = TimeDelta::seconds(7);
/// Until when the answer is tried.
const ANSWERING: TimeDelta = TimeDelta::milliseconds(9_500);
/// Pause while the database does not answer.
const DATABASE_PAUSE: Duration = Duration::from_millis(200);
/// How long it is tried to take a late yes back. Its reservation runs out by itself soon after.
const TAKING_BACK: TimeDelta = TimeDelta::seconds(120);

/// What was decided.
#[derive(Clone, Copy)]
struct Decision {
    refusal: Option<RefusalReason>,
    language: Language,
}

/// Answers a query; the word for the metric.
pub async fn answer(services: &Services, bot: BotId, user: i64, update: &Value) -> &'static str {
    let asked_at = services.clock.now();
    let Some(query) = CheckoutQuery::read(bot, user, update) else {
        return "unreadable";
    };
    let mut deciding = tokio::spawn(decide_in_the_end(services.clone(), query.clone()));
    let decided = tokio::select! {
        biased;
        // A panic of ours is a no as well.
        decided = &mut deciding => decided.ok(),
        () = services.clock.sleep_until(asked_at + DECIDING) => None,
    };
    let decision = decided.unwrap_or_else(|| {
        deciding.abort();
        tokio::spawn(take_back(services.clone(), query.clone()));
        Decision {
            refusal: Some(RefusalReason::Busy),
            language: language::from_telegram(update).unwrap_or_default(),
        }
    });
    tell(services, &query, decision, asked_at + ANSWERING).await;
    match decision.refusal {
        None => "approved",
        Some(RefusalReason::Busy) => "too_slow",
        Some(_) => "refused",
    }
}

/// Decides as soon as it can be decided.
async fn decide_in_the_end(services: Services, query: CheckoutQuery) -> Decision {
    loop {
        match decide(&services, &query).await {
            Ok(decision) => return decision,
            Err(error) => {
                tracing::warn!(%error, "a checkout cannot be decided yet");
                tokio::time::sleep(DATABASE_PAUSE).await;
            }
        }
    }
}

async fn decide(services: &Services, query: &CheckoutQuery) -> Result<Decision, app::AppError> {
    let payer = services.vault.find(query.user).await?;
    let language = match payer {
        Some(payer) => language::as_remembered(services, payer).await?,
        None => query.language,
    };
    let now = services.clock.now();
    let decided = tip::check_out(&services.tips, &query.question(payer), now).await?;
    Ok(Decision {
        refusal: decided.err(),
        language,
    })
}

/// Writes down that there was no time, which gives back what a late yes has reserved.
async fn take_back(services: Services, query: CheckoutQuery) {
    let until = services.clock.now() + TAKING_BACK;
    while services.clock.now() < until {
        let now = services.clock.now();
        let question = query.question(None);
        match tip::refuse_checkout(&services.tips, &question, RefusalReason::Busy, now).await {
            Ok(()) => return,
            Err(error) => {
                tracing::warn!(%error, "a checkout that took too long is not written down yet");
                tokio::time::sleep(DATABASE_PAUSE).await;
            }
        }
    }
}

async fn tell(
    services: &Services,
    query: &CheckoutQuery,
    decision: Decision,
    deadline: DateTime<Utc>,
) {
    let mut params = json!({
        "pre_checkout_query_id": query.id,
        "ok": decision.refusal.is_none(),
    });
    if let Some(reason) = decision.refusal {
        let words = texts::words(decision.language);
        params["error_message"] = json!(words.checkout_refused(slug(reason)).plain());
    }
    let answering = services
        .gateway
        .call(query.bot, "answerPreCheckoutQuery", &params, deadline);
    match answering.await {
        // «Too old»: answered before, at an earlier delivery, or given up by Telegram.
        Ok(_) | Err(GatewayError::Refused { .. }) => {}
        Err(error) => tracing::warn!(%error, "telegram did not take the answer to a checkout"),
    }
}

const fn slug(reason: RefusalReason) -> &'static str {
    match reason {
        RefusalReason::NotAvailable => "not_available",
        RefusalReason::AmountMismatch => "amount",
        RefusalReason::WrongCurrency => "currency",
        RefusalReason::BadPayload => "payload",
        RefusalReason::WrongPayer => "payer",
        RefusalReason::AlreadyPaid => "paid",
        RefusalReason::AlreadyReserved => "reserved",
        RefusalReason::Busy => "busy",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_a_sentence_of_its_own_in_every_language() {
        for language in Language::ALL {
            let sentences: std::collections::BTreeSet<String> = RefusalReason::ALL
                .into_iter()
                .map(|reason| {
                    texts::words(language)
                        .checkout_refused(slug(reason))
                        .plain()
                })
                .collect();
            assert_eq!(
                sentences.len(),
                RefusalReason::ALL.len(),
                "{}",
                language.tag()
            );
        }
    }
}
