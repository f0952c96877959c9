//! Parts that reach another process than the one that has the rest of their album are passed on to it, as Telegram would deliver them.

use std::time::Duration;

use app::BotId;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

/// The other process only writes ids down; longer means that it is not there.
const PATIENCE: Duration = Duration::from_secs(3);
/// Where Telegram repeats the secret (core.telegram.org/bots/api#setwebhook).
const SECRET_HEADER: &str = "X-Telegram-Bot-Api-Secret-Token";

/// This process among the others.
#[derive(Clone, Debug, Default)]
pub struct Replica {
    inner: Option<Inner>,
}

#[derive(Clone, Debug)]
struct Inner {
    address: String,
    secret: SecretString,
    http: reqwest::Client,
}

impl Replica {
    /// A process that takes webhook calls at this address (`http://host:port`) with this secret.
    pub fn at(address: String, secret: SecretString) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            // A proxy is for the way out.
            .no_proxy()
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self {
            inner: Some(Inner {
                address,
                secret,
                http,
            }),
        })
    }

    /// Where others reach this process, if they do.
    pub(super) fn address(&self) -> Option<&str> {
        self.inner.as_ref().map(|inner| inner.address.as_str())
    }

    /// Gives an update to another process; whether that has taken it.
    pub(super) async fn pass_on(&self, address: &str, bot: BotId, update: &Value) -> bool {
        let Some(inner) = &self.inner else {
            return false;
        };
        let answer = inner
            .http
            .post(format!("{address}/telegram/webhook/{bot}"))
            .header(SECRET_HEADER, inner.secret.expose_secret())
            .json(update)
            .send()
            .await;
        match answer {
            Ok(answer) => answer.status().is_success(),
            Err(error) => {
                tracing::info!(%bot, timeout = error.is_timeout(), "a part of an album could not be passed on");
                false
            }
        }
    }
}
