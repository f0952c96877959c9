//! The life of one simulated person: looks at the chat, does what comes next, looks again.

use std::sync::Arc;
use std::time::Duration;

use rand::rngs::StdRng;
use telegram_simulator::client::{ChatView, ClientError, PersonControl};
use tokio::sync::watch;

use super::cast::Part;
use super::manner::{Manner, some};
use super::visitors::Cue;
use crate::demo::buttons::{Place, Situation, newest_button, press};
use crate::demo::phrases::Phrases;
use crate::demo::profile::Profile;

/// A surprise is looked at anew after this long.
const AFTER_SURPRISE: Duration = Duration::from_secs(2);
/// What was done shows within this, or is done again.
const SHOWS_WITHIN: Duration = Duration::from_secs(10);
/// A search is looked at anew after this long.
const WAITS: Duration = Duration::from_mins(2);
/// A visitor answers within this, or the proposal is over.
const VISITOR_DECIDES: Duration = Duration::from_mins(6);
/// What stands between the words of a card and the pseudonym.
const BEFORE_NICKNAME: [&str; 2] = [": ", "— "];
/// How they rate, so that helpfulness differs.
const RATINGS: [u8; 6] = [5, 5, 4, 5, 4, 3];

/// One of the forty.
pub(super) struct Member {
    pub(super) person: PersonControl,
    pub(super) phrases: Arc<Phrases>,
    pub(super) rng: StdRng,
    number: usize,
    parts: Arc<[Part]>,
    rated: usize,
    cues: watch::Receiver<Cue>,
}

impl Member {
    /// Somebody who has not said anything yet.
    pub(super) fn new(
        person: PersonControl,
        number: usize,
        parts: Arc<[Part]>,
        phrases: Arc<Phrases>,
        rng: StdRng,
        cues: watch::Receiver<Cue>,
    ) -> Self {
        Self {
            person,
            phrases,
            rng,
            number,
            parts,
            rated: number,
            cues,
        }
    }

    /// Goes on until it is dropped. Whatever goes wrong, the chat tells how things stand.
    pub(super) async fn live(mut self) {
        loop {
            if let Err(error) = self.turn().await {
                // A timeout's text shows the chat: it is not logged.
                let is_timeout = matches!(error, ClientError::Timeout { .. });
                tracing::debug!(
                    number = self.number,
                    is_timeout,
                    "a simulated member is surprised"
                );
                tokio::time::sleep(AFTER_SURPRISE).await;
            }
        }
    }

    pub(super) fn profile(&self) -> &Profile {
        &self.parts[self.number].profile
    }

    pub(super) fn manner(&self) -> Manner {
        self.parts[self.number].manner
    }

    async fn turn(&mut self) -> Result<(), ClientError> {
        let chat = self.person.chat().await?;
        match Place::of(&chat).situation {
            Situation::Stranger => self.person.send_text("/start").await.map(drop)?,
            Situation::Asked(prefix) => {
                tokio::time::sleep(some(self.manner().taps_in(), &mut self.rng)).await;
                let profile = self.profile();
                profile.answer(&self.person, &chat, prefix).await?;
            }
            Situation::Idle => self.search(&chat).await?,
            Situation::Waiting => return self.wait_in_search(&chat).await,
            Situation::Proposed => self.decide(&chat).await?,
            Situation::Talking => return self.talk(&chat).await,
            Situation::Over => self.rate_and_rest(&chat).await?,
        }
        self.wait_for_a_change(&chat, SHOWS_WITHIN).await
    }

