//! The bot without its network: a real database, a Telegram that remembers, policies and outbox at work, updates handed to the router.

#![allow(
    clippy::expect_used,
    reason = "a fixture that cannot be had fails its test"
)]

mod telegram;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use app::clock::{Clock, ManualClock};
use app::config::RotatingSecret;
use app::coordination::Coordination;
use app::ids::Ids;
use app::inbox::Inbox;
use app::policy_runner::{PolicyRunner, Wake};
use app::tips::{PayloadKeys, Tips};
use app::vault::Address;
use app::{BotId, CommandContext, Dispatcher, Vault};
use bot::gateway::budgets::Limits;
use bot::gateway::outbox::OutboxDrainer;
use bot::gateway::{BotToken, Budgets, Client, GatewayParts, ReportUnreachable};
use bot::notices::Notices;
use bot::services::Settings;
use bot::{Gateway, Handled, Incoming, Services};
use chrono::{DateTime, Utc};
use domain::Rules;
use domain::matching::{Match, MatchCommand, Party, Score};
use domain::member::Member;
use domain::search::Search;
use domain::values::{Language, MatchId, MemberId};
use event_store::{EventLog, subscription};
use serde_json::{Value, json};
use testkit::{TestDatabase, eventually_some};
use tokio_util::sync::{CancellationToken, DropGuard};

pub(crate) use telegram::{FakeTelegram, Shown};

const BOT: BotId = BotId(4242);
/// How long anything may take.
pub(crate) const SOON: Duration = Duration::from_secs(10);

/// One bot with everything behind it.
pub(crate) struct Stage {
    pub(crate) services: Services,
    pub(crate) telegram: FakeTelegram,
    pub(crate) clock: Arc<ManualClock>,
    last_update: AtomicI64,
    _stop: DropGuard,
    _database: TestDatabase,
}

impl Stage {
    pub(crate) async fn open() -> Self {
        // Shown when a test fails; a second stage in the same process finds it set.
        let _ = tracing_subscriber::fmt().with_test_writer().try_init();
        let database = TestDatabase::create().await;
        let start: DateTime<Utc> = "2026-03-01T09:00:00Z".parse().expect("a moment");
        let clock = Arc::new(ManualClock::at(start));
        let telegram = FakeTelegram::default();
        let api_url = telegram.start().await;
        let wake = Arc::new(Wake::default());
        // The policy runner holds a connection while its commands take others, as in `serve`.
        let pool = database.another_pool(16).await;
        let services = services(pool.clone(), &clock, &api_url).await;
        let stop = CancellationToken::new();
        let policies = PolicyRunner {
            dispatcher: services.dispatcher.clone(),
            pool: services.pool.clone(),
            vault: services.vault.clone(),
            inbox: services.inbox.clone(),
            clock: clock.clone(),
            wake: Arc::clone(&wake),
        };
        let log = services.dispatcher.log().clone();
        tokio::spawn(subscription::run(
            log,
            policies,
            subscription::Options::default(),
            stop.clone(),
        ));
        let drainer = OutboxDrainer {
            pool,
            gateway: services.gateway.clone(),
            renderer: Arc::new(Notices(services.clone())),
            clock: clock.clone(),
            ids: services.ids.clone(),
            wake,
        };
        let draining = stop.clone();
        tokio::spawn(async move { drainer.drain(BOT, &draining).await });
        Self {
            services,
            telegram,
            clock,
            last_update: AtomicI64::new(1000),
            _stop: stop.drop_guard(),
            _database: database,
        }
    }

    /// The same bot after a restart: nothing remembered but what the database holds.
    pub(crate) async fn restart(&mut self) {
        let api_url = self.telegram.start().await;
        self.services = services(self.services.pool.clone(), &self.clock, &api_url).await;
    }

