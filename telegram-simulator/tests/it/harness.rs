//! A simulator per test, a bot that answers webhooks as the test says, and a clock the test moves.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Json, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::{Value, json};
use telegram_simulator::client::{BotControl, Control, PersonControl};
use telegram_simulator::{Config, Running, Simulator};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot, watch};

pub(crate) const TOKEN: &str = "4242:a-secret_of_tests";
/// Long enough for a busy machine, short enough for a test that is stuck.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Sim {
    pub(crate) running: Running,
    pub(crate) control: Control,
    pub(crate) bot: BotControl,
    pub(crate) http: reqwest::Client,
}

impl Sim {
    pub(crate) async fn start() -> Self {
        Self::with(Config::default()).await
    }

    pub(crate) async fn with_clock(clock: &Clock) -> Self {
        Self::with(Config {
            clock: Some(clock.addr),
            ..Config::default()
        })
        .await
    }

    pub(crate) async fn with(config: Config) -> Self {
        let running = Simulator::start(config).await.unwrap();
        let control = Control::new(&running.url()).unwrap();
        let bot = control.bot(TOKEN).await.unwrap();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self {
            running,
            control,
            bot,
            http,
        }
    }

    /// A person who has written /start, with that update already confirmed.
    pub(crate) async fn started(&self, name: &str) -> PersonControl {
        let person = self.bot.person(name).await.unwrap();
        person.send_text("/start").await.unwrap();
        self.confirm_all().await;
        person
    }

    pub(crate) async fn confirm_all(&self) {
        self.ok("deleteWebhook", json!({ "drop_pending_updates": true }))
            .await;
    }

