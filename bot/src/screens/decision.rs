//! What a member is told of a decision about them.

use domain::moderation::MadeDecision;
use domain::values::TimeZone;

use super::search::day;
use crate::texts::{Markup, Words};

/// Which measure and until when, which rule, and how to appeal; nothing of a decision that blames nobody. Days are those of the
/// member's own zone.
pub fn told(words: Words, made: &MadeDecision, zone: Option<TimeZone>) -> Option<Markup> {
    if !made.decision.is_sanction() {
        return None;
    }
    let until = made.until.map(|at| day(at, zone)).unwrap_or_default();
    let appeal_until = made
        .appeal_until
        .map(|at| day(at, zone))
        .unwrap_or_default();
    Some(Markup::paragraphs([
        words.decision_told(made.decision.name(), until),
        words.decision_rule(made.policy_reason.name()),
        words.decision_template(made.template.name()),
        words.decision_appeal(appeal_until),
    ]))
}
