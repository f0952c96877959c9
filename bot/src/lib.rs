//! Telegram: intake, router, handlers, dialogues, relay, gateway, texts.

pub mod error;
pub mod gateway;
pub mod incoming;
pub mod router;
pub mod services;

pub use error::HandleError;
pub use gateway::{Gateway, GatewayError};
pub use incoming::Incoming;
pub use services::Services;
