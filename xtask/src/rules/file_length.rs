//! A long file wants to be two.

use crate::{Checkout, Problem};

const WARN_LINES: usize = 400;
const FAIL_LINES: usize = 500;

/// Files that must be split.
pub fn problems(checkout: &Checkout) -> Vec<Problem> {
    longer_than(checkout, FAIL_LINES, usize::MAX)
}

/// Files that are about to.
pub fn warnings(checkout: &Checkout) -> Vec<Problem> {
    longer_than(checkout, WARN_LINES, FAIL_LINES)
}

fn longer_than(checkout: &Checkout, limit: usize, below: usize) -> Vec<Problem> {
    let long = checkout.rust_files().filter_map(|file| {
        let lines = file.text.lines().count();
        let message = format!("{lines} lines: a file over {WARN_LINES} wants to be two");
        (lines > limit && lines <= below).then(|| Problem::of(&file.path, message))
    });
    long.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TextFile;

    #[test]
    fn from_401_lines_it_warns_and_from_501_it_fails() {
        let of =
            |lines: usize| Checkout::of(vec![TextFile::new("app/src/a.rs", &"x\n".repeat(lines))]);
        let counts = |lines| (warnings(&of(lines)).len(), problems(&of(lines)).len());
        assert_eq!(counts(400), (0, 0));
        assert_eq!(counts(401), (1, 0));
        assert_eq!(counts(500), (1, 0));
        assert_eq!(counts(501), (0, 1));
    }
}
