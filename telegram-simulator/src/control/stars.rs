//! Telegram Stars: balances, what people pay, what bots find in their transactions.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::chats::person;
use super::{ControlError, Payload, bots, wait_for};
use crate::model::{InvoiceView, NewTransaction, Pay, PaymentView, StarsView};
use crate::state::{NotRefundable, Payment, Person, User, World};

/// How long paying waits for the outcome if nothing else is said; the bot has 10 s.
const PAY_TIMEOUT_MS: u64 = 30_000;

/// <https://core.telegram.org/bots/api#transactionpartner>
const PARTNERS: [&str; 7] = [
    "user",
    "chat",
    "affiliate_program",
    "fragment",
    "telegram_ads",
    "telegram_api",
    "other",
];

fn user(world: &World, id: i64) -> Result<Arc<User>, ControlError> {
    world
        .user(id)
        .ok_or_else(|| ControlError::not_found("user"))
}

fn balance_of(user: &User) -> Json<StarsView> {
    Json(StarsView {
        stars: user.stars(),
    })
}

pub(super) async fn balance(
    State(world): State<Arc<World>>,
    Path(id): Path<i64>,
) -> Result<Json<StarsView>, ControlError> {
    Ok(balance_of(&*user(&world, id)?))
}

pub(super) async fn set_balance(
    State(world): State<Arc<World>>,
    Path(id): Path<i64>,
    Payload(new): Payload<StarsView>,
) -> Result<Json<StarsView>, ControlError> {
    let user = user(&world, id)?;
    user.set_stars(not_negative(new)?);
    world.show_stars(id);
    Ok(balance_of(&user))
}

pub(super) async fn top_up(
    State(world): State<Arc<World>>,
    Path(id): Path<i64>,
    Payload(bought): Payload<StarsView>,
) -> Result<Json<StarsView>, ControlError> {
    let user = user(&world, id)?;
    user.give_stars(not_negative(bought)?);
    world.show_stars(id);
    Ok(balance_of(&user))
}

fn not_negative(given: StarsView) -> Result<i64, ControlError> {
    if given.stars < 0 {
        return Err(ControlError::invalid("nobody has less than no Stars"));
    }
    Ok(given.stars)
}

pub(super) async fn invoices(
    State(world): State<Arc<World>>,
    Path((bot, user)): Path<(i64, i64)>,
) -> Result<Json<Vec<InvoiceView>>, ControlError> {
    Ok(Json(person(&world, bot, user)?.invoices()))
}

pub(super) async fn payments(
    State(world): State<Arc<World>>,
    Path((bot, user)): Path<(i64, i64)>,
) -> Result<Json<Vec<PaymentView>>, ControlError> {
    let person = person(&world, bot, user)?;
    let payments = person.bot.till.payments_of(user);
    Ok(Json(
        payments.iter().map(|payment| payment.view()).collect(),
    ))
}

/// Confirms the pay sheet and waits for what becomes of it.
pub(super) async fn pay(
    State(world): State<Arc<World>>,
    Path((bot, user)): Path<(i64, i64)>,
    Payload(pay): Payload<Pay>,
) -> Result<(StatusCode, Json<PaymentView>), ControlError> {
    let payment = person(&world, bot, user)?.pay(&pay)?;
    let timeout_ms = pay.timeout_ms.unwrap_or(PAY_TIMEOUT_MS);
    settled(&payment, timeout_ms).await;
    Ok((StatusCode::CREATED, Json(payment.view())))
}

async fn settled(payment: &Payment, timeout_ms: u64) {
    let mut changed = payment.subscribe();
    // Not settled in time is an answer too: the payment as it is.
    wait_for(&mut changed, Some(timeout_ms), || {
        payment.state().is_settled().then_some(())
    })
    .await;
}

/// A person and a payment of theirs.
fn paying(
    world: &Arc<World>,
    bot: i64,
    user: i64,
    payment: u64,
) -> Result<(Person, Arc<Payment>), ControlError> {
    let person = person(world, bot, user)?;
    let payment = person.bot.till.payment(payment);
    let payment = payment.filter(|payment| payment.user_id == user);
    let payment = payment.ok_or_else(|| ControlError::not_found("payment"))?;
    Ok((person, payment))
}

#[derive(Debug, Deserialize)]
pub(super) struct Wait {
    timeout_ms: Option<u64>,
}

pub(super) async fn payment(
    State(world): State<Arc<World>>,
    Path((bot, user, payment)): Path<(i64, i64, u64)>,
    Query(wait): Query<Wait>,
) -> Result<Json<PaymentView>, ControlError> {
    let (_, payment) = paying(&world, bot, user, payment)?;
    settled(&payment, wait.timeout_ms.unwrap_or(0)).await;
    Ok(Json(payment.view()))
}

