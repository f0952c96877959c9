//! What every call of the staff has in common: who may make it, and how it can fail before an endpoint sees it.

use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Components, ContentBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder};

use crate::problem::PROBLEM_JSON;

const SCHEME: &str = "staff";
/// How any call of the staff can fail.
const ALWAYS: [(&str, &str); 4] = [
    (
        "401",
        "`staff_unknown`: neither a session nor HTTP Basic of an account; `code_required`: its second factor is missing or wrong (X-One-Time-Code)",
    ),
    (
        "403",
        "`forbidden`: not for the role of the account; `second_factor_missing`: nobody calls without one here",
    ),
    (
        "429",
        "`too_many_requests`: too many wrong passwords; `too_many_looks`: more was opened than a person reads; Retry-After says when to come back",
    ),
    ("503", "`unavailable`"),
];

/// Adds to each operation what it shares with all of them.
pub(super) fn describe(document: &mut OpenApi) {
    let items = document.paths.paths.values_mut();
    for operation in items.filter_map(|item| item.get.as_mut()) {
        operation.security = Some(vec![SecurityRequirement::new::<_, _, String>(SCHEME, [])]);
        for (status, words) in ALWAYS {
            let responses = &mut operation.responses.responses;
            responses.insert(status.to_owned(), RefOr::T(problem(words)));
        }
    }
}

fn problem(words: &str) -> Response {
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Problem")))
        .build();
    ResponseBuilder::new()
        .description(words)
        .content(PROBLEM_JSON, content)
        .build()
}

/// Says how the staff are known.
pub(super) fn declare(document: &mut OpenApi) {
    let basic = HttpBuilder::new()
        .scheme(HttpAuthScheme::Basic)
        .description(Some(
            "Name and password of a staff account, with X-One-Time-Code where the account has a second factor; or instead the session cookie of the console",
        ))
        .build();
    document
        .components
        .get_or_insert_with(Components::new)
        .add_security_scheme(SCHEME, SecurityScheme::Http(basic));
}
