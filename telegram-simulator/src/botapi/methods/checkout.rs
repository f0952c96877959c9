//! `answerPreCheckoutQuery`.

use super::{Call, Handler, Outcome, Reply, Row};
use crate::botapi::ApiError;
use crate::state::CheckoutAnswer;

pub(super) const ROWS: &[Row] = &[Row(
    "answerPreCheckoutQuery",
    "pre_checkout_query_id!: String, ok!: Boolean, error_message: String",
    Handler::Now(answer_pre_checkout_query),
)];

fn answer_pre_checkout_query(call: &Call) -> Outcome {
    let words = call.params.text("error_message").unwrap_or_default();
    let answer = if call.params.flag("ok") {
        CheckoutAnswer::Yes
    } else if words.trim().is_empty() {
        return Err(ApiError::bad("parameter \"error_message\" is required"));
    } else {
        CheckoutAnswer::No(words.to_owned())
    };
    let id = call.params.text("pre_checkout_query_id");
    let payment = call.bot.till.payment_of_query(id.unwrap_or_default());
    let payer = payment.and_then(|payment| Some((call.person(payment.user_id)?, payment)));
    match payer {
        Some((person, payment)) if person.checkout_answered(&payment, answer) => Ok(Reply::yes()),
        _ => Err(ApiError::bad(
            "query is too old and response timeout expired or query ID is invalid",
        )),
    }
}
