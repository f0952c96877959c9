//! Journeys of members through the real binary, against a real PostgreSQL, a real Redis and the Telegram simulator.
//!
//! Time stands still unless a test moves it, so a deadline never passes by accident and nobody ever sleeps.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "helpers of tests fail the test; clippy knows only the test functions themselves"
)]

mod anonymity_voice;
mod anonymity_words;
mod fault_duplicates;
mod fault_http;
mod fault_poison;
mod fault_polling;
mod fault_postgres;
mod fault_redis;
mod fault_replicas;
mod fault_restart;
mod fault_telegram;
mod fault_tools;
mod harness;
mod http_document;
mod http_example;
mod http_journey;
mod http_once;
mod http_properties;
mod http_refusals;
mod http_signature;
mod journey_buttons;
mod journey_ending;
mod journey_leaving;
mod journey_limits;
mod journey_main;
mod journey_onboarding;
mod journey_pairs;
mod journey_profile;
mod journey_proposals;
mod journey_rating;
mod journey_refusals;
mod journey_relay;
mod journey_reveal;
mod journey_searches;
mod journey_silence;
mod journey_time_box;
mod matching_card;
mod matching_explain;
mod matching_metrics;
mod privacy_disk;
mod privacy_hostile;
mod privacy_peer;
mod privacy_reveal;
mod privacy_stores;
mod relay_albums;
mod relay_edits;
mod relay_files;
mod relay_kinds;
mod relay_media;
mod relay_replies;
mod relay_tools;
mod settings_card;
mod settings_export;
mod settings_languages;
mod settings_matching;
