//! Updates are handled once, also when processes come and go.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use app::BotId;
use app::clock::{Clock, ManualClock};
use app::inbox::{Claim, Inbox};
use domain::values::{MatchId, MemberId};
use sqlx::PgPool;
use testkit::{TestDatabase, eventually};
use tokio::sync::Barrier;
use uuid::Uuid;

const BOT: BotId = BotId(1001);
const FIRST_TRY: Claim = Claim::Ours { attempt: 1 };

fn process(pool: &PgPool, number: u128) -> Inbox {
    Inbox::start(
        pool.clone(),
        Uuid::from_u128(number),
        Arc::new(ManualClock::default()),
    )
}

/// As if the process had died and its lease run out.
async fn expire_leases(pool: &PgPool) {
    sqlx::query("update inbox set lease_until = clock_timestamp() - interval '1 second' where state = 'claimed'")
        .execute(pool)
        .await
        .unwrap();
}

#[tokio::test]
async fn an_update_is_claimed_once_and_finished_for_good() {
    let database = TestDatabase::create().await;
    let (one, other) = (process(&database.pool(), 1), process(&database.pool(), 2));
    assert_eq!(one.claim(BOT, 7).await.unwrap(), FIRST_TRY);
    assert_eq!(one.claim(BOT, 7).await.unwrap(), Claim::Elsewhere);
    assert_eq!(other.claim(BOT, 7).await.unwrap(), Claim::Elsewhere);
    assert_eq!(
        other.claim(BotId(1002), 7).await.unwrap(),
        FIRST_TRY,
        "another bot's update"
    );
    one.finish(BOT, 7).await.unwrap();
    assert_eq!(one.claim(BOT, 7).await.unwrap(), Claim::Finished);
    assert_eq!(other.claim(BOT, 7).await.unwrap(), Claim::Finished);
}

#[tokio::test]
async fn a_released_update_is_free_and_was_no_try() {
    let database = TestDatabase::create().await;
    let (one, other) = (process(&database.pool(), 1), process(&database.pool(), 2));
    for update in 1..=3 {
        one.claim(BOT, update).await.unwrap();
    }
    one.release(BOT, 1).await.unwrap();
    assert_eq!(other.claim(BOT, 1).await.unwrap(), FIRST_TRY);
    assert_eq!(other.claim(BOT, 2).await.unwrap(), Claim::Elsewhere);
    one.finish(BOT, 3).await.unwrap();
    one.release_all().await.unwrap();
    assert_eq!(other.claim(BOT, 2).await.unwrap(), FIRST_TRY);
    assert_eq!(other.claim(BOT, 3).await.unwrap(), Claim::Finished);
    one.release(BOT, 1).await.unwrap();
    assert_eq!(
        one.claim(BOT, 1).await.unwrap(),
        Claim::Elsewhere,
        "not ours to give back"
    );
}

#[tokio::test]
async fn the_fifth_failure_parks_an_update() {
    let database = TestDatabase::create().await;
    let inbox = process(&database.pool(), 1);
    for attempt in 1..=5 {
        assert_eq!(inbox.claim(BOT, 7).await.unwrap(), Claim::Ours { attempt });
        assert_eq!(inbox.fail(BOT, 7, "panic").await.unwrap(), attempt == 5);
    }
    assert_eq!(inbox.claim(BOT, 7).await.unwrap(), Claim::Finished);
    let parked: (i64, i64, String) =
        sqlx::query_as("select bot_id, update_id, category from parked_updates")
            .fetch_one(&database.pool())
            .await
            .unwrap();
    assert_eq!(parked, (BOT.0, 7, "panic".to_owned()));
}

#[tokio::test]
async fn a_thawed_process_cannot_disturb_the_one_that_took_over() {
    let database = TestDatabase::create().await;
    let pool = database.pool();
    let (frozen, taker) = (process(&pool, 1), process(&pool, 2));
    let (talk, sender) = (MatchId(Uuid::from_u128(5)), MemberId(Uuid::from_u128(6)));
    frozen.claim(BOT, 7).await.unwrap();
    expire_leases(&pool).await;
    assert_eq!(taker.claim(BOT, 7).await.unwrap(), FIRST_TRY);
    frozen.finish_relayed(BOT, 7, talk, sender).await.unwrap();
    frozen.release(BOT, 7).await.unwrap();
    assert!(!frozen.fail(BOT, 7, "late").await.unwrap());
    assert_eq!(frozen.claim(BOT, 7).await.unwrap(), Claim::Elsewhere);
    taker.finish_relayed(BOT, 7, talk, sender).await.unwrap();
    frozen.finish_relayed(BOT, 7, talk, sender).await.unwrap();
    assert_eq!(
        taker.relay_totals(talk).await.unwrap(),
        HashMap::from([(sender, 1)])
    );
    // What comes from another front end counts the same.
    taker.count_relayed(talk, sender).await.unwrap();
    assert_eq!(
        taker.relay_totals(talk).await.unwrap(),
        HashMap::from([(sender, 2)])
    );
}

