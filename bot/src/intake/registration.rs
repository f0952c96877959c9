//! What Telegram is told about a bot when it starts: where its webhook is, which commands it has.

use std::time::Duration;

use app::BotId;
use app::clock::SharedClock;
use chrono::TimeDelta;
use futures::FutureExt;
use futures::future::BoxFuture;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::ALLOWED_UPDATES;
use crate::{Gateway, GatewayError, Services, menu};

/// Connections Telegram may open to us at once: the most it allows.
const MAX_CONNECTIONS: u32 = 100;
/// How long one round of tries may take.
const ROUND: TimeDelta = TimeDelta::seconds(20);
/// Pause after the first round that failed, and the longest one.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// Where Telegram reaches us.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// `PUBLIC_BASE_URL`.
    pub base_url: String,
    /// `TELEGRAM_WEBHOOK_SECRET`.
    pub secret: SecretString,
}

impl Webhook {
    fn params(&self, bot: BotId) -> Value {
        let base_url = self.base_url.trim_end_matches('/');
        json!({
            "url": format!("{base_url}/telegram/webhook/{bot}"),
            "secret_token": self.secret.expose_secret(),
            "allowed_updates": ALLOWED_UPDATES,
            "max_connections": MAX_CONNECTIONS,
        })
    }
}

/// Tells Telegram things; cheap to clone.
#[derive(Clone, Debug)]
pub struct Registration {
    /// The way out.
    pub gateway: Gateway,
    /// Pauses follow it.
    pub clock: SharedClock,
}

impl Registration {
    /// Sets the webhook: one round of tries.
    pub async fn set_webhook(&self, bot: BotId, webhook: &Webhook) -> Result<(), GatewayError> {
        self.call(bot, "setWebhook", &webhook.params(bot))
            .await
            .map(drop)
    }

    /// What Telegram knows about the webhook, as it says it.
    pub async fn webhook_info(&self, bot: BotId) -> Result<Value, GatewayError> {
        self.call(bot, "getWebhookInfo", &json!({})).await
    }

    /// Removes the webhook; updates that wait stay with Telegram.
    pub async fn delete_webhook(&self, bot: BotId) -> Result<(), GatewayError> {
        let params = json!({"drop_pending_updates": false});
        self.call(bot, "deleteWebhook", &params).await.map(drop)
    }

    /// Sets the webhook, if there is one, and the command menus of a bot, and keeps trying until both are done or `stop`
    /// comes: the process is ready meanwhile.
    pub async fn keep_registering(
        &self,
        services: &Services,
        bot: BotId,
        webhook: Option<&Webhook>,
        stop: &CancellationToken,
    ) {
        let register = async {
            if let Some(webhook) = webhook {
                self.keep_setting_webhook(bot, webhook).await;
            }
            self.keep_trying(bot, "setMyCommands", || {
                menu::register(services, bot).boxed()
            })
            .await;
        };
        stop.run_until_cancelled(register).await;
    }

    /// Sets the webhook, however long it takes.
    pub async fn keep_setting_webhook(&self, bot: BotId, webhook: &Webhook) {
        self.keep_trying(bot, "setWebhook", || self.set_webhook(bot, webhook).boxed())
            .await;
    }

    /// Removes the webhook, as long as it takes: with one set, Telegram refuses `getUpdates`.
    pub(super) async fn keep_deleting_webhook(&self, bot: BotId) {
        self.keep_trying(bot, "deleteWebhook", || self.delete_webhook(bot).boxed())
            .await;
    }

    async fn keep_trying<'a>(
        &self,
        bot: BotId,
        method: &'static str,
        call: impl Fn() -> BoxFuture<'a, Result<(), GatewayError>>,
    ) {
        let mut pause = FIRST_PAUSE;
        while let Err(error) = call().await {
            tracing::warn!(%bot, method, %error, pause_seconds = pause.as_secs(), "telegram did not take a setting; trying again");
            let wait = TimeDelta::from_std(pause).unwrap_or(ROUND);
            self.clock.sleep(wait).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        tracing::info!(%bot, method, "telegram took a setting");
    }

    async fn call(
        &self,
        bot: BotId,
        method: &'static str,
        params: &Value,
    ) -> Result<Value, GatewayError> {
        let deadline = self.clock.now() + ROUND;
        self.gateway.call(bot, method, params, deadline).await
    }
}
