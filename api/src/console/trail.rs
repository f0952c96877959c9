//! What became of the staff's accounts and who came in, as the page lists it.

use std::collections::HashMap;

use app::staff::StaffAccount;
use app::{AppError, caught_up};
use domain::values::{StaffId, Timestamp};
use projections::Projection;
use projections::staff_trail::{self, StaffTrail, TrailEntry};
use serde_json::Value;

use super::desk::DeskParts;
use super::words::{moment, say, short};

/// The most facts of the page; `notalone log` has all of them.
const SHOWN_MAX: i64 = 100;

/// One fact.
#[derive(Clone, Debug)]
pub(super) struct Trace {
    pub(super) at: Timestamp,
    /// Whose account.
    pub(super) name: String,
    /// The event's stable name.
    pub(super) event: String,
    /// What tells it from others of its name.
    pub(super) facts: Vec<String>,
}

/// The newest first.
pub(super) async fn newest(
    desk: &DeskParts,
    accounts: &[StaffAccount],
) -> Result<Vec<Trace>, AppError> {
    caught_up(desk.dispatcher.log(), StaffTrail::NAME).await?;
    let entries = staff_trail::newest(&desk.pool, SHOWN_MAX).await?;
    let names: HashMap<StaffId, &str> = accounts
        .iter()
        .map(|account| (account.staff_id, account.name.as_str()))
        .collect();
    Ok(entries
        .into_iter()
        .map(|entry| trace(entry, &names))
        .collect())
}

fn trace(entry: TrailEntry, names: &HashMap<StaffId, &str>) -> Trace {
    let name = |staff: StaffId| {
        let known = names.get(&staff).map(|&name| name.to_owned());
        known.unwrap_or_else(|| format!("…\u{2060}{}", short(&staff)))
    };
    let mut facts = Vec::new();
    facts.extend(entry.way.and_then(|way| told("way", &way)));
    facts.extend(entry.locked_from.and_then(|from| told("locked", &from)));
    facts.extend(entry.locked_until.map(|until| {
        let word = say("field", "until");
        format!("{word} {}", moment(&until))
    }));
    let role = |role: domain::values::StaffRole| say("role", role.name()).into_owned();
    facts.extend(match (entry.from_role, entry.to_role) {
        (Some(from), Some(to)) => Some(format!("{} → {}", role(from), role(to))),
        (_, to) => to.map(role),
    });
    let is_administered = matches!(
        entry.event.as_str(),
        "AccountAdded" | "RoleChanged" | "AccessReset" | "AccountDisabled"
    );
    if is_administered {
        facts.push(
            entry
                .by
                .map_or_else(|| say("trail", "operator").into_owned(), name),
        );
    }
    if entry.times > 1 {
        facts.push(format!("× {}", entry.times));
    }
    Trace {
        at: entry.at,
        name: name(entry.staff),
        event: entry.event,
        facts,
    }
}

/// What a stable name of serde's is called.
fn told(group: &str, value: &impl serde::Serialize) -> Option<String> {
    match serde_json::to_value(value) {
        Ok(Value::String(name)) => Some(say(group, &name).into_owned()),
        _ => None,
    }
}
