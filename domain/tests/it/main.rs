//! The domain's rules as tests: given, when, then; and what always holds over any sequence of commands.

#![allow(
    clippy::unwrap_used,
    reason = "clippy.toml exempts test functions; their helpers are tests too"
)]

mod account;
mod availability;
mod bio;
mod common;
mod contacts;
mod crisis;
mod eligibility;
mod golden;
mod golden_sums;
mod guards;
mod matching;
mod matching_properties;
mod member;
mod member_blocks;
mod member_erasure;
mod member_properties;
mod member_settings;
mod member_standing;
mod moderation;
mod nickname;
mod policies;
mod score;
mod search;
mod search_properties;
mod selection;
mod staff_access;
mod staffing;
mod statement;
mod time_zone;
mod tip;
mod tip_terms;
mod tip_values;
mod topics;
mod upcast;
mod world;
