//! Mutual reveal (product.md, "Talking"): symmetric, and withdrawable until both have offered. One side alone changes nothing for the
//! other.

use crate::matching::{Match, MatchError, MatchEvent};
use crate::values::{MemberId, Timestamp, VaultRef};

impl Match {
    /// One side offers; when the other has offered too, both are told at once.
    pub(super) fn offer_reveal(
        &self,
        by: MemberId,
        username: VaultRef,
        at: Timestamp,
    ) -> Result<Vec<MatchEvent>, MatchError> {
        let (known, side) = self.known_to(by)?;
        self.still_hidden()?;
        if self.reveals[side].is_some() {
            return Ok(Vec::new());
        }
        let mut events = vec![MatchEvent::RevealOffered {
            match_id: known.match_id,
            by,
            username,
            at,
        }];
        if self.reveals[1 - side].is_some() {
            events.push(MatchEvent::IdentitiesRevealed {
                match_id: known.match_id,
                pair: known.pair,
                at,
            });
        }
        Ok(events)
    }

    /// One side takes the offer back.
    pub(super) fn withdraw_reveal(
        &self,
        by: MemberId,
        at: Timestamp,
    ) -> Result<Vec<MatchEvent>, MatchError> {
        let (known, side) = self.known_to(by)?;
        self.still_hidden()?;
        if self.reveals[side].is_none() {
            return Ok(Vec::new());
        }
        Ok(vec![MatchEvent::RevealWithdrawn {
            match_id: known.match_id,
            by,
            at,
        }])
    }

    /// A reveal ends with its talk, and there is none after both were told.
    fn still_hidden(&self) -> Result<(), MatchError> {
        self.still_chatting()?;
        match self.revealed_at {
            None => Ok(()),
            Some(_) => Err(MatchError::AlreadyRevealed),
        }
    }
}
