//! Doubles of those that intake works with; the inbox is the real one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use app::clock::{Clock, ManualClock};
use app::inbox::Inbox;
use app::vault::Address;
use app::{AppError, BotId, CommandContext};
use async_trait::async_trait;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::response::Response;
use bot::incoming::Handled;
use bot::intake::webhook::{self, WebhookState};
use bot::intake::{Handler, Intake, Limits, Members};
use bot::{HandleError, Incoming};
use chrono::{DateTime, Utc};
use domain::values::MemberId;
use serde_json::{Value, json};
use testkit::{TestDatabase, eventually};
use tokio::sync::watch;
use tower::ServiceExt;
use uuid::Uuid;

pub(crate) const BOT: BotId = BotId(42);
pub(crate) const SECRET: &str = "s3cret-token";
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// Members by their Telegram id.
#[derive(Default)]
pub(crate) struct FakeMembers {
    known: Mutex<HashMap<i64, MemberId>>,
    pub(crate) reachable: Mutex<Vec<(MemberId, bool)>>,
}

impl FakeMembers {
    pub(crate) fn of(user: i64) -> MemberId {
        MemberId(Uuid::from_u128(u128::try_from(user).unwrap()))
    }
}

#[async_trait]
impl Members for FakeMembers {
    async fn identify(&self, user: i64, _: Address) -> Result<MemberId, AppError> {
        let mut known = self.known.lock().unwrap();
        Ok(*known.entry(user).or_insert_with(|| Self::of(user)))
    }

    async fn find(&self, user: i64) -> Result<Option<MemberId>, AppError> {
        Ok(self.known.lock().unwrap().get(&user).copied())
    }

    async fn set_reachable(
        &self,
        member: MemberId,
        reachable: bool,
        _: &CommandContext,
    ) -> Result<(), AppError> {
        self.reachable.lock().unwrap().push((member, reachable));
        Ok(())
    }

    fn now(&self) -> DateTime<Utc> {
        ManualClock::default().now()
    }
}

/// Does what the text of a message says: `panic`, `poison`, `outage`, `gone`, `hold` (until released); else it is done.
pub(crate) struct FakeHandler {
    pub(crate) started: Mutex<Vec<String>>,
    pub(crate) handled: Mutex<Vec<String>>,
    pub(crate) told: Mutex<Vec<i64>>,
    pub(crate) held: watch::Sender<bool>,
}

impl Default for FakeHandler {
    fn default() -> Self {
        Self {
            started: Mutex::default(),
            handled: Mutex::default(),
            told: Mutex::default(),
            held: watch::Sender::new(true),
        }
    }
}

#[async_trait]
impl Handler for FakeHandler {
    async fn handle(&self, incoming: Incoming) -> Result<Handled, HandleError> {
        let text = incoming.raw["message"]["text"]
            .as_str()
            .unwrap_or("no text")
            .to_owned();
        self.started.lock().unwrap().push(text.clone());
        match text.as_str() {
            "panic" => panic!("as told"),
            "poison" => return Err(HandleError::Poison { category: "test" }),
            "outage" => return Err(AppError::Database(sqlx::Error::PoolTimedOut).into()),
            "gone" => return Err(HandleError::SenderGone),
            "hold" => {
                let mut held = self.held.subscribe();
                held.wait_for(|held| !held).await.unwrap();
            }
            _ => {}
        }
        self.handled.lock().unwrap().push(text);
        Ok(Handled::Done)
    }

    async fn tell_parked(&self, _: (MemberId, Address), update: &Value) -> Result<(), AppError> {
        let update_id = update["update_id"].as_i64().unwrap();
        self.told.lock().unwrap().push(update_id);
        Ok(())
    }

    async fn check_out(&self, _: BotId, user: i64, update: &Value) -> &'static str {
        let query = update["pre_checkout_query"]["id"].as_str().unwrap();
        self.handled
            .lock()
            .unwrap()
            .push(format!("{query} of {user}"));
        "approved"
    }
}

/// A webhook over a real inbox.
pub(crate) struct Fixture {
    pub(crate) intake: Intake,
    pub(crate) members: Arc<FakeMembers>,
    pub(crate) handler: Arc<FakeHandler>,
    pub(crate) database: TestDatabase,
    router: axum::Router,
}

impl Fixture {
    pub(crate) async fn start() -> Self {
        Self::with_limits(Limits::default()).await
    }

    pub(crate) async fn with_limits(limits: Limits) -> Self {
        let database = TestDatabase::create().await;
        Self::on(database, limits)
    }

    pub(crate) fn on(database: TestDatabase, limits: Limits) -> Self {
        let (members, handler) = (Arc::<FakeMembers>::default(), Arc::<FakeHandler>::default());
        let clock = Arc::new(app::clock::SystemClock);
        let inbox = Inbox::start(database.pool(), Uuid::from_u128(1), clock);
        let intake = Intake::new(Arc::new(inbox), members.clone(), handler.clone(), limits);
        let router = webhook::router(WebhookState {
            intake: intake.clone(),
            bots: [BOT].into(),
            secret: SECRET.into(),
        });
        Self {
            intake,
            members,
            handler,
            database,
            router,
        }
    }

    pub(crate) async fn request(&self, path: &str, secret: Option<&str>, body: String) -> Response {
        let mut request = Request::post(path).header("content-type", "application/json");
        if let Some(secret) = secret {
            request = request.header("X-Telegram-Bot-Api-Secret-Token", secret);
        }
        let request = request.body(Body::from(body)).unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// One delivery by Telegram.
    pub(crate) async fn deliver(&self, update: &Value) -> StatusCode {
        self.answer(update).await.status()
    }

    pub(crate) async fn answer(&self, update: &Value) -> Response {
        self.request("/telegram/webhook/42", Some(SECRET), update.to_string())
            .await
    }

    pub(crate) fn handled(&self) -> Vec<String> {
        self.handler.handled.lock().unwrap().clone()
    }

    pub(crate) async fn wait_until_started(&self, count: usize) {
        eventually(PATIENCE, || async {
            self.handler.started.lock().unwrap().len() >= count
        })
        .await;
    }

    pub(crate) fn release(&self) {
        self.handler.held.send_replace(false);
    }
}

/// A text message of a person in a private chat.
pub(crate) fn message(update_id: i64, user: i64, text: &str) -> Value {
    json!({
        "update_id": update_id,
        "message": {
            "message_id": 1,
            "date": 1_767_225_600,
            "from": {"id": user, "is_bot": false, "first_name": "A"},
            "chat": {"id": user, "type": "private", "first_name": "A"},
            "text": text,
        },
    })
}

/// A person's block of the bot, taken back or made.
pub(crate) fn membership(update_id: i64, user: i64, status: &str) -> Value {
    let person = json!({"id": user, "is_bot": false, "first_name": "A"});
    let this_bot = json!({"id": 42, "is_bot": true, "first_name": "Bot", "username": "a_bot"});
    json!({
        "update_id": update_id,
        "my_chat_member": {
            "date": 1_767_225_600,
            "from": person,
            "chat": {"id": user, "type": "private", "first_name": "A"},
            "old_chat_member": {"user": this_bot, "status": "left"},
            "new_chat_member": if status == "kicked" {
                json!({"user": this_bot, "status": "kicked", "until_date": 0})
            } else {
                json!({"user": this_bot, "status": status})
            },
        },
    })
}
