//! `/find`, the waiting card, and the end of a search.

use std::time::Duration;

use app::coordination::{Permit, Quota};
use domain::matching::{Match, MatchCommand, MatchState, WithdrawReason};
use domain::member::{Member, NotReady};
use domain::search::{EndReason, Search, SearchCommand, SearchError, SearchState};
use domain::values::SearchId;

use super::question::{ask, current};
use super::turn::Turn;
use crate::HandleError;
use crate::cards::{self, Card, CardKind};
use crate::screens;
use crate::seekers;
use crate::texts::Markup;

/// Ordinals of the commands of a search among those of their update; registration is 0, the end of a talk 1.
const START: u32 = 2;
const END: u32 = 3;
const WITHDRAW: u32 = 4;

/// `/find` and «Найти ещё».
pub(super) async fn find(turn: &Turn, member: Member) -> Result<(), HandleError> {
    match member.can_search() {
        Ok(()) => {}
        Err(NotReady::Minor) => {
            turn.say(turn.words().minor_card()).await;
            return Ok(());
        }
        Err(NotReady::NotRegistered | NotReady::Incomplete(_)) => {
            if let Some(dialogue) = current(turn, &member).await? {
                ask(turn, dialogue, Some(turn.words().find_incomplete())).await?;
            }
            return Ok(());
        }
    }
    if let Some(sentence) = engaged(turn).await? {
        turn.say(sentence).await;
        return Ok(());
    }
    if let Some(search_id) = turn
        .services
        .dispatcher
        .open_search(turn.member_id())
        .await?
    {
        return show_waiting(turn, &member, search_id).await;
    }
    if let Some(sentence) = too_often(turn).await {
        turn.say(sentence).await;
        return Ok(());
    }
    begin(turn, &member).await
}

/// Why somebody in a proposal or a talk does not search.
async fn engaged(turn: &Turn) -> Result<Option<Markup>, HandleError> {
    let dispatcher = &turn.services.dispatcher;
    let Some(match_id) = dispatcher.engagement(turn.member_id()).await? else {
        return Ok(None);
    };
    let found: Match = dispatcher.load(match_id).await?;
    Ok(match found.state {
        MatchState::Proposed => Some(turn.words().find_in_proposal()),
        MatchState::Chatting => Some(turn.words().find_in_talk()),
        _ => None,
    })
}

