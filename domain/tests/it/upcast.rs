//! Old versions are brought up step by step.

use cqrs_es::persist::{EventUpcaster, SerializedEvent};
use domain::Event;
use domain::event::DecodeError;
use domain::upcast::{Upcaster, upcast};
use serde_json::{Value, json};

use crate::common::{member, minute};

fn rename_field(mut payload: Value) -> Value {
    let name = payload["Greeted"]["nick"].take();
    payload["Greeted"] = json!({ "name": name });
    payload
}

fn add_field(mut payload: Value) -> Value {
    payload["Greeted"]["loud"] = json!(false);
    payload
}

const STEPS: [Upcaster; 2] = [
    Upcaster {
        event_type: "Greeted",
        from_version: "2",
        to_version: "3",
        step: add_field,
    },
    Upcaster {
        event_type: "Greeted",
        from_version: "1",
        to_version: "2",
        step: rename_field,
    },
];

#[test]
fn a_first_version_goes_through_every_step() {
    let (version, payload) = upcast(
        &STEPS,
        "Greeted",
        "1",
        json!({ "Greeted": { "nick": "x" } }),
    );
    assert_eq!(version, "3");
    assert_eq!(
        payload,
        json!({ "Greeted": { "name": "x", "loud": false } })
    );
}

#[test]
fn the_current_version_and_other_events_stay_as_they_are() {
    for (event_type, version) in [("Greeted", "3"), ("Left", "1")] {
        let payload = json!({ "x": 1 });
        assert_eq!(
            upcast(&STEPS, event_type, version, payload.clone()),
            (version.to_owned(), payload)
        );
    }
}

#[test]
fn steps_in_a_circle_end() {
    let circle = [Upcaster {
        event_type: "Greeted",
        from_version: "1",
        to_version: "1",
        step: add_field,
    }];
    let (version, _) = upcast(&circle, "Greeted", "1", json!({ "Greeted": {} }));
    assert_eq!(version, "1");
}

#[test]
fn the_stock_repository_can_use_the_same_steps() {
    let stored = SerializedEvent::new(
        "id".to_owned(),
        1,
        "member".to_owned(),
        "Greeted".to_owned(),
        "1".to_owned(),
        json!({ "Greeted": { "nick": "x" } }),
        json!({}),
    );
    let step = STEPS[1];
    assert!(step.can_upcast("Greeted", "1"));
    assert!(!step.can_upcast("Greeted", "2"));
    assert!(!step.can_upcast("Left", "1"));
    let raised = EventUpcaster::upcast(&step, stored);
    assert_eq!(raised.event_version, "2");
    assert_eq!(raised.payload, json!({ "Greeted": { "name": "x" } }));
}

fn decode(
    aggregate: &str,
    id: &str,
    event_type: &str,
    version: &str,
) -> Result<Event, DecodeError> {
    let payload = json!({ "RulesAccepted": { "at": minute(0) } });
    Event::decode(aggregate, id, event_type, version, payload)
}

#[test]
fn an_event_that_is_not_what_it_says_is_refused() {
    let id = member(1).to_string();
    assert!(decode("member", &id, "RulesAccepted", "1").is_ok());
    assert!(matches!(
        decode("member", &id, "RulesAccepted", "2"),
        Err(DecodeError::Mismatch { .. })
    ));
    assert!(matches!(
        decode("member", &id, "MinorDeclared", "1"),
        Err(DecodeError::Mismatch { .. })
    ));
    assert!(matches!(
        decode("search", &id, "RulesAccepted", "1"),
        Err(DecodeError::BadPayload { .. })
    ));
    assert!(matches!(
        decode("kitchen", &id, "RulesAccepted", "1"),
        Err(DecodeError::UnknownAggregate(_))
    ));
    assert!(matches!(
        decode("member", "not an id", "RulesAccepted", "1"),
        Err(DecodeError::BadId(_))
    ));
}
