//! The outbox on its way out, from the real table.

use std::sync::{Arc, Mutex};

use app::clock::Clock;
use app::outbox::{self, Lane, NewEffect};
use app::policy_runner::Wake;
use async_trait::async_trait;
use bot::HandleError;
use bot::gateway::outbox::{NoticeRenderer, OutboxDrainer, Rendered, RenderedRequest};
use chrono::Duration;
use domain::policies::{Notice, Template};
use domain::search::EndReason;
use domain::values::{MatchId, MemberId, SearchId};
use serde_json::{Value, json};
use sqlx::PgPool;
use testkit::{TestDatabase, eventually};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::gateway_fake::{BOT, Fixture, PATIENCE, UNLIMITED, chat};

/// Says the number of the search or talk; 66 is a panic, 0 is nothing to say.
#[derive(Default)]
struct Numbers {
    results: Mutex<Vec<Value>>,
}

#[async_trait]
impl NoticeRenderer for Numbers {
    async fn render(&self, notice: &Notice) -> Result<Option<Rendered>, HandleError> {
        let number = match notice.template {
            Template::SearchClosed { search_id, .. } => search_id.0.as_u128(),
            Template::ChatOpened { match_id } => match_id.0.as_u128(),
            _ => panic!("not in these tests"),
        };
        assert_ne!(number, 66, "as told");
        let to = i64::try_from(notice.member.0.as_u128()).unwrap();
        let params = json!({"chat_id": to, "text": number.to_string()});
        let request = RenderedRequest {
            method: "sendMessage",
            params,
        };
        Ok((number != 0).then(|| Rendered {
            to: chat(to),
            requests: vec![request],
        }))
    }

    async fn sent(&self, _: &Notice, results: &[Value]) -> Result<(), HandleError> {
        self.results.lock().unwrap().extend_from_slice(results);
        Ok(())
    }
}

struct Draining {
    out: Fixture,
    database: TestDatabase,
    renderer: Arc<Numbers>,
    wake: Arc<Wake>,
    stop: CancellationToken,
}

impl Draining {
    async fn start() -> Self {
        Self {
            out: Fixture::start(UNLIMITED).await,
            database: TestDatabase::create().await,
            renderer: Arc::default(),
            wake: Arc::default(),
            stop: CancellationToken::new(),
        }
    }

    fn run(&self) -> JoinHandle<()> {
        let drainer = OutboxDrainer {
            pool: self.database.pool(),
            gateway: self.out.gateway.clone(),
            renderer: self.renderer.clone(),
            clock: self.out.shared_clock(),
            ids: self.out.ids.clone(),
            wake: Arc::clone(&self.wake),
        };
        tokio::spawn(drainer.run(BOT, self.stop.clone()))
    }

    fn notice(member: u128, number: u128) -> Notice {
        Notice {
            member: MemberId(Uuid::from_u128(member)),
            template: Template::SearchClosed {
                search_id: SearchId(Uuid::from_u128(number)),
                reason: EndReason::Expired,
            },
            not_after: None,
        }
    }

    async fn enqueue(&self, notices: Vec<Notice>) {
        let mut transaction = self.database.pool().begin().await.unwrap();
        let effects: Vec<NewEffect> = notices
            .into_iter()
            .map(|notice| NewEffect {
                key: app::Ids::uuid(&*self.out.ids),
                bot: BOT,
                notice,
                lane: Lane::Notices,
                correlation: Uuid::nil(),
                at: self.out.clock.now(),
            })
            .collect();
        outbox::enqueue(&mut transaction, &effects).await.unwrap();
        transaction.commit().await.unwrap();
        self.wake.outbox.notify_waiters();
    }

    /// How the rows ended, in order, once none is pending.
    async fn fates(&self, step: Duration) -> Vec<String> {
        let pool = self.database.pool();
        eventually(PATIENCE, || {
            self.out.clock.advance(step);
            let pool = pool.clone();
            async move { outbox::backlog(&pool).await.unwrap().0 == 0 }
        })
        .await;
        fates(&pool).await
    }
}