    /// Returns when the chat calls for something else, or after this long.
    async fn wait_for_a_change(
        &self,
        before: &ChatView,
        within: Duration,
    ) -> Result<(), ClientError> {
        let place = Place::of(before);
        // One rules card follows the other in the same message, with the same button.
        let card = rules_card(before, place);
        let elsewhere =
            |chat: &ChatView| Place::of(chat) != place || rules_card(chat, place) != card;
        let waited = self
            .person
            .wait_for_within(within, "a change", elsewhere)
            .await;
        match waited {
            Ok(_) | Err(ClientError::Timeout { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Searches as soon as no visitors are to be left to each other.
    async fn search(&mut self, chat: &ChatView) -> Result<(), ClientError> {
        cued(&self.cues, |cue| !cue.stand_aside).await;
        self.press_newest(chat, "v1:search.again").await
    }

    /// Waits to be proposed to somebody, or leaves the search to visitors.
    async fn wait_in_search(&mut self, chat: &ChatView) -> Result<(), ClientError> {
        tokio::select! {
            () = cued(&self.cues, |cue| cue.stand_aside) => self.leave_search(chat).await,
            waited = self.wait_for_a_change(chat, WAITS) => waited,
        }
    }

    /// Ends the search, and the proposal that came of it.
    async fn leave_search(&self, chat: &ChatView) -> Result<(), ClientError> {
        self.press_newest(chat, "v1:search.cancel:").await?;
        self.wait_for_a_change(chat, SHOWS_WITHIN).await
    }

    async fn decide(&mut self, chat: &ChatView) -> Result<(), ClientError> {
        let is_visitor = newest_button(chat, "v1:match.accept:")
            .and_then(|button| chat.message(button.message_id))
            .is_some_and(|card| self.is_visitor(&card.text));
        let manner = self.manner();
        tokio::time::sleep(some(manner.decides_in(is_visitor), &mut self.rng)).await;
        if !manner.accepts(is_visitor, &mut self.rng) {
            return self.press_newest(chat, "v1:match.decline:").await;
        }
        self.press_newest(chat, "v1:match.accept:").await?;
        if is_visitor {
            self.wait_for_a_change(chat, SHOWS_WITHIN).await?;
            self.wait_for_the_visitor().await?;
        }
        Ok(())
    }

    /// Waits for the answer of a visitor, unless another one comes whom they can meet instead.
    async fn wait_for_the_visitor(&self) -> Result<(), ClientError> {
        let chat = self.person.chat().await?;
        if Place::of(&chat).situation != Situation::Waiting {
            return Ok(());
        }
        let me = &self.parts[self.number];
        let is_with_me = |cue: &Cue| cue.give_way.iter().any(|card| names(card, me));
        tokio::select! {
            () = cued(&self.cues, is_with_me) => self.leave_search(&chat).await,
            waited = self.wait_for_a_change(&chat, VISITOR_DECIDES) => waited,
        }
    }

    async fn rate_and_rest(&mut self, chat: &ChatView) -> Result<(), ClientError> {
        tokio::time::sleep(some(1_000..4_000, &mut self.rng)).await;
        let rating = RATINGS[self.rated % RATINGS.len()];
        self.rated += 1;
        self.press_newest(chat, &format!("v1:chat.rate:{rating}."))
            .await?;
        self.perhaps_thank(rating).await?;
        tokio::time::sleep(some(self.manner().rests(), &mut self.rng)).await;
        self.search(chat).await
    }

    pub(super) async fn press_newest(
        &self,
        chat: &ChatView,
        prefix: &str,
    ) -> Result<(), ClientError> {
        match newest_button(chat, prefix) {
            Some(button) => press(&self.person, &button).await.map(drop),
            None => Ok(()),
        }
    }

    /// Whether a card names none of the forty.
    pub(super) fn is_visitor(&self, card: &str) -> bool {
        !self.parts.iter().any(|part| names(card, part))
    }
}

/// Whether a card is about somebody. Its first line ends with the pseudonym, all of it: others' may end alike.
fn names(card: &str, part: &Part) -> bool {
    let headline = card.lines().next().unwrap_or_default();
    let headline = headline.trim_end_matches('.');
    let nickname = part.profile.nickname.as_deref();
    let before = nickname.and_then(|nickname| headline.strip_suffix(nickname));
    before.is_some_and(|before| BEFORE_NICKNAME.iter().any(|mark| before.ends_with(mark)))
}

/// Returns when a cue fits.
async fn cued(cues: &watch::Receiver<Cue>, fits: impl FnMut(&Cue) -> bool) {
    if cues.clone().wait_for(fits).await.is_err() {
        // Nobody gives cues any more: the demo ends.
        std::future::pending::<()>().await;
    }
}

fn rules_card(chat: &ChatView, place: Place) -> Option<&str> {
    let is_rules = place.situation == Situation::Asked("v1:rules.next");
    let message = chat.message(place.message_id).filter(|_| is_rules)?;
    Some(&message.text)
}
