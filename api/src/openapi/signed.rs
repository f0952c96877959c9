//! What every signed call has in common: its headers, and how it can fail before an endpoint sees it.

use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    Components, ContentBuilder, OpenApi, PathItem, Ref, RefOr, Required, Response, ResponseBuilder,
};

use crate::problem::PROBLEM_JSON;
use crate::signed::{KEY_HEADER, NONCE_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, USER_HEADER};

const SCHEME: &str = "signature";
/// How any signed call can fail.
const ALWAYS: [(&str, &str); 4] = [
    (
        "401",
        "`signature_missing`, `signature_invalid`, `signature_late` or `signature_replayed`",
    ),
    ("408", "`body_too_slow`"),
    ("413", "`body_too_large`"),
    (
        "503",
        "`unavailable`: nothing is known of the outcome; try again with the same Idempotency-Key",
    ),
];
/// How a call that changes something can fail as well, besides what its endpoint says of these statuses.
const CHANGING: [(&str, &str); 4] = [
    ("400", "`malformed_json` or `idempotency_key_malformed`"),
    ("409", "`idempotency_in_progress`"),
    (
        "415",
        "`unsupported_media_type`: the body says that it is no JSON",
    ),
    ("422", "`invalid_body` or `idempotency_key_reused`"),
];

/// Adds to each operation what it shares with all of them.
pub(super) fn describe(document: &mut OpenApi) {
    for item in document.paths.paths.values_mut() {
        for (operation, is_changing) in operations(item) {
            describe_operation(operation, is_changing);
        }
    }
}

/// Each with whether it changes something.
fn operations(item: &mut PathItem) -> impl Iterator<Item = (&mut Operation, bool)> {
    let PathItem {
        get,
        put,
        post,
        delete,
        ..
    } = item;
    let changing = [put, post, delete].into_iter().flatten();
    let reading = get.iter_mut().map(|operation| (operation, false));
    reading.chain(changing.map(|operation| (operation, true)))
}

fn describe_operation(operation: &mut Operation, is_changing: bool) {
    let mut parameters = headers();
    if is_changing {
        parameters.push(header(
            KEY_HEADER.as_str(),
            "Makes the call happen once: 16 to 128 characters drawn at random. A repetition gets the first answer for 48 hours.",
            Required::False,
        ));
    }
    operation
        .parameters
        .get_or_insert_default()
        .extend(parameters);
    operation.security = Some(vec![SecurityRequirement::new::<_, _, String>(SCHEME, [])]);
    let changing = CHANGING.iter().filter(|_| is_changing);
    for (status, words) in ALWAYS.iter().chain(changing) {
        let responses = &mut operation.responses.responses;
        match responses.get_mut(*status) {
            Some(RefOr::T(own)) => own.description = format!("{}; {words}", own.description),
            _ => {
                responses.insert((*status).to_owned(), RefOr::T(problem(words)));
            }
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

fn headers() -> Vec<Parameter> {
    [
        (USER_HEADER, "For which member: the Telegram user id"),
        (
            TIMESTAMP_HEADER,
            "When it was signed: Unix seconds, at most 300 from now",
        ),
        (
            NONCE_HEADER,
            "16 to 64 visible ASCII characters, never used before",
        ),
    ]
    .map(|(name, words)| header(name, words, Required::True))
    .into()
}

fn header(name: &str, words: &str, required: Required) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(required)
        .description(Some(words))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .build()
}

/// Says what a signature is.
pub(super) fn declare(document: &mut OpenApi) {
    let words = "base64url without padding of HMAC-SHA256 with INTERNAL_BOT_SECRET over timestamp, nonce, METHOD, path as sent with \
                 its query, Telegram user id and lower-case hex SHA-256 of the body, joined by single LF";
    let key = ApiKeyValue::with_description(SIGNATURE_HEADER, words);
    document
        .components
        .get_or_insert_with(Components::new)
        .add_security_scheme(SCHEME, SecurityScheme::ApiKey(ApiKey::Header(key)));
}
