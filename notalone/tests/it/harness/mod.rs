//! A whole system for one test: databases, Telegram, clock, the binary, and the people who use it.

mod balancer;
mod checks;
mod command;
mod front_end;
mod options;
mod person;
mod profile;
mod reader;
mod replica;
mod storage;
mod system;
mod telegram;
mod waits;

pub(crate) use command::CommandOutput;
pub(crate) use front_end::{Answer, Call, FrontEnd};
pub(crate) use options::{Options, Postgres, Redis};
pub(crate) use person::{ACCEPT, BLOCK, END, Person, SKIP};
pub(crate) use profile::{ANXIETY, BURNOUT, LOSS, Profile, RELOCATION};
pub(crate) use reader::Reader;
pub(crate) use replica::Replica;
pub(crate) use system::{INTERNAL_BOT_SECRET, System};
