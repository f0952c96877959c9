//! The console (`/console`): pages that moderators work in all day.
//!
//! Rendered here, from templates that escape by default; one script and one style sheet of our own, nothing from elsewhere, and a
//! content security policy that allows nothing else. Every page needs a session, every form a token bound to it, and whatever shows a
//! case or a member writes down who looked before it shows anything.

mod account;
mod assets;
mod audit;
mod case_bundle;
mod case_page;
mod case_reports;
mod case_work;
mod cases;
mod cookie;
mod desk;
mod find;
mod look;
mod member_page;
mod notices;
mod page;
mod password_strength;
mod posted;
mod presence;
mod queue;
mod refusal;
mod replay;
mod second_factor;
mod sign_in;
mod sign_in_code;
mod signed_in;
mod staff_page;
mod stream;
mod texts;
mod timeline;
mod told;
mod trail;
mod verdict;
mod visitor;
mod words;

use axum::routing::{any, get, post};
use axum::{Extension, Router, middleware};

pub use desk::{Desk, DeskParts, TellDecision};
pub use signed_in::Admitted;
use signed_in::{BeforeSetUp, ByItself};
pub use visitor::TrustedProxies;

pub(crate) use refusal::broken;

/// Where the console is.
pub(crate) const HOME: &str = "/console";

/// All pages.
pub(crate) fn router(desk: Desk) -> Router {
    let by_itself = Extension(ByItself);
    let before_set_up = Extension(BeforeSetUp);
    Router::new()
        .route("/console", get(queue::show))
        .route("/console/", get(queue::show))
        .route("/console/sign-in", get(sign_in::show).post(sign_in::submit))
        .route(
            "/console/sign-in/code",
            get(sign_in_code::show).post(sign_in_code::submit),
        )
        .route(
            "/console/sign-out",
            post(sign_in::leave).layer(before_set_up),
        )
        .route("/console/stream", get(stream::follow).layer(by_itself))
        .route("/console/rows", get(queue::rows).layer(by_itself))
        .route("/console/find", get(find::find))
        .route("/console/cases/{id}", get(case_page::show))
        .route(
            "/console/cases/{id}/presence",
            post(presence::submit).layer(by_itself),
        )
        .route("/console/cases/{id}/told", get(told::show))
        .route("/console/cases/{id}/bundle", post(case_bundle::export))
        .route("/console/cases/{id}/{work}", post(case_work::submit))
        .route("/console/members/{id}", get(member_page::show))
        .route("/console/replay/{kind}/{id}", get(replay::show))
        .route("/console/audit", get(audit::show))
        .route("/console/texts", get(texts::show))
        .route(
            "/console/staff",
            get(staff_page::show).post(staff_page::add),
        )
        .route("/console/staff/{id}/{work}", post(staff_page::change))
        .route("/console/account", get(account::show).layer(before_set_up))
        .route(
            "/console/account/strength",
            post(password_strength::estimate).layer((before_set_up, by_itself)),
        )
        .route(
            "/console/account/{work}",
            post(account::change).layer(before_set_up),
        )
        .route("/console/assets/{name}", get(assets::serve))
        // A route and not a fallback: of those only one is left when routers are merged, and it is not ours.
        .route("/console/{*rest}", any(refusal::not_found))
        .route_layer(middleware::from_fn(refusal::in_our_words))
        .with_state(desk)
}
