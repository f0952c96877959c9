//! What analysts read: exact where many are counted, null where few are, and nothing else.

use projections::analytics::{self, AnalyticsView};
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::history::History;
use crate::system::System;

/// Proposals of a day, the first of which both accepted.
async fn proposals(pool: &PgPool, day: &str, count: i32, accepted: i32) {
    sqlx::query(
        "insert into conversations_v1 (match_id, first_member, second_member, first_search, second_search, state, shared_topics,
             softened, score_permille, score_topics_permille, score_time_permille, score_helpfulness_permille, proposed_at, expires_at,
             started_at, closed_at, end_reason, messages_from_first, messages_from_second, rating_by_first, position)
         select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(),
             case when n <= $3 then 'ended' else 'declined' end, '{anxiety,burnout}', false, 500, 500, 500, 500,
             $1::date + interval '12 hours', $1::date + interval '13 hours',
             case when n <= $3 then $1::date + interval '12 hours' end, case when n <= $3 then $1::date + interval '13 hours' end,
             case when n <= $3 then 'ended' end, 3, 4, case when n <= $3 then 4 end, n
         from generate_series(1, $2) n",
    )
    .bind(day.parse::<chrono::NaiveDate>().unwrap())
    .bind(count)
    .bind(accepted)
    .execute(pool)
    .await
    .unwrap();
}

#[tokio::test]
async fn a_day_of_many_is_told_and_a_day_of_few_is_not() {
    let system = System::new().await;
    proposals(&system.pool, "2026-11-20", 10, 5).await;
    proposals(&system.pool, "2026-11-21", 4, 4).await;
    let quality = analytics::rows(&system.pool, AnalyticsView::MatchQuality);
    assert_eq!(
        quality.await.unwrap(),
        [
            json!({"day": "2026-11-21", "proposals": null, "accept_rate": null, "decline_rate": null, "expiry_rate": null,
                "mean_score": null, "mean_rating": null}),
            json!({"day": "2026-11-20", "proposals": 10, "accept_rate": 0.5, "decline_rate": 0.5, "expiry_rate": 0,
                "mean_score": 0.5, "mean_rating": 4}),
        ]
    );
    let chats = analytics::rows(&system.pool, AnalyticsView::Chats).await;
    assert_eq!(
        chats.unwrap()[1],
        json!({"day": "2026-11-20", "talks": 5, "ended_by_choice": 1, "fell_silent": 0, "ended_by_block": 0,
            "median_minutes": 60, "median_messages": 7})
    );
    let pairs = analytics::rows(&system.pool, AnalyticsView::TopicPairs);
    assert_eq!(
        pairs.await.unwrap(),
        [
            json!({"first_topic": "anxiety", "second_topic": "burnout", "proposals": 14, "accept_rate": 0.6429})
        ]
    );
}

/// Over a history that has everything in it, no count of one to four is ever shown, and no id.
#[tokio::test]
async fn every_view_answers_and_shows_no_small_group_and_no_id() {
    let system = System::new().await;
    let mut history = History::new(77);
    history.append(&system.log, 3_000).await;
    for projection in projections::all() {
        system.rebuild(projection).await.unwrap();
    }
    let mut shown = 0;
    for view in AnalyticsView::ALL {
        let rows = analytics::rows(&system.pool, view).await.unwrap();
        let name = view.name();
        assert!(
            !rows.is_empty() || view == AnalyticsView::TipsDaily,
            "{name}"
        );
        for row in rows {
            for (column, value) in row.as_object().unwrap() {
                let is_no_count = ["weeks_later", "stars", "commission_stars"];
                let is_count = value.is_i64() && !is_no_count.contains(&column.as_str());
                let is_small = value.as_i64().is_some_and(|count| (1..5).contains(&count));
                assert!(!(is_count && is_small), "{name}.{column} is {value}");
                let is_id = value.as_str().is_some_and(|text| text.len() == 36);
                assert!(!is_id, "{name}.{column} is {value}");
                shown += i32::from(!matches!(value, Value::Null));
            }
        }
    }
    assert!(shown > 50, "there is something to see");
}

#[tokio::test]
async fn every_column_says_what_it_means() {
    let system = System::new().await;
    let silent: Vec<String> = sqlx::query_scalar(
        "select format('%s.%s', c.relname, a.attname) from pg_class c join pg_attribute a on a.attrelid = c.oid
         where c.relnamespace = 'analytics'::regnamespace and a.attnum > 0 and col_description(c.oid, a.attnum) is null",
    )
    .fetch_all(&system.pool)
    .await
    .unwrap();
    assert!(silent.is_empty(), "{silent:?}");
    let views: Vec<String> = sqlx::query_scalar(
        "select relname::text from pg_class where relnamespace = 'analytics'::regnamespace and relkind = 'v' order by 1",
    )
    .fetch_all(&system.pool)
    .await
    .unwrap();
    let mut known = AnalyticsView::ALL.map(AnalyticsView::name);
    known.sort_unstable();
    assert_eq!(views, known);
}

#[tokio::test]
async fn an_analyst_reads_the_views_and_nothing_else() {
    let system = System::new().await;
    let mut connection = system.pool.acquire().await.unwrap();
    sqlx::query("set role notalone_analyst")
        .execute(&mut *connection)
        .await
        .unwrap();
    for view in AnalyticsView::ALL {
        let query = format!("select count(*) from analytics.{}", view.name());
        sqlx::query(&query).execute(&mut *connection).await.unwrap();
    }
    for query in [
        "select metadata from events",
        "select * from member_cards_v1",
        "select * from vault.identities",
        "select * from vault_keys.member_keys",
        "create table analytics.mine (one int)",
    ] {
        let refused = sqlx::query(query).execute(&mut *connection).await;
        let refused = refused.unwrap_err();
        let code = refused.as_database_error().unwrap().code();
        assert_eq!(code.as_deref(), Some("42501"), "{query}");
    }
    sqlx::query("reset role")
        .execute(&mut *connection)
        .await
        .unwrap();
}
