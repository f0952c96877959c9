//! The pair's decisions.

mod lasting;
mod reveal;

use super::{
    ChatEndReason, Match, MatchCommand, MatchError, MatchEvent, MatchState, Party, Totals,
    WithdrawReason,
};
use crate::Rules;
use crate::values::{MatchId, MemberId, Pair, Rating, SearchId, Timestamp};

/// A match that was proposed: what every later fact about it names.
#[derive(Clone, Copy)]
struct Known {
    match_id: MatchId,
    parties: [Party; 2],
    pair: Pair,
    expires_at: Timestamp,
}

impl Match {
    /// The events the command leads to, none when it changes nothing.
    pub fn decide(
        &self,
        command: &MatchCommand,
        rules: &Rules,
    ) -> Result<Vec<MatchEvent>, MatchError> {
        match *command {
            MatchCommand::ProposeMatch {
                match_id,
                parties,
                shared_topics,
                score,
                softened,
                at,
            } => {
                let (parties, pair) = self.in_order(parties)?;
                Ok(vec![MatchEvent::MatchProposed {
                    match_id,
                    parties,
                    pair,
                    shared_topics,
                    score,
                    softened,
                    expires_at: at + rules.proposal_ttl,
                    at,
                }])
            }
            MatchCommand::AcceptProposal { by, at } => self.accept(by, at, rules),
            MatchCommand::DeclineProposal { by, at } => self.decline(by, at, rules),
            MatchCommand::ExpireProposal { at } => self.expire(at, rules),
            MatchCommand::WithdrawProposal {
                by,
                search_id,
                reason,
                at,
            } => self.withdraw(by, search_id, reason, at),
            MatchCommand::EndChat {
                by,
                reason,
                totals,
                at,
            } => self.end_chat(by, reason, totals, at, rules),
            MatchCommand::ReviewChat {
                last_message_at,
                totals,
                at,
            } => self.review(last_message_at, totals, at, rules),
            MatchCommand::ExtendChat { by, at } => self.extend(by, at, rules),
            MatchCommand::OfferReveal { by, username, at } => self.offer_reveal(by, username, at),
            MatchCommand::WithdrawReveal { by, at } => self.withdraw_reveal(by, at),
            MatchCommand::RateChat { by, rating, at } => self.rate(by, rating, at, rules),
        }
    }

    /// The place of a member in `parties`.
    pub(super) fn side_of(&self, member: MemberId) -> Option<usize> {
        self.parties?
            .iter()
            .position(|party| party.member == member)
    }

    fn known(&self) -> Result<Known, MatchError> {
        match (self.id, self.parties, self.pair, self.expires_at) {
            (Some(match_id), Some(parties), Some(pair), Some(expires_at)) => Ok(Known {
                match_id,
                parties,
                pair,
                expires_at,
            }),
            _ => Err(MatchError::NotProposed),
        }
    }

    /// The match and the member's side of it.
    fn known_to(&self, member: MemberId) -> Result<(Known, usize), MatchError> {
        let known = self.known()?;
        let side = self.side_of(member).ok_or(MatchError::NotParticipant)?;
        Ok((known, side))
    }

    /// Rejects with what became of the proposal unless it is still open.
    fn still_proposed(&self) -> Result<(), MatchError> {
        match self.state {
            MatchState::Proposed => Ok(()),
            MatchState::None => Err(MatchError::NotProposed),
            MatchState::Chatting => Err(MatchError::AlreadyStarted),
            MatchState::Declined => Err(MatchError::AlreadyDeclined),
            MatchState::Expired => Err(MatchError::AlreadyExpired),
            MatchState::Withdrawn => Err(MatchError::AlreadyWithdrawn),
            MatchState::Ended(_) => Err(MatchError::AlreadyEnded),
        }
    }

    /// The parties of a new proposal in the order of their pair.
    fn in_order(&self, parties: [Party; 2]) -> Result<([Party; 2], Pair), MatchError> {
        if self.state != MatchState::None {
            return Err(MatchError::AlreadyProposed);
        }
        let [one, other] = parties;
        let pair = Pair::new(one.member, other.member).ok_or(MatchError::SameMember)?;
        if pair.members()[0] == one.member {
            Ok(([one, other], pair))
        } else {
            Ok(([other, one], pair))
        }
    }

    /// Rejects with why the talk is not open.
    fn still_chatting(&self) -> Result<(), MatchError> {
        match self.state {
            MatchState::Chatting => Ok(()),
            MatchState::Proposed => Err(MatchError::NotStarted),
            _ => self.still_proposed(),
        }
    }