async fn too_often(turn: &Turn) -> Option<Markup> {
    let per_minute = turn.services.settings.find_per_minute;
    let quota = Quota {
        per_period: per_minute,
        period: Duration::from_mins(1),
        burst: per_minute,
    };
    let bucket = format!("find:{}", turn.member_id());
    match turn.services.coordination.take(&bucket, quota).await {
        Permit::Granted => None,
        Permit::Denied { retry_after } => {
            metrics::counter!("notalone_find_ratelimited_total").increment(1);
            let seconds = retry_after.as_secs_f64().ceil().max(1.0);
            Some(turn.words().find_too_often(whole_seconds(seconds)))
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the value is clamped to the range first"
)]
fn whole_seconds(seconds: f64) -> u32 {
    seconds.clamp(1.0, 3600.0) as u32
}

/// Starts a search of a member who may.
pub(super) async fn begin(turn: &Turn, member: &Member) -> Result<(), HandleError> {
    let search_id = SearchId(turn.services.ids.uuid());
    let command = SearchCommand::StartSearch {
        search_id,
        member: turn.member_id(),
        at: turn.now,
    };
    match turn.execute::<Search>(START, search_id, command).await? {
        Ok(_) | Err(SearchError::AlreadySearching) => {}
        Err(_) => {
            let sentence = engaged(turn)
                .await?
                .unwrap_or_else(|| turn.words().find_in_proposal());
            turn.say(sentence).await;
            return Ok(());
        }
    }
    // The guard knows the search also when this is a second delivery and the id above is not the one that was started.
    match turn
        .services
        .dispatcher
        .open_search(turn.member_id())
        .await?
    {
        Some(search_id) => show_waiting(turn, member, search_id).await,
        None => Ok(()),
    }
}

async fn show_waiting(
    turn: &Turn,
    member: &Member,
    search_id: SearchId,
) -> Result<(), HandleError> {
    let services = &turn.services;
    let search: Search = services.dispatcher.load(search_id).await?;
    let seekers = seekers::count(services).await;
    let card = |search: &Search| {
        let waiting = screens::search::of(search_id, search, member.time_zone, seekers, turn.now);
        screens::search::card(&turn.pen(), &waiting)
    };
    let Some(message_id) = turn.send(&card(&search)).await else {
        return Ok(());
    };
    let (pool, bot) = (&services.pool, turn.incoming.bot);
    let place = waiting_card(turn, search_id);
    // There is one live card, where the member looks.
    for before in cards::replace_waiting(pool, place, bot, message_id).await? {
        turn.delete(before).await;
    }
    // What happened while the card was on its way could not be written on it yet.
    let by_now: Search = services.dispatcher.load(search_id).await?;
    if by_now.state != search.state {
        turn.edit(message_id, &card(&by_now)).await;
    }
    if let SearchState::Ended(_) = by_now.state {
        cards::take(pool, place, bot).await?;
    }
    Ok(())
}

fn waiting_card(turn: &Turn, search_id: SearchId) -> Card {
    Card {
        member: turn.member_id(),
        kind: CardKind::Waiting,
        subject: search_id.0,
    }
}

/// «Отменить поиск»: this search and no other.
pub(super) async fn cancel_button(
    turn: &Turn,
    search_id: SearchId,
) -> Result<Option<Markup>, HandleError> {
    let search: Search = turn.services.dispatcher.load(search_id).await?;
    if search.member != Some(turn.member_id()) {
        return Ok(Some(turn.words().button_foreign()));
    }
    let ended = end(turn, search_id).await?;
    Ok((!ended).then(|| turn.words().search_already_over()))
}

/// Ends a search and what it led to, as its member wants; false when it was over already.
pub(super) async fn end(turn: &Turn, search_id: SearchId) -> Result<bool, HandleError> {
    let command = SearchCommand::EndSearch {
        reason: EndReason::Cancelled,
        at: turn.now,
    };
    // A proposal of a later search must not go with an earlier one.
    if turn
        .execute::<Search>(END, search_id, command)
        .await?
        .is_err()
    {
        return Ok(false);
    }
    withdraw(turn, search_id).await?;
    close_cards(turn, search_id).await?;
    Ok(true)
}

/// Puts «остановил поиск» in place of the waiting card, and as a new message when it was typed and not pressed, so that the answer
/// stands where the member looks.
async fn close_cards(turn: &Turn, search_id: SearchId) -> Result<(), HandleError> {
    let (pool, bot) = (&turn.services.pool, turn.incoming.bot);
    for proposal in cards::take_proposals(pool, turn.member_id(), bot).await? {
        turn.edit(proposal, &screens::proposal::over(&turn.pen()))
            .await;
    }
    let screen = screens::search::waiting_over(&turn.pen(), EndReason::Cancelled);
    let waiting = cards::take(pool, waiting_card(turn, search_id), bot).await?;
    if let Some(waiting) = waiting.filter(|waiting| Some(*waiting) != turn.pressed) {
        turn.edit(waiting, &screen).await;
    }
    turn.show(&screen).await;
    Ok(())
}

/// The proposal that holds the search goes with it, without waiting for the policy that would do the same.
async fn withdraw(turn: &Turn, search_id: SearchId) -> Result<(), HandleError> {
    let engagement = turn
        .services
        .dispatcher
        .engagement(turn.member_id())
        .await?;
    if let Some(match_id) = engagement {
        let command = MatchCommand::WithdrawProposal {
            by: turn.member_id(),
            search_id: Some(search_id),
            reason: WithdrawReason::Cancelled,
            at: turn.now,
        };
        // Refused when it became a talk or is over: then there is nothing to withdraw.
        let _ = turn.execute::<Match>(WITHDRAW, match_id, command).await?;
    }
    Ok(())
}
