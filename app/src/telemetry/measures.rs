//! Metrics (contract.md, "Metrics"), rendered for Prometheus.

use std::time::Duration;

use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use tokio_util::task::AbortOnDropHandle;

/// What a metric is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MetricKind {
    /// Only grows.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Many values, counted in buckets with these upper bounds.
    Histogram(&'static [f64]),
}

/// A metric of ours.
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    /// The whole name.
    pub name: &'static str,
    /// What it is.
    pub kind: MetricKind,
    /// What it says, with its unit.
    pub about: &'static str,
}

const fn counter(name: &'static str, about: &'static str) -> Metric {
    Metric {
        name,
        kind: MetricKind::Counter,
        about,
    }
}

const fn gauge(name: &'static str, about: &'static str) -> Metric {
    Metric {
        name,
        kind: MetricKind::Gauge,
        about,
    }
}

const fn histogram(name: &'static str, bounds: &'static [f64], about: &'static str) -> Metric {
    Metric {
        name,
        kind: MetricKind::Histogram(bounds),
        about,
    }
}

/// From a millisecond to Telegram's patience.
const LATENCY_SECONDS: &[f64] = &[
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.8, 1.0, 2.0, 5.0, 10.0, 20.0, 60.0,
];
/// From a second to a day.
const WAIT_SECONDS: &[f64] = &[
    1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0, 7200.0, 21600.0,
    86400.0,
];
/// From a minute to three days.
const LONG_SECONDS: &[f64] = &[
    60.0, 300.0, 900.0, 1800.0, 3600.0, 7200.0, 14400.0, 28800.0, 86400.0, 259_200.0,
];
const RATIO: &[f64] = &[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0];
const BATCH: &[f64] = &[
    1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0,
];

/// Every metric of the product. No label holds an id.
#[rustfmt::skip]
pub const METRICS: &[Metric] = &[
    counter("notalone_webhook_updates_total", "updates received, by kind and outcome"),
    histogram("notalone_webhook_duration_seconds", LATENCY_SECONDS, "seconds from an update to its answer"),
    counter("notalone_relay_messages_total", "messages for a peer, by outcome"),
    histogram("notalone_relay_duration_seconds", LATENCY_SECONDS, "seconds from a message to its acceptance by Telegram for the peer"),
    counter("notalone_commands_total", "commands, by aggregate, command and outcome"),
    histogram("notalone_command_duration_seconds", LATENCY_SECONDS, "seconds a command took"),
    histogram("notalone_append_batch_events", BATCH, "events in one group commit"),
    gauge("notalone_log_head_position", "last position of the event log"),
    gauge("notalone_projection_position", "last position a projection has applied, by name"),
    gauge("notalone_projection_lag_seconds", "age of the oldest event a projection has not applied, by name"),
    counter("notalone_projection_parked_total", "events a projection could not apply, by name"),
    counter("notalone_timers_parked_total", "deadlines that could not be read and were set aside"),
    gauge("notalone_outbox_pending", "effects that wait to be sent"),
    counter("notalone_outbox_effects_total", "effects that ended, by outcome"),
    counter("notalone_staff_alerts_total", "words to the moderators' chat, by kind and outcome"),
    gauge("notalone_outbox_oldest_seconds", "age of the oldest effect that waits"),
    counter("notalone_telegram_requests_total", "requests to Telegram, by method and outcome"),
    counter("notalone_telegram_retry_after_total", "answers of Telegram that asked to wait"),
    gauge("notalone_match_queue_size", "members who search"),
    histogram("notalone_match_wait_seconds", WAIT_SECONDS, "seconds from a search to its proposal"),
    histogram("notalone_match_select_seconds", LATENCY_SECONDS, "seconds to choose the pairs of a window"),
    histogram("notalone_match_score", RATIO, "score of proposed pairs"),
    counter("notalone_proposals_total", "proposals, by outcome"),
    gauge("notalone_match_accept_ratio", "share of proposals that both accepted"),
    counter("notalone_find_ratelimited_total", "searches refused for coming too often"),
    gauge("notalone_chats_active", "talks that are open"),
    histogram("notalone_chat_duration_seconds", LONG_SECONDS, "seconds a talk lasted"),
    counter("notalone_tips_total", "tips, by outcome"),
    counter("notalone_tips_stars_total", "Stars given as tips"),
    counter("notalone_tips_commission_stars_total", "Stars kept as commission"),
    counter("notalone_reports_total", "reports, by reason"),
    counter("notalone_blocks_total", "blocks"),
    gauge("notalone_cases_open", "open moderation cases, by age"),
    histogram("notalone_case_handling_seconds", LONG_SECONDS, "seconds from a report to its decision"),
    counter("notalone_coach_hints_total", "hints of the coach, by outcome"),
    counter("notalone_safety_flags_total", "words of crisis noticed, by label"),
    gauge("notalone_audit_verified_position", "position up to which the log was verified"),
    gauge("notalone_hotlines_unverified", "crisis contacts that nobody has called for 180 days, or ever"),
    gauge("notalone_hotlines_file_broken", "1 while the file of crisis contacts cannot be used and older ones are shown"),
    gauge("notalone_audit_broken_position", "first position at which the log is not as it was written, 0 while it is"),
    counter("notalone_refusals_total", "people and programs that were turned away, by door and why"),
    gauge("notalone_vault_keys_to_rewrap", "keys of the vault that VAULT_MASTER_KEY does not open, 0 when no other master key is needed"),
    gauge("notalone_redis_up", "1 while Redis answers this process, 0 while it keeps limits itself"),
];

