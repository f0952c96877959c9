//! One talk of a simulated person, from the greeting to the farewell.

use std::time::Duration;

use rand::Rng;
use rand::rngs::StdRng;
use telegram_simulator::client::{ChatView, ClientError, PersonControl};
use tokio::time::Instant;

use super::manner::{Manner, some};
use super::member::Member;
use super::words::Words;
use crate::demo::buttons::{Place, Situation, newest_button, press};

/// What relayed words begin with.
const RELAY_MARK: &str = "✉️";
/// After so long without a word a visitor is told that somebody is there.
const NUDGE_AFTER: Duration = Duration::from_secs(90);
/// After so long without a word the talk is ended.
const VISITOR_PATIENCE: Duration = Duration::from_mins(5);
const PATIENCE: Duration = Duration::from_mins(2);
/// How often silence is looked at.
const LOOK: Duration = Duration::from_secs(5);
/// The farewell is read before the end, in milliseconds.
const READS_FAREWELL: std::ops::Range<u64> = 2_000..4_000;
/// The question after `/end` comes within this.
const ASKED_WITHIN: Duration = Duration::from_secs(10);

impl Member {
    /// Talks until the talk is over, whoever ends it.
    pub(super) async fn talk(&mut self, chat: &ChatView) -> Result<(), ClientError> {
        let opened = newest_button(chat, "v1:chat.end:").map_or(0, |button| button.message_id);
        let card = chat.message(opened);
        let is_visitor = card.is_some_and(|card| self.is_visitor(&card.text));
        let (phrases, topics) = (self.phrases.clone(), self.profile().topics.clone());
        let left = self.rng.random_range(self.manner().says());
        let seen = last_own(chat).max(opened);
        let talk = Talk {
            words: Words::new(&phrases, &topics),
            person: self.person.clone(),
            manner: self.manner(),
            rng: &mut self.rng,
            is_visitor,
            left: if is_visitor { u32::MAX } else { left },
            is_greeted: seen > opened,
            seen,
            is_nudged: false,
            silent_since: Instant::now(),
        };
        talk.go_on().await
    }
}

/// A talk and how far it is.
struct Talk<'a> {
    person: PersonControl,
    manner: Manner,
    rng: &'a mut StdRng,
    words: Words<'a>,
    /// The peer is nobody of the forty.
    is_visitor: bool,
    /// Answers until the farewell.
    left: u32,
    /// The newest message that needs no answer any more.
    seen: i64,
    is_greeted: bool,
    is_nudged: bool,
    silent_since: Instant,
}

impl Talk<'_> {
    async fn go_on(mut self) -> Result<(), ClientError> {
        loop {
            let look = if self.is_greeted {
                LOOK
            } else {
                some(self.manner.greets_in(self.is_visitor), self.rng)
            };
            let Some(chat) = self.heard_or_over(look).await? else {
                return Ok(());
            };
            let farewell = if last_of_peer(&chat, self.seen).is_some() {
                self.answer().await?
            } else {
                self.break_silence().await?
            };
            if let Some(section) = farewell {
                return self.leave(section).await;
            }
        }
    }

    /// The chat once the peer said something new or the time is up; `None` when the talk is over.
    async fn heard_or_over(&self, within: Duration) -> Result<Option<ChatView>, ClientError> {
        let wanted = |chat: &ChatView| is_over(chat) || last_of_peer(chat, self.seen).is_some();
        let heard = self.person.wait_for_within(within, "the peer", wanted);
        let chat = match heard.await {
            Err(ClientError::Timeout { .. }) => self.person.chat().await?,
            other => other?,
        };
        Ok(Some(chat).filter(|chat| !is_over(chat)))
    }

    /// Answers what was heard; several messages in a row get one answer. Returns the farewell when enough was said.
    async fn answer(&mut self) -> Result<Option<&'static str>, ClientError> {
        tokio::time::sleep(some(self.manner.answers_in(self.is_visitor), self.rng)).await;
        let chat = self.person.chat().await?;
        let Some((id, heard)) = last_of_peer(&chat, self.seen).filter(|_| !is_over(&chat)) else {
            return Ok(None);
        };
        let answer = self.words.answer(heard, self.rng);
        (self.seen, self.is_greeted, self.is_nudged) = (id, true, false);
        self.silent_since = Instant::now();
        self.left = self.left.saturating_sub(1);
        if self.left == 0 {
            return Ok(Some("farewell"));
        }
        self.person.send_text(&answer).await?;
        Ok(None)
    }

    /// Greets, asks whether somebody is there, or returns the farewell.
    async fn break_silence(&mut self) -> Result<Option<&'static str>, ClientError> {
        let silence = self.silent_since.elapsed();
        let patience = if self.is_visitor {
            VISITOR_PATIENCE
        } else {
            PATIENCE
        };
        let section = if !self.is_greeted {
            self.is_greeted = true;
            "greeting"
        } else if silence > patience {
            return Ok(Some("farewell.silence"));
        } else if self.is_visitor && !self.is_nudged && silence > NUDGE_AFTER {
            self.is_nudged = true;
            "nudge"
        } else {
            return Ok(None);
        };
        let words = self.words.fresh(section, self.rng);
        self.person.send_text(words).await?;
        Ok(None)
    }

    /// Says farewell and ends the talk.
    async fn leave(mut self, section: &str) -> Result<(), ClientError> {
        let farewell = self.words.fresh(section, self.rng);
        self.person.send_text(farewell).await?;
        tokio::time::sleep(some(READS_FAREWELL, self.rng)).await;
        self.person.send_text("/end").await?;
        let is_asked =
            |chat: &ChatView| is_over(chat) || newest_button(chat, "v1:chat.end.yes:").is_some();
        let asked = self
            .person
            .wait_for_within(ASKED_WITHIN, "the question", is_asked);
        if let Some(yes) = newest_button(&asked.await?, "v1:chat.end.yes:") {
            press(&self.person, &yes).await?;
        }
        let over = self
            .person
            .wait_for_within(ASKED_WITHIN, "the end", is_over);
        over.await.map(drop)
    }
}

fn is_over(chat: &ChatView) -> bool {
    Place::of(chat).situation != Situation::Talking
}

/// The newest message of the peer after another message, with its words.
fn last_of_peer(chat: &ChatView, after: i64) -> Option<(i64, &str)> {
    let mut newest_first = chat.bot_messages().rev();
    let message = newest_first
        .find(|message| message.message_id > after && message.text.starts_with(RELAY_MARK))?;
    let (_, words) = message.text.split_once('\n')?;
    Some((message.message_id, words))
}

/// The newest own message, 0 if there is none.
fn last_own(chat: &ChatView) -> i64 {
    let mut messages = chat.messages.iter().rev();
    let own = messages.find(|message| !message.from_bot);
    own.map_or(0, |message| message.message_id)
}
