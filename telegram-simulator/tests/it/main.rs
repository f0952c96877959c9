//! The simulator over real HTTP, as bots and tests use it.

mod callbacks;
mod chromium;
mod faults;
mod harness;
mod media;
mod messages;
mod page;
mod polling;
mod protocol;
mod texts;
mod webhook;
