//! «Обжаловать решение»: one text, which another moderator reads. It stays open to who is banned.

use app::actions;
use domain::moderation::Case;
use domain::values::{AppealText, CaseId};

use super::question::{ask, ask_again, finish};
use super::turn::Turn;
use crate::HandleError;
use crate::dialogues::{Dialogue, Draft, Question, store};
use crate::keyboards::Screen;
use crate::screens::report as screens;
use crate::texts::Markup;

/// The button under a decision: asks for the text.
pub(super) async fn start(turn: &Turn, case_id: CaseId) -> Result<Option<Markup>, HandleError> {
    let case: Case = turn.services.dispatcher.load(case_id).await?;
    if let Err(refused) = case.may_appeal(turn.member_id(), turn.now) {
        return Ok(Some(screens::appeal_refused(turn.words(), &refused)));
    }
    let draft = Draft {
        appeal: Some(case_id),
        ..Draft::default()
    };
    let dialogue = Dialogue::aside(Question::Appeal, draft, turn.now);
    // A message of its own: the decision stays readable while it is answered.
    let turn = Turn {
        pressed: None,
        ..turn.clone()
    };
    ask(&turn, dialogue, None).await?;
    Ok(None)
}

/// The text.
pub(super) async fn text(
    turn: &Turn,
    mut dialogue: Dialogue,
    text: &str,
) -> Result<(), HandleError> {
    let services = &turn.services;
    let Some(case_id) = dialogue.draft.appeal else {
        return finish(turn, dialogue).await;
    };
    let Ok(text) = AppealText::parse(text) else {
        return ask_again(turn, dialogue, turn.words().appeal_wrong()).await;
    };
    dialogue.draft.answering = true;
    dialogue.changed_by = turn.incoming.correlation();
    store::save(&services.pool, turn.member_id(), &dialogue).await?;
    let appealed = actions::appeal(
        &services.dispatcher,
        &services.vault,
        turn.call(),
        case_id,
        &text,
    );
    let sentence = match appealed.await? {
        Ok(()) => turn.words().appeal_filed(),
        Err(refused) => screens::appeal_refused(turn.words(), &refused),
    };
    turn.show(&Screen::plain(sentence)).await;
    finish(turn, dialogue).await
}