#[tokio::test]
async fn a_talk_knows_when_it_carried_its_last_message() {
    let database = TestDatabase::create().await;
    let clock = Arc::new(ManualClock::default());
    let inbox = Inbox::start(database.pool(), Uuid::from_u128(1), clock.clone());
    let (talk, sender) = (MatchId(Uuid::from_u128(5)), MemberId(Uuid::from_u128(6)));
    assert_eq!(inbox.last_relayed_at(talk).await.unwrap(), None);
    for (update, sender) in [(1, sender), (2, MemberId(Uuid::from_u128(7)))] {
        clock.advance(chrono::Duration::hours(1));
        inbox
            .finish_relayed(BOT, update, talk, sender)
            .await
            .unwrap();
    }
    assert_eq!(
        inbox.last_relayed_at(talk).await.unwrap(),
        Some(clock.now())
    );
    // Albums, and what comes from another front end.
    clock.advance(chrono::Duration::hours(1));
    inbox.count_relayed(talk, sender).await.unwrap();
    assert_eq!(
        inbox.last_relayed_at(talk).await.unwrap(),
        Some(clock.now())
    );
    let last = clock.now() + chrono::Duration::minutes(1);
    app::inbox::count_relayed(&database.pool(), talk, sender, last)
        .await
        .unwrap();
    // What carried nothing changes nothing, nor does a repetition.
    clock.advance(chrono::Duration::hours(1));
    inbox.finish(BOT, 3).await.unwrap();
    inbox.finish_relayed(BOT, 1, talk, sender).await.unwrap();
    assert_eq!(inbox.last_relayed_at(talk).await.unwrap(), Some(last));
}

