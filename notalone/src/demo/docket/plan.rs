//! The forty cases: why, since when, and what was made of each.

use chrono::Duration;
use domain::moderation::{
    AppealOutcome, Decision, DecisionTemplate, MuteDays, PolicyReason, ReportReason,
};

use super::office::Chair::{self, Anna, Boris, Vera, Visitor};
use AppealOutcome::{Overturned, Upheld};
use DecisionTemplate::{Caring, Gentle, Plain, Repeated, Serious};
use PolicyReason::{
    Anonymity, Fraud, Harassment, NeedsHelp, NoViolation, NotEnoughEvidence, SexualContent, Spam,
    Threats, Underage,
};
use ReportReason::{Abuse, Crisis, Danger, Minor, Other};

const ADVERTISING: ReportReason = ReportReason::Spam;

/// One case.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// Of each report, in order.
    pub(super) reasons: &'static [ReportReason],
    /// How long ago the first report was filed.
    pub(super) age: Duration,
    /// What was made of it.
    pub(super) fate: Fate,
}

/// What was made of a case.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fate {
    /// Nobody took it.
    Free,
    /// Somebody works on it.
    Taken(Chair),
    /// Somebody handed it to a senior, who may have taken it.
    Escalated(Chair, Option<Chair>),
    /// It is resolved.
    Decided(Ruling),
    /// The subject disagrees; somebody may have taken the appeal.
    Appealed(Ruling, Option<Chair>),
    /// The appeal was judged.
    Judged(Ruling, Chair, AppealOutcome),
}

/// A decision and whose it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ruling {
    pub(super) by: Chair,
    pub(super) decision: Decision,
    pub(super) reason: PolicyReason,
    pub(super) template: DecisionTemplate,
}

/// How long ago the first of all reports was filed, and more.
pub(super) fn oldest() -> Duration {
    Duration::days(14)
}

/// All of them.
pub(super) fn all() -> Vec<Plan> {
    let mut all = waiting();
    all.extend(resolved());
    all.extend(disputed());
    all
}

fn waiting() -> Vec<Plan> {
    use Fate::{Escalated, Free, Taken};
    let rows: [(&'static [ReportReason], i64, Fate); 23] = [
        (&[Danger], 6, Free),
        (&[Minor], 20, Free),
        (&[Crisis], 35, Free),
        (&[Danger, Abuse], 95, Free),
        (&[Minor], 180, Free),
        (&[Abuse], 12, Free),
        (&[ADVERTISING], 50, Free),
        (&[Other], 120, Free),
        (&[Abuse, Abuse], 300, Free),
        (&[ADVERTISING, ADVERTISING, Other], 540, Free),
        (&[Abuse], 960, Free),
        (&[Other], 1_320, Free),
        (&[ADVERTISING], 1_620, Free),
        (&[Danger], 40, Taken(Boris)),
        (&[Abuse], 60, Taken(Anna)),
        (&[Crisis], 70, Taken(Vera)),
        (&[ADVERTISING], 240, Taken(Anna)),
        (&[Other], 420, Taken(Visitor)),
        (&[Abuse, Other], 660, Taken(Visitor)),
        (&[Danger], 125, Escalated(Anna, None)),
        (&[Minor], 310, Escalated(Anna, Some(Vera))),
        (&[Abuse, Other], 480, Escalated(Boris, None)),
        (&[Other], 1_140, Escalated(Boris, None)),
    ];
    let plan = |(reasons, age_minutes, fate)| Plan {
        reasons,
        age: Duration::minutes(age_minutes),
        fate,
    };
    rows.into_iter().map(plan).collect()
}

fn resolved() -> Vec<Plan> {
    use Decision::{Ban, Dismiss, Suspend, Warn};
    let rows: [(&'static [ReportReason], i64, Ruling); 12] = [
        (
            &[ADVERTISING],
            30,
            ruling(Boris, Dismiss, NoViolation, Plain),
        ),
        (
            &[Other],
            48,
            ruling(Anna, Dismiss, NotEnoughEvidence, Plain),
        ),
        (&[Crisis], 72, ruling(Vera, Dismiss, NeedsHelp, Caring)),
        (
            &[Abuse, Abuse],
            76,
            ruling(Vera, mute(7), Harassment, Repeated),
        ),
        (&[Abuse], 96, ruling(Anna, Warn, Harassment, Gentle)),
        (&[Abuse], 120, ruling(Boris, Warn, Harassment, Gentle)),
        (&[ADVERTISING], 144, ruling(Anna, Warn, Spam, Plain)),
        (
            &[Abuse],
            168,
            ruling(Boris, Suspend, SexualContent, Serious),
        ),
        (&[Other], 192, ruling(Anna, mute(3), Anonymity, Plain)),
        (
            &[ADVERTISING, Other],
            216,
            ruling(Vera, Suspend, Fraud, Serious),
        ),
        (&[Danger], 240, ruling(Vera, Ban, Threats, Serious)),
        (&[Minor], 264, ruling(Vera, Ban, Underage, Caring)),
    ];
    let plan = |(reasons, age_hours, ruling)| Plan {
        reasons,
        age: Duration::hours(age_hours),
        fate: Fate::Decided(ruling),
    };
    rows.into_iter().map(plan).collect()
}

fn disputed() -> Vec<Plan> {
    use Decision::{Ban, Suspend, Warn};
    use Fate::{Appealed, Judged};
    let warned = ruling(Anna, Warn, Harassment, Gentle);
    let muted = ruling(Boris, mute(14), Anonymity, Plain);
    let banned = ruling(Vera, Ban, Threats, Serious);
    let suspended = ruling(Boris, Suspend, Fraud, Serious);
    let rows: [(&'static [ReportReason], i64, Fate); 5] = [
        (&[Abuse], 52, Appealed(warned, None)),
        (&[Other], 74, Appealed(muted, None)),
        (&[Danger], 118, Appealed(banned, Some(Visitor))),
        (&[Abuse], 290, Judged(warned, Vera, Overturned)),
        (&[ADVERTISING], 315, Judged(suspended, Vera, Upheld)),
    ];
    let plan = |(reasons, age_hours, fate)| Plan {
        reasons,
        age: Duration::hours(age_hours),
        fate,
    };
    rows.into_iter().map(plan).collect()
}

const fn ruling(
    by: Chair,
    decision: Decision,
    reason: PolicyReason,
    template: DecisionTemplate,
) -> Ruling {
    Ruling {
        by,
        decision,
        reason,
        template,
    }
}

fn mute(days: u16) -> Decision {
    // All of them are days that a mute may last.
    MuteDays::try_from(days).map_or(Decision::Warn, |days| Decision::Mute { days })
}
