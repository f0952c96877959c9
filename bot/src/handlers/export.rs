//! `/export`: the member's own data as a file.

use std::time::Duration;

use app::coordination::{Permit, Quota};
use app::outbox::Lane;
use app::own_data::{self, Sources};
use chrono::TimeDelta;
use serde_json::json;

use super::turn::Turn;
use crate::gateway::Attachment;
use crate::{GatewayError, HandleError};

/// A few at once for whoever lost the first one, then one every few hours: a document takes some reading to put together.
const QUOTA: Quota = Quota {
    per_period: 6,
    period: Duration::from_hours(24),
    burst: 3,
};
/// How long Telegram may take to accept the file.
const DELIVERY_LIMIT: TimeDelta = TimeDelta::seconds(20);
const FILE_NAME: &str = "notalone-export.json";

/// `/export`. The document exists only in memory, on its way to the one it is about.
pub(super) async fn export(turn: &Turn) -> Result<(), HandleError> {
    let services = &turn.services;
    let bucket = format!("export:{}", turn.member_id());
    if let Permit::Denied { retry_after } = services.coordination.take(&bucket, QUOTA).await {
        let hours = retry_after.as_secs().div_ceil(3600).max(1);
        let hours = u32::try_from(hours).unwrap_or(u32::MAX);
        turn.say(turn.words().export_too_often(hours)).await;
        return Ok(());
    }
    let sources = Sources {
        dispatcher: &services.dispatcher,
        vault: &services.vault,
        pool: &services.pool,
    };
    let data = own_data::collect(&sources, turn.member_id(), turn.now).await?;
    let content = serde_json::to_vec_pretty(&data).map_err(app::AppError::from)?;
    let file = Attachment {
        field: "document".to_owned(),
        file_name: FILE_NAME.to_owned(),
        content: content.into(),
    };
    let caption = turn.words().export_caption().styled();
    let params = json!({
        "chat_id": turn.incoming.address.chat_id,
        "caption": caption.text,
        "caption_entities": caption.entities,
    });
    let deadline = services.clock.now() + DELIVERY_LIMIT;
    let sent = services
        .gateway
        .send_files(
            turn.incoming.address,
            Lane::Notices,
            "sendDocument",
            params,
            vec![file],
            deadline,
        )
        .await;
    match sent {
        Ok(_) => {}
        Err(GatewayError::Unreachable) => return Err(HandleError::SenderGone),
        Err(GatewayError::TimedOut | GatewayError::Refused { .. }) => {
            turn.say(turn.words().export_not_delivered()).await;
        }
    }
    Ok(())
}
