//! Tests that a document names as `file::test`, when nothing else in it can look like that.

use crate::Checkout;

/// Documents whose tables show by which test a thing is known.
const MATRICES: [&str; 4] = [
    "docs/keys.md",
    "docs/relay.md",
    "docs/safety.md",
    "docs/security.md",
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
    let mut files = checkout.rust_files();
    let is_there = files.any(|known| known.path.ends_with(&ending) && known.text.contains(&head));
    (!is_there).then(|| format!("the test `{code}` is not there"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TextFile;

    fn wrong(document: &str, code: &str) -> bool {
        let test = "#[test]\nfn a_photo_arrives() {}\n";
        let checkout = Checkout::of(vec![TextFile::new("bot/tests/it/relay_media.rs", test)]);
        wrong_in_code(&checkout, document, code).is_some()
    }

    #[test]
    fn a_test_that_is_there_may_be_named_and_another_may_not() {
        assert!(!wrong("docs/relay.md", "relay_media::a_photo_arrives"));
        assert!(wrong("docs/relay.md", "relay_media::a_film_arrives"));
        assert!(wrong("docs/relay.md", "relay_files::a_photo_arrives"));
    }

    #[test]
    fn what_is_no_test_is_left_alone() {
        assert!(!wrong("docs/relay.md", "Coordination::pair"));
        assert!(!wrong("docs/other.md", "relay_media::a_film_arrives"));
    }
}
