//! The HTTP client: one request, one answer. The token is part of the URL, so no URL ever leaves this module.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use app::BotId;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;

use super::request::Body;

/// Connections kept open to the Bot API.
const IDLE_CONNECTIONS: usize = 128;
/// How long an idle connection is kept: below the minute after which load balancers cut it.
const IDLE_TIMEOUT: Duration = Duration::from_secs(50);
/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// The longest time one request may take, unless its caller's deadline is nearer. Longer than Telegram ever needs for
/// a text, so that an answer is rarely lost: a lost one makes the retry repeat the message.
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
/// The largest answer that is read: a hundred updates of 4 096 characters with room to spare.
const LARGEST_ANSWER_BYTES: usize = 16 * 1024 * 1024;
/// What is waited when a 429 does not say how long.
const DEFAULT_RETRY_AFTER: Duration = Duration::from_secs(1);

/// A bot's token.
#[derive(Clone, Debug)]
pub struct BotToken {
    bot: BotId,
    token: SecretString,
}

/// The text is not `id:secret`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a bot token is a number, a colon and a secret of letters, digits, - and _")]
pub struct InvalidToken;

impl BotToken {
    /// Reads `id:secret`.
    pub fn parse(token: &str) -> Result<Self, InvalidToken> {
        let (id, secret) = token.split_once(':').ok_or(InvalidToken)?;
        let well_formed = !secret.is_empty()
            && secret
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        let bot = id.parse().ok().filter(|id| *id > 0 && well_formed);
        Ok(Self {
            bot: BotId(bot.ok_or(InvalidToken)?),
            token: token.into(),
        })
    }

    /// The number before the colon.
    pub fn bot(&self) -> BotId {
        self.bot
    }
}

/// How one try ended.
#[derive(Debug, PartialEq)]
pub enum Answer {
    /// `ok: true` with its `result`.
    Accepted(Value),
    /// 429: not before this long.
    RetryAfter(Duration),
    /// 403, or a chat that does not exist any more.
    Unreachable,
    /// Telegram will never accept it.
    Refused {
        /// HTTP-like error code.
        code: i32,
        /// As Telegram says it; may repeat parts of the request, so it is not logged.
        description: String,
    },
    /// Worth another try; the word is the metric's outcome.
    Failed(&'static str),
}

/// Talks to the Bot API for all bots of the fleet; cheap to clone.
#[derive(Clone, Debug)]
pub struct Client {
    pub(super) http: reqwest::Client,
    pub(super) api_url: Arc<str>,
    pub(super) tokens: Arc<HashMap<BotId, SecretString>>,
}

impl Client {
    /// A client for the Bot API at this base address (`TELEGRAM_API_URL`).
    pub fn new(
        api_url: &str,
        tokens: impl IntoIterator<Item = BotToken>,
    ) -> Result<Self, reqwest::Error> {
        let mut http = reqwest::Client::builder()
            .pool_max_idle_per_host(IDLE_CONNECTIONS)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .tcp_nodelay(true)
            .connect_timeout(CONNECT_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none());
        if is_loopback(api_url) {
            // A proxy of the environment is for the way out; a simulator or a local Bot API server is not out.
            http = http.no_proxy();
        }
        Ok(Self {
            http: http.build().map_err(reqwest::Error::without_url)?,
            api_url: api_url.trim_end_matches('/').into(),
            tokens: Arc::new(
                tokens
                    .into_iter()
                    .map(|token| (token.bot, token.token))
                    .collect(),
            ),
        })
    }

    /// The bots it has tokens of.
    pub fn bots(&self) -> impl Iterator<Item = BotId> + '_ {
        self.tokens.keys().copied()
    }

    /// One try of one request. Counted as `telegram_requests_total`.
    pub async fn call(&self, bot: BotId, method: &str, body: &Body, timeout: Duration) -> Answer {
        let answer = self.exchange(bot, method, body, timeout).await;
        let outcome = match &answer {
            Answer::Accepted(_) => "ok",
            Answer::RetryAfter(_) => "retry_after",
            Answer::Unreachable => "unreachable",
            Answer::Refused { .. } => "refused",
            Answer::Failed(outcome) => outcome,
        };
        metrics::counter!("notalone_telegram_requests_total", "method" => method.to_owned(), "outcome" => outcome).increment(1);
        if matches!(answer, Answer::RetryAfter(_)) {
            metrics::counter!("notalone_telegram_retry_after_total").increment(1);
        }
        answer
    }

