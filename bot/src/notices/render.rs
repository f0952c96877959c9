//! Templates with the state of the moment: what is no longer true is not sent.

mod safety;
mod talk;
pub(super) mod tips;

use app::AppError;
use domain::matching::{Match, MatchState};
use domain::member::Member;
use domain::policies::{Notice, ProposalOutcome, Template};
use domain::search::{Search, SearchState};
use domain::values::{MatchId, MemberId, SearchId};

use crate::callback_data::Action;
use crate::handlers::people;
use crate::keyboards::{Pen, Screen};
use crate::screens::proposal::{Peer, Proposal};
use crate::{Services, screens};

/// What the member is told, or `None` when there is nothing left to say.
pub(super) async fn screen(
    services: &Services,
    pen: &Pen,
    notice: &Notice,
) -> Result<Option<Screen>, AppError> {
    match notice.template {
        Template::ProposalCard { match_id } => proposal_card(services, pen, match_id).await,
        Template::ProposalClosed { match_id, outcome } => {
            proposal_closed(services, pen, match_id, outcome).await
        }
        Template::ChatOpened { match_id } => talk::opened(services, pen, match_id).await,
        Template::ChatFellSilent {
            match_id,
            silent_since,
            ends_at,
        } => talk::fell_silent(services, pen, match_id, silent_since, ends_at).await,
        Template::ExtensionAsked {
            match_id,
            ends_at,
            by_peer,
        } => talk::extension_asked(services, pen, match_id, ends_at, by_peer).await,
        Template::ChatExtended { match_id, ends_at } => {
            talk::extended(services, pen, match_id, ends_at).await
        }
        Template::IdentitiesRevealed { match_id } => talk::revealed(services, pen, match_id).await,
        Template::ChatClosed {
            match_id,
            by_you,
            ask_rating,
        } => {
            let asks = ask_rating.then_some(None);
            Ok(Some(screens::talk::closed(pen, match_id, by_you, asks)))
        }
        Template::SearchClosed { reason, .. } => Ok(screens::search::search_closed(pen, reason)),
        Template::ReportAnswered { acted, .. } => {
            let outcome = if acted { "acted" } else { "dismissed" };
            Ok(Some(Screen::plain(pen.words.report_answered(outcome))))
        }
        Template::Decided { case_id } => safety::decided(services, pen, case_id).await,
        Template::AppealAnswered { outcome, .. } => Ok(Some(safety::appeal_answered(pen, outcome))),
        Template::MuteOver => Ok(Some(Screen::plain(pen.words.mute_over()))),
        Template::SanctionLifted => Ok(Some(Screen::plain(pen.words.sanction_lifted()))),
        Template::OfYourAccount { notice } => {
            Ok(Some(Screen::plain(pen.words.staff_account(notice.name()))))
        }
        Template::MessageNotDelivered => Ok(Some(Screen::plain(pen.words.relay_not_delivered()))),
        Template::UpdateParked => Ok(Some(Screen::plain(pen.words.update_parked()))),
        Template::HelpOffered => safety::help_offered(services, pen).await,
        Template::TipReceipt { tip_id } => tips::receipt(services, pen, tip_id).await,
        Template::TipReceived { tip_id } => tips::received(services, pen, tip_id).await,
        Template::TipRefunded { tip_id } => tips::refunded(services, pen, tip_id).await,
        Template::TipTakenBack { tip_id } => tips::taken_back(services, pen, tip_id).await,
        // Edited where it stands, see `waiting.rs`; no message but an invoice.
        Template::WaitingCard { .. } | Template::TipInvoice { .. } => Ok(None),
    }
}

/// The match and the peer of a member in it.
async fn of_match(
    services: &Services,
    member: MemberId,
    match_id: MatchId,
) -> Result<(Match, Option<MemberId>), AppError> {
    let found: Match = services.dispatcher.load(match_id).await?;
    let peer = found.peer_of(member);
    Ok((found, peer))
}

async fn proposal_card(
    services: &Services,
    pen: &Pen,
    match_id: MatchId,
) -> Result<Option<Screen>, AppError> {
    let (found, peer) = of_match(services, pen.member, match_id).await?;
    let (MatchState::Proposed, Some(peer), Some(expires_at)) =
        (found.state, peer, found.expires_at)
    else {
        return Ok(None);
    };
    let own: Member = services.dispatcher.load_cached(pen.member).await?;
    let person = people::person(services, peer).await?;
    let shown = Peer {
        member: &person.member,
        nickname: &person.nickname,
        bio: person.bio.as_deref(),
    };
    let proposal = Proposal {
        match_id,
        shared_topics: found.shared_topics,
        expires_at,
    };
    let now = services.clock.now();
    Ok(Some(screens::proposal::card(
        pen,
        &proposal,
        own.time_zone,
        &shown,
        now,
    )))
}

async fn proposal_closed(
    services: &Services,
    pen: &Pen,
    match_id: MatchId,
    outcome: ProposalOutcome,
) -> Result<Option<Screen>, AppError> {
    let (found, _) = of_match(services, pen.member, match_id).await?;
    let Some(search_id) = search_of(&found, pen.member) else {
        return Ok(None);
    };
    let search: Search = services.dispatcher.load(search_id).await?;
    if let SearchState::Ended(_) = search.state {
        // «Ищу дальше» would not be true.
        return Ok(Some(screens::proposal::over(pen)));
    }
    let cancel = Action::SearchCancel(search_id);
    Ok(screens::proposal::closed(pen, outcome, Some(cancel)))
}

fn search_of(found: &Match, member: MemberId) -> Option<SearchId> {
    let mut parties = found.parties.into_iter().flatten();
    parties
        .find(|party| party.member == member)
        .map(|party| party.search_id)
}
