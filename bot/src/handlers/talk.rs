//! An open talk: its end and the rating.

use std::time::Duration;

use app::{AppError, actions};
use domain::matching::{Match, MatchCommand, MatchState};
use domain::member::Member;
use domain::values::{MatchId, Rating};
use projections::conversations;

use super::turn::Turn;
use super::{find, people};
use crate::HandleError;
use crate::keyboards::Screen;
use crate::relay::{self, OpenChat};
use crate::screens::{proposal::what_happened, talk as screens};
use crate::texts::Markup;

/// How long a read model may take to catch up with what was done last.
const PATIENCE: Duration = Duration::from_secs(2);
/// The ordinal of the one command of these buttons among those of their update.
const COMMAND: u32 = 1;

/// The talk the member is in.
pub(super) async fn open(turn: &Turn) -> Result<Option<OpenChat>, HandleError> {
    relay::open_chat(&turn.services, turn.member_id()).await
}

/// The member's last talk, if it is over for no longer than reports are taken.
pub(super) async fn last(turn: &Turn) -> Result<Option<MatchId>, HandleError> {
    let services = &turn.services;
    let log = services.dispatcher.log();
    let head = log.head().await.map_err(AppError::from)?.position;
    let conversations = projections::find("conversations").map_err(AppError::from)?;
    // The talk may have ended a moment ago.
    if let Err(error) = projections::wait_for(log, conversations, head, PATIENCE).await {
        tracing::warn!(%error, "the last talk was looked for in a read model that is behind");
    }
    let latest = conversations::latest_talk_of(&services.pool, turn.member_id()).await;
    let window = services.settings.rules.report_window;
    let latest = latest.map_err(AppError::from)?.filter(|talk| {
        talk.closed_at
            .is_some_and(|closed_at| turn.now < closed_at + window)
    });
    Ok(latest.map(|talk| talk.match_id))
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

/// «Нет, продолжим».
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
