//! Limits, locks and pairs, with Redis and without.

use std::sync::Arc;
use std::time::{Duration, Instant};

use app::clock::ManualClock;
use app::coordination::{Coordination, Counterpart, MessagePair, PairLookup, Permit, Quota, Role};
use domain::values::{MatchId, MemberId};
use testkit::{TcpProxy, TestRedis, eventually};
use uuid::Uuid;

const DEADLINE: Duration = Duration::from_secs(20);
/// A hundred calls take longer than this if more than a few of them wait for a Redis that does not answer.
const NO_STALL: Duration = Duration::from_secs(20);
const RELAY: Quota = Quota {
    per_period: 15,
    period: Duration::from_mins(1),
    burst: 5,
};

/// Long enough for a machine that is busy with other tests.
const ANSWERS_WITHIN: Duration = Duration::from_secs(30);

async fn replica(url: Option<&str>, clock: &ManualClock) -> Coordination {
    replica_that_waits(url, ANSWERS_WITHIN, clock).await
}

async fn replica_that_waits(
    url: Option<&str>,
    answer_timeout: Duration,
    clock: &ManualClock,
) -> Coordination {
    Coordination::connect(url, answer_timeout, Arc::new(clock.clone()))
        .await
        .unwrap()
}

async fn granted(coordination: &Coordination, bucket: &str, tries: u32) -> u32 {
    let mut granted = 0;
    for _ in 0..tries {
        granted += u32::from(coordination.take(bucket, RELAY).await == Permit::Granted);
    }
    granted
}

/// The same story is true of Redis and of the process's own buckets.
async fn limits_follow_the_clock(coordination: &Coordination, clock: &ManualClock) {
    assert_eq!(granted(coordination, "a", 10).await, 5);
    assert_eq!(
        granted(coordination, "b", 3).await,
        3,
        "a bucket of its own"
    );
    let denied = coordination.take("a", RELAY).await;
    assert_eq!(
        denied,
        Permit::Denied {
            retry_after: Duration::from_secs(4)
        }
    );
    clock.advance(chrono::Duration::milliseconds(3_999));
    assert_eq!(granted(coordination, "a", 1).await, 0);
    clock.advance(chrono::Duration::milliseconds(1));
    assert_eq!(granted(coordination, "a", 2).await, 1);
    clock.advance(chrono::Duration::hours(1));
    assert_eq!(granted(coordination, "a", 10).await, 5);
    let unlimited = Quota {
        per_period: 0,
        ..RELAY
    };
    for _ in 0..100 {
        assert_eq!(coordination.take("a", unlimited).await, Permit::Granted);
    }
}

#[tokio::test]
async fn limits_without_redis_follow_the_clock() {
    let clock = ManualClock::default();
    limits_follow_the_clock(&Coordination::in_process(Arc::new(clock.clone())), &clock).await;
}

#[tokio::test]
async fn limits_with_redis_follow_the_clock() {
    let (redis, clock) = (TestRedis::start().await, ManualClock::default());
    limits_follow_the_clock(&replica(Some(&redis.url()), &clock).await, &clock).await;
}

#[tokio::test]
async fn replicas_share_limits_and_double_clicks_through_redis() {
    let (redis, clock) = (TestRedis::start().await, ManualClock::default());
    let one = replica(Some(&redis.url()), &clock).await;
    let other = replica(Some(&redis.url()), &clock).await;
    assert_eq!(
        granted(&one, "a", 3).await + granted(&other, "a", 3).await,
        5
    );
    let life = Duration::from_mins(1);
    assert!(one.first("click", life).await);
    assert!(!other.first("click", life).await);
    assert!(other.first("another click", life).await);
    assert_eq!(one.redis_healthy().await, Some(true));
}

#[tokio::test]
async fn a_double_click_is_one_also_without_redis() {
    let clock = ManualClock::default();
    let coordination = replica(None, &clock).await;
    assert_eq!(coordination.redis_healthy().await, None);
    assert!(coordination.first("click", Duration::from_secs(2)).await);
    assert!(!coordination.first("click", Duration::from_secs(2)).await);
    clock.advance(chrono::Duration::seconds(2));
    assert!(coordination.first("click", Duration::from_secs(2)).await);
}

