//! Pages of what cannot be shown or done.

use app::AppError;
use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};

use super::page;
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
    /// Too many sign-ins at once.
    Crowded,
    /// Our own outage.
    Unavailable,
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
            Self::Crowded | Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
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
            Self::TooLarge => "too_large",
            Self::Crowded => "crowded",
            Self::Unavailable => "unavailable",
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
        (self.status(), page).into_response()
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

pub(super) async fn not_found() -> Refusal {
    Refusal::NotFound
}
