//! The bot against a real database and a Telegram of our own.
#![allow(
    clippy::unwrap_used,
    reason = "a fixture that cannot be had fails its test"
)]

mod gateway_fake;
mod gateway_outbox;
mod gateway_sending;
mod intake_doubles;
mod intake_polling;
mod intake_webhook;
mod member_meeting;
mod member_onboarding;
mod relay_anonymity;
mod relay_words;
mod stage;
