//! What happened around somebody, read through the streams that name them.

use std::collections::BTreeMap;

use app::history::{History, Subject};
use chrono::DateTime;
use cqrs_es::{Aggregate, DomainEvent};
use domain::member::{Member, MemberEvent};
use domain::search::{EndReason, Search, SearchEvent};
use domain::values::{MemberId, SearchId};
use event_store::{Append, EventLog, NewEvent};
use projections::find;
use sqlx::PgPool;
use testkit::TestDatabase;
use uuid::Uuid;

const AT: DateTime<chrono::Utc> = DateTime::UNIX_EPOCH;
const SUBJECT: MemberId = MemberId(Uuid::from_u128(1));

async fn append<A: Aggregate>(log: &EventLog, stream: Uuid, events: Vec<A::Event>) {
    let events = events.into_iter().map(|event| NewEvent {
        event_type: event.event_type(),
        event_version: event.event_version(),
        payload: serde_json::to_value(event).unwrap(),
    });
    let append = Append {
        command_id: stream,
        aggregate_type: A::TYPE,
        aggregate_id: stream.to_string(),
        expected_sequence: 0,
        events: events.collect(),
        metadata: BTreeMap::new(),
        guards: Vec::new(),
        recorded_at: AT,
    };
    log.append(append).await.unwrap();
}

/// A search from its start to its end: two events.
async fn search(log: &EventLog, member: MemberId, number: u128) {
    let search_id = SearchId(Uuid::from_u128(0x100 + number));
    let started = SearchEvent::SearchStarted {
        search_id,
        member,
        soft_from: AT,
        expires_at: AT,
        at: AT,
    };
    let ended = SearchEvent::SearchEnded {
        search_id,
        member,
        reason: EndReason::Cancelled,
        at: AT,
    };
    append::<Search>(log, search_id.0, vec![started, ended]).await;
}

/// A member with three searches, and somebody else with one in between.
async fn three_searches(pool: &PgPool) -> EventLog {
    let log = EventLog::start(pool.clone()).await.unwrap();
    let registered = MemberEvent::MemberRegistered {
        member: SUBJECT,
        at: AT,
    };
    append::<Member>(&log, SUBJECT.0, vec![registered]).await;
    search(&log, SUBJECT, 1).await;
    search(&log, MemberId(Uuid::from_u128(2)), 2).await;
    search(&log, SUBJECT, 3).await;
    search(&log, SUBJECT, 4).await;
    let mentions = find("mentions").unwrap();
    projections::rebuild::rebuild(pool, &log, mentions, &mut |_| {})
        .await
        .unwrap();
    log
}

fn positions(history: &History) -> Vec<i64> {
    let events = history.events().iter();
    events.map(|event| event.position).collect()
}

#[tokio::test]
async fn everything_that_names_a_member_is_in_their_history_and_nothing_else() {
    let database = TestDatabase::create().await;
    let pool = database.pool();
    let log = three_searches(&pool).await;
    let history = History::of(&pool, &log, Subject::Member(SUBJECT)).await;
    let history = history.unwrap();
    assert_eq!(positions(&history), [1, 2, 3, 6, 7, 8, 9]);
    assert!(!history.is_cut());
}

#[tokio::test]
async fn of_too_long_a_history_the_newest_events_are_kept_and_it_says_so() {
    let database = TestDatabase::create().await;
    let pool = database.pool();
    let log = three_searches(&pool).await;
    let newest = async |most| {
        let subject = Subject::Member(SUBJECT);
        let history = History::newest_of(&pool, &log, subject, most).await;
        let history = history.unwrap();
        (positions(&history), history.is_cut())
    };
    assert_eq!(newest(3).await, (vec![7, 8, 9], true));
    assert_eq!(newest(6).await, (vec![2, 3, 6, 7, 8, 9], true));
    assert_eq!(newest(7).await, (vec![1, 2, 3, 6, 7, 8, 9], false));
}
