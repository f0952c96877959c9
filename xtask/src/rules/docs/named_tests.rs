//! Tests that a document names as `file::test`, when nothing else in it can look like that.

use regex::Regex;

use crate::{Checkout, Source};

/// Documents whose tables show by which test a thing is known.
const MATRICES: &[&str] = &[
    "docs/contributing.md",
    "docs/keys.md",
    "docs/privacy.md",
    "docs/relay.md",
    "docs/safety.md",
    "docs/security.md",
    "docs/threats.md",
];

/// A test in backticks: the end of its file's path without `.rs`, and its function.
pub(super) fn wrong_in_code(checkout: &Checkout, document: &str, code: &str) -> Option<String> {
    let (file, function) = code.rsplit_once("::")?;
    let is_name = |name: &str| {
        let mut characters = name.chars();
        characters.all(|each| each.is_ascii_lowercase() || each.is_ascii_digit() || each == '_')
    };
    if !MATRICES.contains(&document) || !is_name(file) || !is_name(function) {
        return None;
    }
    let (ending, head) = (format!("/{file}.rs"), format!("fn {function}("));
    let mut named = checkout
        .rust_files()
        .filter(|known| known.path.ends_with(&ending) && known.text.contains(&head))
        .peekable();
    if named.peek().is_none() {
        return Some(format!("the test `{code}` is not there"));
    }
    (!named.any(|known| has_test(&known.text, function)))
        .then(|| format!("`{code}` is a function and no test"))
}

/// Whether a runner calls the function: `#[test]` or `#[tokio::test]` right above it, also inside `proptest!`. Other attributes may
/// stand between; comments are no code.
fn has_test(text: &str, function: &str) -> bool {
    let code: Vec<String> = Source::parse(text)
        .code_lines()
        .map(|(_, line, _)| line.to_owned())
        .collect();
    let above = r"#\[(tokio::)?test(\([^\]]*\))?\]\s*(#\[[^\]]*\]\s*)*(async\s+)?fn\s+";
    Regex::new(&format!("{above}{function}\\(")).is_ok_and(|test| test.is_match(&code.join("\n")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TextFile;

    fn wrong(document: &str, code: &str) -> bool {
        wrong_of(document, code, "#[test]\nfn a_photo_arrives() {}\n")
    }

    fn wrong_of(document: &str, code: &str, source: &str) -> bool {
        let checkout = Checkout::of(vec![TextFile::new("bot/tests/it/relay_media.rs", source)]);
        wrong_in_code(&checkout, document, code).is_some()
    }

    #[test]
    fn a_test_that_is_there_may_be_named_and_another_may_not() {
        assert!(!wrong("docs/relay.md", "relay_media::a_photo_arrives"));
        assert!(wrong("docs/relay.md", "relay_media::a_film_arrives"));
        assert!(wrong("docs/relay.md", "relay_files::a_photo_arrives"));
    }

    #[test]
    fn every_kind_of_test_counts_and_no_other_function() {
        let wrong = |source| wrong_of("docs/relay.md", "relay_media::a_photo_arrives", source);
        for test in [
            "#[test]\nfn a_photo_arrives() {}",
            "#[tokio::test]\nasync fn a_photo_arrives() {}",
            "#[tokio::test(flavor = \"multi_thread\", worker_threads = 2)]\nasync fn a_photo_arrives() {}",
            "#[test]\n// Why.\n#[allow(clippy::too_many_lines)]\nfn a_photo_arrives() {}",
            "proptest! {\n    #[test]\n    fn a_photo_arrives(size in 1..9) {}\n}",
        ] {
            assert!(!wrong(test), "{test}");
        }
        for other in [
            "fn a_photo_arrives() {}",
            "#[test]\nfn a_film_arrives() {}\nfn a_photo_arrives() {}",
            "// #[test]\nfn a_photo_arrives() {}",
            "#[cfg(test)]\nfn a_photo_arrives() {}",
            "prop_compose! { fn a_photo_arrives()(size in 1..9) -> u8 { size } }",
        ] {
            assert!(wrong(other), "{other}");
        }
    }

    #[test]
    fn what_is_no_test_is_left_alone() {
        assert!(!wrong("docs/relay.md", "Coordination::pair"));
        assert!(!wrong("docs/other.md", "relay_media::a_film_arrives"));
    }
}
