//! The endpoints, one per file.

mod admin;
mod fallback;
mod health;
mod health_db;
mod health_redis;
mod metrics;
mod openapi_json;
mod ready;
mod v1;

use app::refusals::Door;
use axum::Router;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::console::{self, Desk};
use crate::edge::counted;
use crate::state::Members;
use crate::{ApiState, openapi};

/// Where calls are.
pub(crate) const CALLS: &str = "/api/v1";
/// Where the document is shown.
pub(crate) const PAGE_OF_DOCUMENT: &str = "/docs";

/// All endpoints; those under `/api/v1` only where there is what they need.
pub fn router(state: ApiState, members: Option<Members>, desk: Option<Desk>) -> Router {
    let mut router = outside().split_for_parts().0.with_state(state);
    if let Some(members) = members {
        router = router.merge(counted(v1::router(members), Door::SignedCalls));
    }
    if let Some(desk) = desk {
        router = router.merge(counted(admin::router(desk.clone()), Door::StaffCalls));
        router = router.merge(counted(console::router(desk), Door::Console));
    }
    // The page names the document by its address, so that there is one document.
    let page = SwaggerUi::new(PAGE_OF_DOCUMENT).config(Config::from(openapi::PATH));
    router
        .merge(page)
        .fallback(fallback::not_found)
        .method_not_allowed_fallback(fallback::method_not_allowed)
}

/// Everything outside `/api/v1`, which needs no login.
pub(crate) fn outside() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(health::handle))
        .routes(routes!(health_db::handle))
        .routes(routes!(health_redis::handle))
        .routes(routes!(ready::handle))
        .routes(routes!(metrics::handle))
        .routes(routes!(openapi_json::handle))
}

pub(crate) use admin::endpoints as staff;
pub(crate) use v1::endpoints as members;
