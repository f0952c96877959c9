//! A client of the control API for tests and simulated members.
//!
//! ```no_run
//! # async fn example() -> Result<(), telegram_simulator::client::ClientError> {
//! use telegram_simulator::client::Control;
//! let control = Control::new("http://127.0.0.1:8081")?;
//! let bot = control.bot("100:secret").await?;
//! let anna = bot.person("Анна").await?;
//! anna.send_text("/start").await?;
//! anna.wait_for("the greeting", |chat| chat.last_bot_text().is_some_and(|text| text.contains("Здравствуйте"))).await?;
//! anna.press("Мне есть 18, я понимаю").await?;
//! # Ok(())
//! # }
//! ```

mod bot;
mod chat;
mod group;
mod person;
mod stars;

use std::time::Duration;

use reqwest::{Method, RequestBuilder};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use thiserror::Error;

pub use crate::model::*;
pub use bot::BotControl;
pub use group::GroupControl;
pub use person::PersonControl;

/// How long waits last unless told otherwise.
pub const WAIT_DEFAULT: Duration = Duration::from_mins(1);

/// Why something did not work.
#[derive(Debug, Error)]
pub enum ClientError {
    /// The simulator cannot be reached.
    #[error("the simulator cannot be reached")]
    Http(#[from] reqwest::Error),
    /// The simulator refuses, and says why.
    #[error("{status}: {error}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// Its words.
        error: String,
    },
    /// The message has no file.
    #[error("the message has no file")]
    NoFile,
    /// What was waited for did not come.
    #[error("waited for {what}, but the chat shows:\n{shown}")]
    Timeout {
        /// What was waited for.
        what: String,
        /// The chat as a transcript.
        shown: String,
    },
}

/// The control API of one simulator.
#[derive(Debug, Clone)]
pub struct Control {
    http: reqwest::Client,
    base: String,
}

/// Which recorded requests are wanted.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RequestFilter {
    /// Of one bot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bot_id: Option<i64>,
    /// About one chat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat_id: Option<i64>,
    /// Of one method.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Only failed ones or only successful ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed: Option<bool>,
    /// Newer than this number.
    pub after: u64,
    /// Wait until there are so many …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_least: Option<usize>,
    /// … but no longer than this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u64>,
}

impl Control {
    /// A client for the simulator at `base`, such as `http://127.0.0.1:8081`.
    pub fn new(base: &str) -> Result<Self, ClientError> {
        let http = reqwest::Client::builder().no_proxy().build()?;
        Ok(Self {
            http,
            base: base.trim_end_matches('/').to_owned(),
        })
    }

    /// The address of the simulator.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The bot of a token, created if it is new.
    pub async fn bot(&self, token: &str) -> Result<BotControl, ClientError> {
        let new = NewBot {
            token: token.to_owned(),
            first_name: None,
            username: None,
        };
        let view: BotView = self.post("/control/bots", &new).await?;
        Ok(BotControl::new(self.clone(), view.id))
    }

    /// All bots.
    pub async fn bots(&self) -> Result<Vec<BotView>, ClientError> {
        self.get("/control/bots", &()).await
    }

    /// A new person.
    pub async fn create_user(&self, user: &NewUser) -> Result<UserView, ClientError> {
        self.post("/control/users", user).await
    }

    /// All people.
    pub async fn users(&self) -> Result<Vec<UserView>, ClientError> {
        self.get("/control/users", &()).await
    }

    /// Changes what is given of a person's profile; an empty username or last name is taken away.
    pub async fn change_user(
        &self,
        user_id: i64,
        changes: &NewUser,
    ) -> Result<UserView, ClientError> {
        let path = format!("/control/users/{user_id}");
        let request = self.request(Method::PATCH, &path);
        self.send(request.json(changes)).await
    }

    /// Deletes a person's account: the bot gets 403 "user is deactivated".
    pub async fn delete_account(&self, user_id: i64) -> Result<UserView, ClientError> {
        self.post(
            &format!("/control/users/{user_id}/delete_account"),
            &json!({}),
        )
        .await
    }

    /// Injects a fault.
    pub async fn fault(&self, fault: &NewFault) -> Result<FaultView, ClientError> {
        self.post("/control/faults", fault).await
    }

    /// Injects `count` faults for a method (any method if `None`).
    pub async fn fail(
        &self,
        method: Option<&str>,
        effect: FaultEffect,
        count: u32,
    ) -> Result<FaultView, ClientError> {
        self.fault(&NewFault {
            method: method.map(str::to_owned),
            chat_id: None,
            bot_id: None,
            skip: 0,
            count,
            effect,
        })
        .await
    }

    /// Takes all faults back.
    pub async fn clear_faults(&self) -> Result<(), ClientError> {
        let _: Value = self
            .send(self.request(Method::DELETE, "/control/faults"))
            .await?;
        Ok(())
    }

    /// The faults still in force.
    pub async fn faults(&self) -> Result<Vec<FaultView>, ClientError> {
        self.get("/control/faults", &()).await
    }

    /// Recorded requests.
    pub async fn requests(
        &self,
        filter: &RequestFilter,
    ) -> Result<Vec<RequestRecord>, ClientError> {
        self.get("/control/requests", filter).await
    }

    /// Forgets the recorded requests.
    pub async fn clear_requests(&self) -> Result<(), ClientError> {
        let _: Value = self
            .send(self.request(Method::DELETE, "/control/requests"))
            .await?;
        Ok(())
    }

    /// Switches the record on or off.
    pub async fn set_recording(&self, recording: Recording) -> Result<(), ClientError> {
        let request = self.request(Method::PUT, "/control/recording");
        let _: Value = self.send(request.json(&recording)).await?;
        Ok(())
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }

    pub(crate) async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &impl Serialize,
    ) -> Result<T, ClientError> {
        self.send(self.request(Method::GET, path).query(query))
            .await
    }

    pub(crate) async fn bytes(&self, path: &str) -> Result<Vec<u8>, ClientError> {
        let answer = self.request(Method::GET, path).send().await?;
        Ok(answer.error_for_status()?.bytes().await?.to_vec())
    }

    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, ClientError> {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    pub(crate) async fn send<T: DeserializeOwned>(
        &self,
        request: RequestBuilder,
    ) -> Result<T, ClientError> {
        let answer = request.send().await?;
        let status = answer.status();
        if status.is_success() {
            return Ok(answer.json().await?);
        }
        let body: Value = answer.json().await.unwrap_or_default();
        Err(ClientError::Refused {
            status: status.as_u16(),
            error: body["error"].as_str().unwrap_or_default().to_owned(),
        })
    }
}
