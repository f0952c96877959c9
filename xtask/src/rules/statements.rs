//! Values are bound to a statement and never written into it.

use std::sync::LazyLock;

use regex::Regex;

use crate::{Checkout, Problem, Source, pattern};

/// The only files that put more than constants into a statement: names of tables and columns and a time-out, all from the code.
const FROM_THE_CODE: [&str; 9] = [
    "event-store/src/subscription/runner.rs",
    "projections/src/analytics/mod.rs",
    "projections/src/cases/query.rs",
    "projections/src/conversations/query.rs",
    "projections/src/copy.rs",
    "projections/src/rebuild.rs",
    "projections/src/runner.rs",
    "projections/src/table.rs",
    "projections/src/verify.rs",
];
/// What asks databases of its own.
const FIXTURES: [&str; 4] = ["benches", "telegram-simulator", "testkit", "xtask"];

static STATEMENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?is)\b(select\b.*\bfrom\b|insert\s+into|update\b.*\bset\b|delete\s+from|truncate\s|(create|alter|drop|lock)\s+(temporary\s+)?(table|index|role|schema|view)|copy\b.*\b(stdin|stdout)\b|set\s+local|where\s+\S+\s*(=|in\b|>|<))",
    )
});
static INSERTED: LazyLock<Regex> = LazyLock::new(|| pattern(r"\{([^{}]*)\}"));
static CONSTANT: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[A-Z][A-Z0-9_]*$"));

/// Statements that are put together with something that is no constant.
pub fn problems(checkout: &Checkout) -> Vec<Problem> {
    let mut found = Vec::new();
    let shipped = checkout
        .rust_files()
        .filter(|file| !file.is_test() && !FIXTURES.contains(&file.top()));
    for file in shipped.filter(|file| !FROM_THE_CODE.contains(&file.path.as_str())) {
        // Most files are looked through no further.
        if !file.text.contains("format!(") && !file.text.contains("format_args!(") {
            continue;
        }
        let source = Source::parse(&file.text);
        let guilty = source
            .shipped_formats()
            .filter(|literal| is_open(&literal.text));
        let words = "binds nothing: a value belongs into `.bind(…)`, a name into a constant";
        found.extend(guilty.map(|literal| Problem::at(&file.path, literal.line, words)));
    }
    found
}

fn is_open(text: &str) -> bool {
    // `{{` is a brace of the statement itself.
    let text = text.replace("{{", "").replace("}}", "");
    STATEMENT.is_match(&text)
        && INSERTED
            .captures_iter(&text)
            .any(|inserted| !CONSTANT.is_match(&inserted[1]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TextFile;

    fn count(path: &str, text: &str) -> usize {
        problems(&Checkout::of(vec![TextFile::new(path, text)])).len()
    }

    #[test]
    fn a_value_that_is_written_into_a_statement_is_found() {
        let path = "app/src/a.rs";
        assert_eq!(
            count(
                path,
                r#"query(&format!("select a from b where c = '{name}'"))"#
            ),
            1
        );
        assert_eq!(
            count(path, r##"format!(r#"delete from b where c = {}"#, id)"##),
            1
        );
        assert_eq!(
            count(path, "format!(\n    \"update b set c = {name:?}\"\n)"),
            1
        );
        assert_eq!(
            count(path, r#"format_args!("{ROWS} where c = '{name}'")"#),
            1
        );
    }

    #[test]
    fn constants_bound_values_and_prose_are_fine() {
        let path = "app/src/a.rs";
        assert_eq!(
            count(path, r#"format!("select {COLUMNS} from b where c = $1")"#),
            0
        );
        assert_eq!(
            count(path, r#"query("select '{}'::jsonb from b where c = $1")"#),
            0
        );
        assert_eq!(
            count(path, r#"format!("{count} of them were selected")"#),
            0
        );
        assert_eq!(
            count("app/tests/a.rs", r#"format!("select {a} from b")"#),
            0
        );
        assert_eq!(
            count(
                "projections/src/copy.rs",
                r#"format!("copy {table} from stdin")"#
            ),
            0
        );
    }
}
