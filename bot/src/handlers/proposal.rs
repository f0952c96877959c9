//! «Принять» and «Пропустить».

use domain::matching::{Match, MatchCommand};
use domain::values::MatchId;

use super::turn::Turn;
use crate::HandleError;
use crate::cards::{self, Card, CardKind};
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
                // In its last form already: the notice need not edit it to the same words.
                forget_card(turn, match_id).await?;
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
            // Pressed here, so it is in its last form already.
            forget_card(turn, match_id).await?;
            let changed_nothing = done.events.is_empty() && !done.already_done;
            Ok(changed_nothing.then(|| turn.words().answered_declined()))
        }
        Err(rule) => Ok(Some(too_late(turn, &rule).await)),
    }
}

/// Of this proposal and no other: an old button must not keep a newer card from being edited.
async fn forget_card(turn: &Turn, match_id: MatchId) -> Result<(), HandleError> {
    let card = Card {
        member: turn.member_id(),
        kind: CardKind::Proposal,
        subject: match_id.0,
    };
    cards::take(&turn.services.pool, card, turn.incoming.bot).await?;
    Ok(())
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
