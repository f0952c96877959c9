//! What all pages have around them.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::signed_in::SignedIn;

/// The frame of a page: who is signed in, and where they may go.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    /// The name.
    pub name: String,
    /// The role's stable name.
    pub role: &'static str,
    /// What every form carries.
    pub csrf: String,
    /// Which entry of the menu this is.
    pub tab: &'static str,
    /// Whether cases and members are shown.
    pub moderates: bool,
    /// Whether cases may be taken out of the system.
    pub exports: bool,
    /// Whether the staff is shown.
    pub administers: bool,
    /// How many things became of this person's account that they have not read.
    pub notices: usize,
}

impl Frame {
    pub(super) fn of(me: &SignedIn, tab: &'static str) -> Self {
        let role = me.account.role;
        Self {
            name: me.account.name.clone(),
            role: role.name(),
            csrf: me.csrf(),
            tab,
            moderates: role.moderates(),
            exports: role.is_senior(),
            administers: role.administers(),
            notices: me.notices,
        }
    }
}

/// A rendered page.
pub(super) fn html(page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], text).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page cannot be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
