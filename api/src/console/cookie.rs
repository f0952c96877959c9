//! The cookies: the session, what the forms of the sign-in are bound to before there is one, and which browser it is.

use app::staff::{BROWSER_LIFE, SessionToken};
use axum::http::{HeaderMap, HeaderValue, header};

use super::desk::DeskParts;

/// A cookie of the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cookie {
    /// Opens the session.
    Session,
    /// Opens nothing: ties the form of the sign-in to the browser it was shown in.
    Door,
    /// Opens nothing but the question for the code: the password was right.
    Half,
    /// Opens nothing: tells this browser from others that somebody comes in from.
    Browser,
}

impl Cookie {
    /// The prefix makes browsers refuse a cookie of this name from a subdomain or without https.
    const fn name(self, over_https: bool) -> &'static str {
        match (self, over_https) {
            (Self::Session, true) => "__Host-notalone_session",
            (Self::Session, false) => "notalone_session",
            (Self::Door, true) => "__Host-notalone_door",
            (Self::Door, false) => "notalone_door",
            (Self::Half, true) => "__Host-notalone_half",
            (Self::Half, false) => "notalone_half",
            (Self::Browser, true) => "__Host-notalone_browser",
            (Self::Browser, false) => "notalone_browser",
        }
    }

    /// What the browser sent; nothing if it sent the name twice.
    pub(super) fn read(self, headers: &HeaderMap, desk: &DeskParts) -> Option<SessionToken> {
        let name = self.name(desk.over_https);
        let mut found = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(key, _)| *key == name)
            .map(|(_, value)| value);
        let value = found.next()?;
        match found.next() {
            None => SessionToken::parse(value),
            Some(_) => None,
        }
    }

    /// Sets it until the browser is closed; which browser it is stays for as long as that is known.
    pub(super) fn set(self, token: &SessionToken, desk: &DeskParts) -> Option<HeaderValue> {
        let life = match self {
            Self::Session | Self::Door | Self::Half => String::new(),
            Self::Browser => format!("; Max-Age={}", BROWSER_LIFE.num_seconds()),
        };
        self.line(token.expose(), &life, desk)
    }

    /// Takes it away.
    pub(super) fn clear(self, desk: &DeskParts) -> Option<HeaderValue> {
        self.line("", "; Max-Age=0", desk)
    }

    /// A token holds only characters that a header may.
    fn line(self, value: &str, more: &str, desk: &DeskParts) -> Option<HeaderValue> {
        let name = self.name(desk.over_https);
        let secure = if desk.over_https { "; Secure" } else { "" };
        let line = format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{more}");
        let mut value = HeaderValue::try_from(line).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}
