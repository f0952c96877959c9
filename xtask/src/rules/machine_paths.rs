//! No path of one machine: what works in one folder only does not work.

use std::sync::LazyLock;

use regex::Regex;

use crate::{Checkout, Problem, pattern};

/// Home folders and named folders under the temporary one.
static MACHINE_PATH: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"(^|[\s"'`(=:])/((home|Users)/\w|(root|work|farm)/|tmp/[a-z])"#));

/// Lines that name one.
pub fn problems(checkout: &Checkout) -> Vec<Problem> {
    let mut found = Vec::new();
    for file in checkout.files() {
        let guilty = file
            .text
            .lines()
            .enumerate()
            .filter(|(_, line)| MACHINE_PATH.is_match(line));
        found.extend(
            guilty.map(|(index, _)| {
                Problem::at(&file.path, index + 1, "names a path of one machine")
            }),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TextFile;

    #[test]
    fn a_home_folder_is_found_and_a_route_is_not() {
        // Put together here, or this file would break its own rule.
        let guilty = format!("a\ncd /{}/anna/project", "home");
        let found = problems(&Checkout::of(vec![TextFile::new("README.md", &guilty)]));
        assert_eq!(
            found,
            [Problem::at("README.md", 2, "names a path of one machine")]
        );
        let routes = Checkout::of(vec![TextFile::new(
            "README.md",
            "GET /homepage, ${TMPDIR:-/tmp}/x, a/work/b",
        )]);
        assert!(problems(&routes).is_empty());
    }
}
