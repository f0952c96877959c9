//! What was decided, told to the one it was decided about.

use app::AppError;
use domain::member::Member;
use domain::moderation::{AppealOutcome, Case};
use domain::values::CaseId;

use crate::callback_data::Action;
use crate::keyboards::{Pen, Screen};
use crate::{Services, care, screens};

/// Which rule, which measure and until when, and how to appeal.
pub(super) async fn decided(
    services: &Services,
    pen: &Pen,
    case_id: CaseId,
) -> Result<Option<Screen>, AppError> {
    let case: Case = services.dispatcher.load(case_id).await?;
    let own: Member = services.dispatcher.load_cached(pen.member).await?;
    let told = |made| screens::decision::told(pen.words, &made, own.time_zone);
    let Some(text) = case.decision.and_then(told) else {
        return Ok(None);
    };
    let appeal = pen.button(&pen.words.appeal_start(), Action::AppealStart(case_id));
    Ok(Some(Screen {
        text,
        keyboard: vec![vec![appeal]],
    }))
}

/// The card that words of crisis of one's own bring too, in the same words: it does not tell that somebody else asked for it.
pub(super) async fn help_offered(
    services: &Services,
    pen: &Pen,
) -> Result<Option<Screen>, AppError> {
    let own: Member = services.dispatcher.load_cached(pen.member).await?;
    let card = care::card(services, pen, &own);
    Ok(Some(card.after(Some(pen.words.sos_for_you()))))
}

/// Whether the decision stands.
pub(super) fn appeal_answered(pen: &Pen, outcome: AppealOutcome) -> Screen {
    let outcome = match outcome {
        AppealOutcome::Upheld => "upheld",
        AppealOutcome::Overturned => "overturned",
    };
    Screen::plain(pen.words.appeal_answered(outcome))
}
