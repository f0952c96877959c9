//! A form that somebody sent: from our own page, with the token of their session, and not too large.

use app::staff::SessionToken;
use axum::body::Body;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, FromRequest, FromRequestParts, Request};
use axum::http::{HeaderMap, header};
use zeroize::Zeroize;

use super::desk::Desk;
use super::refusal::Refusal;
use super::signed_in::{SignedIn, is_csrf};
use crate::body;

/// The field with the token.
const CSRF: &str = "csrf";

/// The fields of a form in the order they were sent.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// The value of a field that is there once.
    pub(super) fn one(&self, name: &str) -> Option<&str> {
        let mut found = self.0.iter().filter(|(key, _)| key == name);
        let (_, value) = found.next()?;
        found.next().is_none().then_some(value.as_str())
    }

    /// The values of a field.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.0.iter().filter(move |(key, _)| key == name);
        named.map(|(_, value)| value.as_str())
    }

    /// A text within a length in characters, trimmed, with line breaks of one kind; `None` when it is empty.
    pub(super) fn text(&self, name: &str, max: usize) -> Result<Option<String>, Refusal> {
        let text = self.one(name).unwrap_or_default().trim().replace('\r', "");
        let is_fit = text.chars().count() <= max && !text.contains('\0');
        if !is_fit {
            return Err(Refusal::Unreadable);
        }
        Ok((!text.is_empty()).then_some(text))
    }

    /// A field that one of these values fits.
    pub(super) fn read<T>(
        &self,
        name: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, Refusal> {
        self.one(name).and_then(parse).ok_or(Refusal::Unreadable)
    }

    /// Refuses fields that no form of ours has.
    pub(super) fn only(&self, known: &[&str]) -> Result<(), Refusal> {
        let is_known =
            |(name, _): &(String, String)| name == CSRF || known.contains(&name.as_str());
        if self.0.iter().all(is_known) {
            Ok(())
        } else {
            Err(Refusal::Unreadable)
        }
    }

    /// Whether the form carries the token that is bound to this session.
    pub(super) fn belongs_to(&self, token: &SessionToken) -> bool {
        self.one(CSRF).is_some_and(|given| is_csrf(token, given))
    }
}

/// Among them are passwords and codes: nothing of them is left in memory.
impl Drop for Fields {
    fn drop(&mut self) {
        for (_, value) in &mut self.0 {
            value.zeroize();
        }
    }
}

/// A form of somebody who is signed in.
pub(super) struct Posted {
    pub(super) me: SignedIn,
    pub(super) fields: Fields,
}

impl FromRequest<Desk> for Posted {
    type Rejection = Refusal;

    async fn from_request(request: Request, desk: &Desk) -> Result<Self, Refusal> {
        let (mut parts, body) = request.into_parts();
        let me = SignedIn::from_request_parts(&mut parts, desk).await?;
        let fields = Fields::from_request(Request::from_parts(parts, body), desk).await?;
        if !fields.belongs_to(&me.token) {
            return Err(Refusal::Forged);
        }
        Ok(Self { me, fields })
    }
}

impl FromRequest<Desk> for Fields {
    type Rejection = Refusal;

    async fn from_request(request: Request, desk: &Desk) -> Result<Self, Refusal> {
        if !is_same_site(request.headers()) {
            return Err(Refusal::Forged);
        }
        let (parts, body) = request.into_parts();
        let bytes = body::read(body).await?;
        let request = Request::from_parts(parts, Body::from(bytes));
        let Form(fields) = Form::<Vec<(String, String)>>::from_request(request, desk)
            .await
            .map_err(|rejection| match rejection {
                FormRejection::InvalidFormContentType(_) => Refusal::NoForm,
                _ => Refusal::Unreadable,
            })?;
        Ok(Self(fields))
    }
}

/// Browsers say where a request comes from, and pages cannot make them lie.
fn is_same_site(headers: &HeaderMap) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin";
    }
    let Some(origin) = headers.get(header::ORIGIN) else {
        return true;
    };
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let origin = origin
        .to_str()
        .ok()
        .and_then(|origin| origin.split_once("://"));
    matches!((origin, host), (Some((_, origin)), Some(host)) if origin == host)
}
