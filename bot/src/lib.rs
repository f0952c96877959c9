//! Telegram: intake, router, handlers, dialogues, relay, gateway, texts.

pub mod callback_data;
pub mod cards;
pub mod care;
pub mod checkout;
pub mod dialogues;
pub mod error;
pub mod gateway;
pub mod handlers;
pub mod incoming;
pub mod intake;
pub mod invoice_links;
pub mod keyboards;
pub mod language;
pub mod menu;
pub mod moderators_chat;
pub mod notices;
pub mod owed;
pub mod payment_cases;
pub mod relay;
pub mod router;
pub mod screens;
pub mod seekers;
pub mod services;
pub mod texts;

pub use error::HandleError;
pub use gateway::{Gateway, GatewayError};
pub use incoming::{Handled, Incoming};
pub use services::Services;
