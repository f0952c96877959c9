//! Which words are paths of this repository, and whether they are there.

use std::path::{Component, Path};

use crate::Checkout;

/// A word that ends so is a file, wherever it stands.
const SOURCE_ENDINGS: [&str; 8] = ["rs", "toml", "sql", "md", "ftl", "html", "yml", "yaml"];
/// Made by runs.
const MADE: [&str; 2] = [".dev", "target"];

/// A path in backticks: from the root, or as the end of one (`member/aggregate.rs`).
pub(super) fn wrong_in_code(checkout: &Checkout, code: &str) -> Option<String> {
    let path = code.trim_start_matches("./");
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
    let is_from_root = path.contains('/') && checkout.has(first);
    if !(is_from_root || has_source_ending && whole == path) || checkout.has_ending(whole) {
        return None;
    }
    Some(format!("`{code}` is not there"))
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
