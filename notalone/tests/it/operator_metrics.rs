//! What operators see of a process: `/metrics` after the main journey, and its health while it stops.

use std::time::Duration;

use telegram_simulator::client::Duplicates;
use testkit::eventually;

use crate::harness::{Options, Person, System};
use crate::matching_metrics::{MEASURED_WITHIN, value};

/// Series with their values after two members met, talked, and one of them blocked the other.
const AFTER_A_TALK: [(&str, f64); 16] = [
    ("notalone_relay_messages_total{outcome=\"relayed\"}", 2.0),
    ("notalone_relay_duration_seconds_count", 2.0),
    (
        "notalone_commands_total{aggregate=\"member\",command=\"RegisterMember\",outcome=\"accepted\"}",
        2.0,
    ),
    (
        "notalone_commands_total{aggregate=\"match\",command=\"AcceptProposal\",outcome=\"accepted\"}",
        2.0,
    ),
    (
        "notalone_commands_total{aggregate=\"match\",command=\"EndChat\",outcome=\"accepted\"}",
        1.0,
    ),
    (
        "notalone_telegram_requests_total{method=\"setWebhook\",outcome=\"ok\"}",
        1.0,
    ),
    ("notalone_outbox_pending", 0.0),
    ("notalone_outbox_oldest_seconds", 0.0),
    ("notalone_chats_active", 0.0),
    ("notalone_chat_duration_seconds_count", 1.0),
    ("notalone_chat_duration_seconds_sum", 60.0),
    ("notalone_blocks_total", 1.0),
    ("notalone_proposals_total{outcome=\"accepted\"}", 1.0),
    ("notalone_projection_lag_seconds{name=\"policies\"}", 0.0),
    (
        "notalone_webhook_updates_total{kind=\"message\",outcome=\"duplicate\"}",
        1.0,
    ),
    ("notalone_match_accept_ratio", 1.0),
];
/// What has happened so often that nobody counts it.
const GROWN: [&str; 5] = [
    "notalone_command_duration_seconds_count",
    "notalone_append_batch_events_count",
    "notalone_webhook_duration_seconds_count",
    "notalone_match_select_seconds_count",
    "notalone_telegram_requests_total{method=\"editMessageText\",outcome=\"ok\"}",
];

#[tokio::test]
async fn the_main_journey_is_measured_and_no_label_names_anybody() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let twice = Duplicates {
        times: 2,
        updates: 1,
        concurrent: false,
    };
    system.bot.duplicate(&twice).await.unwrap();
    anna.tell(&boris, "Здравствуйте").await;
    boris.tell(&anna, "И вам здравствуйте").await;
    system.advance(Duration::from_mins(1)).await;
    anna.ask("/block", "Заблокировать собеседника?").await;
    anna.tap("Да, заблокировать").await;
    boris.expect("Разговор завершён").await;
    for (series, expected) in AFTER_A_TALK {
        measured(&system, series, expected).await;
    }
    let (_, metrics) = system.get(0, "/metrics").await;
    for series in GROWN {
        assert!(value(&metrics, series).unwrap_or(0.0) > 0.0, "{series}");
    }
    positions_are_those_of_the_log(&system).await;
    names_nobody(&metrics, &[&anna, &boris]);
    system.finish().await;
}

async fn measured(system: &System, series: &str, expected: f64) {
    eventually(MEASURED_WITHIN, || async {
        let (_, metrics) = system.get(0, "/metrics").await;
        value(&metrics, series).is_some_and(|value| (value - expected).abs() < 0.001)
    })
    .await;
}

/// The head, and every read model at it.
async fn positions_are_those_of_the_log(system: &System) {
    #[expect(clippy::cast_precision_loss, reason = "a gauge")]
    let head = system.event_count().await as f64;
    measured(system, "notalone_log_head_position", head).await;
    let names: Vec<String> = sqlx::query_scalar("select name from checkpoints")
        .fetch_all(&system.pool)
        .await
        .unwrap();
    assert!(names.len() > 3, "{names:?}");
    for name in names {
        let series = format!("notalone_projection_position{{name=\"{name}\"}}");
        measured(system, &series, head).await;
    }
}

/// No id of anybody or anything in a label, no word of anybody anywhere.
fn names_nobody(metrics: &str, people: &[&Person]) {
    let is_id = |word: &str| word.len() == 36 && word.matches('-').count() == 4;
    for line in metrics.lines() {
        let labels = line.split(['"', '{', '}', '=', ',', ' ']);
        assert!(!labels.clone().any(is_id), "an id: {line}");
        for person in people {
            let telegram_id = person.control.id().to_string();
            assert!(!labels.clone().any(|word| word == telegram_id), "{line}");
            assert!(!line.contains(&person.nickname()), "{line}");
        }
    }
}

#[tokio::test]
async fn a_process_that_stops_says_so_and_finishes_what_is_under_way() {
    let system = System::start(Options::default()).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    system.wait_done().await;
    for path in ["/ready", "/health", "/health/db"] {
        assert_eq!(system.get(0, path).await.0, 200, "{path}");
    }
    // Telegram takes its time with a message: that long the process cannot end.
    system.slow_answers_to(&boris, 3_000).await;
    let words = "Это дойдёт";
    anna.say(words).await;
    eventually(MEASURED_WITHIN, || async {
        system.bot.control().faults().await.unwrap().is_empty()
    })
    .await;
    let draining = async {
        let body = system.wait_answer(0, "/ready", 503).await;
        assert!(body.contains("\"code\":\"draining\""), "{body}");
        assert_eq!(system.get(0, "/health").await.0, 200, "it lives");
    };
    tokio::join!(system.replicas[0].stop(), draining);
    assert_eq!(boris.copies_of(&anna, words).await, 1);
    system.restart(0).await;
    boris.end().await;
    system.finish().await;
}
