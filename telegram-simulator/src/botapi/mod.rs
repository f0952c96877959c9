//! The Bot API over HTTP: `/bot{token}/{method}` and `/file/bot{token}/{path}`.

mod call;
mod error;
mod formatted;
mod http;
mod keyboard;
mod methods;
mod params;
mod request;
mod schema;
mod types;

pub(crate) use error::ApiError;
pub(crate) use http::serve;
pub(crate) use methods::is_reaction;
