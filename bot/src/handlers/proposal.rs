//! «Принять» and «Пропустить».

use domain::matching::{Match, MatchCommand};
use domain::values::MatchId;

use super::turn::Turn;
use crate::HandleError;
use crate::cards;
use crate::keyboards::Screen;
use crate::screens::proposal as screens;
use crate::texts::Markup;

/// The ordinal of the answer among the commands of its update.
const ANSWER: u32 = 1;

/// «Принять».
pub(super) async fn accept(turn: &Turn, match_id: MatchId) -> Result<Option<Markup>, HandleError> {
    let command = MatchCommand::AcceptProposal {
        by: turn.member_id(),
        at: turn.now,
    };
    match turn.execute::<Match>(ANSWER, match_id, command).await? {
        Ok(done) => {
            let found: Match = turn.services.dispatcher.load(match_id).await?;
            put_in_place(turn, &screens::accepted(&turn.pen(), found.state)).await;
            if found.is_open() {
                let (pool, bot) = (&turn.services.pool, turn.incoming.bot);
                // In its last form already: the notice need not edit it to the same words.
                cards::take_proposals(pool, turn.member_id(), bot).await?;
            }
            let changed_nothing = done.events.is_empty() && !done.already_done;
            Ok(changed_nothing.then(|| {
                if found.is_open() {
                    turn.words().answered_talk_open()
                } else {
                    turn.words().answered_already_accepted()
                }
            }))
        }
        Err(rule) => Ok(Some(too_late(turn, &rule).await)),
    }
}

/// «Пропустить».
pub(super) async fn decline(turn: &Turn, match_id: MatchId) -> Result<Option<Markup>, HandleError> {
    let command = MatchCommand::DeclineProposal {
        by: turn.member_id(),
        at: turn.now,
    };
    match turn.execute::<Match>(ANSWER, match_id, command).await? {
        Ok(done) => {
            put_in_place(turn, &screens::skipped(&turn.pen())).await;
            let (pool, bot) = (&turn.services.pool, turn.incoming.bot);
            // Pressed here, so it is in its last form already.
            cards::take_proposals(pool, turn.member_id(), bot).await?;
            let changed_nothing = done.events.is_empty() && !done.already_done;
            Ok(changed_nothing.then(|| turn.words().answered_declined()))
        }
        Err(rule) => Ok(Some(too_late(turn, &rule).await)),
    }
}

/// An answer that changes nothing any more: the card says what happened instead of offering it again.
async fn too_late(turn: &Turn, rule: &domain::matching::MatchError) -> Markup {
    let sentence = screens::what_happened(turn.words(), rule);
    put_in_place(turn, &Screen::plain(sentence.clone())).await;
    sentence
}

/// A card that cannot be edited any more stays as it is: its buttons keep answering what happened.
async fn put_in_place(turn: &Turn, screen: &Screen) {
    if let Some(message_id) = turn.pressed {
        turn.edit(message_id, screen).await;
    }
}
