//! «печатает…», «отправляет фото…»: what the peer sees while something large or slow is on its way.

use app::vault::Address;
use chrono::Duration;
use serde_json::json;
use tokio_util::task::AbortOnDropHandle;

use super::parts::Part;
use crate::Services;

/// Telegram shows an action for five seconds (Bot API, `sendChatAction`).
const AGAIN_AFTER: Duration = Duration::seconds(4);
/// An action that is not shown at once is of no use.
const LIMIT: Duration = Duration::seconds(2);

/// Who waits longer for a message wonders whether it comes.
const SLOW: Duration = Duration::seconds(1);

/// Shows an action until it is dropped. Outside the chat's queue: it is no message, and must not hold one up.
pub(super) async fn show(
    services: &Services,
    to: Address,
    action: &'static str,
) -> AbortOnDropHandle<()> {
    once(services, to, action).await;
    again_and_again(services, to, action, AGAIN_AFTER)
}

/// Does something, and shows an action from when it has become slow until it is done. Words wait when Telegram is slow, or when their
/// chat or bot has used its budget up.
pub(super) async fn while_slow<T>(
    services: &Services,
    to: Address,
    action: &'static str,
    doing: impl Future<Output = T>,
) -> T {
    let _shown = again_and_again(services, to, action, SLOW);
    doing.await
}

fn again_and_again(
    services: &Services,
    to: Address,
    action: &'static str,
    first_after: Duration,
) -> AbortOnDropHandle<()> {
    let services = services.clone();
    AbortOnDropHandle::new(tokio::spawn(async move {
        services.clock.sleep(first_after).await;
        loop {
            once(&services, to, action).await;
            services.clock.sleep(AGAIN_AFTER).await;
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

impl Part {
    /// What the peer sees while it is on its way.
    pub(super) const fn action(&self) -> &'static str {
        match self {
            Self::Text(..) => "typing",
            Self::Media(file, ..) => file.media.kind.action(),
        }
    }
}
