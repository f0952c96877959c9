//! The form of a decision: what was sent, and the decision it says.

use app::actions::NewVerdict;
use domain::moderation::{Decision, DecisionTemplate, MuteDays, PolicyReason};
use domain::values::MemberId;

use super::case_work;
use super::posted::Fields;
use super::refusal::Refusal;

/// The fields of the form.
pub(super) const FIELDS: [&str; 8] = [
    "decision",
    "days",
    "reason",
    "template",
    "note",
    "bad_faith",
    "version",
    "then",
];

/// What was sent, to be shown again when it could not be carried out.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub(super) decision: String,
    pub(super) days: String,
    pub(super) reason: String,
    pub(super) template: String,
    pub(super) note: String,
    /// Reporters who were marked as of bad faith.
    pub(super) bad_faith: Vec<MemberId>,
    /// How an appeal was judged.
    pub(super) outcome: String,
}

impl Draft {
    pub(super) fn of(fields: &Fields) -> Self {
        let field = |name| fields.one(name).unwrap_or_default().to_owned();
        let bad_faith = fields.all("bad_faith");
        Self {
            bad_faith: bad_faith.filter_map(|id| id.parse().ok()).collect(),
            outcome: field("outcome"),
            decision: field("decision"),
            days: field("days"),
            reason: field("reason"),
            template: field("template"),
            note: field("note"),
        }
    }

    /// What is chosen, if all of it is.
    pub(super) fn chosen(&self) -> Option<(Decision, PolicyReason, DecisionTemplate)> {
        Some((
            decision(&self.decision, Some(&self.days))?,
            PolicyReason::from_name(&self.reason)?,
            DecisionTemplate::from_name(&self.template)?,
        ))
    }
}

pub(super) fn read(fields: &Fields) -> Result<NewVerdict, Refusal> {
    let bad_faith = fields.all("bad_faith").map(str::parse);
    Ok(NewVerdict {
        decision: fields.read("decision", |name| decision(name, fields.one("days")))?,
        policy_reason: fields.read("reason", PolicyReason::from_name)?,
        template: fields.read("template", DecisionTemplate::from_name)?,
        note: case_work::note(fields)?,
        bad_faith: bad_faith
            .collect::<Result<_, _>>()
            .map_err(|_| Refusal::Unreadable)?,
    })
}

/// How many events of the case its page was made of.
pub(super) fn version(fields: &Fields) -> Result<u64, Refusal> {
    fields.read("version", |text| text.parse().ok())
}

fn decision(name: &str, days: Option<&str>) -> Option<Decision> {
    Some(match name {
        "dismiss" => Decision::Dismiss,
        "warn" => Decision::Warn,
        "mute" => Decision::Mute {
            days: MuteDays::try_from(days?.parse::<u16>().ok()?).ok()?,
        },
        "suspend" => Decision::Suspend,
        "ban" => Decision::Ban,
        _ => return None,
    })
}
