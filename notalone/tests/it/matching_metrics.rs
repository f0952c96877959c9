//! What operators measure of the matching, as Prometheus reads it.

use std::time::Duration;

use testkit::eventually;

use crate::harness::{ACCEPT, Options, System};

/// The ratio is counted every few seconds of real time.
pub(crate) const MEASURED_WITHIN: Duration = Duration::from_secs(30);

/// The value of a series with exactly this name and these labels.
pub(crate) fn value(metrics: &str, series: &str) -> Option<f64> {
    let mut lines = metrics.lines();
    let found = lines.find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    found.map(|value| value.parse().unwrap())
}

#[tokio::test]
async fn a_meeting_is_measured_from_the_search_to_its_outcome() {
    let options = Options::default().variable("NOTALONE_FIND_PER_MINUTE", 2);
    let system = System::start(options).await;
    let (anna, boris) = (system.member("Анна").await, system.member("Борис").await);
    anna.find().await;
    system.advance(Duration::from_secs(10)).await;
    boris.find().await;
    anna.accept().await;
    boris.accept().await;
    anna.expect("Разговор открыт").await;
    anna.end().await;

    let (vera, galya) = (system.member("Вера").await, system.member("Галя").await);
    vera.find().await;
    galya.find().await;
    vera.expect_button(ACCEPT).await;
    vera.skip().await;
    galya.ask("/cancel", "Остановил поиск").await;
    galya.find().await;
    galya.ask("/cancel", "Остановил поиск").await;
    galya.ask("/find", "слишком часто").await;

    let expected = [
        ("notalone_proposals_total{outcome=\"proposed\"}", 2.0),
        ("notalone_proposals_total{outcome=\"accepted\"}", 1.0),
        ("notalone_proposals_total{outcome=\"declined\"}", 1.0),
        ("notalone_match_wait_seconds_count", 4.0),
        ("notalone_match_wait_seconds_sum", 10.0),
        ("notalone_match_wait_seconds_bucket{le=\"5\"}", 3.0),
        ("notalone_match_score_count", 2.0),
        ("notalone_match_queue_size", 1.0),
        ("notalone_match_accept_ratio", 0.5),
        ("notalone_find_ratelimited_total", 1.0),
    ];
    eventually(MEASURED_WITHIN, || async {
        let (_, metrics) = system.get(0, "/metrics").await;
        let is_so = |(series, expected): &(&str, f64)| {
            value(&metrics, series).is_some_and(|value| (value - expected).abs() < 0.001)
        };
        expected.iter().all(is_so)
            && value(&metrics, "notalone_match_select_seconds_count").unwrap_or(0.0) > 0.0
    })
    .await;
    vera.ask("/cancel", "Остановил поиск").await;
    system.finish().await;
}
