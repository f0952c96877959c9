//! `/find`, the waiting card, and the end of a search.

use app::actions::{self, FindRefused};
use app::coordination::Quota;
use domain::matching::{Match, MatchCommand, WithdrawReason};
use domain::member::{Member, NotReady, Restraint};
use domain::search::{EndReason, Search, SearchCommand, SearchState};
use domain::values::SearchId;

use super::question::{ask, current};
use super::sos;
use super::turn::Turn;
use crate::HandleError;
use crate::cards::{self, Card, CardKind};
use crate::screens;
use crate::seekers;
use crate::texts::{Markup, Words};

/// Ordinals of the commands of a search among those of their update; registration is 0, the end of a talk 1, the start 2.
const END: u32 = 3;
const WITHDRAW: u32 = 4;

/// `/find` and «Найти ещё».
pub(super) async fn find(turn: &Turn, member: Member) -> Result<(), HandleError> {
    let services = &turn.services;
    let found = actions::find(
        &services.dispatcher,
        &services.coordination,
        &services.ids,
        Quota::per_minute(services.settings.find_per_minute),
        turn.call(),
        &member,
    );
    match found.await? {
        Ok(search_id) | Err(FindRefused::AlreadySearching(search_id)) => {
            show_waiting(turn, &member, search_id).await
        }
        Err(refused) => explain(turn, &member, refused).await,
    }
}

/// Says why no search began, and offers the step that is missing.
async fn explain(turn: &Turn, member: &Member, refused: FindRefused) -> Result<(), HandleError> {
    let words = turn.words();
    let sentence = match refused {
        FindRefused::NotReady(NotReady::Minor) => sos::minor_card(turn),
        FindRefused::NotReady(NotReady::NotRegistered | NotReady::Incomplete(_)) => {
            if let Some(dialogue) = current(turn, member).await? {
                ask(turn, dialogue, Some(words.find_incomplete())).await?;
            }
            return Ok(());
        }
        FindRefused::NotReady(NotReady::Restrained(restraint)) => {
            restrained(words, member, restraint)
        }
        FindRefused::InTalk => words.find_in_talk(),
        FindRefused::TooOften { retry_after } => {
            let seconds = retry_after.as_secs_f64().ceil();
            words.find_too_often(whole_seconds(seconds))
        }
        // A search that is running is shown, not explained.
        FindRefused::InProposal | FindRefused::AlreadySearching(_) => words.find_in_proposal(),
    };
    turn.say(sentence).await;
    Ok(())
}

/// What keeps the member from searching, and until which day of their own calendar.
fn restrained(words: Words, member: &Member, restraint: Restraint) -> Markup {
    let kind = match restraint {
        Restraint::Held { .. } => "held",
        Restraint::Muted { .. } => "muted",
        Restraint::Suspended => "suspended",
        Restraint::Banned => "banned",
    };
    let until = restraint
        .until()
        .map(|until| screens::search::day(until, member.time_zone));
    words.find_restrained(kind, until.unwrap_or_default())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the value is clamped to the range first"
)]
fn whole_seconds(seconds: f64) -> u32 {
    seconds.clamp(1.0, 3600.0) as u32
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
    match turn.execute::<Search>(END, search_id, command).await? {
        Err(_) => return Ok(false),
        // Done at an earlier delivery: what is open by now, a proposal or this search itself, came later.
        Ok(ended) if ended.already_done => {
            let search: Search = turn.services.dispatcher.load(search_id).await?;
            if !matches!(search.state, SearchState::Ended(_)) {
                return Ok(true);
            }
        }
        Ok(_) => {
            withdraw(turn, search_id).await?;
            close_proposals(turn).await?;
        }
    }
    close_waiting(turn, search_id).await?;
    Ok(true)
}

async fn close_proposals(turn: &Turn) -> Result<(), HandleError> {
    let (pool, bot) = (&turn.services.pool, turn.incoming.bot);
    for proposal in cards::take_proposals(pool, turn.member_id(), bot).await? {
        turn.edit(proposal, &screens::proposal::over(&turn.pen()))
            .await;
    }
    Ok(())
}

/// Puts «остановил поиск» in place of the waiting card, and as a new message when it was typed and not pressed, so that the answer
/// stands where the member looks.
async fn close_waiting(turn: &Turn, search_id: SearchId) -> Result<(), HandleError> {
    let (pool, bot) = (&turn.services.pool, turn.incoming.bot);
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
