//! What operators are told exists: every metric they watch is recorded, every alert has a page and every page an alert.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::{Checkout, Problem, Source, TextFile, pattern};

static METRIC: LazyLock<Regex> = LazyLock::new(|| pattern(r"\bnotalone_[a-z_]+"));
static ALERT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?m)^\s*- alert: (\w+)$"));
static CAPITAL: LazyLock<Regex> = LazyLock::new(|| pattern(r"([a-z])([A-Z])"));
/// What Prometheus makes of a histogram.
const PARTS: [&str; 3] = ["_bucket", "_sum", "_count"];
/// The list of all metrics: it says what they mean, not that anything records them.
const LIST: &str = "app/src/telemetry/measures.rs";
const RULES: &str = "ops/prometheus/alerts.yml";
const RUNBOOKS: &str = "docs/runbooks/";

/// Metrics that nothing records, alerts without a page, pages without an alert.
pub fn problems(checkout: &Checkout) -> Vec<Problem> {
    let mut found = unknown_metrics(checkout);
    let rules = checkout
        .file(RULES)
        .map(|file| file.text.as_str())
        .unwrap_or_default();
    let pages: BTreeSet<String> = ALERT
        .captures_iter(rules)
        .map(|alert| page_of(&alert[1]))
        .collect();
    let missing = pages.iter().filter(|page| !checkout.has(page));
    found.extend(
        missing.map(|page| Problem::of(RULES, format!("an alert without its page {page}"))),
    );
    let written = checkout
        .files()
        .iter()
        .filter(|file| file.path.starts_with(RUNBOOKS) && file.name() != "README.md");
    let idle = written.filter(|file| !pages.contains(&file.path));
    found.extend(
        idle.map(|file| Problem::of(&file.path, format!("no alert of this name in {RULES}"))),
    );
    found
}

fn unknown_metrics(checkout: &Checkout) -> Vec<Problem> {
    let recorded: BTreeSet<String> = checkout
        .rust_files()
        .filter(|file| file.top() != "xtask" && file.path != LIST)
        .flat_map(|file| {
            let source = Source::parse(&file.text);
            source
                .shipped_literals()
                .map(|literal| literal.text.clone())
                .collect::<Vec<_>>()
        })
        .filter(|literal| METRIC.is_match(literal))
        .collect();
    let watching = checkout.files().iter().filter(|file| is_watching(file));
    let mut found = Vec::new();
    for file in watching {
        for (index, line) in file.text.lines().enumerate() {
            let names = METRIC
                .find_iter(line)
                .map(|name| whole_metric(name.as_str()));
            let unknown = names.filter(|name| !recorded.contains(*name));
            found.extend(
                unknown.map(|name| {
                    Problem::at(&file.path, index + 1, format!("nothing records {name}"))
                }),
            );
        }
    }
    found
}

fn is_watching(file: &TextFile) -> bool {
    let is_rules_or_board = file.path.starts_with("ops/prometheus/")
        || file.path.starts_with("ops/grafana/dashboards/");
    is_rules_or_board || file.path.starts_with(RUNBOOKS)
}

fn whole_metric(name: &str) -> &str {
    PARTS
        .iter()
        .find_map(|part| name.strip_suffix(part))
        .unwrap_or(name)
}

/// `WebhookOutage` → `docs/runbooks/webhook-outage.md`.
fn page_of(alert: &str) -> String {
    format!(
        "{RUNBOOKS}{}.md",
        CAPITAL.replace_all(alert, "$1-$2").to_lowercase()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(rules: &str, page: &str) -> Vec<String> {
        let checkout = Checkout::of(vec![
            TextFile::new(
                "bot/src/a.rs",
                "histogram!(\"notalone_relay_seconds\").record(1)",
            ),
            TextFile::new(RULES, rules),
            TextFile::new(page, "words"),
        ]);
        problems(&checkout)
            .into_iter()
            .map(|problem| problem.message)
            .collect()
    }

    #[test]
    fn a_recorded_metric_and_an_alert_with_its_page_are_fine() {
        let rules = "  - alert: RelaySlow\n    expr: rate(notalone_relay_seconds_bucket[5m]) > 1\n";
        assert_eq!(
            found(rules, "docs/runbooks/relay-slow.md"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_metric_that_nothing_records_is_a_problem() {
        assert_eq!(
            found("expr: notalone_gone_total > 1", "docs/other.md"),
            ["nothing records notalone_gone_total"]
        );
    }

    #[test]
    fn a_metric_that_is_only_listed_is_a_problem_too() {
        let listed =
            "pub const METRICS: &[Metric] = &[counter(\"notalone_tips_total\", \"tips\")];";
        let checkout = Checkout::of(vec![
            TextFile::new(LIST, listed),
            TextFile::new("ops/prometheus/alerts.yml", "expr: notalone_tips_total > 1"),
        ]);
        let found = problems(&checkout);
        assert_eq!(found.len(), 1, "{found:?}");
    }

    #[test]
    fn alerts_and_pages_come_in_pairs() {
        assert_eq!(
            found("- alert: RelaySlow\n", "docs/runbooks/relay-fast.md").len(),
            2
        );
    }
}
