//! Notices in words: what members are told because of events, rendered at the moment of sending.

mod render;
mod reveal;
mod waiting;

use app::vault::Address;
use async_trait::async_trait;
use domain::matching::MatchState;
use domain::member::Member;
use domain::policies::{CardEdit, Notice, Template};
use domain::values::{Language, MatchId, MemberId};
use serde_json::{Value, json};
use teloxide::payloads::EditMessageReplyMarkup;
use teloxide::types::{ChatId, MessageId};

use crate::callback_data::TokenKey;
use crate::cards::{self, Card, CardKind};
use crate::gateway::outbox::{NoticeRenderer, Rendered, RenderedRequest};
use crate::handlers::turn::{edit_message, message_id, send_message};
use crate::keyboards::{Pen, Screen};
use crate::{HandleError, Services, language, menu, screens, texts};

/// How long the edit of an old card may take; it is only tidiness.
const TIDYING_LIMIT: chrono::Duration = chrono::Duration::seconds(30);

/// Renders every template.
#[derive(Clone)]
pub struct Notices(pub Services);

#[async_trait]
impl NoticeRenderer for Notices {
    async fn render(&self, notice: &Notice) -> Result<Option<Rendered>, HandleError> {
        let Some(to) = self.0.vault.address(notice.member).await? else {
            return Ok(None);
        };
        // Read anew: what this process remembers may lack a choice that was made through another.
        let language = language::as_of_now(&self.0, notice.member).await?;
        if let Template::WaitingCard { search_id, .. } = notice.template {
            let edit = self
                .waiting_card(to, notice.member, language, search_id)
                .await?;
            return Ok(edit.map(|edit| Rendered {
                to,
                requests: vec![edit],
            }));
        }
        let pen = self.pen(notice.member, language);
        if let Template::TipInvoice { tip_id } = notice.template {
            let params = render::tips::invoice(&self.0, &pen, to.chat_id, tip_id).await?;
            return Ok(params.map(|params| Rendered {
                to,
                requests: vec![RenderedRequest {
                    method: "sendInvoice",
                    params,
                }],
            }));
        }
        let Some(screen) = render::screen(&self.0, &pen, notice).await? else {
            return Ok(None);
        };
        let params =
            serde_json::to_value(send_message(to.chat_id, &screen)).map_err(app::AppError::from)?;
        let request = RenderedRequest {
            method: "sendMessage",
            params,
        };
        Ok(Some(Rendered {
            to,
            requests: vec![request],
        }))
    }

    async fn sent(&self, notice: &Notice, results: &[Value]) -> Result<(), HandleError> {
        let member = notice.member;
        let Some(to) = self.0.vault.address(member).await? else {
            return Ok(());
        };
        let sent = results.first().and_then(message_id);
        match notice.template {
            Template::ProposalCard { match_id } => {
                self.remember(to, member, CardKind::Proposal, match_id, sent)
                    .await
            }
            Template::ProposalClosed { .. } | Template::SearchClosed { .. } => {
                self.close_proposals(to, member).await
            }
            Template::ChatOpened { match_id } => {
                self.remember(to, member, CardKind::Talk, match_id, sent)
                    .await?;
                self.chat_opened(to, member).await
            }
            Template::IdentitiesRevealed { match_id } => {
                let language = language::as_remembered(&self.0, member).await?;
                reveal::told(&self.0, to, &self.pen(member, language), match_id).await
            }
            Template::ChatClosed { match_id, .. } => self.chat_closed(to, member, match_id).await,
            Template::WaitingCard {
                search_id,
                because: CardEdit::SearchEnded,
            } => Ok(self.forget_waiting_card(to, member, search_id).await?),
            Template::WaitingCard { .. }
            | Template::ReportAnswered { .. }
            | Template::Decided { .. }
            | Template::AppealAnswered { .. }
            | Template::MuteOver
            | Template::SanctionLifted
            | Template::OfYourAccount { .. }
            | Template::MessageNotDelivered
            | Template::UpdateParked
            | Template::HelpOffered
            | Template::ChatFellSilent { .. }
            | Template::ExtensionAsked { .. }
            | Template::ChatExtended { .. }
            | Template::TipInvoice { .. }
            | Template::TipReceipt { .. }
            | Template::TipReceived { .. }
            | Template::TipRefunded { .. }
            | Template::TipTakenBack { .. } => Ok(()),
        }
    }
}

impl Notices {
    fn pen(&self, member: MemberId, language: Language) -> Pen {
        Pen {
            member,
            words: texts::words(language),
            key: TokenKey::new(self.0.settings.token_key),
        }
    }

    async fn remember(
        &self,
        to: Address,
        member: MemberId,
        kind: CardKind,
        match_id: MatchId,
        sent: Option<i32>,
    ) -> Result<(), HandleError> {
        let card = Card {
            member,
            kind,
            subject: match_id.0,
        };
        if let Some(message_id) = sent {
            cards::remember(&self.0.pool, card, to.bot, message_id).await?;
        }
        Ok(())
    }

    async fn chat_opened(&self, to: Address, member: MemberId) -> Result<(), HandleError> {
        // Whoever accepted first still reads that the other is being waited for.
        let language = language::as_remembered(&self.0, member).await?;
        let both = screens::proposal::accepted(&self.pen(member, language), MatchState::Chatting);
        for message_id in cards::take_proposals(&self.0.pool, member, to.bot).await? {
            self.put_in_place(to, message_id, &both);
        }
        let services = self.0.clone();
        tokio::spawn(async move { menu::talk_opened(&services, to, language).await });
        Ok(())
    }

    async fn chat_closed(
        &self,
        to: Address,
        member: MemberId,
        match_id: MatchId,
    ) -> Result<(), HandleError> {
        let card = Card {
            member,
            kind: CardKind::Talk,
            subject: match_id.0,
        };
        reveal::over(&self.0, member, match_id).await?;
        let talk = cards::take(&self.0.pool, card, to.bot).await?;
        let known: Member = self.0.dispatcher.load_cached(member).await?;
        let services = self.0.clone();
        tokio::spawn(async move {
            menu::talk_closed(&services, to, known.language).await;
            if let Some(message_id) = talk {
                // Its words stay true, its buttons are over.
                let payload =
                    EditMessageReplyMarkup::new(ChatId(to.chat_id), MessageId(message_id));
                tidy(&services, to, "editMessageReplyMarkup", json!(payload)).await;
            }
        });
        Ok(())
    }

    async fn close_proposals(&self, to: Address, member: MemberId) -> Result<(), HandleError> {
        let language = language::as_remembered(&self.0, member).await?;
        let screen = screens::proposal::over(&self.pen(member, language));
        for message_id in cards::take_proposals(&self.0.pool, member, to.bot).await? {
            self.put_in_place(to, message_id, &screen);
        }
        Ok(())
    }

    /// Edits an old card without anybody waiting for it: a relayed message must not.
    fn put_in_place(&self, to: Address, message_id: i32, screen: &Screen) {
        let payload = json!(edit_message(to.chat_id, message_id, screen));
        let services = self.0.clone();
        tokio::spawn(async move { tidy(&services, to, "editMessageText", payload).await });
    }
}

async fn tidy(services: &Services, to: Address, method: &'static str, params: Value) {
    let deadline = services.clock.now() + TIDYING_LIMIT;
    let lane = app::outbox::Lane::Digests;
    let sent = services
        .gateway
        .send_raw(to, lane, method, params, deadline)
        .await;
    if let Err(error) = sent {
        tracing::debug!(%error, method, "an old card stays as it was");
    }
}
