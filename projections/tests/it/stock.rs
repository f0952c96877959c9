//! cqrs-es's own repository reads every stream of every aggregate as we wrote it.

use std::collections::{BTreeMap, BTreeSet};

use cqrs_es::EventStore;
use cqrs_es::persist::PersistedEventStore;
use domain::Stream;
use domain::account::Account;
use domain::event::AGGREGATE_TYPES;
use domain::matching::Match;
use domain::member::Member;
use domain::moderation::Case;
use domain::search::Search;
use domain::staff_access::StaffAccess;
use domain::tip::Tip;
use postgres_es::PostgresEventRepository;

use crate::history::History;
use crate::system::System;

const EVENTS: usize = 3_000;

#[tokio::test]
async fn the_stock_repository_reads_every_stream_of_every_aggregate() {
    let system = System::new().await;
    History::new(20).append(&system.log, EVENTS).await;
    let read = BTreeMap::from([
        streams_of::<Member>(&system).await,
        streams_of::<Search>(&system).await,
        streams_of::<Match>(&system).await,
        streams_of::<Tip>(&system).await,
        streams_of::<Account>(&system).await,
        streams_of::<Case>(&system).await,
        streams_of::<StaffAccess>(&system).await,
    ]);
    let records = system.log.after(0, i64::MAX).await.unwrap();
    let in_log: BTreeSet<&str> = records
        .iter()
        .map(|record| &*record.aggregate_type)
        .collect();
    assert_eq!(in_log, read.keys().copied().collect(), "a type is not read");
    assert_eq!(in_log, AGGREGATE_TYPES.into(), "a type has no history");
    for (aggregate_type, events) in read {
        assert!(events > 5, "only {events} events of {aggregate_type}");
    }
}

/// Compares all streams of a type; how many events there are.
async fn streams_of<A: Stream>(system: &System) -> (&'static str, usize) {
    let stock = PersistedEventStore::<_, A>::new_event_store(PostgresEventRepository::new(
        system.pool.clone(),
    ));
    let records = system.log.after(0, i64::MAX).await.unwrap();
    let ours = records
        .iter()
        .filter(|record| record.aggregate_type == A::TYPE);
    let ids: BTreeSet<&str> = ours.map(|record| &*record.aggregate_id).collect();
    let mut events = 0;
    for id in &ids {
        let expected = system.log.stream(A::TYPE, id, 0).await.unwrap();
        let read = stock.load_events(id).await.unwrap();
        assert_eq!(read.len(), expected.len());
        events += read.len();
        for (stock, ours) in read.into_iter().zip(expected) {
            assert_eq!(stock.aggregate_id, ours.aggregate_id);
            assert_eq!(i64::try_from(stock.sequence).unwrap(), ours.sequence);
            assert_eq!(stock.metadata, ours.metadata);
            let payload = serde_json::to_value(stock.payload).unwrap();
            assert_eq!(payload, ours.payload, "event {}", ours.position);
        }
    }
    (A::TYPE, events)
}
