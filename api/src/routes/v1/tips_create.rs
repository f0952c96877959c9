//! `POST /api/v1/tips/create`: an invoice for a tip.

use app::actions::tip::{self, Invoiced, TipWish};
use axum::Json;
use axum::extract::State;
use domain::tip::InvoiceVia;
use domain::values::{MatchId, TipAmount};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::signed::{Caller, JsonBody};
use crate::state::Members;
use crate::{Code, Problem};

/// What the member would give.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wish {
    /// The match of the talk.
    match_id: Uuid,
    /// How many Telegram Stars.
    #[schema(minimum = 1, maximum = 2500)]
    stars: u32,
}

/// A tip that can be paid.
#[derive(Serialize, ToSchema)]
pub(super) struct Tip {
    tip_id: Uuid,
    /// Where Telegram shows the invoice.
    invoice_link: String,
}

/// Makes an invoice for a tip to the other of a talk. Paid is it in Telegram.
#[utoipa::path(
    post,
    path = "/api/v1/tips/create",
    operation_id = "create_tip",
    tag = "tips",
    request_body = Wish,
    responses(
        (status = 200, description = "The tip can be paid", body = Tip),
        (status = 409, description = "`tip_not_available`, whatever the reason, or `tip_already_paid`", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`stars_invalid`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn handle(
    State(members): State<Members>,
    Caller(call): Caller,
    JsonBody(wish): JsonBody<Wish>,
) -> Result<Json<Tip>, Problem> {
    let amount = TipAmount::try_from(wish.stars).map_err(|_| Problem::new(Code::StarsInvalid))?;
    // The same call again asks for the same tip.
    let occasion = format!("call:{}", call.correlation);
    let wish = TipWish {
        match_id: MatchId(wish.match_id),
        amount,
        via: InvoiceVia::Link,
        occasion: &occasion,
    };
    let tip_id = match tip::invoice(&members.tips, call, &wish).await? {
        Invoiced::Now(tip_id) | Invoiced::Before(tip_id) => tip_id,
        Invoiced::Paid => return Err(Problem::new(Code::TipAlreadyPaid)),
        Invoiced::NotAvailable => return Err(Problem::new(Code::TipNotAvailable)),
    };
    let link = members.invoice_links.link(call.member, tip_id, amount);
    let invoice_link = link.await?.ok_or_else(|| Problem::new(Code::Unavailable))?;
    Ok(Json(Tip {
        tip_id: tip_id.0,
        invoice_link,
    }))
}