#[tokio::test]
async fn a_finish_holds_although_the_claim_was_lost() {
    let database = TestDatabase::create().await;
    let inbox = process(&database.pool(), 1);
    inbox.claim(BOT, 7).await.unwrap();
    // A claim is not flushed, so a crash of the server may lose it.
    sqlx::query("delete from inbox")
        .execute(&database.pool())
        .await
        .unwrap();
    inbox.finish(BOT, 7).await.unwrap();
    assert_eq!(inbox.claim(BOT, 7).await.unwrap(), Claim::Finished);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn storms_of_repeated_updates_over_two_processes_are_handled_and_counted_once() {
    const UPDATES: i64 = 200;
    let database = TestDatabase::create().await;
    let processes = [process(&database.pool(), 1), process(&database.pool(), 2)];
    let talk = MatchId(Uuid::from_u128(5));
    let senders = [MemberId(Uuid::from_u128(6)), MemberId(Uuid::from_u128(7))];
    let mut deliveries = tokio::task::JoinSet::new();
    for delivery in 0..UPDATES * 4 {
        let inbox = processes[usize::try_from(delivery % 2).unwrap()].clone();
        let update = (delivery / 2) % UPDATES;
        let sender = senders[usize::try_from(update % 2).unwrap()];
        deliveries.spawn(async move {
            let claim = inbox.claim(BOT, update).await.unwrap();
            if claim == FIRST_TRY {
                inbox
                    .finish_relayed(BOT, update, talk, sender)
                    .await
                    .unwrap();
            }
            claim
        });
    }
    let claims = deliveries.join_all().await;
    let ours = claims.iter().filter(|claim| **claim == FIRST_TRY).count();
    assert_eq!(i64::try_from(ours).unwrap(), UPDATES);
    let totals = processes[0].relay_totals(talk).await.unwrap();
    assert_eq!(totals, HashMap::from(senders.map(|sender| (sender, 100))));
}

#[tokio::test]
async fn a_claim_planned_on_an_empty_table_does_not_read_a_full_one() {
    let database = TestDatabase::create().await;
    let pool = database.another_pool(1).await;
    let inbox = process(&pool, 1);
    // More uses of a prepared statement than Postgres needs to keep one plan for all.
    for update in 1..=12 {
        inbox.claim(BOT, update).await.unwrap();
        inbox.release(BOT, update).await.unwrap();
    }
    sqlx::query(
        "insert into inbox (bot_id, update_id, state, claimed_by, lease_until)
         select 2, n, 'finished', gen_random_uuid(), now() from generate_series(1, 5000) n",
    )
    .execute(&pool)
    .await
    .unwrap();
    let rows_read = || async {
        // What other connections read is reported late; this one's own is asked for.
        sqlx::query("select pg_stat_force_next_flush()")
            .execute(&pool)
            .await
            .unwrap();
        sqlx::query_scalar::<_, i64>(
            "select seq_tup_read from pg_stat_user_tables where relname = 'inbox'",
        )
        .fetch_one(&pool)
        .await
        .unwrap()
    };
    let before = rows_read().await;
    for update in 13..=22 {
        inbox.claim(BOT, update).await.unwrap();
        inbox.claim(BOT, update).await.unwrap();
        inbox.release(BOT, update).await.unwrap();
    }
    assert_eq!(rows_read().await - before, 0);
}

#[tokio::test]
async fn old_rows_are_swept_but_not_what_is_under_way() {
    let database = TestDatabase::create().await;
    let inbox = process(&database.pool(), 1);
    for update in 1..=3 {
        inbox.claim(BOT, update).await.unwrap();
    }
    inbox.finish(BOT, 1).await.unwrap();
    inbox.finish(BOT, 2).await.unwrap();
    sqlx::query(
        "update inbox set received_at = received_at - interval '49 hours' where update_id <> 2",
    )
    .execute(&database.pool())
    .await
    .unwrap();
    assert_eq!(inbox.sweep().await.unwrap(), 1);
    assert_eq!(inbox.claim(BOT, 2).await.unwrap(), Claim::Finished);
    assert_eq!(inbox.claim(BOT, 3).await.unwrap(), Claim::Elsewhere);
}

#[tokio::test]
async fn a_connection_that_breaks_fails_or_repeats_but_never_counts_twice() {
    let database = TestDatabase::create().await;
    let proxy = testkit::TcpProxy::before(&database.url()).await;
    let pool = sqlx::postgres::PgPoolOptions::new()
        .max_connections(1)
        .test_before_acquire(false)
        .connect(&proxy.url(&database.url()))
        .await
        .unwrap();
    let inbox = process(&pool, 1);
    let (talk, sender) = (MatchId(Uuid::from_u128(5)), MemberId(Uuid::from_u128(6)));
    // A statement is prepared when it is first used, which takes an answer.
    inbox.finish(BOT, 6).await.unwrap();
    inbox.claim(BOT, 7).await.unwrap();
    // sqlx asks a connection whether it is well before it takes it back.
    eventually(Duration::from_secs(10), || async { pool.num_idle() == 1 }).await;
    // The statement arrives, its answer does not.
    proxy.stall_answers();
    let finishing = {
        let inbox = inbox.clone();
        tokio::spawn(async move { inbox.finish_relayed(BOT, 7, talk, sender).await })
    };
    let direct = process(&database.pool(), 1);
    eventually(Duration::from_secs(10), || async {
        direct
            .relay_totals(talk)
            .await
            .unwrap()
            .contains_key(&sender)
    })
    .await;
    proxy.resume();
    proxy.cut();
    // Whether this process heard of it or not: the caller repeats after an error.
    if finishing.await.unwrap().is_err() {
        inbox.finish_relayed(BOT, 7, talk, sender).await.unwrap();
    }
    assert_eq!(
        direct.relay_totals(talk).await.unwrap(),
        HashMap::from([(sender, 1)])
    );
}

#[tokio::test]
async fn a_claim_whose_answer_was_lost_is_taken_up_again_at_once() {
    let database = TestDatabase::create().await;
    let proxy = testkit::TcpProxy::before(&database.url()).await;
    let pool = sqlx::postgres::PgPoolOptions::new()
        .max_connections(1)
        .test_before_acquire(false)
        .connect(&proxy.url(&database.url()))
        .await
        .unwrap();
    let inbox = process(&pool, 1);
    // A statement is prepared when it is first used, which takes an answer.
    inbox.claim(BOT, 6).await.unwrap();
    eventually(Duration::from_secs(10), || async { pool.num_idle() == 1 }).await;
    proxy.stall_answers();
    let claiming = {
        let inbox = inbox.clone();
        tokio::spawn(async move { inbox.claim(BOT, 7).await })
    };
    let claimed = || async {
        sqlx::query_scalar::<_, i64>("select count(*) from inbox where update_id = 7")
            .fetch_one(&database.pool())
            .await
            .unwrap()
            == 1
    };
    eventually(Duration::from_secs(10), claimed).await;
    proxy.cut();
    claiming.await.unwrap().unwrap_err();
    proxy.resume();
    let other = process(&database.pool(), 2);
    assert_eq!(other.claim(BOT, 7).await.unwrap(), Claim::Elsewhere);
    assert_eq!(inbox.claim(BOT, 7).await.unwrap(), FIRST_TRY);
    assert_eq!(inbox.claim(BOT, 7).await.unwrap(), Claim::Elsewhere);
    inbox.finish(BOT, 7).await.unwrap();
    assert_eq!(inbox.claim(BOT, 7).await.unwrap(), Claim::Finished);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_claims_at_the_same_instant_one_is_ours() {
    let database = TestDatabase::create().await;
    let inbox = process(&database.pool(), 1);
    for update_id in 1..=50 {
        let together = Arc::new(Barrier::new(4));
        let claims: Vec<_> = (0..4)
            .map(|_| {
                let (inbox, together) = (inbox.clone(), Arc::clone(&together));
                tokio::spawn(async move {
                    together.wait().await;
                    inbox.claim(BOT, update_id).await.unwrap()
                })
            })
            .collect();
        let mut ours = 0;
        for claim in claims {
            match claim.await.unwrap() {
                FIRST_TRY => ours += 1,
                other => assert_eq!(other, Claim::Elsewhere),
            }
        }
        assert_eq!(ours, 1, "claims of update {update_id}");
    }
}
