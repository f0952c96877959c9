//! No skipped tests, no stubs, no test that sleeps.

use std::sync::LazyLock;

use regex::Regex;

use crate::{Checkout, Problem, Source, TextFile, pattern};

static SKIPPED: LazyLock<Regex> = LazyLock::new(|| pattern(r"#\[ignore\b"));
static STUB: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(todo|unimplemented)!"));
/// Of the runtime and of the thread; `clock.sleep_until(…)` of ours moves with the clock.
static SLEEP: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(time|thread)::(sleep\b|sleep_until\b|\{[^}]*\bsleep)"));

/// Lines that take one.
pub fn problems(checkout: &Checkout) -> Vec<Problem> {
    checkout.rust_files().flat_map(problems_of).collect()
}

fn problems_of(file: &TextFile) -> Vec<Problem> {
    let source = Source::parse(&file.text);
    // With tokio's clock paused a sleep moves the clock, which is what a test should do. How long an injected fault lasts
    // is not waiting for a result either: that is written in a file of its own.
    let may_sleep = file.top() == "testkit"
        || file.name() == "faults.rs"
        || file.text.contains("start_paused")
        || file.text.contains("time::pause()");
    let mut found = Vec::new();
    for (line, code, in_test_module) in source.code_lines() {
        let matches = |regex: &LazyLock<Regex>| regex.is_match(code);
        if matches(&SKIPPED) {
            found.push(Problem::at(
                &file.path,
                line,
                "a skipped test tells nothing: mend it or delete it",
            ));
        }
        if matches(&STUB) {
            found.push(Problem::at(
                &file.path,
                line,
                "a stub: write it, or leave it out",
            ));
        }
        if matches(&SLEEP) && (in_test_module || file.is_test()) && !may_sleep {
            found.push(Problem::at(
                &file.path,
                line,
                "tests wait for a condition (testkit::eventually) or move a clock",
            ));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(path: &str, text: &str) -> Vec<Option<usize>> {
        problems_of(&TextFile::new(path, text))
            .into_iter()
            .map(|problem| problem.line)
            .collect()
    }

    #[test]
    fn skipped_tests_and_stubs_are_found_and_words_about_them_are_not() {
        assert_eq!(
            lines("app/src/a.rs", "#[ignore]\nfn a() { todo!() }\n"),
            [Some(1), Some(2)]
        );
        assert!(
            lines(
                "app/src/a.rs",
                "// todo! and #[ignore]\nfn a() { b(\"todo!()\") }\n"
            )
            .is_empty()
        );
    }

    #[test]
    fn a_sleep_is_for_services_and_for_tests_with_a_paused_clock() {
        let sleeping = "async fn a() { tokio::time::sleep(d).await }\n";
        assert_eq!(lines("app/tests/a.rs", sleeping), [Some(1)]);
        assert_eq!(
            lines(
                "app/src/a.rs",
                "#[cfg(test)]\nmod tests {\n  fn a() { thread::sleep(d) }\n}\n"
            ),
            [Some(3)]
        );
        assert_eq!(
            lines("app/tests/a.rs", "use tokio::time::{Duration, sleep};\n"),
            [Some(1)]
        );
        assert!(lines("app/src/a.rs", sleeping).is_empty());
        assert!(lines("app/tests/chaos/faults.rs", sleeping).is_empty());
        assert!(lines("app/tests/a.rs", "clock.sleep_until(then).await").is_empty());
        let paused = format!("#[tokio::test(start_paused = true)]\n{sleeping}");
        assert!(lines("app/tests/a.rs", &paused).is_empty());
    }
}
