//! Which words are paths of this repository, and whether they are there.

use std::path::{Component, Path};

use crate::Checkout;

/// A word that ends so is a file, wherever it stands.
const SOURCE_ENDINGS: [&str; 8] = ["rs", "toml", "sql", "md", "ftl", "html", "yml", "yaml"];
/// Made by runs.
const MADE: [&str; 2] = [".dev", "target"];

/// A path in backticks: from the root, or as the end of one (`member/aggregate.rs`). A crate's own document speaks of that crate: what
/// is named so elsewhere does not count.
pub(super) fn wrong_in_code(checkout: &Checkout, document: &str, code: &str) -> Option<String> {
    let path = code.trim_start_matches("./");
    let home = home(document);
    let is_word = path
        .chars()
        .all(|each| each.is_ascii_alphanumeric() || "._-/*{},<>…".contains(each));
    let first = path.split('/').next()?;
    if !is_word || path.starts_with(['/', '<', '*']) || MADE.contains(&first) {
        return None;
    }
    let whole = before_placeholder(path);
    let has_source_ending = Path::new(path).extension().is_some_and(|ending| {
        SOURCE_ENDINGS.iter().any(|known| ending == *known) && path.len() > ending.len() + 1
    });
    let begins_here = checkout.has(first) || checkout.has(&format!("{home}{first}"));
    let is_path = path.contains('/') && begins_here || has_source_ending && whole == path;
    let is_there = || checkout.has(whole) || checkout.has_ending_in(home, whole);
    (is_path && !is_there()).then(|| format!("`{code}` is not there"))
}

/// The folder that a document is about, with its slash: all of the repository for those at the root and in `docs/`.
fn home(document: &str) -> &str {
    match document.find('/') {
        Some(slash) if !document.starts_with("docs/") => &document[..=slash],
        _ => "",
    }
}

/// A link's target, relative to the document.
pub(super) fn wrong_link(checkout: &Checkout, document: &str, target: &str) -> Option<String> {
    let path = target.split('#').next().unwrap_or_default();
    if path.is_empty() || path.contains(':') {
        return None;
    }
    let folder = Path::new(document).parent().unwrap_or(Path::new(""));
    let mut parts: Vec<String> = Vec::new();
    for component in folder.join(path).components() {
        match component {
            Component::ParentDir => drop(parts.pop()),
            Component::Normal(part) => parts.push(part.to_string_lossy().into_owned()),
            _ => {}
        }
    }
    (!checkout.has(&parts.join("/"))).then(|| format!("the link to {target} leads nowhere"))
}

/// `docs/adr/*.md` and `bot/src/{a,b}.rs` claim the folder.
fn before_placeholder(path: &str) -> &str {
    match path.find(['*', '{', '<', '…']) {
        Some(at) => path[..at].rfind('/').map_or("", |slash| &path[..slash]),
        None => path,
    }
}
