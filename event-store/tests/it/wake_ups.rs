//! News of the head.

use std::time::Duration;

use event_store::{EventLog, LogOptions};
use testkit::TestDatabase;

use crate::fixture::{DEADLINE, add};

async fn hears(listener: &EventLog, position: i64) {
    let mut head = listener.watch_head();
    let news = head.wait_for(|head| *head >= position);
    tokio::time::timeout(DEADLINE, news).await.unwrap().unwrap();
}

#[tokio::test]
async fn another_process_hears_of_an_append_without_polling() {
    let database = TestDatabase::create().await;
    let never = LogOptions {
        poll_interval: DEADLINE * 10,
        ..LogOptions::default()
    };
    let listener = EventLog::start_with(database.another_pool(2).await, never)
        .await
        .unwrap();
    let writer = EventLog::start(database.pool()).await.unwrap();
    // The listener needs a moment to listen, so news is made until it hears of one.
    let writing = async {
        for number in 0.. {
            let stream = format!("s{number}");
            writer.append(add(number + 1, &stream, 0)).await.unwrap();
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        () = hears(&listener, 1) => {}
        () = writing => {}
    }
}

#[tokio::test]
async fn polling_finds_what_was_never_announced() {
    let database = TestDatabase::create().await;
    let often = LogOptions {
        poll_interval: Duration::from_millis(20),
        ..LogOptions::default()
    };
    let listener = EventLog::start_with(database.another_pool(2).await, often)
        .await
        .unwrap();
    sqlx::query("UPDATE log_head SET position = 7")
        .execute(&database.pool())
        .await
        .unwrap();
    hears(&listener, 7).await;
}
