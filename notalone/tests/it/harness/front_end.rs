//! Another front end: acts for a person by signed calls.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::system::{INTERNAL_BOT_SECRET, Personal};
use super::{Person, System};

/// Nonces are never used twice, in whatever order tests run.
static NONCES: AtomicU64 = AtomicU64::new(0);

/// The front end, for one person.
pub(crate) struct FrontEnd<'a> {
    system: &'a System,
    pub(crate) user: i64,
    pub(crate) secret: String,
    personal: Personal,
}

/// A call with everything it is sent with.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    /// The text as JSON, null if it is none.
    pub(crate) body: Value,
}

impl Answer {
    /// Status and `code`: what a problem comes down to.
    pub(crate) fn problem(&self) -> (u16, &str) {
        assert_eq!(
            self.headers[CONTENT_TYPE], "application/problem+json",
            "{self:?}"
        );
        (self.status, self.body["code"].as_str().unwrap_or_default())
    }

    /// The body of an answer with this status.
    pub(crate) fn expect(&self, status: u16) -> &Value {
        assert_eq!(self.status, status, "{self:?}");
        &self.body
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl Call {
    /// A header in place of the one that is there.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self
    }
}

impl System {
    /// Another front end of this person's.
    pub(crate) fn front_end(&self, person: &Person) -> FrontEnd<'_> {
        FrontEnd {
            system: self,
            user: person.control.id(),
            secret: INTERNAL_BOT_SECRET.to_owned(),
            personal: Arc::clone(&self.personal),
        }
    }

    /// Sends a call to one of the replicas.
    pub(crate) async fn send(&self, replica: usize, call: &Call) -> Answer {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let url = format!("{}{}", self.replicas[replica].url(), call.path);
        let mut request = client.request(call.method.clone(), url);
        for (name, value) in &call.headers {
            request = request.header(name, value);
        }
        let answer = request.body(call.body.clone()).send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let text = answer.text().await.unwrap();
        Answer {
            status,
            headers,
            body: serde_json::from_str(&text).unwrap_or_default(),
            text,
        }
    }
}

impl FrontEnd<'_> {
    /// A signed call of now.
    pub(crate) fn sign(&self, method: Method, path: &str, body: &[u8]) -> Call {
        let timestamp = self.system.clock.now().timestamp().to_string();
        let nonce = format!("nonce-{:016}", NONCES.fetch_add(1, Ordering::Relaxed));
        let user = self.user.to_string();
        let digest = hex::encode(Sha256::digest(body));
        let message = format!("{timestamp}\n{nonce}\n{method}\n{path}\n{user}\n{digest}");
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()).unwrap();
        mac.update(message.as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
        let headers = [
            ("content-type", "application/json".to_owned()),
            ("x-tg-user-id", user),
            ("x-bot-timestamp", timestamp),
            ("x-bot-nonce", nonce),
            ("x-bot-signature", signature),
        ];
        Call {
            method,
            path: path.to_owned(),
            headers: headers.map(|(name, value)| (name.to_owned(), value)).into(),
            body: body.to_owned(),
        }
    }

    /// A signed `POST` under `/api/v1`.
    pub(crate) fn post(&self, path: &str, body: &Value) -> Call {
        let body = body.to_string().into_bytes();
        self.sign(Method::POST, &format!("/api/v1{path}"), &body)
    }

    /// Makes a `POST` at a replica.
    pub(crate) async fn ask(&self, replica: usize, path: &str, body: &Value) -> Answer {
        self.system.send(replica, &self.post(path, body)).await
    }

    /// `GET /me`.
    pub(crate) async fn me(&self, replica: usize) -> Value {
        let call = self.sign(Method::GET, "/api/v1/me", b"");
        self.system.send(replica, &call).await.expect(200).clone()
    }

    /// `PUT /me/profile`.
    pub(crate) async fn put_profile(&self, replica: usize, profile: &Value) -> Answer {
        let body = profile.to_string().into_bytes();
        let call = self.sign(Method::PUT, "/api/v1/me/profile", &body);
        self.system.send(replica, &call).await
    }

    /// A text for the peer.
    pub(crate) fn words(&self, text: &str) -> Call {
        self.personal.lock().unwrap().push(text.to_owned());
        self.post("/chat/relay", &json!({"text": text}))
    }

    /// Waits until `GET /me` shows a proposal or talk in this state; its id.
    pub(crate) async fn wait_match(&self, replica: usize, status: &str) -> Value {
        testkit::eventually_some(super::waits::SOON, || async {
            let found = self.me(replica).await["match"].clone();
            (found["status"] == status).then(|| found["match_id"].clone())
        })
        .await
    }
}
