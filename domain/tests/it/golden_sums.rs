//! A golden file is never edited and never removed: `golden.sha256` has the sum of each as it was first shipped.
//!
//! After adding files run `ADD_GOLDEN=1 cargo nextest run -p domain golden`: sums of new files are added, none is changed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::golden::known_types;

const ADD: &str = "ADD_GOLDEN";

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it")
}

/// Sums by name, as `sha256sum` writes them.
fn listed() -> BTreeMap<String, String> {
    let list = std::fs::read_to_string(here().join("golden.sha256")).unwrap();
    list.lines()
        .map(|line| {
            let (sum, name) = line.split_once("  ").unwrap();
            (name.to_owned(), sum.to_owned())
        })
        .collect()
}

fn there() -> BTreeMap<String, String> {
    let files = std::fs::read_dir(here().join("golden")).unwrap();
    files
        .map(|entry| {
            let entry = entry.unwrap();
            let sum = Sha256::digest(std::fs::read(entry.path()).unwrap());
            (entry.file_name().into_string().unwrap(), format!("{sum:x}"))
        })
        .collect()
}

/// A sum may be here before its event, when branches meet; the files of an event that is known are all there.
fn is_known(file: &str) -> bool {
    let event_type = file.split('.').next();
    known_types()
        .iter()
        .any(|(_, name, _)| Some(*name) == event_type)
}

#[test]
fn a_golden_file_stays_as_it_was_shipped() {
    let (mut listed, there) = (listed(), there());
    if std::env::var_os(ADD).is_some() {
        for (name, sum) in &there {
            listed.entry(name.clone()).or_insert_with(|| sum.clone());
        }
        let lines = listed.iter().map(|(name, sum)| format!("{sum}  {name}\n"));
        std::fs::write(here().join("golden.sha256"), lines.collect::<String>()).unwrap();
    }
    for (name, sum) in &listed {
        match there.get(name) {
            None => assert!(!is_known(name), "golden/{name} was shipped and is gone"),
            Some(now) => assert_eq!(
                now, sum,
                "golden/{name} was shipped otherwise: add a version"
            ),
        }
    }
    for name in there.keys() {
        assert!(
            listed.contains_key(name),
            "golden/{name} is new: run with {ADD}=1"
        );
    }
}
