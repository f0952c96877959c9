//! Events that come again have their effects once.

use app::vault::Address;
use app::{BotId, Dispatcher, outbox};
use domain::values::MemberId;
use event_store::EventRecord;
use event_store::subscription::{Handler, HandlerError};
use sqlx::{Postgres, Transaction};
use testkit::postgres::TestDatabase;

use crate::dispatcher::{decline, proposal_of};
use crate::workshop::Workshop;

/// What the policies have led to: commands as events, cards, deadlines.
#[derive(Debug, PartialEq)]
struct Effects {
    events: i64,
    resumed: i64,
    cards: i64,
    deadlines: i64,
}

async fn effects(workshop: &Workshop) -> Effects {
    Effects {
        events: workshop.count("select count(*) from events").await,
        resumed: workshop.events("SearchResumed").await,
        cards: workshop.count("select count(*) from outbox").await,
        deadlines: workshop.count("select count(*) from timers").await,
    }
}

/// Two whom the bot can write to, one of whom skipped the other.
async fn skipped(workshop: &Workshop) {
    let mut members = Vec::new();
    for telegram_user_id in [501, 502] {
        let address = Address {
            bot: BotId(700_001),
            chat_id: telegram_user_id,
        };
        let member = workshop.vault.identify(telegram_user_id, address).await;
        members.push(member.unwrap());
    }
    let members: [MemberId; 2] = [members[0], members[1]];
    let dispatcher: &Dispatcher = &workshop.dispatcher;
    let match_id = proposal_of(dispatcher, members).await;
    decline(dispatcher, match_id, members[0]).await;
}

async fn history(workshop: &Workshop) -> Vec<EventRecord> {
    workshop.dispatcher.log().after(0, 1000).await.unwrap()
}

/// Handles events as the subscription does.
async fn handled(workshop: &Workshop, events: &[EventRecord]) -> Transaction<'static, Postgres> {
    let mut transaction = workshop.pool.begin().await.unwrap();
    workshop
        .policies()
        .handle(&mut transaction, events)
        .await
        .unwrap();
    transaction
}

/// Until what they lead to leads to nothing more.
async fn settle(workshop: &Workshop) {
    let mut seen = 0;
    loop {
        let events = history(workshop).await;
        if events.len() == seen {
            return;
        }
        let transaction = handled(workshop, &events[seen..]).await;
        transaction.commit().await.unwrap();
        seen = events.len();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn events_that_are_handled_twice_lead_to_nothing_new() {
    let database = TestDatabase::create().await;
    let workshop = Workshop::open(&database).await;
    skipped(&workshop).await;
    settle(&workshop).await;
    let once = effects(&workshop).await;
    assert_eq!(once.resumed, 2, "both are back in the search");
    assert!(once.cards >= 2 && once.deadlines >= 2, "{once:?}");

    // The checkpoint was lost: a process without any memory of it reads all of it again.
    let next = Workshop::open(&database).await;
    let events = history(&next).await;
    let transaction = handled(&next, &events).await;
    transaction.commit().await.unwrap();
    assert_eq!(effects(&next).await, once);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_between_commands_and_checkpoint_repeats_no_command_and_loses_no_card() {
    let database = TestDatabase::create().await;
    let dying = Workshop::open(&database).await;
    skipped(&dying).await;
    let events = history(&dying).await;
    // The commands are carried out; cards, deadlines and checkpoint are not written.
    let transaction = handled(&dying, &events).await;
    transaction.rollback().await.unwrap();
    let after_the_crash = effects(&dying).await;
    assert_eq!((after_the_crash.resumed, after_the_crash.cards), (2, 0));

    let next = Workshop::open(&database).await;
    settle(&next).await;
    let recovered = effects(&next).await;
    assert_eq!(recovered.resumed, 2);

    // As many as where nothing crashed.
    let calm = TestDatabase::create().await;
    let calm = Workshop::open(&calm).await;
    skipped(&calm).await;
    settle(&calm).await;
    assert_eq!(effects(&calm).await, recovered);
}

/// The row that says where a member is reached was damaged on disk.
#[tokio::test(flavor = "multi_thread")]
async fn an_event_whose_card_cannot_be_addressed_is_named_as_the_one_to_set_aside() {
    let database = TestDatabase::create().await;
    let workshop = Workshop::open(&database).await;
    skipped(&workshop).await;
    let damage =
        "update vault.addresses set sealed = set_byte(sealed, 30, 255 - get_byte(sealed, 30))";
    sqlx::query(damage).execute(&workshop.pool).await.unwrap();
    let next = Workshop::open(&database).await;
    let events = history(&next).await;
    let mut transaction = next.pool.begin().await.unwrap();
    let handled = next.policies().handle(&mut transaction, &events).await;
    let Err(HandlerError::Poison { position, category }) = handled else {
        panic!("{handled:?}");
    };
    assert_eq!(category, "unreadable_data");
    let blamed = events.iter().find(|event| event.position == position);
    assert_eq!(blamed.unwrap().event_type, "MatchProposed");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_effect_that_cannot_be_read_keeps_nobody_elses_waiting() {
    let database = TestDatabase::create().await;
    let workshop = Workshop::open(&database).await;
    skipped(&workshop).await;
    settle(&workshop).await;
    let bot = BotId(700_001);
    let before = outbox::pending(&workshop.pool, bot, 0, 100).await.unwrap();
    assert!(before.is_last);
    let damaged = before.rows[0].id;
    sqlx::query("update outbox set notice = '{\"template\": \"unheard_of\"}' where id = $1")
        .bind(damaged)
        .execute(&workshop.pool)
        .await
        .unwrap();
    let first = outbox::pending(&workshop.pool, bot, 0, 1).await.unwrap();
    assert_eq!((first.rows.len(), first.last_id), (0, Some(damaged)));
    let after = outbox::pending(&workshop.pool, bot, damaged, 100)
        .await
        .unwrap();
    assert_eq!(after.rows.len(), before.rows.len() - 1);
}
