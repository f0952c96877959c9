//! Rows that are not what the log says are found.

use projections::find;
use projections::verify::DifferenceKind;

use crate::history::History;
use crate::system::System;

#[tokio::test]
async fn changed_missing_and_extra_rows_are_named() {
    let system = System::new().await;
    let position = History::new(20).append(&system.log, 600).await;
    let conversations = find("conversations").unwrap();
    system.rebuild(conversations).await.unwrap();
    let keys: Vec<uuid::Uuid> =
        sqlx::query_scalar("select match_id from conversations_v1 order by 1 limit 3")
            .fetch_all(&system.pool)
            .await
            .unwrap();
    let copied = uuid::Uuid::max();
    for (statement, key) in [
        ("update conversations_v1 set messages_from_first = 91, state = 'lost' where match_id = $1", keys[0]),
        ("delete from conversations_v1 where match_id = $1", keys[1]),
        (
            "insert into conversations_v1 select * from jsonb_populate_record(
                 (select pair from conversations_v1 pair limit 1), jsonb_build_object('match_id', $1))",
            copied,
        ),
    ] {
        sqlx::query(statement).bind(key).execute(&system.pool).await.unwrap();
    }

    let verified = system.verify(conversations).await;
    assert_eq!((verified.position, verified.different), (position, 3));
    let found: Vec<(String, DifferenceKind)> = verified
        .differences
        .into_iter()
        .map(|difference| (difference.key, difference.kind))
        .collect();
    let columns = vec!["messages_from_first".to_owned(), "state".to_owned()];
    assert_eq!(
        found,
        [
            (keys[0].to_string(), DifferenceKind::Changed { columns }),
            (keys[1].to_string(), DifferenceKind::Missing),
            (copied.to_string(), DifferenceKind::Extra),
        ]
    );
}

#[tokio::test]
async fn verification_leaves_the_rows_as_they_are() {
    let system = System::new().await;
    History::new(21).append(&system.log, 300).await;
    let seekers = find("seekers").unwrap();
    system.rebuild(seekers).await.unwrap();
    sqlx::query("update seekers_v1 set misses = 7")
        .execute(&system.pool)
        .await
        .unwrap();
    let before = system.rows(seekers).await;
    let verified = system.verify(seekers).await;
    assert_eq!(verified.different, i64::try_from(before.len()).unwrap());
    assert_eq!(system.rows(seekers).await, before);
}
