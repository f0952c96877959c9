//! Secrets are compared in constant time: how long an answer takes tells nobody how much of a guess was right.

use std::sync::LazyLock;

use regex::Regex;

use crate::{Checkout, Problem, Source, pattern};

/// Where something that a stranger sends is compared with a secret, or with what a secret makes.
const PLACES: [&str; 5] = [
    "api/src/console/signed_in.rs",
    "api/src/signed/signature.rs",
    "app/src/tips/payload.rs",
    "bot/src/callback_data/token.rs",
    "bot/src/intake/webhook.rs",
];
static CONSTANT: LazyLock<Regex> = LazyLock::new(|| pattern(r"\.ct_eq\("));
static HASTY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b\w*(secret|signature|mac|csrf|password|digest)\w*(\.\w+\(\))*\s*[!=]=|[!=]=\s*&?\w*(secret|signature|mac|csrf|password|digest)\w*",
    )
});

/// Places that compare otherwise, or are no more: then the list is to follow them.
pub fn problems(checkout: &Checkout) -> Vec<Problem> {
    let mut found = Vec::new();
    for path in PLACES {
        let Some(file) = checkout.file(path) else {
            found.push(Problem::of(
                path,
                "compares a secret and is gone: name its heir in xtask/src/rules/comparisons.rs"
                    .to_owned(),
            ));
            continue;
        };
        let source = Source::parse(&file.text);
        let mut is_constant = false;
        for (line, code, is_test) in source.code_lines() {
            if is_test {
                continue;
            }
            is_constant |= CONSTANT.is_match(code);
            if HASTY.is_match(code) {
                found.push(Problem::at(
                    path,
                    line,
                    "stops at the first wrong byte: use `subtle::ConstantTimeEq`",
                ));
            }
        }
        if !is_constant {
            found.push(Problem::of(path, "compares a secret without `ct_eq`"));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TextFile;

    fn found(last: &str) -> usize {
        let mut files: Vec<TextFile> = PLACES
            .iter()
            .map(|path| TextFile::new(path, "fn is(a: &[u8]) { a.ct_eq(b); }\n"))
            .collect();
        files.pop();
        files.push(TextFile::new(PLACES[4], last));
        problems(&Checkout::of(files)).len()
    }

    #[test]
    fn a_secret_that_is_compared_byte_by_byte_is_found() {
        assert_eq!(
            found("fn is() -> bool { given.ct_eq(&expected).into() }\n"),
            0
        );
        assert_eq!(found("fn is() -> bool { given == expected_secret }\n"), 2);
        assert_eq!(
            found("fn is() -> bool { a.ct_eq(b); mac.as_slice() == given }\n"),
            1
        );
        assert_eq!(found("fn is() -> bool { true }\n"), 1);
    }
}
