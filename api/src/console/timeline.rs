//! Events as a page lists them.

use std::collections::HashMap;

use app::history::Happening;
use domain::Event;
use domain::moderation::CaseEvent;
use domain::values::{StaffId, Timestamp};
use serde_json::Value;
use uuid::Uuid;

use super::words::{say, say_value, short};

/// One event of a list.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) position: i64,
    pub(super) at: Timestamp,
    /// The stable name of the stream's kind.
    pub(super) kind: String,
    /// The end of the stream's id.
    pub(super) stream: String,
    /// The event's stable name.
    pub(super) event: String,
    /// The facts that tell one event from the next.
    pub(super) facts: Vec<(String, String)>,
    /// Where a decision's case is replayed as it was right before it.
    pub(super) based_on: Option<String>,
}

/// Facts that a reader of the list wants; ids of vault values and what every event has are left out.
const TOLD: [&str; 17] = [
    "reason",
    "decision",
    "policy_reason",
    "template",
    "until",
    "outcome",
    "topics",
    "rating",
    "by",
    "to",
    "member",
    "reporter",
    "cause",
    "totals",
    "appeal_until",
    "match_id",
    "expires_at",
];

/// The list of some events.
pub(super) fn entries(events: &[Happening], staff: &HashMap<StaffId, String>) -> Vec<Entry> {
    events.iter().map(|event| entry(event, staff)).collect()
}

fn entry(event: &Happening, staff: &HashMap<StaffId, String>) -> Entry {
    let mut facts = Vec::new();
    for name in TOLD {
        let fact = event.facts.get(name).filter(|value| !is_empty(value));
        // The stream itself is named beside the event.
        if let Some(value) = fact.filter(|value| **value != event.aggregate_id) {
            facts.push((say("field", name).into_owned(), tell(name, value, staff)));
        }
    }
    Entry {
        position: event.position,
        at: event.recorded_at,
        kind: event.aggregate_type.clone(),
        stream: short(&event.aggregate_id),
        event: event.event_type.clone(),
        facts,
        based_on: based_on(event),
    }
}

/// Where what a decision was based on is replayed. A decision stands on every event of its case before it and on no other
/// (`CaseEvent::DecisionMade`, `based_on`), so the moment right before it shows what was known.
pub(super) fn based_on(event: &Happening) -> Option<String> {
    let decides = matches!(
        event.event(),
        Event::Case(
            _,
            CaseEvent::DecisionMade { .. } | CaseEvent::AppealDecided { .. }
        )
    );
    decides.then(|| {
        let (case, before) = (&event.aggregate_id, event.position - 1);
        format!("/console/replay/case/{case}?at={before}")
    })
}

/// A value of an event or a row, as people read it. An empty one says nothing.
pub(super) fn tell(field: &str, value: &Value, staff: &HashMap<StaffId, String>) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::Bool(is) => say("value", if *is { "true" } else { "false" }).into_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => tell_text(field, text, staff),
        Value::Array(values) if values.is_empty() => "–".to_owned(),
        Value::Array(values) => {
            let told = values.iter().map(|value| tell(field, value, staff));
            told.collect::<Vec<_>>().join(", ")
        }
        Value::Object(fields) => {
            let filled = fields.iter().filter(|(_, value)| !is_empty(value));
            let told: Vec<String> = filled
                .map(|(name, value)| {
                    let name = name_of(name);
                    format!("{name}: {}", tell(field, value, staff))
                })
                .collect();
            if told.is_empty() {
                return "–".to_owned();
            }
            told.join(" · ")
        }
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(values) => values.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}

/// The name of a part: a field's, or the id of what the part is about.
fn name_of(part: &str) -> String {
    match part.parse::<Uuid>() {
        Ok(_) => format!("…\u{2060}{}", short(&part)),
        Err(_) => say("field", part).into_owned(),
    }
}

fn tell_text(field: &str, text: &str, staff: &HashMap<StaffId, String>) -> String {
    if let Ok(id) = text.parse::<StaffId>() {
        let name = staff.get(&id).cloned();
        return name.unwrap_or_else(|| format!("…\u{2060}{}", short(&text)));
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        return super::words::moment(&at);
    }
    if let Some((first, second)) = text.split_once(':')
        && let (Ok(_), Ok(_)) = (first.parse::<Uuid>(), second.parse::<Uuid>())
    {
        return format!("…\u{2060}{} · …\u{2060}{}", short(&first), short(&second));
    }
    say_value(field, text).map_or_else(|| text.to_owned(), ToOwned::to_owned)
}
