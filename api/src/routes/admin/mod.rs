//! What the console shows, as JSON for programs of the staff: by the session's cookie or HTTP Basic, by role. Whatever shows a case
//! or a member is written down before it is shown.

mod analytics;
mod audit_head;
mod case;
mod cases;
mod look;
mod match_timeline;
mod member_timeline;
mod timeline;

use axum::Router;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::console::Desk;

/// The endpoints of the staff.
pub(super) fn router(desk: Desk) -> Router {
    endpoints().split_for_parts().0.with_state(desk)
}

/// The endpoints with what they say of themselves.
pub(crate) fn endpoints() -> OpenApiRouter<Desk> {
    OpenApiRouter::new()
        .routes(routes!(cases::handle))
        .routes(routes!(case::handle))
        .routes(routes!(member_timeline::handle))
        .routes(routes!(match_timeline::handle))
        .routes(routes!(audit_head::handle))
        .routes(routes!(analytics::handle))
}
