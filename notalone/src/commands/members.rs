//! `members erase|erasures|replay-erasures`.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};
use app::erasure::Erasure;
use app::{CommandContext, Eraser};
use domain::member::Member;
use domain::values::MemberId;
use serde_json::json;

use crate::cli::MembersCommand;
use crate::wiring::Parts;

/// Looks after members.
pub(crate) async fn run(command: MembersCommand) -> anyhow::Result<ExitCode> {
    let parts = super::parts().await?;
    let eraser = Eraser::new(&parts.dispatcher, &parts.vault);
    match command {
        MembersCommand::Erase { member, json } => erase(&parts, &eraser, member, json).await,
        MembersCommand::Erasures { json } => list(&eraser, json).await,
        MembersCommand::ReplayErasures { from, json } => {
            replay(&parts, &eraser, from.as_deref(), json).await
        }
    }
}

async fn erase(
    parts: &Parts,
    eraser: &Eraser,
    member: MemberId,
    as_json: bool,
) -> anyhow::Result<ExitCode> {
    let known: Member = parts.dispatcher.load(member).await?;
    if known.id.is_none() {
        bail!("there is no member {member}");
    }
    let id = parts.ids.uuid();
    let context = CommandContext {
        command_id: id,
        correlation: id,
        causation: id,
        actor: "operator",
        now: parts.clock.now(),
    };
    eraser.erase(member, &context).await?;
    let status = if known.erased {
        "already_erased"
    } else {
        "erased"
    };
    if as_json {
        println!("{}", json!({"status": status, "member_id": member}));
    } else {
        println!("{member}: {status}");
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(eraser: &Eraser, as_json: bool) -> anyhow::Result<ExitCode> {
    for erasure in eraser.vault.erasures().await? {
        if as_json {
            println!("{}", serde_json::to_string(&erasure)?);
        } else {
            println!("{} {}", erasure.member_id, erasure.erased_at.to_rfc3339());
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn replay(
    parts: &Parts,
    eraser: &Eraser,
    from: Option<&Path>,
    as_json: bool,
) -> anyhow::Result<ExitCode> {
    let mut erasures = eraser.vault.erasures().await?;
    if let Some(file) = from {
        erasures.extend(read(file)?);
    }
    let erased_again = eraser.replay(&erasures, parts.clock.now()).await?;
    if as_json {
        println!(
            "{}",
            json!({"listed": erasures.len(), "erased_again": erased_again})
        );
    } else {
        println!("{} listed, {erased_again} erased again", erasures.len());
    }
    Ok(ExitCode::SUCCESS)
}

fn read(file: &Path) -> anyhow::Result<Vec<Erasure>> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("{} cannot be read", file.display()))?;
    let lines = text.lines().enumerate();
    lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| {
            serde_json::from_str(line).with_context(|| format!("line {} is no erasure", number + 1))
        })
        .collect()
}
