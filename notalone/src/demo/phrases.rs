//! What simulated people say, from a file of sections: `[name]` and a phrase a line.

use std::collections::HashMap;

use rand::Rng;
use rand::seq::IndexedRandom;

const TEXT: &str = include_str!("phrases.txt");

/// The phrases by section.
#[derive(Debug)]
pub(crate) struct Phrases {
    sections: HashMap<&'static str, Vec<&'static str>>,
}

impl Phrases {
    /// The phrases of the file.
    pub(crate) fn read() -> Self {
        let mut sections: HashMap<&str, Vec<&str>> = HashMap::new();
        let mut section = "";
        for line in TEXT.lines().map(str::trim) {
            let name = line
                .strip_prefix('[')
                .and_then(|rest| rest.strip_suffix(']'));
            match name {
                Some(name) => section = name,
                None if line.is_empty() || line.starts_with('#') => {}
                None => sections.entry(section).or_default().push(line),
            }
        }
        Self { sections }
    }

    /// The phrases of a section, none if there is no such section.
    pub(crate) fn lines(&self, section: &str) -> &[&'static str] {
        self.sections.get(section).map_or(&[], Vec::as_slice)
    }

    /// A phrase by its place, beginning anew after the last one; empty if there is none.
    pub(crate) fn nth(&self, section: &str, place: usize) -> &'static str {
        let mut lines = self.lines(section).iter().cycle();
        lines
            .nth(place % self.lines(section).len().max(1))
            .copied()
            .unwrap_or_default()
    }

    /// Any phrase of a section, empty if there is none.
    pub(crate) fn any(&self, section: &str, rng: &mut impl Rng) -> &'static str {
        self.lines(section).choose(rng).copied().unwrap_or_default()
    }
}
