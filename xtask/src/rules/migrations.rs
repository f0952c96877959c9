//! Migrations are named by the time they were written and only go forward.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::{Checkout, Problem, pattern};

static NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(20\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])[0-5]\d[0-5]\d)_[a-z0-9_]+\.sql$",
    )
});

/// Files in `migrations/` that sqlx would skip, order wrongly or undo.
pub fn problems(checkout: &Checkout) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut timestamps = BTreeSet::new();
    for file in checkout
        .files()
        .iter()
        .filter(|file| file.top() == "migrations" && file.name() != "README.md")
    {
        let Some(captures) = NAME.captures(file.name()) else {
            found.push(Problem::of(
                &file.path,
                "name it YYYYMMDDHHMMSS_what_it_does.sql; there is no way down",
            ));
            continue;
        };
        if !timestamps.insert(captures[1].to_owned()) {
            found.push(Problem::of(
                &file.path,
                "another migration has the same timestamp",
            ));
        }
        if file.text.trim().is_empty() {
            found.push(Problem::of(&file.path, "does nothing"));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TextFile;

    fn found(names: &[&str]) -> Vec<String> {
        let files = names
            .iter()
            .map(|name| TextFile::new(&format!("migrations/{name}"), "select 1"));
        problems(&Checkout::of(files.collect()))
            .into_iter()
            .map(|problem| problem.path)
            .collect()
    }

    #[test]
    fn timestamps_and_words_make_a_name() {
        assert!(
            found(&[
                "20260301120000_events.sql",
                "20260301120001_vault_keys.sql",
                "README.md"
            ])
            .is_empty()
        );
    }

    #[test]
    fn ways_down_other_names_and_repeated_times_are_problems() {
        assert_eq!(found(&["20260301120000_events.down.sql"]).len(), 1);
        assert_eq!(
            found(&[
                "1_events.sql",
                "20261301120000_month.sql",
                "20260301120000_Upper.sql"
            ])
            .len(),
            3
        );
        assert_eq!(
            found(&["20260301120000_a.sql", "20260301120000_b.sql"]),
            ["migrations/20260301120000_b.sql"]
        );
    }
}
