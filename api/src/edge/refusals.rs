//! Counts who was turned away, by what they were answered: no handler can forget it.

use app::refusals::{self, Door, Why};
use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::Response;

use crate::{Code, Problem};

/// Counts at this door from now on, and from zero.
pub(crate) fn counted(routes: Router, door: Door) -> Router {
    refusals::count_from_zero(door);
    routes.route_layer(middleware::from_fn_with_state(door, count))
}

async fn count(State(door): State<Door>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let answer = next.run(request).await;
    if let Some(why) = why(door, &answer) {
        refusals::count(door, why);
        // Somebody who is signed in and asks for what is not theirs is no stranger with a dictionary: rare, and worth a line.
        if why == Why::Role {
            let route = route.as_ref().map_or("", MatchedPath::as_str);
            tracing::warn!(
                ?door,
                route,
                "somebody of the staff asked for what their role does not allow"
            );
        }
    }
    answer
}

/// What a page of the console says beside its status: whether somebody was turned away by it, and why. A session that is over is no
/// such thing.
#[derive(Clone, Copy)]
pub(crate) struct Reason(pub(crate) Option<Why>);

fn why(door: Door, answer: &Response) -> Option<Why> {
    let extensions = answer.extensions();
    if let Some(problem) = extensions.get::<Problem>() {
        return why_of(door, problem.code());
    }
    if let Some(Reason(why)) = extensions.get() {
        return *why;
    }
    // The forms of the sign-in, shown again.
    match answer.status() {
        StatusCode::UNAUTHORIZED => Some(Why::Unknown),
        StatusCode::FORBIDDEN => Some(Why::Forged),
        StatusCode::TOO_MANY_REQUESTS => Some(Why::Locked),
        _ => None,
    }
}

const fn why_of(door: Door, code: Code) -> Option<Why> {
    match code {
        // A member who is too quick for a limit is no stranger.
        Code::TooManyRequests if matches!(door, Door::StaffCalls) => Some(Why::Locked),
        Code::SignatureMissing => Some(Why::Unsigned),
        Code::SignatureInvalid => Some(Why::Signature),
        Code::SignatureLate => Some(Why::Late),
        Code::SignatureReplayed => Some(Why::Replayed),
        Code::TooManyLooks => Some(Why::Often),
        Code::StaffUnknown => Some(Why::Unknown),
        Code::CodeRequired => Some(Why::Code),
        Code::Forbidden | Code::SecondFactorMissing => Some(Why::Role),
        _ => None,
    }
}
