//! Two who talk, and two replicas that serve them.

use std::sync::Arc;
use std::time::Duration;

use app::actions::MemberCall;
use app::actions::tip::{self, CheckoutQuestion, Invoiced, PaymentTold, Recorded, TipWish, Tips};
use app::clock::ManualClock;
use app::config::RotatingSecret;
use app::ids::SystemIds;
use app::tips::PayloadKeys;
use app::vault::Address;
use app::{BotId, Clock, CommandContext, Dispatcher, Vault};
use chrono::{DateTime, Utc};
use domain::Rules;
use domain::matching::{Match, MatchCommand, Party, Score};
use domain::search::{Search, SearchCommand};
use domain::tip::{InvoiceVia, RefusalReason, UnmatchedReason};
use domain::values::{ChargeId, MatchId, MemberId, SearchId, Stars, TipAmount, TipId, Topic};
use event_store::EventLog;
use event_store::subscription::Options;
use projections::{Projection, wait_for};
use testkit::TestDatabase;
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;

const BOT: BotId = BotId(1001);
const PAYER: i64 = 7_123_456_789_012;
const RECEIVER: i64 = 7_123_456_789_013;
const SOON: Duration = Duration::from_secs(30);

/// Two who talk, and two replicas that serve them.
pub(super) struct Stage {
    pub(super) database: TestDatabase,
    pub(super) replicas: [Tips; 2],
    pub(super) clock: ManualClock,
    pub(super) payer: MemberId,
    pub(super) receiver: MemberId,
    pub(super) match_id: MatchId,
    _stop: DropGuard,
}

#[allow(clippy::disallowed_methods, reason = "an id of a test")]
pub(super) fn fresh() -> Uuid {
    Uuid::new_v4()
}

pub(super) fn address(telegram_id: i64) -> Address {
    Address {
        bot: BOT,
        chat_id: telegram_id,
    }
}

pub(super) fn charge(text: &str) -> ChargeId {
    text.parse().unwrap()
}

pub(super) async fn replica(database: &TestDatabase, clock: &ManualClock) -> Tips {
    let pool = database.pool();
    let master = RotatingSecret::new("a master key that only this test has, 7");
    let vault = Vault::open(
        pool.clone(),
        pool.clone(),
        &master,
        Arc::new(clock.clone()),
        Arc::new(SystemIds::new(Arc::new(clock.clone()))),
    );
    Tips {
        dispatcher: Dispatcher::new(
            EventLog::start(pool.clone()).await.unwrap(),
            Rules::default(),
        ),
        vault: vault.await.unwrap(),
        pool,
        payloads: PayloadKeys::new(&RotatingSecret::new(
            "a tips key that only this test has, 7",
        )),
    }
}

impl Stage {
    pub(super) async fn open() -> Self {
        let database = TestDatabase::create().await;
        let clock = ManualClock::default();
        let replicas = [
            replica(&database, &clock).await,
            replica(&database, &clock).await,
        ];
        let stop = CancellationToken::new();
        tokio::spawn(projections::runner::run(
            replicas[0].dispatcher.log().clone(),
            Options::default(),
            stop.clone(),
        ));
        let vault = &replicas[0].vault;
        let payer = vault.identify(PAYER, address(PAYER)).await.unwrap();
        let receiver = vault.identify(RECEIVER, address(RECEIVER)).await.unwrap();
        let match_id = talk(&replicas[0].dispatcher, [payer, receiver], clock.now()).await;
        let stage = Self {
            database,
            replicas,
            clock,
            payer,
            receiver,
            match_id,
            _stop: stop.drop_guard(),
        };
        stage.settle().await;
        stage
    }

    /// Until the read models know what the log knows.
    pub(super) async fn settle(&self) {
        let log = self.replicas[0].dispatcher.log();
        let head = log.head().await.unwrap().position;
        let table = projections::find(projections::tip_eligibility::TipEligibility::NAME).unwrap();
        wait_for(log, table, head, SOON).await.unwrap();
    }

