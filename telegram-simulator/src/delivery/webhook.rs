//! Webhook delivery as Telegram does it: any 2xx within 60 s is success, retries at once and then after 2, 4, 8 … 60 s,
//! `Retry-After` is honoured, one update of a lane at a time, at most `max_connections` at once.

use std::sync::Arc;

use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use tokio::sync::{Semaphore, watch};

use super::update::{Lane, Pending};
use crate::clock::SECOND_US;
use crate::model::{DeliveryOutcome, DeliveryRecord};
use crate::state::{Bot, World};
use crate::sync::Lock;

const RETRY_MAX_S: i64 = 60;
const SECRET_HEADER: &str = "X-Telegram-Bot-Api-Secret-Token";

#[derive(Debug)]
pub(crate) struct Webhook {
    pub(crate) url: String,
    pub(crate) secret_token: Option<String>,
    pub(crate) max_connections: usize,
    pub(crate) last_error: Lock<Option<LastError>>,
    connections: Arc<Semaphore>,
}

/// What `getWebhookInfo` tells of the newest failure.
#[derive(Debug, Clone)]
pub(crate) struct LastError {
    pub(crate) at_s: i64,
    pub(crate) message: String,
}

struct Failure {
    status: Option<u16>,
    message: String,
    retry_after_s: Option<i64>,
}

impl Webhook {
    pub(crate) fn new(url: String, secret_token: Option<String>, max_connections: usize) -> Self {
        Self {
            url,
            secret_token,
            max_connections,
            last_error: Lock::new(None),
            connections: Arc::new(Semaphore::new(max_connections)),
        }
    }

    pub(super) fn same_target(&self, other: &Self) -> bool {
        self.url == other.url && self.secret_token == other.secret_token
    }

    async fn post(&self, world: &World, update: &Pending) -> Result<u16, Failure> {
        let Ok(_connection) = self.connections.acquire().await else {
            return Err(Failure::without_answer("Connection closed"));
        };
        let mut request = world
            .http
            .post(&self.url)
            .timeout(world.answer_timeout)
            .header(CONTENT_TYPE, "application/json")
            .body(update.json.clone());
        if let Some(secret) = &self.secret_token {
            request = request.header(SECRET_HEADER, secret);
        }
        let answer = request.send().await.map_err(|error| {
            Failure::without_answer(if error.is_timeout() {
                "Read timeout expired"
            } else if error.is_connect() {
                "Connection refused"
            } else {
                "Connection reset by peer"
            })
        })?;
        let status = answer.status();
        if status.is_success() {
            return Ok(status.as_u16());
        }
        let retry_after_s = answer
            .headers()
            .get(RETRY_AFTER)
            .and_then(|value| value.to_str().ok())
            .and_then(|seconds| seconds.parse().ok());
        Err(Failure {
            status: Some(status.as_u16()),
            message: format!("Wrong response from the webhook: {status}"),
            retry_after_s,
        })
    }
}

impl Failure {
    fn without_answer(message: &str) -> Self {
        Self {
            status: None,
            message: message.to_owned(),
            retry_after_s: None,
        }
    }
}

/// Starts a worker for each lane that has none.
pub(crate) fn start_lane(world: &Arc<World>, bot: &Arc<Bot>, started: super::queue::Started) {
    for lane in started.lanes {
        let work = run_lane(Arc::clone(world), Arc::clone(bot), lane, started.generation);
        tokio::spawn(world.stop.clone().run_until_cancelled_owned(work));
    }
}

async fn run_lane(world: Arc<World>, bot: Arc<Bot>, lane: Lane, generation: u64) {
    let mut attempt = 0;
    while let Some((pending, webhook)) = bot.updates.front(&lane, generation) {
        let record = |outcome, attempt| DeliveryRecord {
            seq: 0,
            update_id: pending.update_id,
            kind: pending.kind.clone(),
            attempt,
            at_us: world.clock.now_us(),
            status: None,
            outcome,
            error: None,
            retry_at_us: None,
        };
        if world.clock.now_us() >= pending.expires_us {
            bot.updates
                .finish(&pending, record(DeliveryOutcome::Expired, attempt));
            attempt = 0;
            continue;
        }
        attempt += 1;
        match webhook.post(&world, &pending).await {
            Ok(status) => {
                let mut delivered = record(DeliveryOutcome::Delivered, attempt);
                delivered.status = Some(status);
                bot.updates.finish(&pending, delivered);
                attempt = 0;
            }
            Err(failure) => {
                let now_us = world.clock.now_us();
                let delay_s = failure.retry_after_s.unwrap_or(retry_delay_s(attempt));
                let retry_at_us = now_us + delay_s * SECOND_US;
                let mut failed = record(DeliveryOutcome::Failed, attempt);
                failed.status = failure.status;
                failed.error = Some(failure.message.clone());
                failed.retry_at_us = Some(retry_at_us);
                *webhook.last_error.lock() = Some(LastError {
                    at_s: now_us / SECOND_US,
                    message: failure.message,
                });
                // From here on somebody may know of the failure and hurry the retry.
                let mut hurried = bot.updates.hurried.subscribe();
                bot.updates.finish(&pending, failed);
                wait_for_retry(
                    &world,
                    &bot,
                    &pending,
                    retry_at_us,
                    generation,
                    &mut hurried,
                )
                .await;
            }
        }
    }
}

/// Waits for the moment of the retry or of the update's end, or until the webhook is another.
async fn wait_for_retry(
    world: &World,
    bot: &Bot,
    pending: &Pending,
    retry_at_us: i64,
    generation: u64,
    hurried: &mut watch::Receiver<u64>,
) {
    let mut renewed = bot.updates.renewed.subscribe();
    tokio::select! {
        () = world.clock.sleep_until(retry_at_us.min(pending.expires_us)) => {}
        // The senders live as long as the bot, so these end only with a request and with another generation.
        _ = hurried.changed() => {}
        _ = renewed.wait_for(|current| *current > generation) => {}
    }
}

/// The first retry comes at once, the next after 2, 4, 8 … seconds.
fn retry_delay_s(attempt: u32) -> i64 {
    match attempt {
        0 | 1 => 0,
        2..=6 => (1 << (attempt - 1)).min(RETRY_MAX_S),
        _ => RETRY_MAX_S,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_come_at_once_and_then_ever_later() {
        let delays: Vec<i64> = (1..=8).map(retry_delay_s).collect();
        assert_eq!(delays, [0, 2, 4, 8, 16, 32, 60, 60]);
    }
}
