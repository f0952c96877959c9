//! How the bot gets its updates: `getUpdates`, `setWebhook`, `deleteWebhook`, `getWebhookInfo`.

use std::time::Duration;

use futures::FutureExt;
use serde_json::{Value, json};

use super::{Call, Handler, Outcome, Reply, Row};
use crate::botapi::ApiError;
use crate::delivery::{Poll, PollingRefused, UPDATE_KINDS, Webhook, start_lane};

pub(super) const ROWS: &[Row] = &[
    Row(
        "getUpdates",
        "offset: Integer, limit: Integer, timeout: Integer, allowed_updates: [String]",
        Handler::Later(|call| async move { get_updates(&call).await }.boxed()),
    ),
    Row(
        "setWebhook",
        "url!: String, certificate: File, ip_address: String, max_connections: Integer, allowed_updates: [String], drop_pending_updates: Boolean, secret_token: String",
        Handler::Now(set_webhook),
    ),
    Row(
        "deleteWebhook",
        "drop_pending_updates: Boolean",
        Handler::Always(delete_webhook),
    ),
    Row("getWebhookInfo", "", Handler::Always(get_webhook_info)),
];

/// Telegram's limits of `getUpdates`.
const BATCH_MAX: i64 = 100;
const POLL_MAX_S: i64 = 50;
/// <https://core.telegram.org/bots/api#setwebhook>
const CONNECTIONS_DEFAULT: i64 = 40;
const CONNECTIONS_MAX: i64 = 100;
const SECRET_MAX: usize = 256;

fn allowed_updates(call: &Call) -> Result<Option<Vec<String>>, ApiError> {
    let kinds = call.params.strings("allowed_updates");
    let unknown = kinds
        .iter()
        .flatten()
        .find(|kind| !UPDATE_KINDS.contains(&kind.as_str()));
    match unknown {
        Some(kind) => Err(ApiError::bad(&format!(
            "unknown update type \"{kind}\" (Telegram ignores it, the simulator is strict)"
        ))),
        None => Ok(kinds),
    }
}

async fn get_updates(call: &Call) -> Outcome {
    let params = &call.params;
    let limit = params
        .integer("limit")
        .unwrap_or(BATCH_MAX)
        .clamp(1, BATCH_MAX);
    let timeout_s = params.integer("timeout").unwrap_or(0).clamp(0, POLL_MAX_S);
    let poll = Poll {
        offset: params.integer("offset"),
        limit: usize::try_from(limit).unwrap_or(1),
        timeout: Duration::from_secs(timeout_s.unsigned_abs()),
        allowed: allowed_updates(call)?,
    };
    let polled = call.bot.updates.poll(poll, &call.world.clock).await;
    let batch = polled.map_err(|refused| match refused {
        PollingRefused::WebhookIsSet => ApiError::new(
            409,
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        ),
        PollingRefused::AnotherPoll => ApiError::new(
            409,
            "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
        ),
    })?;
    let updates: Vec<&str> = batch.iter().map(|update| update.get()).collect();
    Ok(Reply::Raw(format!("[{}]", updates.join(","))))
}

fn set_webhook(call: &Call) -> Outcome {
    let params = &call.params;
    let url = params.text("url").unwrap_or_default().trim();
    if url.is_empty() {
        return Ok(delete_webhook(call));
    }
    if !is_allowed_address(url) {
        return Err(ApiError::bad(
            "bad webhook: An HTTPS URL must be provided for webhook",
        ));
    }
    let secret = params
        .text("secret_token")
        .filter(|secret| !secret.is_empty());
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if secret.is_some_and(|secret| secret.len() > SECRET_MAX) {
        return Err(ApiError::bad("secret token is too long"));
    }
    if secret.is_some_and(|secret| !secret.chars().all(legal)) {
        return Err(ApiError::bad("secret token contains unallowed characters"));
    }
    let connections = params
        .integer("max_connections")
        .unwrap_or(CONNECTIONS_DEFAULT)
        .clamp(1, CONNECTIONS_MAX);
    let webhook = Webhook::new(
        url.to_owned(),
        secret.map(str::to_owned),
        usize::try_from(connections).unwrap_or(1),
    );
    let started = call.bot.updates.set_webhook(
        Some(webhook),
        allowed_updates(call)?,
        params.flag("drop_pending_updates"),
    );
    start_lane(&call.world, &call.bot, started);
    Ok(Reply::Described(Value::Bool(true), "Webhook was set"))
}

/// HTTPS as for Telegram, and plain HTTP to this machine, which only a simulator reaches.
fn is_allowed_address(url: &str) -> bool {
    let Ok(url) = reqwest::Url::parse(url) else {
        return false;
    };
    match (url.scheme(), url.host_str()) {
        ("https", Some(_)) => true,
        ("http", Some(host)) => host == "localhost" || host == "[::1]" || host.starts_with("127."),
        _ => false,
    }
}

fn delete_webhook(call: &Call) -> Reply {
    let drop_pending = call.params.flag("drop_pending_updates");
    call.bot.updates.set_webhook(None, None, drop_pending);
    Reply::Described(Value::Bool(true), "Webhook was deleted")
}

fn get_webhook_info(call: &Call) -> Reply {
    let updates = &call.bot.updates;
    let mut info = json!({
        "url": "",
        "has_custom_certificate": false,
        "pending_update_count": updates.pending_count(),
    });
    if let Some(webhook) = updates.webhook() {
        info["url"] = json!(webhook.url);
        info["max_connections"] = json!(webhook.max_connections);
        info["ip_address"] = json!("127.0.0.1");
        if let Some(error) = webhook.last_error.lock().clone() {
            info["last_error_date"] = json!(error.at_s);
            info["last_error_message"] = json!(error.message);
        }
    }
    if let Some(allowed) = updates.allowed() {
        info["allowed_updates"] = json!(allowed);
    }
    Reply::Result(info)
}
