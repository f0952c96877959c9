//! What the moderators' chat reads.

use app::audit::SignedHead;
use app::staff::short_id;
use chrono::{DateTime, TimeDelta, Utc};
use domain::moderation::{Case, CaseState, ReportReason};
use domain::values::{CaseId, MemberId, Timestamp};
use teloxide::types::InlineKeyboardButton;

use crate::callback_data::Action;
use crate::keyboards::{Pen, Screen};
use crate::texts::{Markup, Words};

/// What a case is called, the same as in the console.
pub fn number(case_id: CaseId) -> String {
    short_id(&case_id)
}

/// A case as it stands, with the buttons that make sense for it. `holder` is what whoever works on it is called.
pub fn case(
    pen: &Pen,
    case_id: CaseId,
    case: &Case,
    holder: Option<String>,
    now: DateTime<Utc>,
) -> Screen {
    let words = pen.words;
    let opened_at = case.reports.first().map_or(now, |report| report.at);
    let is_free = case.state != CaseState::Closed && holder.is_none();
    let standing = match (case.state, holder) {
        (CaseState::Closed, _) => words.mod_case_decided(),
        (_, Some(name)) => words.mod_case_taken(name),
        (_, None) if case.escalated => words.mod_case_escalated(),
        (_, None) => words.mod_case_waiting(age(words, now - opened_at)),
    };
    let is_urgent = case.reports.iter().any(|report| report.reason.is_urgent());
    let text = words.mod_case(
        number(case_id),
        reasons(words, case),
        if is_urgent { "urgent" } else { "usual" },
        moment(opened_at),
        standing,
    );
    Screen {
        text,
        keyboard: vec![buttons(pen, case_id, is_free)],
    }
}

/// A hold ended although nobody had looked; with the case that collects the reports, while there is one.
pub fn hold_lapsed(pen: &Pen, member: MemberId, case_id: Option<CaseId>) -> Screen {
    let text = pen.words.mod_hold_lapsed(short_id(&member));
    let keyboard = case_id.map(|case_id| vec![buttons(pen, case_id, true)]);
    Screen {
        text,
        keyboard: keyboard.unwrap_or_default(),
    }
}

/// The signed head of the log, whole: a message that can be checked later.
pub fn head(words: Words, head: &SignedHead) -> Screen {
    Screen::plain(
        words.mod_head(
            head.head.as_str(),
            head.signed_at
                .to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
            head.public_key.as_str(),
            head.signature.as_str(),
        ),
    )
}

fn buttons(pen: &Pen, case_id: CaseId, is_free: bool) -> Vec<InlineKeyboardButton> {
    let take = is_free.then(|| pen.button(&pen.words.mod_take(), Action::ModTake(case_id)));
    let open = pen.button(&pen.words.mod_open(), Action::ModOpen(case_id));
    take.into_iter().chain([open]).collect()
}

/// Every reason once, what cannot wait first.
fn reasons(words: Words, case: &Case) -> Markup {
    let mut reasons: Vec<ReportReason> = Vec::new();
    for report in &case.reports {
        if !reasons.contains(&report.reason) {
            reasons.push(report.reason);
        }
    }
    reasons.sort_by_key(|reason| !reason.is_urgent());
    let names = reasons
        .into_iter()
        .map(|reason| words.report_reason(reason.name()));
    Markup::joined(names, "; ")
}

/// In whole minutes or hours.
fn age(words: Words, age: TimeDelta) -> Markup {
    let count = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    match age.num_minutes() {
        ..1 => words.mod_age_new(),
        minutes @ 1..60 => words.waiting_minutes(count(minutes)),
        minutes => words.waiting_hours(count(minutes / 60)),
    }
}

/// A moment that nobody's zone changes.
fn moment(at: Timestamp) -> String {
    at.format("%d.%m %H:%M UTC").to_string()
}