pub(super) async fn complete(
    State(world): State<Arc<World>>,
    Path((bot, user, payment)): Path<(i64, i64, u64)>,
) -> Result<Json<PaymentView>, ControlError> {
    let (person, payment) = paying(&world, bot, user, payment)?;
    person.complete_payment(&payment)?;
    Ok(Json(payment.view()))
}

pub(super) async fn cancel(
    State(world): State<Arc<World>>,
    Path((bot, user, payment)): Path<(i64, i64, u64)>,
) -> Result<Json<PaymentView>, ControlError> {
    let (_, payment) = paying(&world, bot, user, payment)?;
    Person::cancel_payment(&payment)?;
    Ok(Json(payment.view()))
}

/// The payer and the payment of a charge.
fn charged(
    world: &Arc<World>,
    bot: i64,
    charge: &str,
) -> Result<(Person, Arc<Payment>), ControlError> {
    let payment = bots::find(world, bot)?.till.payment_of_charge(charge);
    let payment = payment.ok_or_else(|| ControlError::not_found("charge"))?;
    Ok((person(world, bot, payment.user_id)?, payment))
}

/// Tells the bot of a payment once more, in an update with a new id.
pub(super) async fn redeliver(
    State(world): State<Arc<World>>,
    Path((bot, charge)): Path<(i64, String)>,
) -> Result<Json<Value>, ControlError> {
    let (person, payment) = charged(&world, bot, &charge)?;
    let update_id = person.tell_again(&payment)?;
    Ok(Json(json!({ "update_id": update_id })))
}

/// Gives the Stars back without the bot having asked, as Telegram's support does.
pub(super) async fn refund(
    State(world): State<Arc<World>>,
    Path((bot, charge)): Path<(i64, String)>,
) -> Result<Json<Value>, ControlError> {
    let (person, payment) = charged(&world, bot, &charge)?;
    match person.refund(&payment) {
        Ok(update_id) => Ok(Json(json!({ "update_id": update_id }))),
        Err(NotRefundable::AlreadyRefunded) => Err(ControlError::conflict("refunded already")),
        Err(NotRefundable::NotCharged) => Err(ControlError::not_found("charge")),
    }
}

pub(super) async fn bot_balance(
    State(world): State<Arc<World>>,
    Path(bot): Path<i64>,
) -> Result<Json<StarsView>, ControlError> {
    let stars = bots::find(&world, bot)?.till.balance();
    Ok(Json(StarsView { stars }))
}

pub(super) async fn transactions(
    State(world): State<Arc<World>>,
    Path(bot): Path<i64>,
) -> Result<Json<Vec<Value>>, ControlError> {
    let bot = bots::find(&world, bot)?;
    Ok(Json(bot.till.transactions(0, usize::MAX)))
}

/// Puts a transaction among the bot's that no payment here made.
pub(super) async fn add_transaction(
    State(world): State<Arc<World>>,
    Path(bot): Path<i64>,
    Payload(new): Payload<NewTransaction>,
) -> Result<(StatusCode, Json<Value>), ControlError> {
    let bot = bots::find(&world, bot)?;
    if new.id.is_empty() || new.amount <= 0 {
        return Err(ControlError::invalid("an id and a positive amount needed"));
    }
    let (side, partner) = match (new.source, new.receiver) {
        (Some(source), None) => ("source", source),
        (None, Some(receiver)) => ("receiver", receiver),
        _ => return Err(ControlError::invalid("either a source or a receiver")),
    };
    let kind = partner["type"].as_str().unwrap_or_default();
    if !PARTNERS.contains(&kind) {
        return Err(ControlError::invalid("no such type of partner"));
    }
    let mut transaction = json!({
        "id": new.id,
        "amount": new.amount,
        "date": new.date.unwrap_or_else(|| world.clock.now_s()),
    });
    transaction[side] = partner;
    bot.till.add_transaction(transaction.clone());
    Ok((StatusCode::CREATED, Json(transaction)))
}

/// Takes away the transactions with an id, so that the bot does not find what it was paid.
pub(super) async fn remove_transactions(
    State(world): State<Arc<World>>,
    Path((bot, transaction)): Path<(i64, String)>,
) -> Result<Json<Value>, ControlError> {
    let bot = bots::find(&world, bot)?;
    match bot.till.remove_transactions(&transaction) {
        0 => Err(ControlError::not_found("transaction")),
        removed => Ok(Json(json!({ "removed": removed }))),
    }
}