    pub(crate) async fn person(&self, telegram_id: i64) -> Person<'_> {
        let address = Address {
            bot: BOT,
            chat_id: telegram_id,
        };
        let member = self
            .services
            .vault
            .identify(telegram_id, address)
            .await
            .expect("is known");
        Person {
            stage: self,
            telegram_id,
            member,
            address,
        }
    }

    /// What the matchmaker does: proposes two who search to each other.
    pub(crate) async fn propose(&self, one: &Person<'_>, other: &Person<'_>) -> MatchId {
        let match_id = MatchId(self.services.ids.uuid());
        let parties = [one.party().await, other.party().await];
        let topics = one.state().await.topics.shared(other.state().await.topics);
        let command = MatchCommand::ProposeMatch {
            match_id,
            parties,
            shared_topics: topics,
            score: Score::default(),
            softened: false,
            at: self.clock.now(),
        };
        let id = self.services.ids.uuid();
        let context = CommandContext {
            command_id: id,
            correlation: id,
            causation: id,
            actor: "matchmaker",
            now: self.clock.now(),
        };
        let done = self
            .services
            .dispatcher
            .execute::<Match>(match_id, command, &context)
            .await;
        done.expect("both are free");
        for person in [one, other] {
            person.sees("Кажется, есть собеседник").await;
        }
        match_id
    }

    fn next_update(&self) -> i64 {
        self.last_update.fetch_add(1, Ordering::Relaxed)
    }
}

async fn services(pool: sqlx::PgPool, clock: &Arc<ManualClock>, api_url: &str) -> Services {
    let ids: Arc<dyn Ids> = Arc::new(app::ids::SystemIds::new(clock.clone()));
    let log = EventLog::start(pool.clone()).await.expect("the log opens");
    let dispatcher = Dispatcher::new(log, Rules::default());
    let master = RotatingSecret::new("a master key of this test, long enough".to_owned());
    let vault = Vault::open(
        pool.clone(),
        pool.clone(),
        &master,
        clock.clone(),
        ids.clone(),
    );
    let vault = vault.await.expect("the vault opens");
    let coordination = Coordination::in_process(clock.clone());
    let unlimited = Limits {
        per_second: 0,
        chat_per_second: 0,
        chat_burst: 0,
    };
    let token = BotToken::parse("4242:a-secret-of-this-test").expect("a token");
    let gateway = Gateway::start(GatewayParts {
        client: Client::new(api_url, [token]).expect("a client"),
        budgets: Budgets::new(coordination.clone(), unlimited, [3; 32]),
        clock: clock.clone(),
        ids: ids.clone(),
        unreachable: Arc::new(ReportUnreachable {
            vault: vault.clone(),
            dispatcher: dispatcher.clone(),
            clock: clock.clone(),
            ids: ids.clone(),
        }),
    });
    let tips = Tips {
        dispatcher: dispatcher.clone(),
        vault: vault.clone(),
        pool: pool.clone(),
        payloads: PayloadKeys::new(&RotatingSecret::new("signs the stage's invoices")),
    };
    Services {
        dispatcher: dispatcher.clone(),
        vault,
        gateway,
        coordination,
        inbox: Inbox::start(pool.clone(), ids.uuid(), clock.clone()),
        opened: bot::relay::OpenedChats::default(),
        relay: bot::relay::RelayMemory::new(&ids, bot::relay::Replica::default()),
        cards_shown: bot::care::CardsShown::default(),
        tips,
        staff: app::Staff::new(dispatcher.clone(), pool.clone(), clock.clone(), ids.clone()),
        hotlines: app::hotlines::Hotlines::open(None),
        pool,
        clock: clock.clone(),
        ids,
        settings: Arc::new(Settings {
            relay_per_minute: 15,
            relay_burst: 5,
            find_per_minute: 6,
            token_key: [9; 32],
            rules: Rules::default(),
            case_text_days: 180,
            operators: None,
            public_base_url: None,
        }),
    }
}

/// Somebody with a phone.
pub(crate) struct Person<'a> {
    pub(crate) stage: &'a Stage,
    pub(crate) telegram_id: i64,
    pub(crate) member: MemberId,
    address: Address,
}

