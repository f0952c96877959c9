//! Every crate takes the lints of the workspace: one that does not is checked by nobody.

use crate::{Checkout, Problem};

const ROOT: &str = "Cargo.toml";
const FORBIDDEN: &str = "unsafe_code = \"forbid\"";

/// Manifests without the lints, and a workspace that allows what must not be written.
pub fn problems(checkout: &Checkout) -> Vec<Problem> {
    let mut found = Vec::new();
    for file in checkout.files().iter().filter(|file| file.name() == ROOT) {
        if file.path == ROOT {
            if !file.text.lines().any(|line| line == FORBIDDEN) {
                found.push(Problem::of(
                    ROOT,
                    format!("the workspace's lints are without `{FORBIDDEN}`"),
                ));
            }
        } else if !takes_lints(&file.text) {
            found.push(Problem::of(&file.path, "add `[lints] workspace = true`"));
        }
    }
    found
}

fn takes_lints(manifest: &str) -> bool {
    let mut lines = manifest.lines().map(str::trim);
    lines.any(|line| line == "[lints]")
        && lines
            .take_while(|line| !line.starts_with('['))
            .any(|line| line == "workspace = true")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TextFile;

    fn found(path: &str, text: &str) -> usize {
        problems(&Checkout::of(vec![TextFile::new(path, text)])).len()
    }

    #[test]
    fn a_crate_without_the_lints_of_the_workspace_is_found() {
        assert_eq!(
            found(
                "app/Cargo.toml",
                "[package]\nname = \"app\"\n[lints]\nworkspace = true\n"
            ),
            0
        );
        assert_eq!(found("app/Cargo.toml", "[package]\nname = \"app\"\n"), 1);
        assert_eq!(
            found(
                "app/Cargo.toml",
                "[lints]\n[dependencies]\nworkspace = true\n"
            ),
            1
        );
        assert_eq!(
            found("app/Cargo.toml", "[lints.rust]\nunsafe_code = \"allow\"\n"),
            1
        );
    }

    #[test]
    fn the_workspace_forbids_unsafe_code() {
        assert_eq!(
            found(ROOT, "[workspace.lints.rust]\nunsafe_code = \"forbid\"\n"),
            0
        );
        assert_eq!(
            found(ROOT, "[workspace.lints.rust]\nunsafe_code = \"warn\"\n"),
            1
        );
    }
}
