//! The methods: one file per method or family, each with its part of the parameter table.

mod action;
mod callback;
mod chat;
mod checkout;
mod commands;
mod copy;
mod delete;
mod edit;
mod invoice;
mod media;
mod profile;
mod reaction;
mod send;
mod stars;
mod updates;
mod upload;

use std::collections::HashMap;
use std::sync::LazyLock;

use futures::future::BoxFuture;

use super::call::{Call, Reply};
use super::error::ApiError;
use super::schema::{self, Signature};

pub(crate) use media::DOWNLOAD_MAX_BYTES;
pub(crate) use reaction::is_reaction;

type Outcome = Result<Reply, ApiError>;

/// How a method is run.
#[derive(Clone, Copy)]
enum Handler {
    Now(fn(&Call) -> Outcome),
    /// Cannot be refused.
    Always(fn(&Call) -> Reply),
    /// May wait.
    Later(fn(Call) -> BoxFuture<'static, Outcome>),
}

/// A row of the table: name, parameters, handler.
struct Row(&'static str, &'static str, Handler);

pub(crate) struct Method {
    pub(crate) name: &'static str,
    pub(crate) signature: Signature,
    handler: Handler,
}

impl Method {
    pub(crate) async fn run(&self, call: Call) -> Outcome {
        match self.handler {
            Handler::Now(handler) => handler(&call),
            Handler::Always(handler) => Ok(handler(&call)),
            Handler::Later(handler) => handler(call).await,
        }
    }
}

const FAMILIES: &[&[Row]] = &[
    action::ROWS,
    callback::ROWS,
    chat::ROWS,
    checkout::ROWS,
    commands::ROWS,
    copy::ROWS,
    delete::ROWS,
    edit::ROWS,
    invoice::ROWS,
    media::ROWS,
    profile::ROWS,
    reaction::ROWS,
    send::ROWS,
    stars::ROWS,
    updates::ROWS,
];

/// By lower-case name: Telegram does not look at the case of method names.
static METHODS: LazyLock<HashMap<String, Method>> = LazyLock::new(|| {
    let rows = FAMILIES.iter().flat_map(|rows| rows.iter());
    rows.map(|Row(name, signature, handler)| {
        let method = Method {
            name,
            signature: schema::parse(signature),
            handler: *handler,
        };
        (name.to_ascii_lowercase(), method)
    })
    .collect()
});

pub(crate) fn find(name: &str) -> Option<&'static Method> {
    METHODS.get(&name.to_ascii_lowercase())
}

/// The whole table, for its test.
#[cfg(test)]
pub(crate) fn signatures() -> impl Iterator<Item = (&'static str, &'static Signature)> {
    METHODS
        .values()
        .map(|method| (method.name, &method.signature))
}
