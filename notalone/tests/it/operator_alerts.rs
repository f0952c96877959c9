//! Alerts that look for the first of something see it: a counter that begins with its first event has never grown, as Prometheus sees it.

use regex::Regex;
use testkit::eventually;

use crate::harness::System;
use crate::matching_metrics::MEASURED_WITHIN;

const RULES: &str = include_str!("../../../ops/prometheus/alerts.yml");

/// A counter that an alert watches for growth, and what its labels have to be.
struct Watched {
    metric: String,
    matchers: Vec<(String, String, Regex)>,
}

impl Watched {
    fn all() -> Vec<Self> {
        let growth = Regex::new(r"increase\((notalone_[a-z_]+)(?:\{([^}]*)\})?\[").unwrap();
        let matcher = Regex::new(r#"([a-z_]+)(=~|!=|=)"([^"]*)""#).unwrap();
        let watched = growth.captures_iter(RULES).map(|found| Self {
            metric: found[1].to_owned(),
            matchers: matcher
                .captures_iter(found.get(2).map_or("", |labels| labels.as_str()))
                .map(|found| {
                    let whole = Regex::new(&format!("^(?:{})$", &found[3])).unwrap();
                    (found[1].to_owned(), found[2].to_owned(), whole)
                })
                .collect(),
        });
        watched.collect()
    }

    /// Whether a line of `/metrics` is one of these series, at zero.
    fn is_at_zero(&self, line: &str) -> bool {
        let Some(rest) = line.strip_prefix(&self.metric) else {
            return false;
        };
        let fits = self.matchers.iter().all(|(label, operator, value)| {
            let found = Regex::new(&format!(r#"[{{,]{label}="([^"]*)""#)).unwrap();
            let is = found
                .captures(rest)
                .is_some_and(|found| value.is_match(&found[1]));
            is == (operator != "!=")
        });
        fits && rest.starts_with(['{', ' ']) && rest.ends_with(" 0")
    }
}

#[tokio::test]
async fn an_alert_for_the_first_of_something_has_seen_that_there_was_none() {
    let watched = Watched::all();
    assert!(watched.len() >= 6, "the rules are read");
    let system = System::start_default().await;
    for watched in &watched {
        eventually(MEASURED_WITHIN, || async {
            let (_, metrics) = system.get(0, "/metrics").await;
            metrics.lines().any(|line| watched.is_at_zero(line))
        })
        .await;
    }
    system.finish().await;
}