#[tokio::test]
async fn pairs_are_found_in_both_directions_and_by_nobody_else() {
    let (redis, clock) = (TestRedis::start().await, ManualClock::default());
    let coordination = replica(Some(&redis.url()), &clock).await;
    let talk = MatchId(Uuid::from_u128(1));
    let (one, other) = (MemberId(Uuid::from_u128(2)), MemberId(Uuid::from_u128(3)));
    let original = Counterpart {
        message_id: 10,
        role: Role::Original,
    };
    let copies = vec![
        Counterpart {
            message_id: 20,
            role: Role::Header,
        },
        Counterpart {
            message_id: 21,
            role: Role::Text,
        },
    ];
    let pair = |member, message_id, counterparts: &[Counterpart]| MessagePair {
        member,
        message_id,
        counterparts: counterparts.to_vec(),
    };
    let pairs = [
        pair(one, 10, &copies),
        pair(other, 20, &[original]),
        pair(other, 21, &[original]),
    ];
    assert!(coordination.remember_pairs(talk, &pairs).await);
    let another = replica(Some(&redis.url()), &clock).await;
    let found = another.pair(one, 10).await;
    assert_eq!(found, PairLookup::Found(talk, copies));
    assert_eq!(
        found.within(MatchId(Uuid::nil())),
        PairLookup::Unknown,
        "another talk"
    );
    assert_eq!(
        another.pair(other, 21).await.within(talk),
        PairLookup::Found(talk, vec![original])
    );
    assert_eq!(another.pair(other, 10).await, PairLookup::Unknown);
    let without = replica(None, &clock).await;
    assert!(!without.remember_pairs(talk, &pairs).await);
    assert_eq!(without.pair(one, 10).await, PairLookup::Unavailable);
}

/// No longer than Telegram lets a bot delete a message, and not without an end.
#[tokio::test]
async fn pairs_are_forgotten_after_48_hours() {
    let (redis, clock) = (TestRedis::start().await, ManualClock::default());
    let coordination = replica(Some(&redis.url()), &clock).await;
    let talk = MatchId(Uuid::from_u128(1));
    let pair = |member: u128, message_id| MessagePair {
        member: MemberId(Uuid::from_u128(member)),
        message_id,
        counterparts: vec![Counterpart {
            message_id: 7,
            role: Role::Original,
        }],
    };
    let pairs = [pair(2, 10), pair(3, 20)];
    assert!(coordination.remember_pairs(talk, &pairs).await);
    let client = redis::Client::open(redis.url()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let mut keys = redis::cmd("KEYS");
    let keys: Vec<String> = keys.arg("*").query_async(&mut connection).await.unwrap();
    assert_eq!(keys.len(), 2, "{keys:?}");
    for key in keys {
        let mut left = redis::cmd("TTL");
        let left_s: i64 = left.arg(&key).query_async(&mut connection).await.unwrap();
        let life_s = 48 * 60 * 60;
        assert!((life_s - 600..=life_s).contains(&left_s), "{left_s} s");
    }
}

#[tokio::test]
async fn redis_may_be_away_at_start_and_go_and_come_back() {
    let (redis, clock) = (TestRedis::start().await, ManualClock::default());
    redis.stop().await;
    let coordination = replica(Some(&redis.url()), &clock).await;
    assert_eq!(granted(&coordination, "a", 10).await, 5, "by itself");
    assert_eq!(coordination.redis_healthy().await, Some(false));
    redis.restart().await;
    let healthy = || async { coordination.redis_healthy().await == Some(true) };
    eventually(DEADLINE, healthy).await;
    assert_eq!(granted(&coordination, "c", 10).await, 5);
    redis.stop().await;
    let started = Instant::now();
    assert_eq!(granted(&coordination, "d", 100).await, 5);
    assert!(started.elapsed() < NO_STALL, "{:?}", started.elapsed());
    redis.restart().await;
    eventually(DEADLINE, healthy).await;
}

#[tokio::test]
async fn a_redis_that_hangs_delays_one_call_and_no_more() {
    let (redis, clock) = (TestRedis::start().await, ManualClock::default());
    let proxy = TcpProxy::before(&redis.url()).await;
    let url = proxy.url(&redis.url());
    let coordination = replica_that_waits(Some(&url), Duration::from_secs(1), &clock).await;
    assert_eq!(coordination.redis_healthy().await, Some(true));
    proxy.stall();
    let started = Instant::now();
    assert_eq!(granted(&coordination, "a", 100).await, 5);
    assert!(coordination.first("click", Duration::from_mins(1)).await);
    assert!(started.elapsed() < NO_STALL, "{:?}", started.elapsed());
    proxy.resume();
    eventually(DEADLINE, || async {
        coordination.redis_healthy().await == Some(true)
    })
    .await;
}

#[tokio::test]
async fn calls_may_be_made_from_any_task() {
    let coordination = replica(None, &ManualClock::default()).await;
    let task = tokio::spawn(async move { coordination.take("a", RELAY).await });
    assert_eq!(task.await.unwrap(), Permit::Granted);
}
