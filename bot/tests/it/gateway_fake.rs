//! A Bot API that remembers what it was asked and answers as it is told; the simulator proves the rest.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use app::BotId;
use app::clock::{ManualClock, SharedClock};
use app::coordination::Coordination;
use app::ids::SeededIds;
use app::vault::Address;
use async_trait::async_trait;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use bot::Gateway;
use bot::gateway::{BotToken, Budgets, Client, GatewayParts, Limits, UnreachableSink};
use serde_json::{Value, json};
use testkit::eventually;
use tokio::sync::watch;

pub(crate) const BOT: BotId = BotId(42);
pub(crate) const UNLIMITED: Limits = Limits {
    per_second: 0,
    chat_per_second: 0,
    chat_burst: 0,
};
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) method: String,
    pub(crate) content_type: String,
    pub(crate) params: Value,
    pub(crate) body: Bytes,
}

#[derive(Default)]
struct Script {
    calls: Vec<Call>,
    /// Answers by what they wait for: a method or a chat id.
    replies: HashMap<String, VecDeque<(u16, Value)>>,
    updates: Vec<Value>,
}

#[derive(Clone)]
pub(crate) struct FakeTelegram {
    url: String,
    script: Arc<Mutex<Script>>,
    held: watch::Sender<Vec<i64>>,
    news: watch::Sender<()>,
}

impl FakeTelegram {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let fake = Self {
            url: format!("http://{}", listener.local_addr().unwrap()),
            script: Arc::default(),
            held: watch::Sender::new(Vec::new()),
            news: watch::Sender::new(()),
        };
        let routes = Router::new()
            .route("/{bot}/{method}", axum::routing::post(answer))
            .with_state(fake.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        fake
    }

    /// The next request with this method or to this chat is answered so.
    pub(crate) fn reply(&self, what: impl std::fmt::Display, status: u16, description: &str) {
        let body = json!({"ok": false, "error_code": status, "description": description});
        self.reply_with(what, status, body);
    }

    pub(crate) fn reply_with(&self, what: impl std::fmt::Display, status: u16, body: Value) {
        let mut script = self.script();
        script
            .replies
            .entry(what.to_string())
            .or_default()
            .push_back((status, body));
    }

    pub(crate) fn retry_after(&self, what: impl std::fmt::Display, seconds: u64) {
        let body = json!({"ok": false, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": seconds}});
        self.reply_with(what, 429, body);
    }

    /// Requests to this chat stay without an answer until [`Self::release`].
    pub(crate) fn hold(&self, chat: i64) {
        self.held.send_modify(|held| held.push(chat));
    }

    pub(crate) fn release(&self, chat: i64) {
        self.held
            .send_modify(|held| held.retain(|one| *one != chat));
    }

    /// `getUpdates` gives it until it is confirmed.
    pub(crate) fn deliver(&self, update: Value) {
        self.script().updates.push(update);
        self.news.send_replace(());
    }

    pub(crate) fn calls(&self, method: &str) -> Vec<Call> {
        let calls = self.script().calls.clone();
        calls
            .into_iter()
            .filter(|call| call.method == method)
            .collect()
    }

    /// The texts that arrived, to all chats, in order.
    pub(crate) fn texts(&self) -> Vec<String> {
        let text = |call: Call| call.params["text"].as_str().map(str::to_owned);
        self.calls("sendMessage")
            .into_iter()
            .filter_map(text)
            .collect()
    }

    pub(crate) async fn wait_for_texts(&self, count: usize) -> Vec<String> {
        eventually(PATIENCE, || async { self.texts().len() >= count }).await;
        self.texts()
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap()
    }

    fn next_reply(&self, method: &str, chat: Option<i64>) -> Option<(u16, Value)> {
        let mut script = self.script();
        let keys = [Some(method.to_owned()), chat.map(|chat| chat.to_string())];
        keys.into_iter()
            .flatten()
            .find_map(|key| script.replies.get_mut(&key)?.pop_front())
    }

    async fn updates(&self, params: &Value) -> Value {
        let offset = params["offset"].as_i64().unwrap();
        let mut news = self.news.subscribe();
        loop {
            let waiting: Vec<Value> = {
                let mut script = self.script();
                script
                    .updates
                    .retain(|update| update["update_id"].as_i64() >= Some(offset));
                script.updates.clone()
            };
            if !waiting.is_empty() {
                return waiting.into();
            }
            news.changed().await.unwrap();
        }
    }
}

async fn answer(
    State(fake): State<FakeTelegram>,
    Path((bot, method)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    assert_eq!(bot, "bot42:secret");
    let content_type = headers["content-type"].to_str().unwrap().to_owned();
    let params: Value = serde_json::from_slice(&body).unwrap_or_default();
    let chat = params["chat_id"].as_i64();
    let call = Call {
        method: method.clone(),
        content_type,
        params: params.clone(),
        body,
    };
    fake.script().calls.push(call);
    if let Some(chat) = chat {
        let mut held = fake.held.subscribe();
        held.wait_for(|held| !held.contains(&chat)).await.unwrap();
    }
    if let Some((status, body)) = fake.next_reply(&method, chat) {
        return (StatusCode::from_u16(status).unwrap(), Json(body)).into_response();
    }
    let result = match method.as_str() {
        "getUpdates" => fake.updates(&params).await,
        "sendMessage" => json!({"message_id": 1}),
        _ => json!(true),
    };
    Json(json!({"ok": true, "result": result})).into_response()
}

/// Remembers who was reported.
#[derive(Debug, Default)]
pub(crate) struct Reported(pub(crate) Mutex<Vec<Address>>);

#[async_trait]
impl UnreachableSink for Reported {
    async fn unreachable(&self, address: Address) {
        self.0.lock().unwrap().push(address);
    }
}

/// A gateway to a fake Telegram, with a clock to move.
pub(crate) struct Fixture {
    pub(crate) telegram: FakeTelegram,
    pub(crate) gateway: Gateway,
    pub(crate) clock: ManualClock,
    pub(crate) ids: Arc<SeededIds>,
    pub(crate) reported: Arc<Reported>,
}

impl Fixture {
    pub(crate) async fn start(limits: Limits) -> Self {
        let telegram = FakeTelegram::start().await;
        let clock = ManualClock::default();
        let shared: SharedClock = Arc::new(clock.clone());
        let ids = Arc::new(SeededIds::new(7, Arc::clone(&shared)));
        let reported = Arc::<Reported>::default();
        let token = BotToken::parse("42:secret").unwrap();
        let coordination = Coordination::in_process(Arc::clone(&shared));
        let gateway = Gateway::start(GatewayParts {
            client: Client::new(&telegram.url, [token]).unwrap(),
            budgets: Budgets::new(coordination, limits, [1; 32]),
            clock: shared,
            ids: ids.clone(),
            unreachable: reported.clone(),
        });
        Self {
            telegram,
            gateway,
            clock,
            ids,
            reported,
        }
    }

    pub(crate) fn shared_clock(&self) -> SharedClock {
        Arc::new(self.clock.clone())
    }

    /// Moves the clock in steps until the condition holds: each step lets what waits for it go on.
    pub(crate) async fn advance_until(
        &self,
        step: chrono::Duration,
        mut condition: impl FnMut() -> bool,
    ) {
        eventually(PATIENCE, || {
            let holds = condition();
            if !holds {
                self.clock.advance(step);
            }
            async move { holds }
        })
        .await;
    }
}

pub(crate) fn chat(chat_id: i64) -> Address {
    Address { bot: BOT, chat_id }
}
