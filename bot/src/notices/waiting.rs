//! The waiting card as its search stands: edited in place, whether the search changed or only time passed.

use app::AppError;
use app::vault::Address;
use domain::member::Member;
use domain::search::Search;
use domain::values::{Language, MemberId, SearchId};
use serde_json::json;

use super::Notices;
use crate::cards::{self, Card, CardKind};
use crate::gateway::outbox::RenderedRequest;
use crate::handlers::turn::edit_message;
use crate::{screens, seekers};

impl Notices {
    /// The edit that makes the card true; `None` when there is no card any more.
    pub(super) async fn waiting_card(
        &self,
        to: Address,
        member: MemberId,
        language: Language,
        search_id: SearchId,
    ) -> Result<Option<RenderedRequest>, AppError> {
        let services = &self.0;
        let card = card(member, search_id);
        let Some(message_id) = cards::find(&services.pool, card, to.bot).await? else {
            return Ok(None);
        };
        let search: Search = services.dispatcher.load(search_id).await?;
        let own: Member = services.dispatcher.load_cached(member).await?;
        let seekers = seekers::count(services).await;
        let now = services.clock.now();
        let waiting = screens::search::of(search_id, &search, own.time_zone, seekers, now);
        let screen = screens::search::card(&self.pen(member, language), &waiting);
        let params = json!(edit_message(to.chat_id, message_id, &screen));
        Ok(Some(RenderedRequest {
            method: "editMessageText",
            params,
        }))
    }

    /// After the search nothing is edited any more.
    pub(super) async fn forget_waiting_card(
        &self,
        to: Address,
        member: MemberId,
        search_id: SearchId,
    ) -> Result<(), AppError> {
        cards::take(&self.0.pool, card(member, search_id), to.bot).await?;
        Ok(())
    }
}

fn card(member: MemberId, search_id: SearchId) -> Card {
    Card {
        member,
        kind: CardKind::Waiting,
        subject: search_id.0,
    }
}
