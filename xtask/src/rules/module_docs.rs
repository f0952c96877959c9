//! Every crate and every folder of code says in its first line what it is for.

use crate::{Checkout, Problem};

/// `lib.rs`, `main.rs` and `mod.rs` that begin with code.
pub fn problems(checkout: &Checkout) -> Vec<Problem> {
    let roots = checkout
        .rust_files()
        .filter(|file| matches!(file.name(), "lib.rs" | "main.rs" | "mod.rs"));
    let silent = roots.filter(|file| !file.text.lines().any(|line| line.starts_with("//! ")));
    silent
        .map(|file| Problem::of(&file.path, "begins without a module comment (`//! …`)"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TextFile;

    #[test]
    fn a_module_without_words_is_a_problem() {
        let silent = TextFile::new("app/src/relay/mod.rs", "mod text;\n");
        let speaks = TextFile::new(
            "app/src/lib.rs",
            "//! What bot and api share.\nmod relay;\n",
        );
        let leaf = TextFile::new("app/src/relay/text.rs", "fn f() {}\n");
        let found = problems(&Checkout::of(vec![silent, speaks, leaf]));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].path, "app/src/relay/mod.rs");
    }
}
