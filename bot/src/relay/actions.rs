//! «отправляет фото…»: what the peer sees while something large is on its way.

use app::vault::Address;
use chrono::Duration;
use serde_json::json;
use tokio_util::task::AbortOnDropHandle;

use crate::Services;

/// Telegram shows an action for five seconds (Bot API, `sendChatAction`).
const AGAIN_AFTER: Duration = Duration::seconds(4);
/// An action that is not shown at once is of no use.
const LIMIT: Duration = Duration::seconds(2);

/// Shows an action until it is dropped. Outside the chat's queue: it is no message, and must not hold one up.
pub(super) async fn show(
    services: &Services,
    to: Address,
    action: &'static str,
) -> AbortOnDropHandle<()> {
    once(services, to, action).await;
    let services = services.clone();
    AbortOnDropHandle::new(tokio::spawn(async move {
        loop {
            services.clock.sleep(AGAIN_AFTER).await;
            once(&services, to, action).await;
        }
    }))
}

/// Shows an action for a moment; whether it is shown changes nothing.
pub(super) async fn once(services: &Services, to: Address, action: &'static str) {
    let params = json!({"chat_id": to.chat_id, "action": action});
    let deadline = services.clock.now() + LIMIT;
    let shown = services
        .gateway
        .call(to.bot, "sendChatAction", &params, deadline)
        .await;
    if let Err(error) = shown {
        tracing::debug!(bot = %to.bot, %error, "an action was not shown");
    }
}
