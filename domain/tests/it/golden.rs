//! Every event version ever shipped, as it was stored. The files are never edited: a changed event gets a new version, a new file,
//! and a step in `domain::upcast`. `golden_sums.rs` sees to it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use cqrs_es::Aggregate;
use domain::Event;
use domain::account::{Account, AccountEvent};
use domain::matching::{Match, MatchEvent};
use domain::member::{Member, MemberEvent};
use domain::moderation::{Case, CaseEvent};
use domain::search::{Search, SearchEvent};
use domain::staff_access::{StaffAccess, StaffAccessEvent};
use domain::tip::{Tip, TipEvent};
use serde_json::Value;
use uuid::Uuid;

/// `<EventType>.v<version>[.<variant>].json`
struct Golden {
    event_type: String,
    version: String,
    payload: Value,
}

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/golden")
}

fn golden_files() -> Vec<Golden> {
    std::fs::read_dir(directory())
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            let mut parts = name.split('.');
            Golden {
                event_type: parts.next().unwrap().to_owned(),
                version: parts.next().unwrap().strip_prefix('v').unwrap().to_owned(),
                payload: serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap(),
            }
        })
        .collect()
}

pub(crate) fn known_types() -> Vec<(&'static str, &'static str, &'static str)> {
    let of = |aggregate, types: &[(&'static str, &'static str)]| {
        types
            .iter()
            .map(move |(name, version)| (aggregate, *name, *version))
            .collect::<Vec<_>>()
    };
    [
        of(Member::TYPE, MemberEvent::TYPES),
        of(Search::TYPE, SearchEvent::TYPES),
        of(Match::TYPE, MatchEvent::TYPES),
        of(Tip::TYPE, TipEvent::TYPES),
        of(Account::TYPE, AccountEvent::TYPES),
        of(Case::TYPE, CaseEvent::TYPES),
        of(StaffAccess::TYPE, StaffAccessEvent::TYPES),
    ]
    .concat()
}

#[test]
fn every_stored_version_of_every_event_can_be_read() {
    for golden in golden_files() {
        let (aggregate, _, current) = known_types()
            .into_iter()
            .find(|(_, name, _)| *name == golden.event_type)
            .unwrap_or_else(|| panic!("{} is no event any more", golden.event_type));
        let event = Event::decode(
            aggregate,
            &Uuid::nil().to_string(),
            &golden.event_type,
            &golden.version,
            golden.payload.clone(),
        )
        .unwrap();
        assert_eq!(event.event_type(), golden.event_type);
        if golden.version == current {
            assert_eq!(event.payload().unwrap(), golden.payload);
        }
    }
}

#[test]
fn every_event_has_a_golden_file_for_each_version_up_to_today() {
    let stored: BTreeSet<(String, String)> = golden_files()
        .into_iter()
        .map(|golden| (golden.event_type, golden.version))
        .collect();
    for (_, name, current) in known_types() {
        for version in 1..=current.parse::<u32>().unwrap() {
            assert!(
                stored.contains(&(name.to_owned(), version.to_string())),
                "golden/{name}.v{version}.json is missing"
            );
        }
    }
}

#[test]
fn event_names_are_unique_across_aggregates() {
    let types = known_types();
    let names: BTreeSet<_> = types.iter().map(|(_, name, _)| name).collect();
    assert_eq!(names.len(), types.len());
}
