//! A stateful Telegram Bot API over HTTP: chats, users, message ids, edits, deletes, callback queries, command menus,
//! webhooks and long polling as Telegram does them; faults on request; a control API for tests and a page with phones.
//!
//! It depends on no other crate of this project, so that it cannot share their mistakes.

mod botapi;
pub mod client;
mod clock;
mod control;
mod delivery;
mod faults;
mod files;
mod media;
pub mod model;
mod page;
mod record;
mod server;
mod state;
mod sync;
mod text;

pub use server::{BotConfig, Config, Running, Simulator, StartError};
