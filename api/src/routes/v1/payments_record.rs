//! `POST /api/v1/payments/record`: Telegram took Stars, and told another front end of it.

use app::actions::tip::{self, PaymentTold, Recorded};
use app::tips::CURRENCY;
use app::vault::Address;
use axum::Json;
use axum::extract::State;
use domain::values::{ChargeId, Split, Stars};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::signed::{Caller, JsonBody};
use crate::state::Members;
use crate::{Code, Problem};

/// Telegram's `successful_payment` as it is; the member of the call is who paid. Fields without a meaning for tips are read over.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SuccessfulPayment {
    /// `XTR`.
    currency: String,
    /// How many Stars.
    #[schema(minimum = 0, maximum = 4_294_967_295_i64)]
    total_amount: u32,
    /// What the invoice carried.
    invoice_payload: String,
    /// Telegram's name for the payment.
    #[schema(min_length = 1, max_length = 255)]
    telegram_payment_charge_id: String,
    #[serde(rename = "provider_payment_charge_id", default)]
    _provider_payment_charge_id: Option<String>,
    #[serde(rename = "subscription_expiration_date", default)]
    _subscription_expiration_date: Option<i64>,
    #[serde(rename = "is_recurring", default)]
    _is_recurring: Option<bool>,
    #[serde(rename = "is_first_recurring", default)]
    _is_first_recurring: Option<bool>,
    #[serde(rename = "shipping_option_id", default)]
    _shipping_option_id: Option<String>,
}

/// What became of a payment.
#[derive(Serialize, ToSchema)]
pub(super) struct Payment {
    status: PaymentStatus,
    /// What the platform keeps, in Stars.
    commission: u32,
    /// What the other is owed, in Stars.
    receiver_share: u32,
}

/// Whether this call recorded it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum PaymentStatus {
    /// Now.
    Recorded,
    /// An earlier one did, or Telegram told the bot.
    AlreadyRecorded,
}

impl Payment {
    fn of(status: PaymentStatus, split: Split) -> Self {
        Self {
            status,
            commission: split.commission.get(),
            receiver_share: split.receiver_share.get(),
        }
    }
}

/// Records a payment, once per `telegram_payment_charge_id` however often and wherever it is told.
#[utoipa::path(
    post,
    path = "/api/v1/payments/record",
    operation_id = "record_payment",
    tag = "tips",
    request_body = SuccessfulPayment,
    responses(
        (status = 200, description = "Recorded, now or before", body = Payment),
        (status = 409, description = "`payment_unmatched`: recorded, but it belongs to no tip of this member's; it can be given back", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn handle(
    State(members): State<Members>,
    Caller(call): Caller,
    JsonBody(payment): JsonBody<SuccessfulPayment>,
) -> Result<Json<Payment>, Problem> {
    let charge_id: ChargeId = payment
        .telegram_payment_charge_id
        .parse()
        .map_err(|_| Problem::new(Code::InvalidBody))?;
    let address = members.vault.address(call.member).await?;
    let from: Address = address.ok_or_else(|| Problem::new(Code::Unavailable))?;
    let told = PaymentTold {
        charge_id: charge_id.clone(),
        stars: (payment.currency == CURRENCY).then(|| Stars::from(payment.total_amount)),
        payload: payment.invoice_payload,
        from,
    };
    let recorded = tip::record(&members.tips, call, &told).await?;
    let status = match recorded {
        Recorded::Tip(_) => PaymentStatus::Recorded,
        Recorded::Before => PaymentStatus::AlreadyRecorded,
        Recorded::Unmatched(_) => return Err(Problem::new(Code::PaymentUnmatched)),
    };
    let split = members.tips.split_of(&charge_id).await?;
    let split = split.ok_or_else(|| Problem::new(Code::PaymentUnmatched))?;
    Ok(Json(Payment::of(status, split)))
}
