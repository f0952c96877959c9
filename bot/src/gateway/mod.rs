//! The one door to Telegram: budgets, lanes, order within a chat, retries.
//!
//! Requests to one chat go out one at a time, first in, first out; a bot's chats take turns by the most urgent request
//! that waits in each. A request whose answer was lost may have been accepted, and trying it again may repeat it: that
//! is why a crash or a cut line repeats at most the message that was under way, and never a second one.

mod attempt;
mod backoff;
pub mod budgets;
pub mod client;
mod download;
pub mod outbox;
mod queue;
mod request;
mod schedule;
mod stars;
mod unreachable;
mod worker;

use std::collections::HashMap;
use std::sync::Arc;

use app::BotId;
use app::clock::SharedClock;
use app::ids::SharedIds;
use app::outbox::Lane;
use app::vault::Address;
use chrono::{DateTime, Utc};
use serde_json::Value;
use teloxide::requests::Payload;
use tokio::sync::oneshot;
use tokio_util::sync::{CancellationToken, DropGuard};

pub(crate) use backoff::backoff;
pub use budgets::{Budgets, Limits};
pub use client::{BotToken, Client, InvalidToken};
pub use request::{Attachment, Body};
pub use stars::TelegramStars;
pub use unreachable::{ReportUnreachable, UnreachableSink};

use queue::{BotQueue, Job};

/// Why a request to Telegram did not succeed for good.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// 403: the member blocked the bot or deleted the account; `MemberUnreachable` has been reported.
    #[error("the member cannot be reached")]
    Unreachable,
    /// 400 and the like: Telegram will never accept this request.
    #[error("telegram refused the request ({code})")]
    Refused {
        /// HTTP-like error code.
        code: i32,
        /// Telegram's description when it is one of the known harmless constants («message is not modified», …), else empty.
        description: String,
    },
    /// Not accepted before the deadline, whatever the reason. The last try may have been accepted with its answer lost.
    #[error("telegram did not accept the request in time")]
    TimedOut,
}

/// What a gateway is made of.
#[derive(Debug)]
pub struct GatewayParts {
    /// The HTTP client with the tokens of the fleet.
    pub client: Client,
    /// How much may be sent.
    pub budgets: Budgets,
    /// Deadlines, pauses and backoff follow it.
    pub clock: SharedClock,
    /// Randomness of the backoff.
    pub ids: SharedIds,
    /// Told about members who cannot be reached.
    pub unreachable: Arc<dyn UnreachableSink>,
}

/// Sends everything that leaves for Telegram; cheap to clone. Stops with its last clone: what still waits is dropped.
#[derive(Clone, Debug)]
pub struct Gateway {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    bots: HashMap<BotId, Arc<BotQueue>>,
    client: Client,
    clock: SharedClock,
    ids: SharedIds,
    _stop: DropGuard,
}

impl Gateway {
    /// Starts one worker per bot of the fleet; call it within a runtime.
    pub fn start(parts: GatewayParts) -> Self {
        let stop = CancellationToken::new();
        let bots: HashMap<BotId, Arc<BotQueue>> = parts
            .client
            .bots()
            .map(|bot| (bot, Arc::new(BotQueue::new(bot))))
            .collect();
        for queue in bots.values() {
            let worker = worker::Worker {
                queue: Arc::clone(queue),
                client: parts.client.clone(),
                budgets: parts.budgets.clone(),
                clock: Arc::clone(&parts.clock),
                ids: Arc::clone(&parts.ids),
                unreachable: Arc::clone(&parts.unreachable),
            };
            tokio::spawn(Arc::new(worker).run(stop.clone()));
        }
        Self {
            inner: Arc::new(Inner {
                bots,
                client: parts.client,
                clock: parts.clock,
                ids: parts.ids,
                _stop: stop.drop_guard(),
            }),
        }
    }

    /// Sends one request in its chat's order and lane, retrying 429/5xx/time-outs until the deadline, and returns Telegram's `result`.
    pub async fn send<P>(
        &self,
        to: Address,
        lane: Lane,
        payload: P,
        deadline: DateTime<Utc>,
    ) -> Result<Value, GatewayError>
    where
        P: Payload + serde::Serialize + Send + Sync,
    {
        let body = Body::of(&payload)?;
        self.send_body(to, lane, &request::method_name(P::NAME), body, deadline)
            .await
    }

    /// [`Self::send`] for what teloxide has no type for.
    pub async fn send_raw(
        &self,
        to: Address,
        lane: Lane,
        method: &'static str,
        params: Value,
        deadline: DateTime<Utc>,
    ) -> Result<Value, GatewayError> {
        self.send_body(to, lane, method, Body::of(&params)?, deadline)
            .await
    }

    /// [`Self::send`] with the files of the request in memory: teloxide's multipart form is private, so this is our own.
    pub async fn send_files(
        &self,
        to: Address,
        lane: Lane,
        method: &'static str,
        params: Value,
        files: Vec<Attachment>,
        deadline: DateTime<Utc>,
    ) -> Result<Value, GatewayError> {
        self.send_body(to, lane, method, Body::form(params, files)?, deadline)
            .await
    }

    /// Calls a method that concerns the bot and no chat (`setWebhook`, `setMyCommands`): outside the queues and budgets,
    /// with the same retries.
    pub async fn call(
        &self,
        bot: BotId,
        method: &'static str,
        params: &Value,
        deadline: DateTime<Utc>,
    ) -> Result<Value, GatewayError> {
        let body = Body::of(params)?;
        let calling = attempt::until_accepted(&self.inner, bot, method, &body, deadline);
        tokio::select! {
            answer = calling => answer,
            () = self.inner.clock.sleep_until(deadline) => Err(GatewayError::TimedOut),
        }
    }

    /// The bots of the fleet.
    pub fn bots(&self) -> impl Iterator<Item = BotId> + '_ {
        self.inner.bots.keys().copied()
    }

    /// The HTTP client, for `getUpdates` and files, which have time limits of their own.
    pub fn client(&self) -> &Client {
        &self.inner.client
    }

    async fn send_body(
        &self,
        to: Address,
        lane: Lane,
        method: &str,
        body: Body,
        deadline: DateTime<Utc>,
    ) -> Result<Value, GatewayError> {
        let Some(queue) = self.inner.bots.get(&to.bot) else {
            tracing::warn!(bot = %to.bot, "a member's bot is not in the fleet: nothing can be sent");
            return Err(GatewayError::TimedOut);
        };
        let (reply, answer) = oneshot::channel();
        let job = Job {
            to,
            lane,
            method: method.into(),
            body,
            deadline,
            failures: 0,
            reply,
        };
        if queue.push(job).is_err() {
            metrics::counter!("notalone_telegram_requests_total", "method" => method.to_owned(), "outcome" => "queue_full").increment(1);
            return Err(GatewayError::TimedOut);
        }
        tokio::select! {
            // An answer that is there counts, also at the very moment of the deadline.
            biased;
            answer = answer => answer.unwrap_or(Err(GatewayError::TimedOut)),
            () = self.inner.clock.sleep_until(deadline) => Err(GatewayError::TimedOut),
        }
    }
}
