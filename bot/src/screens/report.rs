//! Reports and appeals: questions, and what follows them.

use app::actions::ReportRefused;
use domain::moderation::{CaseError, ReportReason};
use domain::values::MatchId;

use crate::callback_data::Action;
use crate::keyboards::{Pen, Screen, rows};
use crate::texts::{Markup, Words};

const REASONS_IN_A_ROW: usize = 1;

/// «Что случилось?», with a button per reason.
pub fn reason_question(pen: &Pen, match_id: MatchId) -> Screen {
    let words = pen.words;
    let reasons = ReportReason::ALL.map(|reason| {
        let label = words.report_reason(reason.name());
        pen.button(&label, Action::ReportReason(reason, match_id))
    });
    Screen {
        text: words.report_reason_question(),
        keyboard: rows(reasons, REASONS_IN_A_ROW),
    }
}

/// What else should be known; may be skipped.
pub fn comment_question(pen: &Pen, report: Option<(MatchId, ReportReason)>) -> Screen {
    let words = pen.words;
    let Some((match_id, reason)) = report else {
        return Screen::plain(words.report_not_sent());
    };
    let label = words.report_reason(reason.name());
    Screen {
        text: words.report_comment_question(label),
        keyboard: vec![vec![
            pen.button(&words.report_skip(), Action::ReportSkip(match_id)),
        ]],
    }
}

/// The report is on its way to a person. In an open talk both ways out are at hand; nothing is asked of who only wants to go.
pub fn filed(pen: &Pen, match_id: MatchId, is_talking: bool) -> Screen {
    let words = pen.words;
    let block = pen.button(&words.talk_block(), Action::BlockAsk(match_id));
    if is_talking {
        let end = pen.button(&words.talk_end(), Action::ChatEnd(match_id));
        return Screen {
            text: words.report_filed_in_talk(),
            keyboard: vec![vec![end, block]],
        };
    }
    Screen {
        text: words.report_filed(),
        keyboard: vec![vec![block]],
    }
}

/// Why it was not filed.
pub fn refused(words: Words, why: ReportRefused) -> Markup {
    match why {
        ReportRefused::TooOften { retry_after } => {
            let seconds = retry_after.as_secs().saturating_add(1);
            words.report_too_often(u32::try_from(seconds).unwrap_or(u32::MAX))
        }
        ReportRefused::UnknownTalk => words.report_none(),
        ReportRefused::TooLate => words.report_refused("late"),
        ReportRefused::AlreadyReported => words.report_refused("again"),
        ReportRefused::NotAvailable => words.report_refused("unavailable"),
    }
}

/// «Почему решение неверно?»
pub fn appeal_question(words: Words) -> Screen {
    Screen::plain(words.appeal_question())
}

/// Why there is no appeal.
pub fn appeal_refused(words: Words, why: &CaseError) -> Markup {
    match why {
        CaseError::AlreadyAppealed => words.appeal_refused("again"),
        CaseError::AppealTooLate => words.appeal_refused("late"),
        _ => words.appeal_refused("none"),
    }
}
