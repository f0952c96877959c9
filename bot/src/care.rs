//! Words of crisis in somebody's own message: they, and nobody else, are shown whom to call (product.md, "Safety"). Nothing is stored or
//! logged about it; a count that is linked to nobody is all that remains. That the card need not come again soon is known to this process
//! alone and forgotten after an hour.

use std::time::Duration;

use app::AppError;
use app::outbox::Lane;
use app::vault::Address;
use domain::member::Member;
use domain::values::{MemberId, Timestamp, crisis};
use moka::ops::compute::{CompResult, Op};
use moka::sync::Cache;

use crate::callback_data::TokenKey;
use crate::handlers::turn;
use crate::keyboards::{Pen, Screen};
use crate::screens::sos::{self, Reader};
use crate::texts::{Markup, Words};
use crate::{Incoming, Services, texts};

/// Who talks about it for an hour need not see the card after every sentence.
const SHOWN_EVERY: chrono::Duration = chrono::Duration::hours(1);
/// The same for the memory of this process, whose own clock nobody sets.
const FORGOTTEN_AFTER: Duration = Duration::from_hours(1);
/// Members remembered at once; whoever is forgotten sees the card again.
const REMEMBERED: u64 = 10_000;
/// How long Telegram may take to accept the card.
const DELIVERY_LIMIT: chrono::Duration = chrono::Duration::seconds(15);

/// Whose words they are.
#[derive(Clone, Copy, Debug)]
pub struct Writer {
    /// Who.
    pub member: MemberId,
    /// Where the card goes.
    pub address: Address,
    /// In which language.
    pub words: Words,
}

impl Writer {
    /// Whoever sent an update.
    pub fn of(incoming: &Incoming) -> Self {
        Self {
            member: incoming.member,
            address: incoming.address,
            words: texts::words(incoming.language()),
        }
    }
}

/// Who has just seen the card: in memory only, since it says who was in a crisis. Each process shows it once, and so does the next one.
#[derive(Clone, Debug)]
pub struct CardsShown(Cache<MemberId, Timestamp>);

impl Default for CardsShown {
    fn default() -> Self {
        let shown = Cache::builder().max_capacity(REMEMBERED);
        Self(shown.time_to_live(FORGOTTEN_AFTER).build())
    }
}

impl CardsShown {
    /// True if the member has not seen it for an hour, on the given clock, and does so now.
    fn is_due(&self, member: MemberId, now: Timestamp) -> bool {
        let noted = self.0.entry(member).and_compute_with(|shown| match shown {
            Some(shown) if now - *shown.value() < SHOWN_EVERY => Op::Nop,
            _ => Op::Put(now),
        });
        matches!(noted, CompResult::Inserted(_) | CompResult::ReplacedWith(_))
    }
}

/// Shows the card when somebody's words ask for it and they have not seen it just now; whether the words did.
///
/// An outage here must not undo what was done with the message, so there is no error to return.
pub async fn look_after(services: &Services, writer: Writer, text: &str) -> bool {
    let Some(crisis) = crisis::notice(text) else {
        return false;
    };
    metrics::counter!("notalone_safety_flags_total", "label" => crisis.slug()).increment(1);
    let now = services.clock.now();
    if services.cards_shown.is_due(writer.member, now)
        && let Err(error) = show(services, writer, Some(writer.words.sos_for_you())).await
    {
        tracing::warn!(%error, "somebody was not shown whom to call");
    }
    true
}

/// Sends the card of where a member probably is, with a word before it.
pub(crate) async fn show(
    services: &Services,
    to: Writer,
    lead: Option<Markup>,
) -> Result<(), AppError> {
    let member: Member = services.dispatcher.load_cached(to.member).await?;
    let pen = Pen {
        member: to.member,
        words: to.words,
        key: TokenKey::new(services.settings.token_key),
    };
    send(
        services,
        to.address,
        &card(services, &pen, &member).after(lead),
    )
    .await;
    Ok(())
}

/// The card of where a member probably is.
pub(crate) fn card(services: &Services, pen: &Pen, member: &Member) -> Screen {
    let book = services.hotlines.book();
    let reader = Reader::of(member);
    sos::card(pen, &book, book.guess(member.time_zone), reader)
}

async fn send(services: &Services, to: Address, screen: &Screen) {
    let deadline = services.clock.now() + DELIVERY_LIMIT;
    let payload = turn::send_message(to.chat_id, screen);
    let sent = services
        .gateway
        .send(to, Lane::Notices, payload, deadline)
        .await;
    if let Err(error) = sent {
        tracing::info!(bot = %to.bot, %error, "a card with crisis contacts was not accepted");
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_card_is_due_once_an_hour_for_each_member() {
        let shown = CardsShown::default();
        let [anna, boris] = [1, 2].map(|number| MemberId(Uuid::from_u128(number)));
        let after = |seconds| DateTime::UNIX_EPOCH + chrono::Duration::seconds(seconds);
        assert!(shown.is_due(anna, after(0)));
        assert!(!shown.is_due(anna, after(3_599)));
        assert!(shown.is_due(boris, after(3_599)));
        assert!(shown.is_due(anna, after(3_600)));
        assert!(!shown.is_due(anna, after(3_601)));
    }
}
