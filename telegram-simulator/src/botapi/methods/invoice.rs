//! `sendInvoice` and `createInvoiceLink`, for Telegram Stars: the simulator has no payment providers.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::send::post;
use super::{Call, Handler, Outcome, Reply, Row};
use crate::botapi::ApiError;
use crate::botapi::params::Params;
use crate::state::{Invoice, NewContent, STARS};
use crate::text::utf16_length;

pub(super) const ROWS: &[Row] = &[
    Row(
        "sendInvoice",
        "chat_id!: Chat, message_thread_id: Integer, direct_messages_topic_id: Integer, title!: String, description!: String, payload!: String, provider_token: String, currency!: String, prices!: [LabeledPrice], max_tip_amount: Integer, suggested_tip_amounts: [Integer], start_parameter: String, provider_data: String, photo_url: String, photo_size: Integer, photo_width: Integer, photo_height: Integer, need_name: Boolean, need_phone_number: Boolean, need_email: Boolean, need_shipping_address: Boolean, send_phone_number_to_provider: Boolean, send_email_to_provider: Boolean, is_flexible: Boolean, disable_notification: Boolean, protect_content: Boolean, allow_paid_broadcast: Boolean, message_effect_id: String, suggested_post_parameters: SuggestedPostParameters, reply_parameters: ReplyParameters, reply_markup: InlineKeyboardMarkup",
        Handler::Now(send_invoice),
    ),
    Row(
        "createInvoiceLink",
        "business_connection_id: String, title!: String, description!: String, payload!: String, provider_token: String, currency!: String, prices!: [LabeledPrice], subscription_period: Integer, max_tip_amount: Integer, suggested_tip_amounts: [Integer], provider_data: String, photo_url: String, photo_size: Integer, photo_width: Integer, photo_height: Integer, need_name: Boolean, need_phone_number: Boolean, need_email: Boolean, need_shipping_address: Boolean, send_phone_number_to_provider: Boolean, send_email_to_provider: Boolean, is_flexible: Boolean",
        Handler::Now(create_invoice_link),
    ),
];

/// <https://core.telegram.org/bots/api#sendinvoice>
const TITLE_MAX: i64 = 32;
const DESCRIPTION_MAX: i64 = 255;
const PAYLOAD_MAX_BYTES: usize = 128;

fn send_invoice(call: &Call) -> Outcome {
    let chat = call.writable_chat()?;
    let invoice = invoice_of(&call.params)?;
    let content = NewContent {
        parts: Map::from_iter([("invoice".to_owned(), invoice.to_json())]),
        inline_keyboard: Some(invoice.pay_keyboard()),
        invoice: Some(Arc::new(invoice)),
        ..NewContent::default()
    };
    let sent = post(call, &chat, content)?;
    Ok(Reply::Result(sent))
}

fn create_invoice_link(call: &Call) -> Outcome {
    for unsupported in ["business_connection_id", "subscription_period"] {
        if call.params.value(unsupported).is_some() {
            return Err(ApiError::bad(&format!(
                "\"{unsupported}\" is not simulated"
            )));
        }
    }
    let invoice = invoice_of(&call.params)?;
    Ok(Reply::Result(call.bot.till.new_link(invoice).into()))
}

fn invoice_of(params: &Params) -> Result<Invoice, ApiError> {
    let text = |name: &str| params.text(name).unwrap_or_default().to_owned();
    let payload = text("payload");
    if !(1..=PAYLOAD_MAX_BYTES).contains(&payload.len()) {
        return Err(ApiError::bad("INVOICE_PAYLOAD_INVALID"));
    }
    if text("currency") != STARS {
        return Err(ApiError::bad("CURRENCY_INVALID"));
    }
    if !text("provider_token").is_empty() {
        return Err(ApiError::bad("PAYMENT_PROVIDER_INVALID"));
    }
    let is_tipped = params.integer("max_tip_amount").is_some_and(|max| max > 0);
    if is_tipped || params.value("suggested_tip_amounts").is_some() {
        return Err(ApiError::bad("STARS_INVOICE_INVALID"));
    }
    Ok(Invoice {
        title: text_within(params, "title", TITLE_MAX)?,
        description: text_within(params, "description", DESCRIPTION_MAX)?,
        payload,
        stars: price_of(params)?,
        start_parameter: text("start_parameter"),
    })
}

fn text_within(params: &Params, name: &str, max: i64) -> Result<String, ApiError> {
    let text = params.text(name).unwrap_or_default().trim();
    if text.is_empty() || utf16_length(text) > max {
        return Err(ApiError::bad(&format!(
            "the invoice's {name} must have 1-{max} characters (the simulator is strict)"
        )));
    }
    Ok(text.to_owned())
}

/// "Must contain exactly one item for payments in Telegram Stars."
fn price_of(params: &Params) -> Result<i64, ApiError> {
    let prices = params.list("prices").map(Vec::as_slice);
    let [price] = prices.unwrap_or_default() else {
        return Err(ApiError::bad("STARS_INVOICE_INVALID"));
    };
    let label = price.get("label").and_then(Value::as_str);
    if label.is_none_or(|label| label.trim().is_empty()) {
        return Err(ApiError::bad("PRICE_LABEL_INVALID"));
    }
    let amount = price.get("amount").and_then(Value::as_i64);
    let amount = amount.filter(|amount| *amount > 0);
    amount.ok_or_else(|| ApiError::bad("CURRENCY_TOTAL_AMOUNT_INVALID"))
}
