//! What somebody must be told before their update is acknowledged: at once if Telegram takes it, else through the outbox. Nothing that
//! they wrote is in it.

use app::AppError;
use app::outbox::{self, Lane, NewEffect};
use app::vault::Address;
use chrono::Duration;
use domain::policies::{Notice, Template};
use domain::values::MemberId;

use crate::handlers::turn;
use crate::keyboards::Screen;
use crate::texts::Markup;
use crate::{GatewayError, Services};

/// After that nobody knows any more what it was about.
const WORTH_SAYING: Duration = Duration::hours(24);

/// Tells a member; `Err` when neither Telegram nor our own database takes it, so that the update has to come again.
pub async fn tell(
    services: &Services,
    to: (MemberId, Address),
    text: Markup,
    template: Template,
    within: Duration,
) -> Result<(), AppError> {
    let (member, address) = to;
    let deadline = services.clock.now() + within;
    let payload = turn::send_message(address.chat_id, &Screen::plain(text));
    let sent = services
        .gateway
        .send(address, Lane::Notices, payload, deadline)
        .await;
    match sent {
        Err(GatewayError::TimedOut) => owe(services, member, address, template).await,
        // Whoever cannot be reached, or whose chat refuses words, is not reached by the outbox either.
        Ok(_) | Err(GatewayError::Unreachable | GatewayError::Refused { .. }) => Ok(()),
    }
}

async fn owe(
    services: &Services,
    member: MemberId,
    address: Address,
    template: Template,
) -> Result<(), AppError> {
    let (id, now) = (services.ids.uuid(), services.clock.now());
    let effect = NewEffect {
        key: id,
        bot: address.bot,
        notice: Notice {
            member,
            template,
            not_after: Some(now + WORTH_SAYING),
        },
        lane: outbox::lane(template),
        correlation: id,
        at: now,
    };
    let mut transaction = services.pool.begin().await?;
    outbox::enqueue(&mut transaction, &[effect]).await?;
    transaction.commit().await?;
    Ok(())
}
