//! The domain's rules as tests: given, when, then; and what always holds over any sequence of commands.

#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml exempts test functions; their helpers are tests too"
)]

mod availability;
mod bio;
mod common;
mod contacts;
mod eligibility;
mod golden;
mod guards;
mod matching;
mod matching_properties;
mod member;
mod member_blocks;
mod member_properties;
mod member_settings;
mod nickname;
mod policies;
mod score;
mod search;
mod search_properties;
mod selection;
mod time_zone;
mod topics;
mod upcast;
mod world;
