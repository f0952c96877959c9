//! The clock tells its followers, and processes obey.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::Value;
use testkit::{ClockServer, Program, eventually};

fn noon() -> DateTime<Utc> {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

async fn ask(clock: &ClockServer, after: u64, follower: &str) -> Value {
    let url = format!(
        "http://{}/now?after={after}&follower={follower}",
        clock.address()
    );
    reqwest::get(url).await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn a_question_for_something_newer_is_answered_when_the_clock_moves() {
    let clock = ClockServer::start(noon()).await;
    let first = ask(&clock, 0, "a").await;
    assert_eq!(first["now_us"], noon().timestamp_micros());

    let version = first["version"].as_u64().unwrap();
    let (second, ()) = tokio::join!(ask(&clock, version, "a"), async {
        clock.advance(Duration::from_mins(5));
    });
    assert_eq!(
        second["now_us"],
        (noon() + chrono::TimeDelta::minutes(5)).timestamp_micros()
    );
    assert!(second["version"].as_u64() > Some(version));
}

#[tokio::test]
async fn settling_waits_for_followers_who_ask_and_not_for_those_who_are_gone() {
    let clock = ClockServer::start(noon()).await;
    ask(&clock, 0, "gone").await;
    let follow = async {
        let mut version = 0;
        loop {
            version = ask(&clock, version, "follows").await["version"]
                .as_u64()
                .unwrap();
        }
    };
    tokio::select! {
        never = follow => never,
        () = clock.advance_and_settle(Duration::from_hours(1), 1) => {}
    }
    assert_eq!(clock.now(), noon() + chrono::TimeDelta::hours(1));
}

#[tokio::test]
async fn a_process_prints_into_its_file_and_ends_when_told() {
    let script = "echo from $NAME; trap 'echo bye; exit 3' TERM; while :; do sleep 0.01; done";
    let process = Program::at("sh")
        .arguments(["-c", script])
        .variable("NAME", "here")
        .start();
    eventually(Duration::from_secs(5), || async {
        process.output().contains("from here")
    })
    .await;
    assert!(process.exit_status().is_none());

    process.freeze();
    process.thaw();
    let status = process.terminate(Duration::from_secs(5)).await;
    assert_eq!(status.code(), Some(3));
    assert!(process.output().ends_with("bye\n"));
}

#[tokio::test]
async fn a_killed_process_gets_no_chance() {
    let script = "trap 'echo bye' TERM EXIT; echo up; while :; do sleep 0.01; done";
    let process = Program::at("sh").arguments(["-c", script]).start();
    eventually(Duration::from_secs(5), || async {
        process.output().contains("up")
    })
    .await;
    process.kill();
    assert!(!process.output().contains("bye"));
    assert!(process.exit_status().is_some());
}
