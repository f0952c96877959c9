//! The clock that tests move from outside.

use std::net::SocketAddr;
use std::time::Duration;

use app::Clock;
use app::clock::OutsideClock;
use chrono::{DateTime, Utc};
use testkit::eventually;
use testkit::{ClockServer, TcpProxy};

const DEADLINE: Duration = Duration::from_secs(20);

fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

#[tokio::test]
async fn sleepers_wake_when_the_outside_clock_is_moved() {
    let server = ClockServer::start(start()).await;
    let clock = OutsideClock::follow(server.address(), "sleeper")
        .await
        .unwrap();
    assert_eq!(clock.now(), start());
    let sleeping = tokio::spawn(async move {
        clock.sleep(chrono::Duration::hours(24)).await;
        clock.now()
    });
    server.advance_and_settle(Duration::from_hours(1), 1).await;
    assert!(!sleeping.is_finished());
    server.advance(Duration::from_hours(24));
    let woken = tokio::time::timeout(DEADLINE, sleeping)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(woken, server.now());
}

#[tokio::test]
async fn a_settled_clock_is_seen_by_every_follower_also_backwards() {
    let server = ClockServer::start(start()).await;
    let one = OutsideClock::follow(server.address(), "one").await.unwrap();
    let other = OutsideClock::follow(server.address(), "other")
        .await
        .unwrap();
    server.set(start() - chrono::Duration::days(3));
    server.settle(2).await;
    assert_eq!([one.now(), other.now()], [server.now(); 2]);
}

#[tokio::test]
async fn a_lost_connection_to_the_clock_is_made_again() {
    let server = ClockServer::start(start()).await;
    let proxy = TcpProxy::start(server.address().to_string()).await;
    let clock = OutsideClock::follow(proxy.address(), "through a proxy")
        .await
        .unwrap();
    proxy.refuse();
    proxy.cut();
    server.advance(Duration::from_mins(1));
    assert_eq!(clock.now(), start(), "it stands while nothing is heard");
    proxy.resume();
    eventually(DEADLINE, || async { clock.now() == server.now() }).await;
}

#[tokio::test]
async fn a_clock_that_is_nowhere_is_an_error_that_says_where() {
    // Bound and never accepting an HTTP answer: closed at once.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address: SocketAddr = listener.local_addr().unwrap();
    drop(listener);
    let error = OutsideClock::follow(address, "nobody").await.unwrap_err();
    assert!(error.to_string().contains(&address.to_string()));
}
