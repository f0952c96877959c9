//! Where to look for what happened around somebody.

use std::collections::BTreeSet;

use event_store::EventRecord;
use projections::find;
use projections::mentions::streams_naming;
use uuid::Uuid;

use crate::history::History;
use crate::system::System;

/// Found the slow way: the id is somewhere in the text of a payload. What staff looked at is not asked for.
fn naming(records: &[EventRecord], id: Uuid) -> BTreeSet<(String, Uuid)> {
    let id = id.to_string();
    let theirs = records.iter().filter(|record| {
        record.aggregate_type != "staff_access"
            && record.aggregate_id != id
            && record.payload.to_string().contains(&id)
    });
    let streams = theirs.map(|record| {
        let stream = record.aggregate_id.parse().unwrap();
        (record.aggregate_type.clone(), stream)
    });
    streams.collect()
}

#[tokio::test]
async fn an_id_is_found_wherever_a_payload_names_it() {
    let system = System::new().await;
    History::new(41).append(&system.log, 1_500).await;
    system.rebuild(find("mentions").unwrap()).await.unwrap();
    let records = system.log.after(0, 5_000).await.unwrap();
    let streams: BTreeSet<Uuid> = records
        .iter()
        .map(|record| record.aggregate_id.parse().unwrap())
        .collect();
    let mut kinds = BTreeSet::new();
    for id in streams {
        let found = streams_naming(&system.pool, &[id], 10_000).await.unwrap();
        let distinct: BTreeSet<_> = found.iter().cloned().collect();
        assert_eq!(found.len(), distinct.len());
        assert_eq!(distinct, naming(&records, id), "{id}");
        kinds.extend(distinct.into_iter().map(|(kind, _)| kind));
    }
    assert_eq!(
        kinds.into_iter().collect::<Vec<_>>(),
        ["account", "case", "match", "member", "search", "tip"]
    );
}

#[tokio::test]
async fn of_too_many_streams_those_that_named_somebody_last_are_found() {
    let system = System::new().await;
    History::new(42).append(&system.log, 600).await;
    system.rebuild(find("mentions").unwrap()).await.unwrap();
    let records = system.log.after(0, 5_000).await.unwrap();
    let members = records
        .iter()
        .filter(|record| record.aggregate_type == "member");
    let busiest = members
        .map(|record| record.aggregate_id.parse::<Uuid>().unwrap())
        .max_by_key(|id| naming(&records, *id).len())
        .unwrap();
    let all = streams_naming(&system.pool, &[busiest], 10_000)
        .await
        .unwrap();
    assert!(all.len() > 3, "somebody whom several streams name");
    let last = records
        .iter()
        .rev()
        .find(|record| {
            record.aggregate_type != "staff_access"
                && record.aggregate_id != busiest.to_string()
                && record.payload.to_string().contains(&busiest.to_string())
        })
        .unwrap();
    assert_eq!(all[0].1.to_string(), last.aggregate_id);
    let newest = streams_naming(&system.pool, &[busiest], 3).await.unwrap();
    assert_eq!(newest, all[..3]);
}
