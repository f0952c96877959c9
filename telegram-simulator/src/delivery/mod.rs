//! How updates reach bots: kept until they are confirmed, by webhook or by `getUpdates`.

mod history;
mod polling;
mod queue;
mod update;
mod webhook;

pub(crate) use polling::Poll;
pub(crate) use queue::{PollingRefused, Updates};
pub(crate) use update::{Lane, NewUpdate, UPDATE_KINDS};
pub(crate) use webhook::{Webhook, start_lane};
