//! A piece of the chain that proves itself.

use event_store::verify::{Link, Verification, Verified, Walk, extent, links, place, verify};
use futures::TryStreamExt;
use sqlx::PgPool;

use crate::fixture::{add, append_together, database_and_log, fill};

/// The links of the whole log; only the events of stream `a` are shown.
async fn all_links(pool: &PgPool) -> Vec<Link> {
    links(pool.clone(), 0, i64::MAX, |event| event.aggregate_id == "a")
        .try_collect()
        .await
        .unwrap()
}

fn walk(links: &[Link]) -> Verified {
    let mut walk = Walk::after(Verified::START);
    for link in links {
        walk.step(link).unwrap();
    }
    walk.reached()
}

#[tokio::test]
async fn shown_and_hidden_links_lead_to_the_same_head_as_the_log() {
    let (database, log) = database_and_log().await;
    fill(&log, "a", 3).await;
    append_together(
        &log,
        (100..104).map(|n| add(n, &format!("s{n}"), 0)).collect(),
    )
    .await;
    let pool = database.pool();
    let links = all_links(&pool).await;
    let shown = links
        .iter()
        .filter(|link| matches!(link, Link::Shown(_)))
        .count();
    assert_eq!((shown, links.len()), (3, 7));
    let Verification::Intact(head) = verify(&pool, Verified::START, None, |_, _| {})
        .await
        .unwrap()
    else {
        panic!("broken");
    };
    // Through JSON and back, as a file has it.
    let text = serde_json::to_string(&links).unwrap();
    assert_eq!(
        walk(&serde_json::from_str::<Vec<Link>>(&text).unwrap()),
        head
    );
    assert_eq!(place(&pool, head.position).await.unwrap(), Some(head));
    assert_eq!(place(&pool, 8).await.unwrap(), None);
    let streams = [("counter".to_owned(), "a".to_owned())];
    assert_eq!(extent(&pool, &streams).await.unwrap(), Some((1, 3)));
    assert_eq!(extent(&pool, &[]).await.unwrap(), None);
}

#[tokio::test]
async fn a_changed_shown_event_leads_to_another_head() {
    let (database, log) = database_and_log().await;
    fill(&log, "a", 3).await;
    let links = all_links(&database.pool()).await;
    let head = walk(&links);
    let changes: [fn(&mut event_store::verify::CanonicalEvent); 4] = [
        |event| event.payload.push(' '),
        |event| event.sequence += 1,
        |event| event.metadata = "{}".to_owned(),
        |event| event.recorded_at += chrono::TimeDelta::microseconds(1),
    ];
    for change in changes {
        let mut altered = links.clone();
        if let Link::Shown(event) = &mut altered[1] {
            change(event);
        }
        assert_ne!(walk(&altered), head);
    }
}

#[tokio::test]
async fn a_shown_event_cannot_stand_at_another_place() {
    let (database, log) = database_and_log().await;
    fill(&log, "a", 3).await;
    let mut links = all_links(&database.pool()).await;
    links.remove(1);
    let mut walk = Walk::after(Verified::START);
    walk.step(&links[0]).unwrap();
    let broken = walk.step(&links[1]).unwrap_err();
    assert_eq!((broken.expected, broken.found), (2, 3));
}
