//! Files of members, read into memory and nowhere else.

use std::time::Duration;

use app::BotId;
use bytes::{Bytes, BytesMut};
use chrono::{DateTime, Utc};
use secrecy::ExposeSecret;
use serde_json::json;

use super::client::{Client, category};
use super::{Gateway, GatewayError, attempt};

/// What a download ended with.
pub(super) enum Downloaded {
    /// All of it.
    Whole(Bytes),
    /// More than was asked for.
    TooLarge,
    /// Worth another try.
    Failed(&'static str),
}

impl Client {
    /// One try of reading a file that `getFile` prepared (core.telegram.org/bots/api#getfile).
    pub(super) async fn download(
        &self,
        bot: BotId,
        path: &str,
        most_bytes: u64,
        timeout: Duration,
    ) -> Downloaded {
        let Some(token) = self.tokens.get(&bot) else {
            return Downloaded::Failed("no_token");
        };
        let url = format!("{}/file/bot{}/{path}", self.api_url, token.expose_secret());
        let reading = async {
            let mut response = match self.http.get(url).timeout(timeout).send().await {
                Ok(response) if response.status().is_success() => response,
                Ok(_) => return Downloaded::Failed("server_error"),
                Err(error) => return Downloaded::Failed(category(&error)),
            };
            let mut content = BytesMut::new();
            loop {
                match response.chunk().await {
                    Ok(Some(chunk)) => content.extend_from_slice(&chunk),
                    Ok(None) => return Downloaded::Whole(content.freeze()),
                    Err(error) => return Downloaded::Failed(category(&error)),
                }
                if u64::try_from(content.len()).unwrap_or(u64::MAX) > most_bytes {
                    return Downloaded::TooLarge;
                }
            }
        };
        let downloaded = reading.await;
        let outcome = match &downloaded {
            Downloaded::Whole(_) => "ok",
            Downloaded::TooLarge => "refused",
            Downloaded::Failed(outcome) => outcome,
        };
        metrics::counter!("notalone_telegram_requests_total", "method" => "download", "outcome" => outcome)
            .increment(1);
        downloaded
    }
}

impl Gateway {
    /// Reads a member's file into memory; `None` when it is larger than wanted.
    pub async fn download(
        &self,
        bot: BotId,
        file_id: &str,
        most_bytes: u64,
        deadline: DateTime<Utc>,
    ) -> Result<Option<Bytes>, GatewayError> {
        let params = json!({"file_id": file_id});
        let file = match self.call(bot, "getFile", &params, deadline).await {
            Ok(file) => file,
            // What it says then is that the file is too big: the id comes from Telegram itself.
            Err(GatewayError::Refused { .. }) => return Ok(None),
            Err(error) => return Err(error),
        };
        let path = file["file_path"].as_str().ok_or(GatewayError::TimedOut)?;
        let mut failures = 0;
        while let Some(timeout) = attempt::remaining(deadline, self.inner.clock.now()) {
            let client = &self.inner.client;
            match client.download(bot, path, most_bytes, timeout).await {
                Downloaded::Whole(content) => return Ok(Some(content)),
                Downloaded::TooLarge => return Ok(None),
                Downloaded::Failed(_) => {
                    failures += 1;
                    let pause = super::backoff(failures, &self.inner.ids);
                    self.inner.clock.sleep(pause).await;
                }
            }
        }
        Err(GatewayError::TimedOut)
    }
}