impl Person<'_> {
    /// Sends a text; what the chat shows last.
    pub(crate) async fn says(&self, text: &str) -> String {
        self.sends(json!({"text": text})).await
    }

    /// Sends any message; what the chat shows last.
    pub(crate) async fn sends(&self, content: Value) -> String {
        let update = self.message(content);
        self.delivers(&update).await;
        self.last()
    }

    /// A message as an update, to be delivered as often as wanted.
    pub(crate) fn message(&self, content: Value) -> Value {
        let user = json!({"id": self.telegram_id, "is_bot": false, "first_name": "Имя Из Паспорта", "username": "real_username"});
        let mut message = json!({
            "message_id": 500_000,
            "date": 1_772_355_600,
            "chat": {"id": self.telegram_id, "type": "private", "first_name": "Имя Из Паспорта"},
            "from": user,
        });
        if let (Some(message), Value::Object(fields)) = (message.as_object_mut(), content) {
            message.extend(fields);
        }
        json!({"update_id": self.stage.next_update(), "message": message})
    }

    /// Presses a button of the newest message that has it; what the press was answered with.
    pub(crate) async fn presses(&self, label: &str) -> String {
        let (message_id, data) = self.button(label);
        self.presses_data(message_id, &data).await
    }

    /// Where a button is and what it carries.
    pub(crate) fn button(&self, label: &str) -> (i64, String) {
        let chat = self.chat();
        let newest = chat.iter().rev().find_map(|message| {
            let button = message.buttons.iter().find(|(text, _)| text == label)?;
            Some((message.message_id, button.1.clone()))
        });
        newest.unwrap_or_else(|| panic!("no [{label}] in {:?}", self.look()))
    }

    /// Presses with any data, forged ones too.
    pub(crate) async fn presses_data(&self, message_id: i64, data: &str) -> String {
        let update = self.press(message_id, data);
        self.delivers(&update).await;
        let query_id = update["callback_query"]["id"].as_str().expect("an id");
        self.stage
            .telegram
            .answer(query_id)
            .expect("every press is answered")
    }

    /// A press as an update.
    pub(crate) fn press(&self, message_id: i64, data: &str) -> Value {
        let update_id = self.stage.next_update();
        json!({"update_id": update_id, "callback_query": {
            "id": format!("query-{update_id}"),
            "from": {"id": self.telegram_id, "is_bot": false, "first_name": "Имя Из Паспорта"},
            "chat_instance": "1",
            "data": data,
            "message": {"message_id": message_id, "date": 1_772_355_600, "chat": {"id": self.telegram_id, "type": "private"}},
        }})
    }

    /// Hands an update to the router.
    pub(crate) async fn delivers(&self, update: &Value) -> Handled {
        let incoming = Incoming {
            bot: BOT,
            update_id: update["update_id"].as_i64().expect("an id"),
            member: self.member,
            address: self.address,
            update: Arc::new(serde_json::from_value(update.clone()).expect("an update")),
            raw: Arc::new(update.clone()),
            reads: Language::default(),
        };
        bot::router::handle(&self.stage.services, incoming)
            .await
            .expect("is handled")
    }

    pub(crate) fn chat(&self) -> Vec<Shown> {
        self.stage.telegram.chat(self.telegram_id)
    }

    /// The newest message with its buttons.
    pub(crate) fn last(&self) -> String {
        self.chat().last().map(read).unwrap_or_default()
    }

    /// The whole chat, for reading.
    pub(crate) fn look(&self) -> String {
        self.chat()
            .iter()
            .map(read)
            .collect::<Vec<_>>()
            .join("\n----\n")
    }

    /// Waits until some message contains this; that message.
    pub(crate) async fn sees(&self, words: &str) -> String {
        eventually_some(SOON, async || {
            let chat = self.chat();
            chat.iter()
                .rev()
                .map(read)
                .find(|text| text.contains(words))
        })
        .await
    }

    pub(crate) async fn state(&self) -> Member {
        self.stage
            .services
            .dispatcher
            .load(self.member)
            .await
            .expect("loads")
    }

    async fn party(&self) -> Party {
        let search_id = self
            .stage
            .services
            .dispatcher
            .open_search(self.member)
            .await;
        let search_id = search_id.expect("is known").expect("searches");
        Party {
            member: self.member,
            search_id,
        }
    }

    /// Goes through the whole onboarding by tapping.
    pub(crate) async fn joins(&self, nickname: &str) {
        self.says("/start").await;
        for label in ["Дальше", "Дальше", "Мне есть 18, я понимаю"] {
            self.presses(label).await;
        }
        self.says(nickname).await;
        for label in [
            "Москва",
            "🔥 Выгорание",
            "😢 Утрата",
            "Готово",
            "Пропустить",
            "Поддержку",
            "Бережно",
            "Готово",
        ] {
            self.presses(label).await;
        }
        assert!(self.state().await.complete, "{}", self.look());
    }

    pub(crate) async fn search(&self) -> Search {
        let party = self.party().await;
        self.stage
            .services
            .dispatcher
            .load(party.search_id)
            .await
            .expect("loads")
    }
}

fn read(message: &Shown) -> String {
    let mut lines = vec![message.text.clone()];
    lines.extend(message.rows.clone());
    lines.join("\n")
}
