//! The open searches and their members' cards in memory: loaded once, then folded on event by event.

use std::time::Duration;

use domain::matching::Candidate;
use domain::values::MemberId;
use event_store::EventLog;
use sqlx::PgPool;

use super::{Seeker, Seekers, all_with_cards};
use crate::member_cards::{self, MemberCards};
use crate::{Positioned, ProjectionError, View, find, wait_for};

/// What the matchmaker keeps in memory. It holds cards of those who search only.
#[derive(Clone, Debug)]
pub struct Waiting {
    seekers: View<Seekers>,
    cards: View<MemberCards>,
    position: i64,
}

impl Waiting {
    /// Loads both read models. Fold on with the events after [`Self::position`].
    pub async fn load(pool: &PgPool) -> Result<Self, ProjectionError> {
        let loaded = all_with_cards(pool).await?;
        let mut waiting = Self {
            seekers: View::empty_at(loaded.seekers_position),
            cards: View::empty_at(loaded.cards_position),
            position: loaded.seekers_position.min(loaded.cards_position),
        };
        for found in loaded.seekers {
            waiting
                .seekers
                .insert(found.seeker, loaded.seekers_position);
            if let Some(card) = found.card {
                waiting.cards.insert(card, loaded.cards_position);
            }
        }
        Ok(waiting)
    }

    /// The last event taken in.
    pub fn position(&self) -> i64 {
        self.position
    }

    /// Takes in the next event of the log.
    pub fn apply(&mut self, event: &Positioned) {
        use domain::Event;
        use domain::search::SearchEvent;
        self.seekers.apply(event);
        self.cards.apply_to_known(event);
        if let Event::Search(_, SearchEvent::SearchEnded { member, .. }) = &event.event {
            self.cards.forget(*member);
        }
        self.position = self.position.max(event.position);
    }

    /// Loads the cards of members who began to search since; waits for that read model to reach what was taken in here.
    pub async fn load_missing_cards(
        &mut self,
        pool: &PgPool,
        log: &EventLog,
        patience: Duration,
    ) -> Result<(), ProjectionError> {
        let missing: Vec<MemberId> = self
            .seekers
            .rows()
            .map(|seeker| seeker.member)
            .filter(|member| self.cards.get(*member).is_none())
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        wait_for(log, find("member_cards")?, self.position, patience).await?;
        for found in member_cards::find_many(pool, &missing).await? {
            self.cards.insert(found.card, found.as_of);
        }
        Ok(())
    }

    /// Takes in everything up to the end of the log, then loads the cards that are missing.
    pub async fn catch_up(
        &mut self,
        pool: &PgPool,
        log: &EventLog,
        patience: Duration,
    ) -> Result<(), ProjectionError> {
        use futures::TryStreamExt;
        let head = log.head().await?.position;
        {
            let mut records = log.range(self.position, head);
            while let Some(record) = records.try_next().await? {
                // What cannot be read is parked by the read model's subscription, and passed over here as there.
                if let Ok(event) = Positioned::decode(&record) {
                    self.apply(&event);
                }
                self.position = record.position;
            }
        }
        self.load_missing_cards(pool, log, patience).await
    }

    /// The open searches.
    pub fn seekers(&self) -> impl Iterator<Item = &Seeker> {
        self.seekers.rows()
    }

    /// Everyone who can be proposed now. `soft_allowed` tells a member's experiment arm.
    pub fn candidates(
        &self,
        soft_allowed: impl Fn(MemberId) -> bool,
    ) -> impl Iterator<Item = Candidate> {
        self.seekers.rows().filter_map(move |seeker| {
            let card = self.cards.get(seeker.member)?;
            seeker.candidate(card, soft_allowed(seeker.member))
        })
    }
}
