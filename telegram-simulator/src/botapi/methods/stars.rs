//! A bot's Stars: `refundStarPayment`, `getStarTransactions`, `getMyStarBalance`.

use serde_json::json;

use super::{Call, Handler, Outcome, Reply, Row};
use crate::botapi::ApiError;
use crate::state::NotRefundable;

pub(super) const ROWS: &[Row] = &[
    Row(
        "refundStarPayment",
        "user_id!: Integer, telegram_payment_charge_id!: String",
        Handler::Now(refund_star_payment),
    ),
    Row(
        "getStarTransactions",
        "offset: Integer, limit: Integer",
        Handler::Now(get_star_transactions),
    ),
    Row("getMyStarBalance", "", Handler::Always(get_my_star_balance)),
];

/// <https://core.telegram.org/bots/api#getstartransactions>: "Values between 1-100 are accepted. Defaults to 100."
const TRANSACTIONS_MAX: usize = 100;

fn refund_star_payment(call: &Call) -> Outcome {
    let not_found = || ApiError::bad("CHARGE_NOT_FOUND");
    let user_id = call.params.integer("user_id").unwrap_or_default();
    let person = call
        .person(user_id)
        .ok_or_else(|| ApiError::bad("user not found"))?;
    let charge_id = call.params.text("telegram_payment_charge_id");
    let payment = call
        .bot
        .till
        .payment_of_charge(charge_id.unwrap_or_default());
    let payment = payment.filter(|payment| payment.user_id == user_id);
    match person.refund(&*payment.ok_or_else(not_found)?) {
        Ok(_) => Ok(Reply::yes()),
        Err(NotRefundable::NotCharged) => Err(not_found()),
        Err(NotRefundable::AlreadyRefunded) => Err(ApiError::bad("CHARGE_ALREADY_REFUNDED")),
    }
}

fn get_star_transactions(call: &Call) -> Outcome {
    let wrong = |name: &str| ApiError::bad(&format!("wrong parameter {name} in request"));
    let skip = call.params.integer("offset").unwrap_or(0);
    let skip = usize::try_from(skip).map_err(|_| wrong("offset"))?;
    let limit = match call.params.integer("limit") {
        Some(limit) => usize::try_from(limit)
            .ok()
            .filter(|limit| (1..=TRANSACTIONS_MAX).contains(limit))
            .ok_or_else(|| wrong("limit"))?,
        None => TRANSACTIONS_MAX,
    };
    let transactions = call.bot.till.transactions(skip, limit);
    Ok(Reply::Result(json!({ "transactions": transactions })))
}

fn get_my_star_balance(call: &Call) -> Reply {
    Reply::Result(json!({ "amount": call.bot.till.balance() }))
}