/// Values are folded into buckets this often, also when nobody asks for them.
const UPKEEP_PERIOD: Duration = Duration::from_secs(5);

/// Metrics could not be started.
#[derive(Debug, thiserror::Error)]
pub enum MetricsError {
    /// A bucket list is wrong.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// Something else in this process measures already.
    #[error("metrics were started before")]
    Started,
}

/// This process's metrics; cheap to clone.
#[derive(Clone)]
pub struct Metrics {
    handle: PrometheusHandle,
    _upkeep: std::sync::Arc<AbortOnDropHandle<()>>,
}

impl Metrics {
    /// Measures from now on, in this process and until it ends.
    pub fn start() -> Result<Self, MetricsError> {
        let recorder = builder()?.build_recorder();
        let handle = recorder.handle();
        metrics::set_global_recorder(recorder).map_err(|_| MetricsError::Started)?;
        describe();
        let folding = handle.clone();
        let upkeep = tokio::spawn(async move {
            loop {
                tokio::time::sleep(UPKEEP_PERIOD).await;
                folding.run_upkeep();
            }
        });
        Ok(Self {
            handle,
            _upkeep: std::sync::Arc::new(AbortOnDropHandle::new(upkeep)),
        })
    }

    /// Everything measured so far, in Prometheus' text format.
    pub fn render(&self) -> String {
        self.handle.render()
    }
}

fn builder() -> Result<PrometheusBuilder, BuildError> {
    METRICS
        .iter()
        .try_fold(PrometheusBuilder::new(), |builder, metric| {
            match metric.kind {
                MetricKind::Histogram(bounds) => {
                    builder.set_buckets_for_metric(Matcher::Full(metric.name.to_owned()), bounds)
                }
                MetricKind::Counter | MetricKind::Gauge => Ok(builder),
            }
        })
}

fn describe() {
    for metric in METRICS {
        match metric.kind {
            MetricKind::Counter => metrics::describe_counter!(metric.name, metric.about),
            MetricKind::Gauge => metrics::describe_gauge!(metric.name, metric.about),
            MetricKind::Histogram(_) => metrics::describe_histogram!(metric.name, metric.about),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// contract.md, "Metrics".
    const PROMISED: &str = "webhook_updates_total webhook_duration_seconds relay_messages_total \
        relay_duration_seconds commands_total command_duration_seconds append_batch_events log_head_position \
        projection_position projection_lag_seconds projection_parked_total outbox_pending outbox_oldest_seconds \
        telegram_requests_total telegram_retry_after_total match_queue_size match_wait_seconds match_select_seconds \
        match_score proposals_total match_accept_ratio find_ratelimited_total chats_active chat_duration_seconds \
        tips_total tips_stars_total tips_commission_stars_total reports_total blocks_total cases_open \
        case_handling_seconds coach_hints_total safety_flags_total audit_verified_position";

    #[test]
    fn every_promised_metric_is_described_once() {
        let names: HashSet<&str> = METRICS.iter().map(|metric| metric.name).collect();
        assert_eq!(names.len(), METRICS.len());
        for name in PROMISED.split_whitespace() {
            assert!(
                names.contains(format!("notalone_{name}").as_str()),
                "{name}"
            );
        }
        for metric in METRICS {
            let is_counter = metric.name.ends_with("_total");
            assert_eq!(
                is_counter,
                metric.kind == MetricKind::Counter,
                "{}",
                metric.name
            );
        }
    }

    #[test]
    fn histograms_are_rendered_with_their_own_buckets() {
        let recorder = builder().unwrap().build_recorder();
        let handle = recorder.handle();
        metrics::with_local_recorder(&recorder, || {
            describe();
            metrics::histogram!("notalone_match_score").record(0.55);
            metrics::counter!("notalone_proposals_total", "outcome" => "accepted").increment(2);
        });
        let text = handle.render();
        assert!(
            text.contains("# HELP notalone_match_score score of proposed pairs"),
            "{text}"
        );
        assert!(
            text.contains("notalone_match_score_bucket{le=\"0.5\"} 0"),
            "{text}"
        );
        assert!(
            text.contains("notalone_match_score_bucket{le=\"0.6\"} 1"),
            "{text}"
        );
        assert!(
            text.contains("notalone_proposals_total{outcome=\"accepted\"} 2"),
            "{text}"
        );
    }
}
