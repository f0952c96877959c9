//! Only `event-store` touches the events table: order, chain and idempotency are its promises.

use std::sync::LazyLock;

use regex::Regex;

use crate::{Checkout, Problem, Source, pattern};

/// The stock store that benches compare with has an `events` table of its own.
const EXEMPT: [&str; 4] = ["event-store", "migrations", "benches", "xtask"];

static STATEMENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(select|insert|update|delete|truncate|alter|lock|copy|merge|create)\b")
});
static TABLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?i)\b(from|into|update|join|table|truncate|copy|only|on|using)\s+(public\.)?"?(events|log_head)"?(\W|$)"#,
    )
});

/// SQL that names the table, outside its crate and outside tests.
pub fn problems(checkout: &Checkout) -> Vec<Problem> {
    let mut found = Vec::new();
    for file in checkout
        .files()
        .iter()
        .filter(|file| !EXEMPT.contains(&file.top()) && !file.is_test())
    {
        if file.has_ending("sql") && names_the_table(&file.text) {
            found.push(Problem::of(&file.path, MESSAGE));
        }
        if file.is_rust() {
            let source = Source::parse(&file.text);
            let guilty = source
                .shipped_literals()
                .filter(|literal| names_the_table(&literal.text));
            found.extend(guilty.map(|literal| Problem::at(&file.path, literal.line, MESSAGE)));
        }
    }
    found
}

const MESSAGE: &str = "only event-store touches the events table; ask it, or read a projection";

fn names_the_table(sql: &str) -> bool {
    let matches = |regex: &LazyLock<Regex>| regex.is_match(sql);
    matches(&STATEMENT) && matches(&TABLE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TextFile;

    fn count(path: &str, text: &str) -> usize {
        problems(&Checkout::of(vec![TextFile::new(path, text)])).len()
    }

    #[test]
    fn sql_on_the_table_is_found_wherever_it_stands() {
        assert_eq!(
            count(
                "app/src/a.rs",
                r#"query("select payload\n from events where x")"#
            ),
            1
        );
        assert_eq!(
            count("bot/src/a.rs", r#"query("delete from \"events\"")"#),
            0,
            "escaped quotes are not SQL"
        );
        assert_eq!(
            count("bot/src/a.rs", r#"query(r"delete from events where x")"#),
            1
        );
        assert_eq!(
            count("api/src/a.sql", "insert into public.events values (1)"),
            1
        );
    }

    #[test]
    fn other_tables_prose_tests_and_the_crate_itself_are_not() {
        assert_eq!(
            count("app/src/a.rs", r#"query("select 1 from parked_events")"#),
            0
        );
        assert_eq!(count("app/src/a.rs", r#"info!("rebuilt from events")"#), 0);
        assert_eq!(
            count("app/tests/a.rs", r#"query("select 1 from events")"#),
            0
        );
        assert_eq!(
            count("event-store/src/a.rs", r#"query("select 1 from events")"#),
            0
        );
    }
}