async fn fates(pool: &PgPool) -> Vec<String> {
    sqlx::query_scalar("select state from outbox order by id")
        .fetch_all(pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn each_members_notices_arrive_once_and_in_order() {
    let draining = Draining::start().await;
    let before: Vec<Notice> = (1..=3).map(|number| Draining::notice(1, number)).collect();
    draining.enqueue(before).await;
    // Two replicas: the lease lets one of them send.
    let replicas = [draining.run(), draining.run()];
    draining.out.telegram.wait_for_texts(3).await;
    draining
        .enqueue(vec![Draining::notice(1, 4), Draining::notice(2, 5)])
        .await;
    assert_eq!(draining.fates(Duration::zero()).await, ["sent"; 5]);
    let texts = draining.out.telegram.texts();
    let of_the_first: Vec<&String> = texts.iter().filter(|text| *text != "5").collect();
    assert_eq!(of_the_first, ["1", "2", "3", "4"]);
    assert_eq!(texts.len(), 5);
    assert_eq!(draining.renderer.results.lock().unwrap().len(), 5);
    draining.stop.cancel();
    for replica in replicas {
        replica.await.unwrap();
    }
}

#[tokio::test]
async fn what_is_too_late_or_has_nothing_to_say_is_not_sent() {
    let draining = Draining::start().await;
    let stale = Notice {
        not_after: Some(draining.out.clock.now()),
        ..Draining::notice(1, 1)
    };
    draining
        .enqueue(vec![stale, Draining::notice(1, 0), Draining::notice(1, 2)])
        .await;
    draining.run();
    assert_eq!(
        draining.fates(Duration::zero()).await,
        ["stale", "sent", "sent"]
    );
    assert_eq!(draining.out.telegram.texts(), ["2"]);
}

#[tokio::test]
async fn an_outage_of_telegram_delays_notices_and_drops_those_whose_time_passed() {
    let draining = Draining::start().await;
    draining.out.telegram.hold(1);
    let short_lived = Notice {
        not_after: Some(draining.out.clock.now() + Duration::minutes(5)),
        ..Draining::notice(1, 1)
    };
    draining
        .enqueue(vec![short_lived, Draining::notice(1, 2)])
        .await;
    draining.run();
    draining.out.telegram.wait_for_texts(1).await;
    draining.out.clock.advance(Duration::minutes(6));
    draining.out.telegram.release(1);
    assert_eq!(
        draining.fates(Duration::seconds(1)).await,
        ["stale", "sent"]
    );
}

#[tokio::test]
async fn refusals_and_panics_end_their_row_and_no_other() {
    let draining = Draining::start().await;
    draining.out.telegram.reply(1, 400, "Bad Request: whatever");
    draining
        .out
        .telegram
        .reply(2, 403, "Forbidden: bot was blocked by the user");
    draining
        .out
        .telegram
        .reply(3, 400, "Bad Request: message is not modified");
    draining
        .enqueue(vec![
            Draining::notice(1, 10),
            Draining::notice(1, 11),
            Draining::notice(2, 20),
            Draining::notice(3, 30),
            Draining::notice(4, 66),
            Draining::notice(4, 41),
        ])
        .await;
    draining.run();
    assert_eq!(
        draining.fates(Duration::seconds(1)).await,
        ["parked", "sent", "parked", "sent", "parked", "sent"]
    );
    assert_eq!(*draining.out.reported.0.lock().unwrap(), [chat(2)]);
}

#[tokio::test]
async fn a_talk_is_open_for_messages_once_its_card_has_gone_out() {
    let draining = Draining::start().await;
    let match_id = MatchId(Uuid::from_u128(5));
    let card = Notice {
        template: Template::ChatOpened { match_id },
        ..Draining::notice(1, 0)
    };
    draining.out.telegram.hold(1);
    draining.enqueue(vec![card]).await;
    draining.run();
    draining.out.telegram.wait_for_texts(1).await;
    let pool = draining.database.pool();
    assert!(outbox::opened(&pool, match_id).await.unwrap().is_empty());
    draining.out.telegram.release(1);
    eventually(PATIENCE, || async {
        outbox::opened(&pool, match_id).await.unwrap() == [MemberId(Uuid::from_u128(1))]
    })
    .await;
}
