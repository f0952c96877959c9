//! Aggregates are loaded through the same steps as everything that follows the log.

use std::collections::BTreeMap;

use app::{CommandContext, Dispatcher};
use chrono::{DateTime, Utc};
use cqrs_es::Aggregate;
use domain::Rules;
use domain::search::{EndReason, Search, SearchCommand, SearchEvent};
use domain::upcast::Upcaster;
use domain::values::{MemberId, SearchId};
use event_store::{Append, EventLog, NewEvent};
use serde_json::{Value, json};
use testkit::postgres::TestDatabase;
use uuid::Uuid;

/// What the first event of a search might have looked like in two earlier versions; the later step comes first in the list.
const STEPS: &[Upcaster] = &[SECOND_STEP, FIRST_STEP];

const FIRST_STEP: Upcaster = Upcaster {
    event_type: "SearchStarted",
    from_version: "0.1",
    to_version: "0.2",
    step: name_the_member,
};

const SECOND_STEP: Upcaster = Upcaster {
    event_type: "SearchStarted",
    from_version: "0.2",
    to_version: "1",
    step: end_after_a_day,
};

fn name_the_member(mut payload: Value) -> Value {
    let who = payload["SearchStarted"]["who"].take();
    json!({ "SearchStarted": {
        "search_id": payload["SearchStarted"]["search_id"].take(),
        "member": who,
        "at": payload["SearchStarted"]["at"].take(),
    } })
}

fn end_after_a_day(mut payload: Value) -> Value {
    payload["SearchStarted"]["soft_from"] = json!("2027-01-15T08:05:00Z");
    payload["SearchStarted"]["expires_at"] = json!("2027-01-16T08:00:00Z");
    payload
}

fn morning() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

#[allow(clippy::disallowed_methods, reason = "an id of a test")]
fn fresh() -> Uuid {
    Uuid::new_v4()
}

fn context() -> CommandContext {
    let id = fresh();
    CommandContext {
        command_id: id,
        correlation: id,
        causation: id,
        actor: "member",
        now: morning(),
    }
}

/// A search as the version before the version before this one would have started it.
async fn old_search(log: &EventLog, member: MemberId) -> SearchId {
    let search_id = SearchId(fresh());
    let append = Append {
        command_id: fresh(),
        aggregate_type: Search::TYPE,
        aggregate_id: search_id.to_string(),
        expected_sequence: 0,
        events: vec![NewEvent {
            event_type: "SearchStarted".to_owned(),
            event_version: "0.1".to_owned(),
            payload: json!({ "SearchStarted": {
                "search_id": search_id,
                "who": member,
                "at": morning(),
            } }),
        }],
        metadata: BTreeMap::new(),
        guards: Vec::new(),
        recorded_at: morning(),
    };
    log.append(append).await.unwrap();
    search_id
}

#[tokio::test(flavor = "multi_thread")]
async fn an_aggregate_is_loaded_from_events_of_an_old_version() {
    let database = TestDatabase::create().await;
    let log = EventLog::start(database.pool()).await.unwrap();
    let member = MemberId(fresh());
    let search_id = old_search(&log, member).await;

    let dispatcher = Dispatcher::new(log, Rules::default()).with_upcasters(STEPS);
    let command = SearchCommand::EndSearch {
        reason: EndReason::Cancelled,
        at: morning(),
    };
    let ended = dispatcher
        .execute::<Search>(search_id, command, &context())
        .await
        .unwrap();
    // The event names the member whom only the old event knew.
    assert_eq!(
        ended.events,
        [SearchEvent::SearchEnded {
            search_id,
            member,
            reason: EndReason::Cancelled,
            at: morning(),
        }]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_without_a_way_to_today_is_refused_and_never_guessed() {
    let database = TestDatabase::create().await;
    let log = EventLog::start(database.pool()).await.unwrap();
    let search_id = old_search(&log, MemberId(fresh())).await;
    let dispatcher = Dispatcher::new(log, Rules::default()).with_upcasters(&[FIRST_STEP]);
    let refused = dispatcher.load::<Search>(search_id).await;
    assert!(refused.is_err(), "{refused:?}");
}
