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

mod admin_json;
mod anonymity_voice;
mod anonymity_words;
mod audit_proof;
mod console_answers;
mod console_attacks;
mod console_browser;
mod console_bundle;
mod console_cases;
mod console_idle;
mod console_lifting;
mod console_passwords;
mod console_proxies;
mod console_roles;
mod console_second_factor;
mod console_trail;
mod demo;
mod fault_duplicates;
mod fault_http;
mod fault_poison;
mod fault_polling;
mod fault_postgres;
mod fault_redis;
mod fault_replicas;
mod fault_restart;
mod fault_telegram;
mod fault_tips;
mod fault_tools;
mod harness;
mod http_document;
mod http_example;
mod http_headers;
mod http_journey;
mod http_once;
mod http_properties;
mod http_refusals;
mod http_signature;
mod http_tips;
mod journey_buttons;
mod journey_crisis;
mod journey_ending;
mod journey_leaving;
mod journey_limits;
mod journey_main;
mod journey_onboarding;
mod journey_pairs;
mod journey_paysupport;
mod journey_phones;
mod journey_profile;
mod journey_proposals;
mod journey_rating;
mod journey_refusals;
mod journey_relay;
mod journey_reveal;
mod journey_safety;
mod journey_searches;
mod journey_silence;
mod journey_sos;
mod journey_time_box;
mod journey_tips;
mod matching_card;
mod matching_explain;
mod matching_metrics;
mod moderators_chat;
mod moderators_chat_alerts;
mod moderators_chat_faults;
mod operator_alerts;
mod operator_commands;
mod operator_metrics;
mod operator_refusals;
mod operator_role;
mod operator_rotation;
mod operator_tls;
mod page_rich;
mod page_tips;
mod privacy_disk;
mod privacy_erasure;
mod privacy_hostile;
mod privacy_peer;
mod privacy_redis;
mod privacy_restored;
mod privacy_reveal;
mod privacy_stores;
mod privacy_traces;
mod relay_album_crashes;
mod relay_albums;
mod relay_edits;
mod relay_files;
mod relay_kinds;
mod relay_media;
mod relay_replaced;
mod relay_replies;
mod relay_tools;
mod safety_blocks;
mod safety_decisions;
mod safety_reports;
mod settings_card;
mod settings_export;
mod settings_languages;
mod settings_matching;
mod tip_operators;
mod tip_payments;
