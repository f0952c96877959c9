//! «Открыть»: the page of the case in the console, sent to whoever pressed and to nobody else. That they look is written down first.

use app::actions::Desk;
use app::outbox::Lane;
use chrono::TimeDelta;
use domain::moderation::{Case, CaseState};
use domain::staff_access::StaffAccessCommand;
use domain::values::CaseId;
use teloxide::types::InlineKeyboardButton;

use super::press::{Answer, Pressed};
use crate::HandleError;
use crate::handlers::turn::send_message;
use crate::keyboards::Screen;
use crate::screens::moderators as screens;

/// How long Telegram may take to accept the link; whoever pressed waits for it.
const DELIVERY_LIMIT: TimeDelta = TimeDelta::seconds(5);

pub(super) async fn open(pressed: &Pressed<'_>, case_id: CaseId) -> Result<Answer, HandleError> {
    let services = pressed.services;
    let words = pressed.words();
    let (_, call) = match pressed.moderator().await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    let case: Case = services.dispatcher.load(case_id).await?;
    if case.state == CaseState::None {
        return Ok(words.button_stale().into());
    }
    let desk = Desk {
        dispatcher: services.dispatcher.clone(),
        vault: services.vault.clone(),
    };
    let look = StaffAccessCommand::ViewCase {
        by: call.actor,
        case_id,
        at: call.now,
    };
    if desk.look(call, look).await?.is_err() {
        return Ok(words.mod_not_a_moderator().into());
    }
    let page = format!("/console/cases/{case_id}");
    let Some(base) = &services.settings.public_base_url else {
        return Ok(shown(pressed, case_id, page));
    };
    let link = format!("{base}{page}");
    if send_link(pressed, case_id, &link).await? {
        return Ok(words.mod_link_sent().into());
    }
    Ok(shown(pressed, case_id, link))
}

/// The link as words, for who cannot be sent a button.
fn shown(pressed: &Pressed<'_>, case_id: CaseId, link: String) -> Answer {
    Answer {
        sentence: pressed.words().mod_link(screens::number(case_id), link),
        stays: true,
    }
}

/// Sends the link into the private chat of whoever pressed; whether it is there.
async fn send_link(
    pressed: &Pressed<'_>,
    case_id: CaseId,
    link: &str,
) -> Result<bool, HandleError> {
    let services = pressed.services;
    let (Some(member), Ok(url)) = (pressed.member, reqwest::Url::parse(link)) else {
        return Ok(false);
    };
    let Some(to) = services.vault.address(member).await? else {
        return Ok(false);
    };
    let words = pressed.words();
    let button = InlineKeyboardButton::url(words.mod_link_button().plain(), url);
    let screen = Screen {
        text: words.mod_link_card(screens::number(case_id)),
        keyboard: vec![vec![button]],
    };
    let deadline = services.clock.now() + DELIVERY_LIMIT;
    let payload = send_message(to.chat_id, &screen);
    let sent = services
        .gateway
        .send(to, Lane::Notices, payload, deadline)
        .await;
    Ok(sent.is_ok())
}
