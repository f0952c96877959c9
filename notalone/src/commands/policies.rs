//! `policies parked|retry`.

use std::process::ExitCode;

use app::policy_runner::NAME;
use event_store::subscription::{self, ParkedEvent};
use serde_json::json;

use crate::cli::PoliciesCommand;
use crate::wiring::Parts;

/// Looks after what follows from events.
pub(crate) async fn run(command: PoliciesCommand) -> anyhow::Result<ExitCode> {
    let parts = super::parts().await?;
    match command {
        PoliciesCommand::Parked { json } => {
            for event in parked(&parts).await? {
                show(&event, json);
            }
            Ok(ExitCode::SUCCESS)
        }
        PoliciesCommand::Retry { json } => retry(&parts, json).await,
    }
}

/// Commands carry the ids they would have had, so what was done before the event was set aside is not done again.
async fn retry(parts: &Parts, as_json: bool) -> anyhow::Result<ExitCode> {
    let handled = subscription::retry_parked(&parts.log, &parts.policies()).await?;
    let left = parked(parts).await?;
    if as_json {
        let positions: Vec<i64> = left.iter().map(|event| event.position).collect();
        println!("{}", json!({"handled": handled, "still_parked": positions}));
    } else {
        println!("{handled} handled, {} still parked", left.len());
        for event in &left {
            show(event, false);
        }
    }
    Ok(if left.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

async fn parked(parts: &Parts) -> anyhow::Result<Vec<ParkedEvent>> {
    Ok(subscription::parked(&parts.pool, NAME).await?)
}

fn show(event: &ParkedEvent, as_json: bool) {
    let ParkedEvent {
        position,
        category,
        attempts,
        parked_at,
    } = event;
    let parked_at = parked_at.to_rfc3339();
    if as_json {
        let event = json!({"position": position, "category": category, "attempts": attempts, "parked_at": parked_at});
        println!("{event}");
    } else {
        println!("event {position}: {category}, {attempts} tries, since {parked_at}");
    }
}
