//! Alerts in words, as things stand at the moment of sending.

use app::AppError;
use app::alerts::StaffAlert;
use app::alerts::cards::{self, CaseCard};
use app::outbox::Lane;
use app::vault::Address;
use chrono::TimeDelta;
use domain::guard::Space;
use domain::moderation::{Case, CaseState};
use domain::policies::Alert;
use domain::values::{CaseId, MemberId, StaffId};

use super::sender::{AlertSender, NotTold};
use crate::handlers::turn::{edit_message, is_not_modified, message_id, send_message};
use crate::keyboards::Screen;
use crate::screens::moderators as screens;
use crate::{GatewayError, Services};

/// How long Telegram may take to accept a message.
const DELIVERY_LIMIT: TimeDelta = TimeDelta::seconds(10);

impl AlertSender {
    /// Says it.
    pub(super) async fn tell(&self, chat: Address, alert: &StaffAlert) -> Result<(), NotTold> {
        let services = &self.services;
        let pen = super::pen(services, chat);
        let screen = match alert {
            StaffAlert::OfPolicy(Alert::UrgentReport { case_id, .. }) => {
                return self.tell_case(chat, *case_id).await;
            }
            // Not told but edited.
            StaffAlert::OfPolicy(Alert::CaseMoved { .. }) => return Ok(()),
            StaffAlert::OfPolicy(Alert::HoldLapsed { member }) => {
                screens::hold_lapsed(&pen, *member, open_case(services, *member).await?)
            }
            StaffAlert::HeadPublished(head) => screens::head(pen.words, head),
            StaffAlert::LogBroken { position } => {
                Screen::plain(pen.words.mod_log_broken(position.to_string()))
            }
            StaffAlert::HotlinesStale { lines } => {
                Screen::plain(pen.words.mod_hotlines_stale(*lines))
            }
            StaffAlert::TipsDiffer { payments } => {
                Screen::plain(pen.words.mod_tips_differ(*payments))
            }
        };
        self.send(chat, &screen).await?;
        Ok(())
    }

    async fn tell_case(&self, chat: Address, case_id: CaseId) -> Result<(), NotTold> {
        let services = &self.services;
        let case: Case = services.dispatcher.load(case_id).await?;
        if case.state == CaseState::Closed {
            // Somebody was faster than the alert.
            return Ok(());
        }
        let screen = self.card(chat, case_id, &case).await?;
        if let Some(message_id) = self.send(chat, &screen).await? {
            let card = CaseCard {
                bot: chat.bot,
                message_id,
                case_id,
            };
            let now = services.clock.now();
            cards::remember(&services.pool, card, case.version, now).await?;
        }
        Ok(())
    }

    /// Edits what was told of a case, where it shows less than there is.
    pub(super) async fn put_right(&self, chat: Address, case_id: CaseId) -> Result<(), NotTold> {
        let services = &self.services;
        let pool = &services.pool;
        let case: Case = services.dispatcher.load(case_id).await?;
        let behind = cards::behind(pool, chat.bot, case_id, case.version).await?;
        if behind.is_empty() {
            return Ok(());
        }
        let screen = self.card(chat, case_id, &case).await?;
        for card in behind {
            let payload = edit_message(chat.chat_id, card.message_id, &screen);
            let deadline = services.clock.now() + DELIVERY_LIMIT;
            let edited = services
                .gateway
                .send(chat, Lane::Notices, payload, deadline)
                .await;
            match edited {
                Ok(_) => cards::shows(pool, card, case.version).await?,
                Err(GatewayError::Refused { description, .. }) if is_not_modified(&description) => {
                    cards::shows(pool, card, case.version).await?;
                }
                // Somebody deleted it; its buttons went with it.
                Err(GatewayError::Refused { .. }) => cards::forget(pool, card).await?,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    async fn card(&self, chat: Address, case_id: CaseId, case: &Case) -> Result<Screen, NotTold> {
        let holder = match case.assigned_to {
            Some(staff) => Some(called(&self.services, staff).await?),
            None => None,
        };
        let pen = super::pen(&self.services, chat);
        let now = self.services.clock.now();
        Ok(screens::case(&pen, case_id, case, holder, now))
    }

    async fn send(&self, chat: Address, screen: &Screen) -> Result<Option<i32>, NotTold> {
        let services = &self.services;
        let deadline = services.clock.now() + DELIVERY_LIMIT;
        let payload = send_message(chat.chat_id, screen);
        let answer = services
            .gateway
            .send(chat, Lane::Notices, payload, deadline)
            .await?;
        Ok(message_id(&answer))
    }
}

/// The case that collects the reports about a member, while it is open.
async fn open_case(services: &Services, member: MemberId) -> Result<Option<CaseId>, AppError> {
    let log = services.dispatcher.log();
    let holder = log
        .claim(Space::OpenCases.name(), &member.to_string())
        .await?;
    Ok(holder.and_then(|id| id.parse().ok()))
}

/// What a person of the staff is called.
pub(super) async fn called(services: &Services, staff: StaffId) -> Result<String, AppError> {
    let account = services.staff.find(staff).await?;
    // An account that was removed leaves its id.
    Ok(account.map_or_else(|| app::staff::short_id(&staff), |account| account.name))
}