    /// A method's answer: status and body.
    pub(crate) async fn call(&self, method: &str, params: Value) -> (u16, Value) {
        let url = format!("{}/bot{TOKEN}/{method}", self.running.url());
        let answer = self.http.post(url).json(&params).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    pub(crate) async fn ok(&self, method: &str, params: Value) -> Value {
        let (status, body) = self.call(method, params).await;
        assert_eq!(status, 200, "{method}: {body}");
        assert_eq!(body["ok"], true);
        body["result"].clone()
    }

    /// The words of an error answer, checked for the form Telegram gives it.
    pub(crate) async fn refused(&self, method: &str, params: Value) -> (u16, String) {
        let (status, body) = self.call(method, params).await;
        assert_eq!(body["ok"], false, "{method}: {body}");
        assert_eq!(body["error_code"], status);
        (status, body["description"].as_str().unwrap().to_owned())
    }

    /// A method's answer to a multipart request with files by name.
    pub(crate) async fn upload(
        &self,
        method: &str,
        params: Value,
        files: &[(&str, &[u8])],
    ) -> (u16, Value) {
        let mut form = reqwest::multipart::Form::new();
        for (name, value) in params.as_object().unwrap() {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            form = form.text(name.clone(), text);
        }
        for (name, bytes) in files {
            let part = reqwest::multipart::Part::bytes(bytes.to_vec()).file_name("file.bin");
            form = form.part((*name).to_owned(), part);
        }
        let url = format!("{}/bot{TOKEN}/{method}", self.running.url());
        let answer = self.http.post(url).multipart(form).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    pub(crate) async fn send(&self, person: &PersonControl, text: &str) -> i64 {
        let sent = self
            .ok(
                "sendMessage",
                json!({ "chat_id": person.id(), "text": text }),
            )
            .await;
        sent["message_id"].as_i64().unwrap()
    }

    pub(crate) async fn updates(&self, offset: i64) -> Vec<Value> {
        let updates = self
            .ok("getUpdates", json!({ "offset": offset, "timeout": 20 }))
            .await;
        updates.as_array().unwrap().clone()
    }

    /// The next update of this kind; it and what came before it are confirmed.
    pub(crate) async fn next_update(&self, kind: &str) -> Value {
        let mut offset = 0;
        loop {
            let updates = self.updates(offset).await;
            let found = updates.iter().find(|update| update[kind].is_object());
            let last = found.or(updates.last()).expect("no update came");
            offset = last["update_id"].as_i64().unwrap() + 1;
            if let Some(found) = found {
                let confirm = json!({ "offset": offset, "limit": 1 });
                self.ok("getUpdates", confirm).await;
                return found[kind].clone();
            }
        }
    }
}

/// An update that came to the webhook and waits for the test's answer.
pub(crate) struct Delivery {
    pub(crate) update: Value,
    pub(crate) secret: Option<String>,
    answer: oneshot::Sender<(StatusCode, Option<u32>)>,
}

impl Delivery {
    pub(crate) fn answer(self, status: u16) {
        self.answer_after(status, None);
    }

    pub(crate) fn answer_after(self, status: u16, retry_after_s: Option<u32>) {
        let status = StatusCode::from_u16(status).unwrap();
        self.answer.send((status, retry_after_s)).unwrap();
    }

    pub(crate) fn id(&self) -> i64 {
        self.update["update_id"].as_i64().unwrap()
    }
}

pub(crate) struct Hook {
    pub(crate) url: String,
    deliveries: mpsc::UnboundedReceiver<Delivery>,
}

impl Hook {
    pub(crate) async fn start() -> Self {
        let (came, deliveries) = mpsc::unbounded_channel();
        let router = Router::new().route("/hook", post(receive)).with_state(came);
        let addr = serve(router).await;
        Self {
            url: format!("http://{addr}/hook"),
            deliveries,
        }
    }

    pub(crate) async fn next(&mut self) -> Delivery {
        tokio::time::timeout(PATIENCE, self.deliveries.recv())
            .await
            .expect("no delivery came")
            .unwrap()
    }

    pub(crate) fn is_quiet(&mut self) -> bool {
        self.deliveries.try_recv().is_err()
    }
}

async fn receive(
    State(came): State<mpsc::UnboundedSender<Delivery>>,
    headers: HeaderMap,
    Json(update): Json<Value>,
) -> Response {
    let (answer, answered) = oneshot::channel();
    let secret = headers.get("X-Telegram-Bot-Api-Secret-Token");
    let delivery = Delivery {
        update,
        secret: secret.map(|value| value.to_str().unwrap().to_owned()),
        answer,
    };
    came.send(delivery).ok();
    match answered.await {
        Ok((status, Some(retry_after_s))) => {
            (status, [("Retry-After", retry_after_s.to_string())]).into_response()
        }
        Ok((status, None)) => status.into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn serve(router: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    addr
}

/// A clock server whose time only the test moves.
pub(crate) struct Clock {
    pub(crate) addr: SocketAddr,
    state: Arc<ClockState>,
}

struct ClockState {
    moment: watch::Sender<(u64, i64)>,
    /// The newest version the simulator has said to know.
    seen: watch::Sender<u64>,
}

#[derive(Deserialize)]
struct After {
    after: u64,
    follower: String,
}

impl Clock {
    pub(crate) async fn start() -> Self {
        let state = Arc::new(ClockState {
            moment: watch::channel((1, 1_800_000_000_000_000)).0,
            seen: watch::channel(0).0,
        });
        let router = Router::new()
            .route("/now", get(now))
            .with_state(Arc::clone(&state));
        Self {
            addr: serve(router).await,
            state,
        }
    }

    /// Moves the time and returns when the simulator knows.
    pub(crate) async fn advance(&self, seconds: i64) {
        self.state.moment.send_modify(|(version, now_us)| {
            *version += 1;
            *now_us += seconds * 1_000_000;
        });
        let version = self.state.moment.borrow().0;
        let mut seen = self.state.seen.subscribe();
        let followed = seen.wait_for(|seen| *seen >= version);
        tokio::time::timeout(PATIENCE, followed)
            .await
            .unwrap()
            .unwrap();
    }
}

async fn now(State(state): State<Arc<ClockState>>, Query(query): Query<After>) -> Json<Value> {
    assert_eq!(query.follower, "telegram-simulator");
    state.seen.send_replace(query.after);
    let mut moment = state.moment.subscribe();
    let (version, now_us) = *moment
        .wait_for(|(version, _)| *version > query.after)
        .await
        .unwrap();
    Json(json!({ "version": version, "now_us": now_us }))
}
