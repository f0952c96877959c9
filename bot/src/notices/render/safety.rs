//! What was decided, told to the one it was decided about.

use app::AppError;
use domain::member::Member;
use domain::moderation::{AppealOutcome, Case};
use domain::values::CaseId;

use crate::callback_data::Action;
use crate::keyboards::{Pen, Screen};
use crate::texts::Markup;
use crate::{Services, care, screens};

/// Which rule, which measure and until when, and how to appeal.
pub(super) async fn decided(
    services: &Services,
    pen: &Pen,
    case_id: CaseId,
) -> Result<Option<Screen>, AppError> {
    let case: Case = services.dispatcher.load(case_id).await?;
    let Some(made) = case.decision.filter(|made| made.decision.is_sanction()) else {
        return Ok(None);
    };
    let own: Member = services.dispatcher.load_cached(pen.member).await?;
    let day = |at| screens::search::day(at, own.time_zone);
    let until = made.until.map(day).unwrap_or_default();
    let appeal_until = made.appeal_until.map(day).unwrap_or_default();
    let words = pen.words;
    let text = Markup::paragraphs([
        words.decision_told(made.decision.name(), until),
        words.decision_rule(made.policy_reason.name()),
        words.decision_template(made.template.name()),
        words.decision_appeal(appeal_until),
    ]);
    let appeal = pen.button(&words.appeal_start(), Action::AppealStart(case_id));
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
