//! `/paysupport`: a question about a payment goes to the operators' chat, and a reply there comes back to whoever asked. Neither is kept
//! here: in that chat both stay, as Telegram keeps them, and `/privacy` says so.

use std::time::Duration;

use app::BotId;
use app::coordination::{Permit, Quota};
use app::outbox::Lane;
use app::staff::short_id;
use app::vault::Address;
use chrono::TimeDelta;
use domain::values::Language;
use serde_json::Value;
use unicode_segmentation::UnicodeSegmentation;

use super::question::{ask, ask_again, finish};
use super::talk;
use super::turn::{Turn, message_id, send_message};
use crate::dialogues::{Dialogue, Draft, Question, store};
use crate::keyboards::Screen;
use crate::payment_cases::{self, PaymentCase};
use crate::screens::tips as screens;
use crate::texts::{self, Markup};
use crate::{HandleError, Services, language};

/// Whoever has much to say says it in a few messages; more of them would hide other people's.
const QUOTA: Quota = Quota {
    per_period: 3,
    period: Duration::from_hours(1),
    burst: 3,
};
/// How long Telegram may take to accept a case.
const DELIVERY_LIMIT: TimeDelta = TimeDelta::seconds(15);

/// Where cases go: the first bot of the fleet is the one in the operators' chat.
fn operators(turn: &Turn) -> Option<Address> {
    turn.services.settings.operators
}

/// `/paysupport`.
pub(super) async fn ask_what_happened(turn: &Turn) -> Result<(), HandleError> {
    if operators(turn).is_none() {
        turn.say(turn.words().paysupport_closed()).await;
        return Ok(());
    }
    let draft = Draft {
        in_talk: talk::open(turn).await?.map(|chat| chat.match_id.0),
        ..Draft::default()
    };
    let dialogue = Dialogue::aside(Question::PaymentCase, draft, turn.now);
    ask(turn, dialogue, None).await
}

/// «Вопроса нет».
pub(super) async fn skip(turn: &Turn) -> Result<Option<Markup>, HandleError> {
    let stored = store::find(&turn.services.pool, turn.member_id()).await?;
    let is_repeated = |stored: &Dialogue| stored.changed_by == turn.incoming.correlation();
    let asked = stored.filter(|stored| {
        stored.question == Question::PaymentCase && (stored.is_editing() || is_repeated(stored))
    });
    let Some(dialogue) = asked else {
        return Ok(Some(turn.words().button_stale()));
    };
    finish(turn, dialogue).await?;
    turn.show(&Screen::plain(turn.words().paysupport_skipped()))
        .await;
    Ok(None)
}

/// The words of the question.
pub(super) async fn words(
    turn: &Turn,
    mut dialogue: Dialogue,
    text: &str,
) -> Result<(), HandleError> {
    let text = text.trim();
    let fault = match text.graphemes(true).count() {
        0 => Some("empty"),
        count if count > screens::MOST_CASE_CHARACTERS => Some("long"),
        _ => None,
    };
    if let Some(fault) = fault {
        let most = screens::most_case_characters();
        return ask_again(turn, dialogue, turn.words().paysupport_fault(fault, most)).await;
    }
    let is_repeated = dialogue.draft.answering;
    if !is_repeated && let Some(sentence) = too_often(turn).await {
        finish(turn, dialogue).await?;
        turn.say(sentence).await;
        return Ok(());
    }
    dialogue.draft.answering = true;
    dialogue.changed_by = turn.incoming.correlation();
    store::save(&turn.services.pool, turn.member_id(), &dialogue).await?;
    let is_told = tell_operators(turn, text).await?;
    finish(turn, dialogue).await?;
    if is_told {
        say_sent(turn).await;
    } else {
        turn.say(turn.words().paysupport_not_sent()).await;
    }
    Ok(())
}

async fn too_often(turn: &Turn) -> Option<Markup> {
    let bucket = format!("paysupport:{}", turn.member_id());
    match turn.services.coordination.take(&bucket, QUOTA).await {
        Permit::Granted => None,
        Permit::Denied { retry_after } => {
            let minutes = retry_after.as_secs().div_ceil(60).max(1);
            let minutes = u32::try_from(minutes).unwrap_or(u32::MAX);
            Some(turn.words().paysupport_too_often(minutes))
        }
    }
}

/// Whether the operators have it now.
async fn tell_operators(turn: &Turn, text: &str) -> Result<bool, HandleError> {
    let Some(to) = operators(turn) else {
        return Ok(false);
    };
    let services = &turn.services;
    let case = PaymentCase {
        id: turn.incoming.correlation(),
        member: turn.member_id(),
        bot: to.bot,
    };
    payment_cases::open(&services.pool, case, turn.now).await?;
    // The operators read one language, whatever the member's.
    let words = texts::words(Language::default());
    let screen = Screen::plain(words.paysupport_case(
        screens::number(case.id),
        text,
        short_id(&case.member),
    ));
    let deadline = services.clock.now() + DELIVERY_LIMIT;
    let payload = send_message(to.chat_id, &screen);
    let sent = services
        .gateway
        .send(to, Lane::Notices, payload, deadline)
        .await;
    match sent {
        Ok(answer) => {
            if let Some(message_id) = message_id(&answer) {
                payment_cases::stands_at(&services.pool, case.id, message_id).await?;
            }
            Ok(true)
        }
        Err(error) => {
            tracing::error!(%error, case = %case.id, "a payment case did not reach the operators' chat");
            Ok(false)
        }
    }
}

/// «Передал», with the number that the operators see too.
pub(super) async fn say_sent(turn: &Turn) {
    let number = screens::number(turn.incoming.correlation());
    turn.say(turn.words().paysupport_sent(number)).await;
}

/// A reply in the operators' chat to a case goes to the member who asked, without anybody's name; whether it was one.
pub(crate) async fn answer(
    services: &Services,
    bot: BotId,
    update: &Value,
) -> Result<bool, HandleError> {
    let message = &update["message"];
    let replied = message["reply_to_message"]["message_id"].as_i64();
    let (Some(replied), Some(text), Some(operators)) = (
        replied.and_then(|id| i32::try_from(id).ok()),
        message["text"].as_str(),
        services.settings.operators,
    ) else {
        return Ok(false);
    };
    let Some(case) = payment_cases::at(&services.pool, bot, replied).await? else {
        return Ok(false);
    };
    let is_told = tell_member(services, case, text).await?;
    let words = texts::words(Language::default());
    let said = if is_told {
        words.paysupport_answered()
    } else {
        words.paysupport_not_answered()
    };
    let payload = send_message(operators.chat_id, &Screen::plain(said));
    let deadline = services.clock.now() + DELIVERY_LIMIT;
    // Told or not, the answer is where it belongs.
    let _ = services
        .gateway
        .send(operators, Lane::Notices, payload, deadline)
        .await;
    Ok(true)
}

/// Whether the member has the answer now.
async fn tell_member(
    services: &Services,
    case: PaymentCase,
    text: &str,
) -> Result<bool, HandleError> {
    let Some(to) = services.vault.address(case.member).await? else {
        return Ok(false);
    };
    let words = texts::words(language::as_of_now(services, case.member).await?);
    let answer = words.paysupport_answer(screens::number(case.id), text);
    let payload = send_message(to.chat_id, &Screen::plain(answer));
    let deadline = services.clock.now() + DELIVERY_LIMIT;
    let sent = services
        .gateway
        .send(to, Lane::Notices, payload, deadline)
        .await;
    Ok(sent.is_ok())
}