    fn accept(
        &self,
        by: MemberId,
        at: Timestamp,
        rules: &Rules,
    ) -> Result<Vec<MatchEvent>, MatchError> {
        let (known, side) = self.known_to(by)?;
        // Who accepted and presses again while the answer stands changes nothing.
        if self.accepted[side] && self.state == MatchState::Chatting {
            return Ok(Vec::new());
        }
        self.still_proposed()?;
        if at >= known.expires_at {
            return Err(MatchError::AlreadyExpired);
        }
        if self.accepted[side] {
            return Ok(Vec::new());
        }
        let mut events = vec![MatchEvent::ProposalAccepted {
            match_id: known.match_id,
            by,
            at,
        }];
        if self.accepted[1 - side] {
            events.push(MatchEvent::ChatStarted {
                match_id: known.match_id,
                parties: known.parties,
                pair: known.pair,
                at,
            });
            events.extend(
                rules
                    .chat_time_box
                    .map(|time_box| MatchEvent::ChatTimeBoxed {
                        match_id: known.match_id,
                        pair: known.pair,
                        ends_at: at + time_box,
                        at,
                    }),
            );
        }
        Ok(events)
    }

    fn decline(
        &self,
        by: MemberId,
        at: Timestamp,
        rules: &Rules,
    ) -> Result<Vec<MatchEvent>, MatchError> {
        let (known, _) = self.known_to(by)?;
        if self.state == MatchState::Declined && self.closed_by == Some(by) {
            return Ok(Vec::new());
        }
        self.still_proposed()?;
        if at >= known.expires_at {
            return Err(MatchError::AlreadyExpired);
        }
        Ok(vec![MatchEvent::ProposalDeclined {
            match_id: known.match_id,
            by,
            parties: known.parties,
            pair: known.pair,
            restricted_until: at + rules.decline_cooldown,
            at,
        }])
    }

    fn expire(&self, at: Timestamp, rules: &Rules) -> Result<Vec<MatchEvent>, MatchError> {
        let known = self.known()?;
        self.still_proposed()?;
        if at < known.expires_at {
            return Err(MatchError::TooEarly);
        }
        let silent = known
            .parties
            .iter()
            .zip(self.accepted)
            .filter(|(_, accepted)| !accepted)
            .map(|(party, _)| party.member)
            .collect();
        Ok(vec![MatchEvent::ProposalExpired {
            match_id: known.match_id,
            silent,
            parties: known.parties,
            pair: known.pair,
            restricted_until: at + rules.expired_cooldown,
            at,
        }])
    }

    fn withdraw(
        &self,
        by: MemberId,
        search_id: Option<SearchId>,
        reason: WithdrawReason,
        at: Timestamp,
    ) -> Result<Vec<MatchEvent>, MatchError> {
        let (known, side) = self.known_to(by)?;
        if search_id.is_some_and(|search_id| search_id != known.parties[side].search_id) {
            return Err(MatchError::OtherSearch);
        }
        if self.state == MatchState::Withdrawn && self.closed_by == Some(by) {
            return Ok(Vec::new());
        }
        self.still_proposed()?;
        Ok(vec![MatchEvent::ProposalWithdrawn {
            match_id: known.match_id,
            by,
            reason,
            parties: known.parties,
            pair: known.pair,
            at,
        }])
    }

    fn end_chat(
        &self,
        by: Option<MemberId>,
        reason: ChatEndReason,
        totals: Totals,
        at: Timestamp,
        rules: &Rules,
    ) -> Result<Vec<MatchEvent>, MatchError> {
        let known = self.known()?;
        if by.is_some_and(|member| self.side_of(member).is_none()) {
            return Err(MatchError::NotParticipant);
        }
        match self.state {
            MatchState::Chatting => Ok(vec![MatchEvent::ChatEnded {
                match_id: known.match_id,
                by,
                reason,
                totals,
                parties: known.parties,
                pair: known.pair,
                restricted_until: at + rules.rematch_cooldown,
                at,
            }]),
            MatchState::Ended(earlier) if earlier == reason && self.closed_by == by => {
                Ok(Vec::new())
            }
            MatchState::Proposed => Err(MatchError::NotStarted),
            _ => self.still_proposed().map(|()| Vec::new()),
        }
    }

    fn rate(
        &self,
        by: MemberId,
        rating: Rating,
        at: Timestamp,
        rules: &Rules,
    ) -> Result<Vec<MatchEvent>, MatchError> {
        let (known, side) = self.known_to(by)?;
        let (MatchState::Ended(reason), Some(ended_at)) = (self.state, self.ended_at) else {
            return match self.state {
                MatchState::Proposed => Err(MatchError::NotStarted),
                _ => self.still_proposed().map(|()| Vec::new()),
            };
        };
        if !reason.asks_rating() || at >= ended_at + rules.rating_window {
            return Err(MatchError::RatingClosed);
        }
        if self.ratings[side] == Some(rating) {
            return Ok(Vec::new());
        }
        Ok(vec![MatchEvent::ChatRated {
            match_id: known.match_id,
            by,
            rated: known.parties[1 - side].member,
            rating,
            at,
        }])
    }
}
