//! Buttons that are pressed in a chat of many: those of the moderators' chat, and any other, which are worth nothing.

use app::BotId;
use app::actions::StaffCall;
use app::outbox::Lane;
use app::refusals::{self, Door, Why};
use app::staff::StaffAccount;
use app::vault::Address;
use chrono::TimeDelta;
use domain::moderation::Actor;
use domain::values::MemberId;
use serde_json::Value;
use teloxide::payloads::{AnswerCallbackQuery, AnswerCallbackQuerySetters};
use teloxide::types::CallbackQueryId;
use uuid::Uuid;

use super::{open, take};
use crate::callback_data::Action;
use crate::texts::Markup;
use crate::{HandleError, Services};

/// How long the answer to a press may take.
const ANSWER_LIMIT: TimeDelta = TimeDelta::seconds(15);
/// The longest answer that Telegram shows, in characters (Bot API, `answerCallbackQuery`).
const MOST_ANSWER_CHARACTERS: usize = 200;

/// A press, read from Telegram's own JSON.
#[derive(Clone)]
pub(crate) struct Press<'a> {
    query_id: &'a str,
    data: &'a str,
    /// The chat it was pressed in.
    chat: Address,
    /// The message it stands under.
    message_id: Option<i32>,
}

/// Who pressed, where, and what the command of it is called by.
pub(super) struct Pressed<'a> {
    pub(super) services: &'a Services,
    pub(super) chat: Address,
    pub(super) message_id: Option<i32>,
    /// Who pressed; nobody that we know of, for who never wrote to the bot.
    pub(super) member: Option<MemberId>,
    /// The same on every delivery.
    pub(super) correlation: Uuid,
}

/// What is said about a press.
pub(super) struct Answer {
    pub(super) sentence: Markup,
    /// Shown until it is closed, for what is longer than a glance.
    pub(super) stays: bool,
}

impl From<Markup> for Answer {
    fn from(sentence: Markup) -> Self {
        Self {
            sentence,
            stays: false,
        }
    }
}

impl<'a> Press<'a> {
    /// The press of an update, if it is one.
    pub(crate) fn read(bot: BotId, update: &'a Value) -> Option<Self> {
        let query = update.get("callback_query")?;
        let message = query.get("message")?;
        let message_id = message["message_id"].as_i64();
        Some(Self {
            query_id: query["id"].as_str()?,
            data: query["data"].as_str().unwrap_or_default(),
            chat: Address {
                bot,
                chat_id: message["chat"]["id"].as_i64()?,
            },
            message_id: message_id.and_then(|id| i32::try_from(id).ok()),
        })
    }

    /// Whether it is a button of the moderators' chat, wherever it was pressed.
    pub(crate) fn is_for_moderators(&self) -> bool {
        self.data.starts_with("v1:mod.")
    }
}

/// Carries out a press and answers it; whatever is not a button of this chat changes nothing.
pub(crate) async fn handle(
    services: &Services,
    press: &Press<'_>,
    member: Option<MemberId>,
    correlation: Uuid,
) -> Result<(), HandleError> {
    let pen = super::pen(services, press.chat);
    let action = match services.settings.operators {
        Some(chat) if chat == press.chat => Action::parse(press.data, pen.member, &pen.key).ok(),
        _ => None,
    };
    let pressed = Pressed {
        services,
        chat: press.chat,
        message_id: press.message_id,
        member,
        correlation,
    };
    let answer = match action {
        Some(Action::ModTake(case_id)) => take::take(&pressed, case_id).await?,
        Some(Action::ModOpen(case_id)) => open::open(&pressed, case_id).await?,
        _ => {
            refusals::count(Door::Buttons, Why::Forged);
            pen.words.button_foreign().into()
        }
    };
    let sentence = answer.sentence.plain();
    let shown: String = sentence.chars().take(MOST_ANSWER_CHARACTERS).collect();
    let payload = AnswerCallbackQuery::new(CallbackQueryId(press.query_id.to_owned()))
        .text(shown)
        .show_alert(answer.stays);
    let deadline = services.clock.now() + ANSWER_LIMIT;
    // Told or not, the press is handled: a query that is too old cannot be answered at all.
    let _ = services
        .gateway
        .send(press.chat, Lane::Answers, payload, deadline)
        .await;
    Ok(())
}

impl Pressed<'_> {
    pub(super) fn words(&self) -> crate::texts::Words {
        super::pen(self.services, self.chat).words
    }

    /// The person of the staff who pressed, if they work on cases; else what to say.
    pub(super) async fn moderator(
        &self,
    ) -> Result<Result<(StaffAccount, StaffCall), Answer>, HandleError> {
        let account = match self.member {
            Some(member) => self.services.staff.of_member(member).await?,
            None => None,
        };
        let Some(account) = account else {
            return Ok(Err(Answer {
                sentence: self.words().mod_not_linked(),
                stays: true,
            }));
        };
        if !account.role.moderates() {
            return Ok(Err(self.words().mod_not_a_moderator().into()));
        }
        let call = StaffCall {
            actor: Actor {
                staff: account.staff_id,
                role: account.role,
            },
            correlation: self.correlation,
            now: self.services.clock.now(),
        };
        Ok(Ok((account, call)))
    }
}
