//! A whole system for one test: databases, Telegram, clock, the binary, and the people who use it.

mod balancer;
mod browser;
mod checks;
mod command;
mod desk;
mod front_end;
mod moderation;
mod options;
mod page;
mod payer;
mod person;
mod profile;
mod reader;
mod replica;
mod staff_chat;
mod storage;
mod system;
mod telegram;
mod waits;

pub(crate) use browser::{Page, Session};
pub(crate) use checks::holds;
pub(crate) use command::CommandOutput;
pub(crate) use desk::{Colleague, Talk};
pub(crate) use front_end::{Answer, Call, FrontEnd};
pub(crate) use options::{Options, Postgres, Redis};
pub(crate) use person::{ACCEPT, BLOCK, END, Person, SKIP};
pub(crate) use profile::{ANXIETY, BURNOUT, LOSS, Profile, RELOCATION};
pub(crate) use reader::Reader;
pub(crate) use replica::Replica;
pub(crate) use staff_chat::{OPEN, STAFF_CHAT, StaffChat, TAKE, data_of};
pub(crate) use system::{INTERNAL_BOT_SECRET, System, TIPS_HMAC_SECRET, VAULT_MASTER_KEY};
