//! How much a member may send (product.md, "Talking").

use std::time::Duration;

use app::coordination::{Permit, Quota};
use domain::values::MemberId;

use super::passage::Sender;
use crate::Services;

/// One notice about the limit in this time.
const NOTICE_EVERY: Duration = Duration::from_mins(1);

/// Takes one of the member's messages, whichever way it came.
pub(super) async fn take(services: &Services, sender: MemberId) -> Permit {
    let quota = Quota {
        per_period: services.settings.relay_per_minute,
        period: Duration::from_mins(1),
        burst: services.settings.relay_burst,
    };
    let bucket = format!("relay:{sender}");
    services.coordination.take(&bucket, quota).await
}

/// Takes one of the sender's messages; over the limit the sender is told, once a minute.
pub(super) async fn within_limit(services: &Services, sender: Sender) -> bool {
    if take(services, sender.member).await == Permit::Granted {
        return true;
    }
    let notice = format!("relay-limit-notice:{}", sender.member);
    if services.coordination.first(&notice, NOTICE_EVERY).await {
        let text = sender.words.relay_limited();
        super::passage::say(services, sender.address, text).await;
    }
    false
}
