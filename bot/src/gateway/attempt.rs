//! One try of a request, and what its answer means for the chat, the bot and the caller.

use std::time::Duration;

use app::BotId;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::backoff::backoff;
use super::client::{Answer, REQUEST_TIMEOUT};
use super::queue::{Job, Turn};
use super::request::Body;
use super::worker::{Worker, later};
use super::{GatewayError, Inner};

/// Refusals that mean «it is already so»: passed on with their words, which repeat nothing of the request.
const HARMLESS: [&str; 7] = [
    "Bad Request: message is not modified",
    "Bad Request: message to edit not found",
    "Bad Request: message to delete not found",
    "Bad Request: message can't be edited",
    "Bad Request: message can't be deleted",
    "Bad Request: query is too old and response timeout expired or query ID is invalid",
    "Bad Request: CHARGE_ALREADY_REFUNDED",
];

impl Worker {
    pub(super) async fn attempt(&self, turn: Turn, mut job: Job) {
        let answer = match remaining(job.deadline, self.clock.now()) {
            Some(timeout) => {
                self.client
                    .call(job.to.bot, &job.method, &job.body, timeout)
                    .await
            }
            None => return give_up(turn, job),
        };
        match answer {
            Answer::Accepted(result) => {
                drop(turn);
                job.reply(Ok(result));
            }
            Answer::Unreachable => {
                self.unreachable.unreachable(job.to).await;
                drop(turn);
                job.reply(Err(GatewayError::Unreachable));
            }
            Answer::Refused { code, description } => {
                drop(turn);
                job.reply(Err(refused(code, &description)));
            }
            Answer::RetryAfter(wait) => {
                let now = self.clock.now();
                let until = later(now, wait);
                {
                    let mut schedule = self.queue.schedule();
                    schedule.throttled(turn.slot, now, until);
                    // Whether or not this request waits as long, the next one to this chat does.
                    schedule.delay(turn.slot, until);
                }
                try_again(turn, job, until);
            }
            Answer::Failed(_) => {
                job.failures += 1;
                let until = self.clock.now() + backoff(job.failures, &self.ids);
                try_again(turn, job, until);
            }
        }
    }
}

fn try_again(turn: Turn, job: Job, until: DateTime<Utc>) {
    if until >= job.deadline {
        give_up(turn, job);
    } else {
        turn.again(job, until);
    }
}

fn give_up(turn: Turn, job: Job) {
    drop(turn);
    job.reply(Err(GatewayError::TimedOut));
}

/// How long a try may take, or `None` when it is too late for one.
pub(super) fn remaining(deadline: DateTime<Utc>, now: DateTime<Utc>) -> Option<Duration> {
    if deadline - now <= TimeDelta::zero() {
        return None;
    }
    // What does not fit a `Duration` is longer than a try may take anyway.
    let left = (deadline - now).to_std().unwrap_or(REQUEST_TIMEOUT);
    Some(left.min(REQUEST_TIMEOUT))
}

fn refused(code: i32, description: &str) -> GatewayError {
    let harmless = HARMLESS.iter().any(|known| description.starts_with(known));
    GatewayError::Refused {
        code,
        description: if harmless {
            description.to_owned()
        } else {
            String::new()
        },
    }
}

/// Calls outside the queues until Telegram accepts or refuses, or the deadline comes.
pub(super) async fn until_accepted(
    gateway: &Inner,
    bot: BotId,
    method: &str,
    body: &Body,
    deadline: DateTime<Utc>,
) -> Result<Value, GatewayError> {
    let mut failures = 0;
    while let Some(timeout) = remaining(deadline, gateway.clock.now()) {
        let until = match gateway.client.call(bot, method, body, timeout).await {
            Answer::Accepted(result) => return Ok(result),
            Answer::Unreachable => return Err(GatewayError::Unreachable),
            Answer::Refused { code, description } => return Err(refused(code, &description)),
            Answer::RetryAfter(wait) => later(gateway.clock.now(), wait),
            Answer::Failed(_) => {
                failures += 1;
                gateway.clock.now() + backoff(failures, &gateway.ids)
            }
        };
        if until >= deadline {
            break;
        }
        gateway.clock.sleep_until(until).await;
    }
    Err(GatewayError::TimedOut)
}