    async fn exchange(&self, bot: BotId, method: &str, body: &Body, timeout: Duration) -> Answer {
        let Some(token) = self.tokens.get(&bot) else {
            return Answer::Failed("no_token");
        };
        let url = format!("{}/bot{}/{method}", self.api_url, token.expose_secret());
        let request = body.put_into(self.http.post(url)).timeout(timeout);
        let response = match request.send().await {
            Ok(response) => response,
            Err(error) => return Answer::Failed(category(&error)),
        };
        let status = response.status().as_u16();
        match read(response).await {
            Ok(body) => interpret(status, &body),
            Err(category) => Answer::Failed(category),
        }
    }
}

async fn read(mut response: reqwest::Response) -> Result<Vec<u8>, &'static str> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| category(&error))? {
        if body.len() + chunk.len() > LARGEST_ANSWER_BYTES {
            return Err("answer_too_large");
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Never the error's own text: it names the URL.
pub(super) fn category(error: &reqwest::Error) -> &'static str {
    if error.is_timeout() {
        "timeout"
    } else if error.is_connect() {
        "connection"
    } else {
        "lost"
    }
}

fn is_loopback(api_url: &str) -> bool {
    reqwest::Url::parse(api_url).is_ok_and(|url| match url.host_str() {
        Some("localhost") => true,
        Some(host) => host
            .trim_matches(['[', ']'])
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback()),
        None => false,
    })
}

#[derive(Deserialize)]
struct Envelope {
    ok: bool,
    #[serde(default)]
    result: Value,
    #[serde(default)]
    error_code: Option<i32>,
    #[serde(default)]
    description: String,
    #[serde(default)]
    parameters: Option<Parameters>,
}

#[derive(Deserialize)]
struct Parameters {
    #[serde(default)]
    retry_after: Option<u64>,
}

/// 400s that say the chat is gone for good, and not that the request is wrong.
const GONE: [&str; 3] = [
    "Bad Request: chat not found",
    "Bad Request: user not found",
    "Bad Request: PEER_ID_INVALID",
];

/// What an answer means (core.telegram.org/bots/api#making-requests).
fn interpret(status: u16, body: &[u8]) -> Answer {
    let Ok(envelope) = serde_json::from_slice::<Envelope>(body) else {
        // Not the Bot API speaks but something before it.
        return Answer::Failed("server_error");
    };
    if envelope.ok {
        return Answer::Accepted(envelope.result);
    }
    let code = envelope.error_code.unwrap_or_else(|| i32::from(status));
    match code {
        429 => Answer::RetryAfter(
            envelope
                .parameters
                .and_then(|parameters| parameters.retry_after)
                .map_or(DEFAULT_RETRY_AFTER, Duration::from_secs),
        ),
        403 => Answer::Unreachable,
        400 if GONE.contains(&envelope.description.as_str()) => Answer::Unreachable,
        // A wrong token (401, 404) or two pollers (409) are our own outage, not the fault of what is sent.
        401 | 404 => Answer::Failed("unauthorized"),
        409 => Answer::Failed("conflict"),
        400..500 => Answer::Refused {
            code,
            description: envelope.description,
        },
        _ => Answer::Failed("server_error"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_told_apart() {
        let of = |status, body: &str| interpret(status, body.as_bytes());
        assert_eq!(
            of(200, r#"{"ok":true,"result":7}"#),
            Answer::Accepted(7.into())
        );
        assert_eq!(
            of(
                429,
                r#"{"ok":false,"error_code":429,"parameters":{"retry_after":9}}"#
            ),
            Answer::RetryAfter(Duration::from_secs(9))
        );
        assert_eq!(
            of(
                403,
                r#"{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}"#
            ),
            Answer::Unreachable
        );
        assert_eq!(
            of(
                400,
                r#"{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}"#
            ),
            Answer::Unreachable
        );
        assert_eq!(
            of(
                400,
                r#"{"ok":false,"error_code":400,"description":"Bad Request: x"}"#
            ),
            Answer::Refused {
                code: 400,
                description: "Bad Request: x".to_owned()
            }
        );
        assert_eq!(
            of(502, "<html>Bad Gateway</html>"),
            Answer::Failed("server_error")
        );
        assert_eq!(
            of(401, r#"{"ok":false,"error_code":401}"#),
            Answer::Failed("unauthorized")
        );
    }

    #[test]
    fn a_token_is_a_number_and_a_secret() {
        assert_eq!(
            BotToken::parse("42:AAE-x_9").map(|token| token.bot()),
            Ok(BotId(42))
        );
        for wrong in ["", "42", "42:", ":x", "x:y", "-1:x", "42:a/b"] {
            assert!(BotToken::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn neither_client_nor_token_shows_the_secret() {
        let token = BotToken::parse("42:verysecret").unwrap();
        let client = Client::new("http://127.0.0.1:1", [token.clone()]).unwrap();
        assert!(!format!("{token:?} {client:?}").contains("verysecret"));
    }
}
