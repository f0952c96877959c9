//! Pages of what cannot be shown or done.

use app::AppError;
use app::refusals::Why;
use askama::Template;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::page;
use crate::body::Unread;
use crate::edge::Reason;
use crate::problem::CROWDED_FOR;

/// Why a page is not shown or a form not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Nobody is signed in: the way in instead.
    SignInFirst,
    /// The same for what is no page.
    NotSignedIn,
    /// Something has to be done with one's own account before anything else: the page for that instead.
    SetUpFirst,
    /// The role does not allow it.
    Forbidden,
    /// There is no such page, case or member.
    NotFound,
    /// The form is not ours, or of a session that is over.
    Forged,
    /// The form cannot be read.
    Unreadable,
    /// What was sent is no form.
    NoForm,
    /// The form is too large.
    TooLarge,
    /// The form did not come in time.
    TooSlow,
    /// More was opened than a person reads.
    TooOften,
    /// Too many sign-ins at once.
    Crowded,
    /// Our own outage.
    Unavailable,
    /// Our own mistake.
    Broken,
}

#[derive(Template)]
#[template(path = "refusal.html")]
struct RefusalPage {
    code: &'static str,
}

impl Refusal {
    const fn status(self) -> StatusCode {
        match self {
            Self::SignInFirst | Self::NotSignedIn => StatusCode::UNAUTHORIZED,
            Self::SetUpFirst | Self::Forbidden | Self::Forged => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Unreadable => StatusCode::UNPROCESSABLE_ENTITY,
            Self::NoForm => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooOften => StatusCode::TOO_MANY_REQUESTS,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Crowded | Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Whether somebody asked for what is not theirs.
    const fn turns_away(self) -> Option<Why> {
        match self {
            Self::Forbidden => Some(Why::Role),
            Self::Forged => Some(Why::Forged),
            Self::TooOften => Some(Why::Often),
            _ => None,
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::SignInFirst | Self::NotSignedIn => "not_signed_in",
            Self::SetUpFirst => "set_up_first",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::Forged => "forged",
            Self::Unreadable | Self::NoForm => "unreadable",
            Self::TooSlow => "too_slow",
            Self::TooLarge => "too_large",
            Self::TooOften => "too_often",
            Self::Crowded => "crowded",
            Self::Unavailable => "unavailable",
            Self::Broken => "broken",
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        if self == Self::SignInFirst {
            return Redirect::to("/console/sign-in").into_response();
        }
        if self == Self::SetUpFirst {
            return Redirect::to("/console/account").into_response();
        }
        let code = self.code();
        let page = page::html(&RefusalPage { code });
        if self == Self::Crowded {
            let retry = [(header::RETRY_AFTER, CROWDED_FOR.as_secs().to_string())];
            return (self.status(), retry, page).into_response();
        }
        let mut answer = (self.status(), page).into_response();
        answer.extensions_mut().insert(Reason(self.turns_away()));
        answer
    }
}

impl From<Unread> for Refusal {
    fn from(unread: Unread) -> Self {
        match unread {
            Unread::TooLarge => Self::TooLarge,
            Unread::TooSlow => Self::TooSlow,
        }
    }
}

impl From<AppError> for Refusal {
    fn from(error: AppError) -> Self {
        if let AppError::Crowded = error {
            return Self::Crowded;
        }
        tracing::warn!(%error, "a page of the console could not be shown");
        Self::Unavailable
    }
}

/// No page of ours answers 400: it is what the framework says of a path or a query that it cannot read, in its own words and with a part of
/// what was sent.
pub(super) async fn in_our_words(request: Request, next: Next) -> Response {
    let answer = next.run(request).await;
    if answer.status() == StatusCode::BAD_REQUEST {
        return Refusal::Unreadable.into_response();
    }
    answer
}

pub(super) async fn not_found() -> Refusal {
    Refusal::NotFound
}

/// The page after a mistake of ours.
pub(crate) fn broken() -> Response {
    Refusal::Broken.into_response()
}
