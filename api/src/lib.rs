//! HTTP beside Telegram's: signed calls of other front ends, health, readiness, metrics, and the document that describes them. One
//! endpoint per file; errors are problem+json (RFC 9457).

mod body;
mod codes;
pub mod console;
mod edge;
pub mod openapi;
pub mod problem;
pub mod routes;
mod signed;
pub mod state;

pub use console::{Admitted, Desk, DeskParts, TellDecision, TrustedProxies};
pub use edge::guarded;
pub use problem::{Code, Problem};
pub use routes::router;
pub use signed::sweep as sweep_calls;
pub use state::{ApiState, MemberParts, Members};
