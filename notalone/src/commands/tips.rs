//! `tips reconcile|refund|payout|ledger`.

use std::process::ExitCode;

use anyhow::{Context, anyhow, bail};
use app::config::{Config, Purpose, Strictness};
use app::tips::accounting::Payout;
use app::tips::{RefundError, Refunded, Tips};
use domain::tip::RefundCause;
use domain::values::{ChargeId, MemberId, OperatorNote, Stars, TipId};
use projections::ledger;
use serde_json::json;

use crate::cli::TipsCommand;
use crate::wiring::{Parts, system_clock};

/// How long the number of a payment is on receipts.
const NUMBER_DIGITS: usize = 8;
/// The most receivers that are listed.
const MOST_RECEIVERS: i64 = 1_000;

/// Looks after Stars.
pub(crate) async fn run(command: TipsCommand) -> anyhow::Result<ExitCode> {
    let purpose = Purpose::Serve {
        bot: true,
        polling: true,
    };
    let config =
        Config::load(purpose, Strictness::Production).map_err(|error| anyhow!("{error}"))?;
    let databases = super::databases(&config).await?;
    let parts = Parts::connect(config, databases, system_clock()).await?;
    match command {
        TipsCommand::Reconcile { json } => reconcile(&parts, json).await,
        TipsCommand::Refund {
            payment,
            reason,
            json,
        } => refund(&parts, &payment, reason, json).await,
        TipsCommand::Payout {
            member,
            stars,
            reason,
            reference,
            json,
        } => {
            let reference = reference.unwrap_or_else(|| parts.ids.uuid().to_string());
            let payout = Payout {
                receiver: member,
                stars: Stars::from(stars),
                reason,
                reference,
            };
            pay_out(&parts, payout, json).await
        }
        TipsCommand::Ledger { json } => show_ledger(&parts, json).await,
    }
}

async fn reconcile(parts: &Parts, as_json: bool) -> anyhow::Result<ExitCode> {
    let stars = parts.stars(parts.gateway()?);
    let found = parts
        .tips()?
        .reconcile(&stars)
        .await
        .context("nothing could be compared; does a worker keep the ledger up to date?")?;
    if as_json {
        println!("{}", serde_json::to_string(&found)?);
    } else {
        println!(
            "{} transactions of Telegram, {} payments in the ledger, {} other transactions: {} differences",
            found.transactions,
            found.charges,
            found.other_transactions,
            found.differences.len()
        );
        for difference in &found.differences {
            println!(
                "  {}: charge {}, tip {}: ledger {}, telegram {}",
                difference.kind.name(),
                difference.charge_id,
                difference
                    .tip_id
                    .map_or_else(|| "-".to_owned(), |id| id.to_string()),
                difference.ledger_stars,
                difference.telegram_stars
            );
        }
    }
    Ok(if found.differences.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

async fn refund(
    parts: &Parts,
    payment: &str,
    reason: OperatorNote,
    as_json: bool,
) -> anyhow::Result<ExitCode> {
    let because = RefundCause::Operator(reason);
    let tips = parts.tips()?;
    let tip_id = payment_id(&tips, payment).await?;
    let stars = parts.stars(parts.gateway()?);
    let now = parts.clock.now();
    let done = match tips.refund(&stars, tip_id, because, now).await {
        Ok(done) => done,
        Err(RefundError::Failed(error)) => {
            return Err(error).context("it is ordered; run this again to be sure that it is done");
        }
        Err(error) => return Err(error.into()),
    };
    let status = match done {
        Refunded::Now => "refunded",
        Refunded::Before => "already_refunded",
    };
    if as_json {
        println!("{}", json!({ "status": status, "tip_id": tip_id.0 }));
    } else {
        println!("{tip_id}: {status}");
    }
    Ok(ExitCode::SUCCESS)
}

/// A payment by its charge id, by the id of its tip, or by the number that members read.
async fn payment_id(tips: &Tips, payment: &str) -> anyhow::Result<TipId> {
    let charge: Option<ChargeId> = payment.parse().ok();
    if let Some(charge) = charge
        && let Some(tip_id) = tips.tip_of(&charge).await?
    {
        return Ok(tip_id);
    }
    if let Ok(tip_id) = payment.parse::<TipId>()
        && tips.find(tip_id).await?.payment.is_some()
    {
        return Ok(tip_id);
    }
    if is_number(payment) {
        let digits = payment.to_ascii_lowercase();
        let found = ledger::tips_beginning_with(&tips.pool, &digits).await?;
        match found.as_slice() {
            [tip_id] => return Ok(*tip_id),
            [] => {}
            _ => bail!("several payments have this number; name one by its charge id"),
        }
    }
    bail!("there is no payment with this charge id, tip id or number")
}

/// What receipts call the number of a payment: the first digits of its id.
fn is_number(text: &str) -> bool {
    text.len() == NUMBER_DIGITS && text.bytes().all(|digit| digit.is_ascii_hexdigit())
}

async fn pay_out(parts: &Parts, payout: Payout, as_json: bool) -> anyhow::Result<ExitCode> {
    let (receiver, stars, reference): (MemberId, _, _) =
        (payout.receiver, payout.stars, payout.reference.clone());
    let done = parts.tips()?.pay_out(payout, parts.clock.now()).await?;
    let done = done?;
    let status = if done.repeated {
        "already_recorded"
    } else {
        "recorded"
    };
    if as_json {
        let answer = json!({
            "status": status,
            "payout_id": done.payout_id.0,
            "reference": reference,
            "payable": done.payable,
        });
        println!("{answer}");
    } else {
        println!(
            "{receiver}: {stars} Stars {status} as {reference}, {} still owed",
            done.payable
        );
    }
    Ok(ExitCode::SUCCESS)
}

async fn show_ledger(parts: &Parts, as_json: bool) -> anyhow::Result<ExitCode> {
    let balances = ledger::balances(&parts.pool).await?;
    let owed = ledger::owed(&parts.pool, MOST_RECEIVERS).await?;
    let unbalanced = ledger::unbalanced(&parts.pool).await?;
    if as_json {
        let owed: Vec<_> = owed
            .iter()
            .map(|(member, stars)| json!({ "member": member.0, "stars": stars }))
            .collect();
        let answer = json!({ "balances": balances, "owed": owed, "unbalanced": unbalanced });
        println!("{answer}");
    } else {
        println!(
            "{:<12} {:>12} {:>12} {:>12}",
            "account", "in", "out", "balance"
        );
        for balance in &balances {
            println!(
                "{:<12} {:>12} {:>12} {:>12}",
                balance.account,
                balance.debit,
                balance.credit,
                balance.debit - balance.credit
            );
        }
        for (member, stars) in &owed {
            println!("owed to {member}: {stars}");
        }
        for position in &unbalanced {
            println!("event {position} does not balance");
        }
    }
    Ok(if unbalanced.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
