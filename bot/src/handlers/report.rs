//! `/report`: whom, why, and what else; then a person looks. The peer learns nothing of any of it.

use app::actions::{self, NewReport, ReportRefused};
use domain::moderation::ReportReason;
use domain::values::{MatchId, ReportComment};

use super::question::{ask_again, finish};
use super::talk;
use super::turn::Turn;
use crate::HandleError;
use crate::care::{self, Writer};
use crate::dialogues::{Dialogue, Draft, Question, store};
use crate::keyboards::Screen;
use crate::screens::report as screens;
use crate::texts::Markup;

/// `/report`: the open talk, else the last one.
pub(super) async fn ask(turn: &Turn) -> Result<(), HandleError> {
    let open = talk::open(turn).await?.map(|chat| chat.match_id);
    let about = match open {
        Some(match_id) => Some(match_id),
        None => talk::last(turn).await?,
    };
    let sentence = match about {
        Some(match_id) => button(turn, match_id).await?,
        None => Some(turn.words().report_none()),
    };
    if let Some(sentence) = sentence {
        turn.say(sentence).await;
    }
    Ok(())
}

/// «Пожаловаться»: asks why.
pub(super) async fn button(turn: &Turn, match_id: MatchId) -> Result<Option<Markup>, HandleError> {
    if let Some(refused) = not_reportable(turn, match_id).await? {
        return Ok(Some(screens::refused(turn.words(), refused)));
    }
    // A message of its own: the card that it stands under keeps its buttons.
    turn.send(&screens::reason_question(&turn.pen(), match_id))
        .await;
    Ok(None)
}

async fn not_reportable(
    turn: &Turn,
    match_id: MatchId,
) -> Result<Option<ReportRefused>, HandleError> {
    let may = actions::may_report(&turn.services.dispatcher, turn.call(), match_id);
    Ok(may.await?.err())
}

/// A reason: asks what else should be known. From here on nothing that is typed reaches the peer, until it is answered.
pub(super) async fn reason(
    turn: &Turn,
    reason: ReportReason,
    match_id: MatchId,
) -> Result<Option<Markup>, HandleError> {
    if let Some(refused) = not_reportable(turn, match_id).await? {
        return Ok(Some(screens::refused(turn.words(), refused)));
    }
    if reason == ReportReason::Crisis {
        help_the_reporter(turn).await?;
    }
    let draft = Draft {
        report: Some((match_id, reason)),
        ..Draft::default()
    };
    let mut dialogue = Dialogue::aside(Question::ReportComment, draft, turn.now);
    dialogue.message_id = turn.pressed;
    super::question::ask(turn, dialogue, None).await?;
    Ok(None)
}

/// Somebody may harm themselves: what to say now, and whom both can call.
async fn help_the_reporter(turn: &Turn) -> Result<(), HandleError> {
    let lead = turn.words().report_crisis_help();
    Ok(care::show(&turn.services, Writer::of(&turn.incoming), Some(lead)).await?)
}

/// The comment.
pub(super) async fn comment(
    turn: &Turn,
    dialogue: Dialogue,
    text: &str,
) -> Result<(), HandleError> {
    match ReportComment::parse(text) {
        Ok(comment) => file(turn, dialogue, Some(&comment)).await,
        Err(_) => ask_again(turn, dialogue, turn.words().report_comment_wrong()).await,
    }
}

/// «Без комментария».
pub(super) async fn skip(turn: &Turn, match_id: MatchId) -> Result<Option<Markup>, HandleError> {
    let stored = store::find(&turn.services.pool, turn.member_id()).await?;
    let asked = stored.filter(|stored| {
        let is_same = stored.draft.report.is_some_and(|(id, _)| id == match_id);
        let is_again = stored.changed_by == turn.incoming.correlation();
        is_same && stored.question == Question::ReportComment && (stored.is_editing() || is_again)
    });
    match asked {
        Some(dialogue) => {
            file(turn, dialogue, None).await?;
            Ok(None)
        }
        None => Ok(Some(turn.words().button_stale())),
    }
}

/// Files the report. What is being done is written down first, so that a second delivery does the same.
async fn file(
    turn: &Turn,
    mut dialogue: Dialogue,
    comment: Option<&ReportComment>,
) -> Result<(), HandleError> {
    let services = &turn.services;
    let Some((match_id, reason)) = dialogue.draft.report else {
        return finish(turn, dialogue).await;
    };
    dialogue.draft.answering = true;
    dialogue.changed_by = turn.incoming.correlation();
    store::save(&services.pool, turn.member_id(), &dialogue).await?;
    let report = NewReport {
        match_id,
        reason,
        comment,
    };
    let filed = actions::file_report(
        &services.dispatcher,
        &services.coordination,
        &services.vault,
        &services.ids,
        turn.call(),
        report,
    );
    let screen = match filed.await? {
        Ok(_) => {
            let open = talk::open(turn).await?;
            let is_talking = open.is_some_and(|chat| chat.match_id == match_id);
            screens::filed(&turn.pen(), match_id, is_talking)
        }
        Err(refused) => Screen::plain(screens::refused(turn.words(), refused)),
    };
    turn.show(&screen).await;
    finish(turn, dialogue).await
}