    pub(super) fn call(&self, member: MemberId) -> MemberCall {
        MemberCall {
            member,
            correlation: fresh(),
            now: self.clock.now(),
        }
    }

    pub(super) async fn wish(&self, replica: usize, stars: u32, occasion: &str) -> Invoiced {
        let wish = TipWish {
            match_id: self.match_id,
            amount: TipAmount::try_from(stars).unwrap(),
            via: InvoiceVia::Chat,
            occasion,
        };
        tip::invoice(&self.replicas[replica], self.call(self.payer), &wish)
            .await
            .unwrap()
    }

    pub(super) async fn invoiced(&self, stars: u32) -> TipId {
        match self.wish(0, stars, &fresh().to_string()).await {
            Invoiced::Now(tip_id) => tip_id,
            other => panic!("no invoice but {other:?}"),
        }
    }

    pub(super) fn payload(&self, tip_id: TipId) -> String {
        self.replicas[0].payloads.seal(tip_id.0)
    }

    pub(super) fn told(&self, tip_id: TipId, charge_id: &ChargeId, stars: u32) -> PaymentTold {
        PaymentTold {
            charge_id: charge_id.clone(),
            stars: Some(Stars::from(stars)),
            payload: self.payload(tip_id),
            from: address(PAYER),
        }
    }

    pub(super) async fn record(&self, replica: usize, told: &PaymentTold) -> Recorded {
        tip::record(&self.replicas[replica], self.call(self.payer), told)
            .await
            .unwrap()
    }

    pub(super) async fn ask(
        &self,
        replica: usize,
        id: &str,
        tip_id: TipId,
    ) -> Result<(), RefusalReason> {
        let payload = self.payload(tip_id);
        let question = self.question(id, &payload);
        let tips = &self.replicas[replica];
        tip::check_out(tips, &question, self.clock.now())
            .await
            .unwrap()
    }

    pub(super) fn question<'a>(&self, id: &'a str, payload: &'a str) -> CheckoutQuestion<'a> {
        CheckoutQuestion {
            bot: BOT,
            id,
            payer: Some(self.payer),
            stars: Some(Stars::from(25)),
            payload,
        }
    }

    pub(super) async fn events(&self, name: &str) -> i64 {
        sqlx::query_scalar("select count(*) from events where event_type = $1")
            .bind(name)
            .fetch_one(&self.database.pool())
            .await
            .unwrap()
    }

    /// Why payments belong to no tip, in the order of the log.
    pub(super) async fn unmatched(&self) -> Vec<UnmatchedReason> {
        let reasons: Vec<serde_json::Value> = sqlx::query_scalar(
            "select payload -> event_type -> 'reason' from events
             where event_type = 'TipPaymentUnmatched' order by position",
        )
        .fetch_all(&self.database.pool())
        .await
        .unwrap();
        let read = |reason| serde_json::from_value(reason).unwrap();
        reasons.into_iter().map(read).collect()
    }
}

/// An open talk of the two.
pub(super) async fn talk(
    dispatcher: &Dispatcher,
    members: [MemberId; 2],
    at: DateTime<Utc>,
) -> MatchId {
    let context = || CommandContext {
        command_id: fresh(),
        correlation: fresh(),
        causation: fresh(),
        actor: "member",
        now: at,
    };
    let match_id = MatchId(fresh());
    let parties = members.map(|member| Party {
        member,
        search_id: SearchId(fresh()),
    });
    for Party { member, search_id } in parties {
        let start = SearchCommand::StartSearch {
            search_id,
            member,
            at,
        };
        dispatcher
            .execute::<Search>(search_id, start, &context())
            .await
            .unwrap();
    }
    let propose = MatchCommand::ProposeMatch {
        match_id,
        parties,
        shared_topics: [Topic::Burnout, Topic::Anxiety].into_iter().collect(),
        score: Score::default(),
        softened: false,
        at,
    };
    let accept = |by| MatchCommand::AcceptProposal { by, at };
    for command in [propose, accept(members[0]), accept(members[1])] {
        dispatcher
            .execute::<Match>(match_id, command, &context())
            .await
            .unwrap();
    }
    match_id
}
