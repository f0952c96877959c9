//! The rules that keep two members apart, each looked at by itself.

use domain::guard::{self, Space};
use domain::matching::{Ineligible, Match, MatchState, Prepared};
use domain::values::{MatchId, MemberId, Pair, Timestamp};
use event_store::EventLog;
use serde::Serialize;

use super::Side;

/// A rule that keeps the two apart now.
#[derive(Debug, Serialize)]
pub(super) struct Reason {
    /// Its stable name.
    pub(super) rule: &'static str,
    /// Whom it is about, when it is one of the two.
    #[serde(skip_serializing_if = "Option::is_none")]
    member: Option<MemberId>,
    /// Until when, when it ends by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Timestamp>,
    /// In words.
    pub(super) what: String,
}

impl Reason {
    fn of(rule: &'static str, what: String) -> Self {
        Self {
            rule,
            member: None,
            until: None,
            what,
        }
    }

    fn about(rule: &'static str, member: MemberId, what: &str) -> Self {
        Self {
            member: Some(member),
            ..Self::of(rule, format!("{member} {what}"))
        }
    }
}

/// What keeps one of the two from being proposed to anybody.
pub(super) async fn of_member(
    log: &EventLog,
    side: &Side,
    at: Timestamp,
) -> anyhow::Result<Vec<Reason>> {
    let (member, card) = (side.member, &side.card);
    let standing = [
        (card.minor, "minor", "is under 18"),
        (
            !card.minor && !card.rules_accepted,
            "rules_not_accepted",
            "has not accepted the rules",
        ),
        (
            !card.complete,
            "profile_incomplete",
            "has no complete profile",
        ),
        (
            card.unreachable,
            "unreachable",
            "cannot be reached in Telegram",
        ),
    ];
    let mut reasons: Vec<Reason> = standing
        .into_iter()
        .filter(|(holds, ..)| *holds)
        .map(|(_, rule, what)| Reason::about(rule, member, what))
        .collect();
    reasons.extend(restraints(log, member, at).await?);
    let key = member.to_string();
    if log.claim(Space::OpenSearches.name(), &key).await?.is_none() {
        reasons.push(Reason::about("not_searching", member, "is not searching"));
    }
    if let Some(engagement) = log.claim(Space::Engagements.name(), &key).await? {
        reasons.push(engaged(log, member, &engagement).await?);
    }
    Ok(reasons)
}

/// Decisions of the staff, a hold until they looked, an erasure.
async fn restraints(
    log: &EventLog,
    member: MemberId,
    at: Timestamp,
) -> anyhow::Result<Vec<Reason>> {
    let space = Space::Restrained.name();
    let found = log.restrictions_of(space, &[member.to_string()]).await?;
    let standing = found
        .into_iter()
        .filter(|restriction| restriction.until.is_none_or(|until| until > at));
    let reasons = standing.map(|restriction| {
        let (rule, what) = match restriction.holder.as_str() {
            guard::ERASED => ("erased", "is erased".to_owned()),
            guard::HOLD => ("held", "is held until a moderator looked".to_owned()),
            case_id => ("sanction", format!("is restrained by the case {case_id}")),
        };
        let what = format!("{what}: {}", end_of(restriction.until));
        Reason {
            until: restriction.until,
            ..Reason::about(rule, member, &what)
        }
    });
    Ok(reasons.collect())
}

fn end_of(until: Option<Timestamp>) -> String {
    until.map_or_else(
        || "for good".to_owned(),
        |until| format!("until {}", until.to_rfc3339()),
    )
}

async fn engaged(log: &EventLog, member: MemberId, engagement: &str) -> anyhow::Result<Reason> {
    let match_id: MatchId = engagement.parse()?;
    let dispatcher = app::Dispatcher::new(log.clone(), domain::Rules::default());
    let found: Match = dispatcher.load(match_id).await?;
    let mut reason = if found.state == MatchState::Proposed {
        Reason::about(
            "in_proposal",
            member,
            &format!("is in the proposal {match_id}"),
        )
    } else {
        Reason::about("in_talk", member, &format!("is in the talk {match_id}"))
    };
    reason.until = found
        .expires_at
        .filter(|_| found.state == MatchState::Proposed);
    Ok(reason)
}

/// Blocks, cooldowns and reports that have not ended.
pub(super) async fn of_pair(
    log: &EventLog,
    pair: Pair,
    at: Timestamp,
) -> anyhow::Result<Vec<Reason>> {
    let restrictions = log
        .restrictions_of(Space::PairRestrictions.name(), &[pair.to_string()])
        .await?;
    let standing = restrictions
        .into_iter()
        .filter(|restriction| restriction.until.is_none_or(|until| until > at));
    let reasons = standing.map(|restriction| {
        let holder = &restriction.holder;
        let (rule, what) = if let Some(blocker) = holder.strip_prefix(guard::BLOCK) {
            ("block", format!("{blocker} blocked the other"))
        } else if holder.starts_with(guard::REPORT) {
            (
                "open_report",
                "a report between the two is not answered".to_owned(),
            )
        } else {
            let what = "the two have met or been proposed before";
            ("cooldown", what.to_owned())
        };
        Reason {
            until: restriction.until,
            ..Reason::of(rule, format!("{what}: {}", end_of(restriction.until)))
        }
    });
    Ok(reasons.collect())
}

/// What in their answers keeps the two apart.
pub(super) fn of_profiles(
    first: &Prepared,
    second: &Prepared,
    sides: &[Side; 2],
    at: Timestamp,
) -> Vec<Reason> {
    let broken = first.kept_apart_by(second);
    broken
        .into_iter()
        .map(|rule| match rule {
            Ineligible::SameMember => Reason::of("same_member", rule.to_string()),
            Ineligible::TooFewSharedTopics { shared, .. } => {
                let soft = if shared == 0 {
                    String::new()
                } else {
                    format!("; {}", soft_rule(sides, at))
                };
                Reason::of("shared_topics", format!("{rule}{soft}"))
            }
            Ineligible::NoSharedFreeTime => Reason::of("free_time", rule.to_string()),
            Ineligible::ClocksTooFarApart { .. } => Reason::of("clocks_apart", rule.to_string()),
            Ineligible::SensitivityDiffers => Reason::of("sensitivity", rule.to_string()),
        })
        .collect()
}

/// Why one shared topic is not enough (yet).
fn soft_rule(sides: &[Side; 2], at: Timestamp) -> String {
    let standing = sides.each_ref().map(|side| {
        let member = side.member;
        match &side.seeker {
            _ if !side.soft_allowed => format!("{member} is in the arm without it"),
            None => format!("{member} does not wait"),
            Some(seeker) if seeker.softened => format!("{member} has waited long enough"),
            Some(seeker) if seeker.soft_from > at => {
                format!(
                    "{member} has to wait until {}",
                    seeker.soft_from.to_rfc3339()
                )
            }
            Some(_) => format!("{member} is about to have waited long enough"),
        }
    });
    format!(
        "one is enough by the soft rule when both allow it: {}",
        standing.join(", ")
    )
}
