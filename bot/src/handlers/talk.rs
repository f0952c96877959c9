//! An open talk: its end, a block, the rating.

use app::actions;
use domain::matching::{Match, MatchCommand, MatchState};
use domain::member::{Member, MemberCommand};
use domain::values::{MatchId, Rating};

use super::turn::Turn;
use super::{find, people};
use crate::HandleError;
use crate::keyboards::Screen;
use crate::relay::{self, OpenChat};
use crate::screens::{proposal::what_happened, talk as screens};
use crate::texts::Markup;

/// The ordinal of the one command of these buttons among those of their update.
const COMMAND: u32 = 1;

/// The talk the member is in.
pub(super) async fn open(turn: &Turn) -> Result<Option<OpenChat>, HandleError> {
    relay::open_chat(&turn.services, turn.member_id()).await
}

/// `/start` in a talk: with whom.
pub(super) async fn say_ongoing(turn: &Turn, chat: OpenChat) -> Result<(), HandleError> {
    let peer = people::person(&turn.services, chat.peer).await?;
    turn.say(turn.words().talk_ongoing(peer.nickname)).await;
    Ok(())
}

/// `/end`: one confirmation.
pub(super) async fn ask_end(turn: &Turn) -> Result<(), HandleError> {
    match open(turn).await? {
        Some(chat) => {
            turn.send(&screens::end_question(&turn.pen(), chat.match_id))
                .await;
        }
        None => turn.say(turn.words().talk_none()).await,
    }
    Ok(())
}

/// `/block`: one confirmation.
pub(super) async fn ask_block(turn: &Turn) -> Result<(), HandleError> {
    match open(turn).await? {
        Some(chat) => {
            turn.send(&screens::block_question(&turn.pen(), chat.match_id))
                .await;
        }
        None => turn.say(turn.words().talk_none()).await,
    }
    Ok(())
}

/// `/next`: ends and searches again.
pub(super) async fn next(turn: &Turn, member: Member) -> Result<(), HandleError> {
    if let Some(chat) = open(turn).await?
        && let Err(rule) = end_chat(turn, chat.match_id).await?
    {
        // The other was faster; what is wanted now is the search.
        tracing::debug!(%rule, "the talk was over already");
    }
    find::find(turn, member).await
}

async fn end_chat(
    turn: &Turn,
    match_id: MatchId,
) -> Result<Result<(), domain::matching::MatchError>, HandleError> {
    let services = &turn.services;
    let ended = actions::end_talk(&services.dispatcher, &services.inbox, turn.call(), match_id);
    Ok(ended.await?)
}

/// «Завершить»: asks once, if this talk is the open one.
pub(super) async fn end_button(
    turn: &Turn,
    match_id: MatchId,
) -> Result<Option<Markup>, HandleError> {
    if let Some(sentence) = not_open(turn, match_id).await? {
        return Ok(Some(sentence));
    }
    // A message of its own: the opening card keeps its buttons.
    turn.send(&screens::end_question(&turn.pen(), match_id))
        .await;
    Ok(None)
}

/// «Да, завершить».
pub(super) async fn end_yes(turn: &Turn, match_id: MatchId) -> Result<Option<Markup>, HandleError> {
    match end_chat(turn, match_id).await? {
        Ok(()) => {
            turn.show(&Screen::plain(turn.words().talk_ending())).await;
            Ok(None)
        }
        Err(rule) => {
            let sentence = what_happened(turn.words(), &rule);
            turn.show(&Screen::plain(sentence.clone())).await;
            Ok(Some(sentence))
        }
    }
}

/// «Нет, продолжим» of either question.
pub(super) async fn no(turn: &Turn, match_id: MatchId) -> Result<Option<Markup>, HandleError> {
    let sentence = not_open(turn, match_id)
        .await?
        .unwrap_or_else(|| turn.words().talk_continues());
    turn.show(&Screen::plain(sentence)).await;
    Ok(None)
}

/// «Продолжить разговор»: the talk goes on when both want it.
pub(super) async fn extend(turn: &Turn, match_id: MatchId) -> Result<Option<Markup>, HandleError> {
    let command = MatchCommand::ExtendChat {
        by: turn.member_id(),
        at: turn.now,
    };
    match turn.execute::<Match>(COMMAND, match_id, command).await? {
        Ok(_) => {
            let found: Match = turn.services.dispatcher.load(match_id).await?;
            let sentence = if found.wishes_extension(turn.member_id()) {
                turn.words().talk_extension_wished()
            } else {
                turn.words().talk_extension_agreed()
            };
            turn.show(&Screen::plain(sentence)).await;
            Ok(None)
        }
        Err(rule) => Ok(Some(what_happened(turn.words(), &rule))),
    }
}

/// What to say when this talk is not the member's open one, `None` when it is.
pub(super) async fn not_open(
    turn: &Turn,
    match_id: MatchId,
) -> Result<Option<Markup>, HandleError> {
    let found: Match = turn.services.dispatcher.load(match_id).await?;
    let is_theirs = found.peer_of(turn.member_id()).is_some();
    Ok(match found.state {
        _ if !is_theirs => Some(turn.words().button_foreign()),
        MatchState::Chatting => None,
        MatchState::Ended(_) => Some(turn.words().answered_talk_over()),
        _ => Some(turn.words().talk_none()),
    })
}

/// «Заблокировать»: asks once.
pub(super) async fn block_button(
    turn: &Turn,
    match_id: MatchId,
) -> Result<Option<Markup>, HandleError> {
    if let Some(sentence) = not_open(turn, match_id).await? {
        return Ok(Some(sentence));
    }
    turn.send(&screens::block_question(&turn.pen(), match_id))
        .await;
    Ok(None)
}

/// «Да, заблокировать»: works also when the talk has just ended, since that is when it is needed.
pub(super) async fn block_yes(
    turn: &Turn,
    match_id: MatchId,
) -> Result<Option<Markup>, HandleError> {
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

/// A rating, or another one in its place.
pub(super) async fn rate(
    turn: &Turn,
    rating: Rating,
    match_id: MatchId,
) -> Result<Option<Markup>, HandleError> {
    let command = MatchCommand::RateChat {
        by: turn.member_id(),
        rating,
        at: turn.now,
    };
    if let Err(rule) = turn.execute::<Match>(COMMAND, match_id, command).await? {
        return Ok(Some(what_happened(turn.words(), &rule)));
    }
    if let Some(pressed) = turn.pressed {
        let found: Match = turn.services.dispatcher.load(match_id).await?;
        let by_you = found.closed_by == Some(turn.member_id());
        let screen = screens::closed(&turn.pen(), match_id, by_you, Some(Some(rating)));
        turn.edit(pressed, &screen).await;
    }
    Ok(Some(turn.words().talk_rated(u32::from(rating.get()))))
}
