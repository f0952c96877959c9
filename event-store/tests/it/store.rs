//! cqrs-es over the log, and stock cqrs-es over the same table.

use std::collections::HashMap;

use cqrs_es::persist::PersistedEventStore;
use cqrs_es::{AggregateError, CqrsFramework, EventStore};
use event_store::{AggregateVersion, LogStore, NewEvent, StoreError};
use postgres_es::PostgresEventRepository;
use serde_json::json;

use crate::fixture::{Counter, CounterEvent, add, added, database_and_log, fill, id};

#[tokio::test]
async fn the_stock_repository_reads_every_stream() {
    let (database, log) = database_and_log().await;
    let ours = LogStore::<Counter>::new(log.clone());
    for stream in ["a", "b", "c"] {
        let mut version = AggregateVersion::new(stream);
        for round in 1..=4 {
            let events = vec![added(round), CounterEvent::Emptied, added(round)];
            let metadata = HashMap::from([("round".to_owned(), round.to_string())]);
            ours.commit(events, version.clone(), metadata)
                .await
                .unwrap();
            assert!(ours.refresh(&mut version).await.unwrap());
        }
        let stock = PersistedEventStore::<_, Counter>::new_event_store(
            PostgresEventRepository::new(database.pool()),
        );
        let expected = ours.load_events(stream).await.unwrap();
        let read = stock.load_events(stream).await.unwrap();
        assert_eq!(read.len(), 12);
        for (stock, ours) in read.iter().zip(&expected) {
            assert_eq!(stock.aggregate_id, ours.aggregate_id);
            assert_eq!(stock.sequence, ours.sequence);
            assert_eq!(stock.payload, ours.payload);
            assert_eq!(stock.metadata, ours.metadata);
        }
    }
}

#[tokio::test]
async fn the_log_serves_as_the_event_store_of_the_framework() {
    let (_database, log) = database_and_log().await;
    let store = LogStore::<Counter>::new(log);
    let framework = CqrsFramework::new(store.clone(), vec![], ());
    framework.execute("a", added(2)).await.unwrap();
    framework.execute("a", added(3)).await.unwrap();
    let loaded = store.load_aggregate("a").await.unwrap();
    assert_eq!((loaded.aggregate.total, loaded.sequence), (5, 2));
}

#[tokio::test]
async fn commit_honours_versions_and_the_command_id_of_the_metadata() {
    let (_database, log) = database_and_log().await;
    let store = LogStore::<Counter>::new(log);
    let fresh = AggregateVersion::new("a");
    let metadata = HashMap::from([("command_id".to_owned(), id(9).to_string())]);
    let written = store
        .commit(vec![added(1)], fresh.clone(), metadata.clone())
        .await
        .unwrap();
    assert_eq!(written[0].sequence, 1);
    let again = store
        .commit(vec![added(1)], fresh.clone(), metadata)
        .await
        .unwrap();
    assert!(again.is_empty());
    let stale = store.commit(vec![added(1)], fresh, HashMap::new()).await;
    assert!(matches!(stale, Err(AggregateError::AggregateConflict)));
}

#[tokio::test]
async fn a_stale_version_is_refreshed_by_what_it_misses() {
    let (_database, log) = database_and_log().await;
    let store = LogStore::<Counter>::new(log.clone());
    fill(&log, "a", 3).await;
    let mut cached = store.load("a").await.unwrap();
    assert!(!store.refresh(&mut cached).await.unwrap());
    log.append(add(100, "a", 3)).await.unwrap();
    assert!(store.refresh(&mut cached).await.unwrap());
    let loaded = store.load("a").await.unwrap();
    assert_eq!(
        (cached.aggregate, cached.sequence),
        (loaded.aggregate, loaded.sequence)
    );
}

#[tokio::test]
async fn a_store_reads_every_event_through_its_decoder() {
    let (_database, log) = database_and_log().await;
    let mut old = add(1, "a", 0);
    old.events = vec![NewEvent {
        event_type: "Added".into(),
        event_version: "0".into(),
        payload: json!({"Added": {"sum": 5}}),
    }];
    log.append(old).await.unwrap();
    log.append(add(2, "a", 1)).await.unwrap();
    let store = LogStore::<Counter>::new(log);
    assert!(matches!(
        store.load("a").await,
        Err(StoreError::Unreadable { position: 1, .. })
    ));
    let store = store.with_decoder(|event_type, version, payload| {
        assert_eq!(event_type, "Added");
        Ok(match version {
            "0" => CounterEvent::Added {
                amount: payload["Added"]["sum"].as_i64().ok_or("no sum")?,
                note: String::new(),
            },
            _ => serde_json::from_value(payload)?,
        })
    });
    let read = store.load_events("a").await.unwrap();
    assert_eq!(
        read[0].payload,
        CounterEvent::Added {
            amount: 5,
            note: String::new()
        }
    );
    let loaded = store.load("a").await.unwrap();
    assert_eq!(loaded.sequence, 2);
    assert!(loaded.aggregate.total > 5);
}
