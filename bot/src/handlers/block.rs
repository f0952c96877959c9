//! `/block`, `/blocks` and their buttons. The blocked person hears that the talk ended, as for any other end, and nothing else ever.

use app::own_data;
use domain::matching::{Match, MatchState};
use domain::member::{Member, MemberCommand, MemberError};
use domain::values::MatchId;

use super::talk;
use super::turn::Turn;
use crate::HandleError;
use crate::keyboards::Screen;
use crate::screens::block::{self as screens, Blocked};
use crate::screens::search::day;
use crate::texts::Markup;

/// The ordinal of the one command of these buttons among those of their update.
const COMMAND: u32 = 1;

/// `/block`: the peer of the open talk, else of the last one.
pub(super) async fn ask(turn: &Turn) -> Result<(), HandleError> {
    if let Some(chat) = talk::open(turn).await? {
        turn.send(&screens::question(&turn.pen(), chat.match_id))
            .await;
        return Ok(());
    }
    match talk::last(turn).await? {
        Some(match_id) => {
            let question = screens::question_afterwards(&turn.pen(), match_id);
            turn.send(&question).await;
        }
        None => turn.say(turn.words().talk_none()).await,
    }
    Ok(())
}

/// «Заблокировать»: asks once, also when the talk is over.
pub(super) async fn button(turn: &Turn, match_id: MatchId) -> Result<Option<Markup>, HandleError> {
    let found: Match = turn.services.dispatcher.load(match_id).await?;
    if found.peer_of(turn.member_id()).is_none() {
        return Ok(Some(turn.words().button_foreign()));
    }
    let question = match found.state {
        MatchState::Chatting => screens::question(&turn.pen(), match_id),
        MatchState::Ended(_) => screens::question_afterwards(&turn.pen(), match_id),
        _ => return Ok(Some(turn.words().talk_none())),
    };
    // A message of its own: the card that it stands under keeps its buttons.
    turn.send(&question).await;
    Ok(None)
}

/// «Да, заблокировать».
pub(super) async fn yes(turn: &Turn, match_id: MatchId) -> Result<Option<Markup>, HandleError> {
    let found: Match = turn.services.dispatcher.load(match_id).await?;
    let Some(peer) = found.peer_of(turn.member_id()) else {
        return Ok(Some(turn.words().button_foreign()));
    };
    let command = MemberCommand::BlockUser {
        peer,
        match_id: Some(match_id),
        at: turn.now,
    };
    let done = turn
        .execute::<Member>(COMMAND, turn.member_id(), command)
        .await?;
    if done.is_err() {
        return Ok(Some(turn.words().button_foreign()));
    }
    turn.show(&Screen::plain(turn.words().talk_blocked())).await;
    Ok(None)
}

/// «Нет, не нужно».
pub(super) async fn no(turn: &Turn, match_id: MatchId) -> Result<Option<Markup>, HandleError> {
    let sentence = match talk::not_open(turn, match_id).await? {
        None => turn.words().talk_continues(),
        Some(_) => turn.words().talk_not_blocked(),
    };
    turn.show(&Screen::plain(sentence)).await;
    Ok(None)
}

/// `/blocks`.
pub(super) async fn blocks(turn: &Turn, member: &Member) -> Result<(), HandleError> {
    let list = list(turn, member).await?;
    turn.show(&list).await;
    Ok(())
}

async fn list(turn: &Turn, member: &Member) -> Result<Screen, HandleError> {
    let services = &turn.services;
    let (dispatcher, vault) = (&services.dispatcher, &services.vault);
    let blocked = own_data::blocks_of(dispatcher, vault, turn.member_id()).await?;
    let shown: Vec<Blocked> = blocked
        .into_iter()
        .rev()
        .filter_map(|block| {
            Some(Blocked {
                match_id: block.match_id?,
                nickname: block.nickname,
                since: block.since,
            })
        })
        .collect();
    Ok(screens::list(&turn.pen(), &shown, member.time_zone))
}

/// «Снять»: the pair still does not meet for the rest of the 30 days.
pub(super) async fn lift(turn: &Turn, match_id: MatchId) -> Result<Option<Markup>, HandleError> {
    let found: Match = turn.services.dispatcher.load(match_id).await?;
    let Some(peer) = found.peer_of(turn.member_id()) else {
        return Ok(Some(turn.words().button_foreign()));
    };
    let before = turn.member().await?;
    let command = MemberCommand::UnblockUser { peer, at: turn.now };
    let done = turn
        .execute::<Member>(COMMAND, turn.member_id(), command)
        .await?;
    let sentence = match done {
        Ok(_) => lifted(turn, &before, before.blocks.get(&peer).copied()),
        // Lifted before, by this very button or another card.
        Err(MemberError::NotBlocked) => turn.words().block_lifted_before(),
        Err(_) => return Ok(Some(turn.words().button_foreign())),
    };
    let member = turn.member().await?;
    let list = list(turn, &member).await?;
    turn.show(&list).await;
    Ok(Some(sentence))
}

fn lifted(turn: &Turn, member: &Member, since: Option<chrono::DateTime<chrono::Utc>>) -> Markup {
    let until = since.map(|since| since + turn.services.settings.rules.block_cooldown);
    match until.filter(|until| *until > turn.now) {
        Some(until) => turn.words().block_lifted(day(until, member.time_zone)),
        None => turn.words().block_lifted_before(),
    }
}
