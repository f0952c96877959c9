//! HTTP beside Telegram's: health, readiness, metrics. One endpoint per file; errors are problem+json (RFC 9457).

pub mod problem;
pub mod routes;
pub mod state;

pub use problem::{Code, Problem};
pub use routes::router;
pub use state::ApiState;
