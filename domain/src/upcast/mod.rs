//! Reading events that were written by older versions of this program.
//!
//! When an event changes its shape, its version in `event_types!` goes up by one and a file here gives the one step from the
//! previous version (`match_proposed_v1_to_v2.rs`, a pure function of the payload), listed in [`SHIPPED`]. Steps are chained, so a
//! v1 event reaches v3 through v2. Golden JSON of every version ever shipped stays in `tests/it/golden/` and is never edited. No
//! event has changed yet, so the list is empty.

use cqrs_es::DomainEvent;
use cqrs_es::persist::{EventUpcaster, SerializedEvent};
use serde_json::Value;

use crate::event::{DecodeError, Stream};

/// One step of one event from a version to the next.
#[derive(Clone, Copy, Debug)]
pub struct Upcaster {
    /// Which event.
    pub event_type: &'static str,
    /// The version it reads.
    pub from_version: &'static str,
    /// The version it makes.
    pub to_version: &'static str,
    /// What becomes of the payload, the event's name around it included.
    pub step: fn(Value) -> Value,
}

/// Every step ever shipped, in any order.
pub const SHIPPED: &[Upcaster] = &[];

/// Applies steps until none fits. Each step is used at most once, so steps that lead in a circle end too.
pub fn upcast(
    upcasters: &[Upcaster],
    event_type: &str,
    version: &str,
    mut payload: Value,
) -> (String, Value) {
    let mut version = version.to_owned();
    for _ in 0..upcasters.len() {
        let fitting = upcasters
            .iter()
            .find(|upcaster| upcaster.event_type == event_type && upcaster.from_version == version);
        let Some(upcaster) = fitting else { break };
        payload = (upcaster.step)(payload);
        upcaster.to_version.clone_into(&mut version);
    }
    (version, payload)
}

/// Reads a stored event of one aggregate, brought up to date by these steps. Whoever loads an aggregate and whoever follows the log
/// read through here, so that they cannot take the same row for different events.
pub fn read<A: Stream>(
    upcasters: &[Upcaster],
    event_type: &str,
    version: &str,
    payload: Value,
) -> Result<A::Event, DecodeError> {
    let (version, payload) = upcast(upcasters, event_type, version, payload);
    let event: A::Event = match serde_json::from_value(payload) {
        Ok(event) => event,
        Err(source) => {
            return Err(DecodeError::BadPayload {
                event_type: event_type.to_owned(),
                version,
                source,
            });
        }
    };
    let (found, known) = (event.event_type(), event.event_version());
    if found == event_type && known == version {
        Ok(event)
    } else {
        Err(DecodeError::Mismatch {
            event_type: event_type.to_owned(),
            version,
            found,
            known,
        })
    }
}

/// The same steps for cqrs-es's stock repositories, which call each upcaster once, in order.
impl EventUpcaster for Upcaster {
    fn can_upcast(&self, event_type: &str, event_version: &str) -> bool {
        event_type == self.event_type && event_version == self.from_version
    }

    fn upcast(&self, event: SerializedEvent) -> SerializedEvent {
        SerializedEvent {
            event_version: self.to_version.to_owned(),
            payload: (self.step)(event.payload),
            ..event
        }
    }
}
