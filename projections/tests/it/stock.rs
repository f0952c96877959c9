//! cqrs-es's own repository reads every stream of every aggregate as we wrote it.

use std::collections::BTreeSet;

use cqrs_es::EventStore;
use cqrs_es::persist::PersistedEventStore;
use domain::Stream;
use domain::matching::Match;
use domain::member::Member;
use domain::search::Search;
use postgres_es::PostgresEventRepository;

use crate::history::History;
use crate::system::System;

const EVENTS: usize = 600;

#[tokio::test]
async fn the_stock_repository_reads_every_stream_of_every_aggregate() {
    let system = System::new().await;
    History::new(20).append(&system.log, EVENTS).await;
    for read in [
        streams_of::<Member>(&system).await,
        streams_of::<Search>(&system).await,
        streams_of::<Match>(&system).await,
    ] {
        assert!(read > 10, "only {read} streams");
    }
}

/// Compares all streams of a type; how many there are.
async fn streams_of<A: Stream>(system: &System) -> usize {
    let stock = PersistedEventStore::<_, A>::new_event_store(PostgresEventRepository::new(
        system.pool.clone(),
    ));
    let records = system.log.after(0, i64::MAX).await.unwrap();
    let ours = records
        .iter()
        .filter(|record| record.aggregate_type == A::TYPE);
    let ids: BTreeSet<&str> = ours.map(|record| &*record.aggregate_id).collect();
    for id in &ids {
        let expected = system.log.stream(A::TYPE, id, 0).await.unwrap();
        let read = stock.load_events(id).await.unwrap();
        assert_eq!(read.len(), expected.len());
        for (stock, ours) in read.into_iter().zip(expected) {
            assert_eq!(stock.aggregate_id, ours.aggregate_id);
            assert_eq!(i64::try_from(stock.sequence).unwrap(), ours.sequence);
            assert_eq!(stock.metadata, ours.metadata);
            let payload = serde_json::to_value(stock.payload).unwrap();
            assert_eq!(payload, ours.payload, "event {}", ours.position);
        }
    }
    ids.len()
}
