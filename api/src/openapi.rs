//! The document that describes the API: made of what each endpoint says of itself, and of what all signed calls have in common.

mod schemas;
mod signed;
mod staff;

use serde::Serialize;
use utoipa::openapi::OpenApi;
use utoipa::{OpenApi as _, ToSchema};

use crate::problem::{Code, Problem};
use crate::routes;

pub(crate) use schemas::{free_time, purpose, sensitivity, topics};

/// Where the document is.
pub const PATH: &str = "/openapi.json";

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "notalone",
        description = "Signed calls of other front ends that act for a member, what the staff sees, and the health of the service.",
    ),
    components(schemas(Problem, Code)),
    tags(
        (name = "match", description = "Searching, and answering a proposal"),
        (name = "chat", description = "The talk a member is in"),
        (name = "tips", description = "Thanking the other of a talk with Telegram Stars"),
        (name = "safety", description = "Reports and blocks"),
        (name = "me", description = "The member's own data"),
        (name = "admin", description = "What the staff sees, by a session of the console or HTTP Basic"),
        (name = "service", description = "Health, metrics, this document"),
    )
)]
struct Description;

/// The whole document.
pub fn document() -> OpenApi {
    let mut document = Description::openapi();
    document.merge(routes::outside().into_openapi());
    let mut members = routes::members().into_openapi();
    signed::describe(&mut members);
    document.merge(members);
    let mut staff = routes::staff().into_openapi();
    staff::describe(&mut staff);
    document.merge(staff);
    signed::declare(&mut document);
    staff::declare(&mut document);
    document
}

/// How something is.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    status: HealthStatus,
}

/// How something can be when it is well.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HealthStatus {
    /// It answers.
    Ok,
    /// There is none to ask.
    NotConfigured,
    /// The process takes work.
    Ready,
}

impl Health {
    pub(crate) const fn of(status: HealthStatus) -> Self {
        Self { status }
    }
}
