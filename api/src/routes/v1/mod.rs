//! Signed calls: another front end acts for a member.

mod chat_end;
mod chat_relay;
mod match_confirm;
mod match_find;
mod me;
mod me_erase;
mod me_profile;
mod payments_record;
mod profile;
mod reports;
mod reports_block;
mod tips_create;
mod tips_eligibility;

use axum::{Router, middleware};
use domain::member::Member;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::Members;
use crate::{Code, Problem, signed};

/// The endpoints behind the check of signatures.
pub(super) fn router(members: Members) -> Router {
    let admit = middleware::from_fn_with_state(members.clone(), signed::admit);
    let (router, _) = endpoints().split_for_parts();
    router.route_layer(admit).with_state(members)
}

/// The endpoints with what they say of themselves.
pub(crate) fn endpoints() -> OpenApiRouter<Members> {
    OpenApiRouter::new()
        .routes(routes!(match_find::handle))
        .routes(routes!(match_confirm::handle))
        .routes(routes!(chat_relay::handle))
        .routes(routes!(chat_end::handle))
        .routes(routes!(reports::handle))
        .routes(routes!(reports_block::handle))
        .routes(routes!(me::handle, me_erase::handle))
        .routes(routes!(me_profile::handle))
        .routes(routes!(tips_eligibility::handle))
        .routes(routes!(tips_create::handle))
        .routes(routes!(payments_record::handle))
}

/// A banned member keeps their own data, its erasure and the appeal, here as in the chat with the bot.
fn refuse_banned(member: &Member) -> Result<(), Problem> {
    if member.standing.is_banned() {
        return Err(Problem::new(Code::Suspended));
    }
    Ok(())
}

/// `{}`: the call says all by itself.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}
