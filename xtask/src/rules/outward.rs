//! What ships asks nobody but whom it is to ask, and starts no other program.

use std::sync::LazyLock;

use regex::Regex;

use crate::{Checkout, Problem, Source, TextFile, pattern};

/// What starts Postgres, Redis, browsers and cargo: for tests and measurements.
const STARTERS: [&str; 3] = ["benches", "testkit", "xtask"];
/// The only files of what ships that make a client for HTTP, and whom it asks.
const CLIENTS: [&str; 4] = [
    // The clock of tests, on this computer.
    "app/src/clock/outside.rs",
    // Telegram.
    "bot/src/gateway/client.rs",
    // Another replica.
    "bot/src/relay/album/forward.rs",
    // The demo's own process.
    "notalone/src/demo/stage.rs",
];
const SHIPPED: [&str; 7] = [
    "domain",
    "event-store",
    "projections",
    "app",
    "bot",
    "api",
    "notalone",
];

static PROGRAM: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\bprocess::(\{[^}]*?\bCommand\b|Command\b|\*)"));
static CLIENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\breqwest::(Client(Builder)?\b|get\b|blocking\b|\*|\{[^}]*?\b(Client|ClientBuilder|get|blocking)\b)",
    )
});

/// Programs that are started and clients that are made elsewhere.
pub fn problems(checkout: &Checkout) -> Vec<Problem> {
    let mut found = Vec::new();
    for file in checkout.rust_files() {
        if !STARTERS.contains(&file.top()) {
            let words = "starts a program: what ships does without, tests ask testkit";
            found.extend(
                lines_with(file, &PROGRAM).map(|line| Problem::at(&file.path, line, words)),
            );
        }
        let ships = SHIPPED.contains(&file.top()) && !file.is_test();
        if ships && !CLIENTS.contains(&file.path.as_str()) {
            let words = "speaks to the network: whom it asks belongs into CLIENTS of xtask's rule and into docs/threats.md";
            found
                .extend(lines_with(file, &CLIENT).map(|line| Problem::at(&file.path, line, words)));
        }
    }
    found
}

/// Lines of code outside test modules, where the pattern begins.
fn lines_with(file: &TextFile, wanted: &Regex) -> impl Iterator<Item = usize> {
    let source = Source::parse(&file.text);
    let code: Vec<&str> = source
        .code_lines()
        .map(|(_, line, is_test)| if is_test { "" } else { line })
        .collect();
    let code = code.join("\n");
    let found: Vec<usize> = wanted
        .find_iter(&code)
        .map(|found| 1 + code[..found.start()].matches('\n').count())
        .collect();
    found.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(path: &str, text: &str) -> Vec<Option<usize>> {
        problems(&Checkout::of(vec![TextFile::new(path, text)]))
            .into_iter()
            .map(|problem| problem.line)
            .collect()
    }

    #[test]
    fn a_program_is_started_by_tools_of_tests_only() {
        let starting = "use std::process::{\n    ExitCode,\n    Command,\n};\n";
        assert_eq!(lines("app/src/a.rs", starting), [Some(1)]);
        assert_eq!(
            lines(
                "bot/src/a.rs",
                "// why\ntokio::process::Command::new(\"sh\")"
            ),
            [Some(2)]
        );
        assert!(lines("testkit/src/a.rs", starting).is_empty());
        assert!(
            lines(
                "notalone/src/a.rs",
                "use std::process::ExitCode;\nuse clap::Command;\n// process::Command\n"
            )
            .is_empty()
        );
    }

    #[test]
    fn a_client_is_made_where_it_is_known_whom_it_asks() {
        let asking = "let http = reqwest::Client::new();\n";
        assert_eq!(lines("api/src/a.rs", asking), [Some(1)]);
        assert_eq!(
            lines("app/src/a.rs", "use reqwest::{Client, Url};\n"),
            [Some(1)]
        );
        assert!(lines("bot/src/gateway/client.rs", asking).is_empty());
        assert!(lines("notalone/tests/it/a.rs", asking).is_empty());
        assert!(
            lines("app/src/a.rs", "use reqwest::Url;\n").is_empty(),
            "an address asks nobody"
        );
    }
}
