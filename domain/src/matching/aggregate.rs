//! The pair's state and decisions.

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use serde::{Deserialize, Serialize};

use super::{ChatEndReason, MatchCommand, MatchError, MatchEvent, Party};
use crate::Rules;
use crate::values::{MatchId, MemberId, Pair, Rating, Timestamp, TopicSet, VaultRef};

/// Where a pair stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchState {
    /// Nothing happened.
    #[default]
    None,
    /// Waiting for both.
    Proposed,
    /// The talk is open.
    Chatting,
    /// Someone skipped.
    Declined,
    /// Time ran out.
    Expired,
    /// Someone left.
    Withdrawn,
    /// The talk is over.
    Ended(ChatEndReason),
}

/// The time that a talk was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeBox {
    /// From when.
    pub begins_at: Timestamp,
    /// Until when.
    pub ends_at: Timestamp,
    /// Both were asked whether the talk goes on.
    pub asked: bool,
    /// Who wants it to, in the order of `parties`.
    pub wished: [bool; 2],
}

/// A silence that both were warned of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Silence {
    /// Since the last message, or the beginning of the talk.
    pub since: Timestamp,
    /// When the talk ends unless somebody says something.
    pub ends_at: Timestamp,
}

/// One pair as decided so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Match {
    /// This match.
    pub id: Option<MatchId>,
    /// Both sides; `None` only before the proposal.
    pub parties: Option<[Party; 2]>,
    /// Both sides; `None` only before the proposal.
    pub pair: Option<Pair>,
    /// Where it stands.
    pub state: MatchState,
    /// What they share.
    pub shared_topics: TopicSet,
    /// Who accepted, in the order of `parties`.
    pub accepted: [bool; 2],
    /// Until when both may accept.
    pub expires_at: Option<Timestamp>,
    /// When the talk opened.
    pub started_at: Option<Timestamp>,
    /// The time the talk was given, `None` without an end.
    pub time_box: Option<TimeBox>,
    /// The latest silence that both were warned of.
    pub silence: Option<Silence>,
    /// Who offered to reveal themselves and did not take it back, in the order of `parties`: where the vault keeps the username.
    pub reveals: [Option<VaultRef>; 2],
    /// When both were told who the other is.
    pub revealed_at: Option<Timestamp>,
    /// When the talk ended.
    pub ended_at: Option<Timestamp>,
    /// Who declined, withdrew or ended it, if anyone did.
    pub closed_by: Option<MemberId>,
    /// What each gave, in the order of `parties`.
    pub ratings: [Option<Rating>; 2],
}

impl Match {
    fn apply_in_talk(&mut self, event: &MatchEvent) {
        match *event {
            MatchEvent::ChatStarted { at, .. } => {
                self.state = MatchState::Chatting;
                self.started_at = Some(at);
            }
            MatchEvent::ChatTimeBoxed { ends_at, at, .. } => self.give_time(at, ends_at),
            MatchEvent::ChatFellSilent {
                silent_since,
                ends_at,
                ..
            } => {
                self.silence = Some(Silence {
                    since: silent_since,
                    ends_at,
                });
            }
            MatchEvent::ExtensionAsked { .. } => {
                if let Some(time_box) = &mut self.time_box {
                    time_box.asked = true;
                }
            }
            MatchEvent::ExtensionWished { by, .. } => {
                if let (Some(side), Some(time_box)) = (self.side_of(by), &mut self.time_box) {
                    time_box.wished[side] = true;
                }
            }
            MatchEvent::ChatExtended { ends_at, .. } => {
                let begins_at = self.time_box.map_or(ends_at, |time_box| time_box.ends_at);
                self.give_time(begins_at, ends_at);
            }
            MatchEvent::RevealOffered { by, username, .. } => {
                if let Some(side) = self.side_of(by) {
                    self.reveals[side] = Some(username);
                }
            }
            MatchEvent::RevealWithdrawn { by, .. } => {
                if let Some(side) = self.side_of(by) {
                    self.reveals[side] = None;
                }
            }
            MatchEvent::IdentitiesRevealed { at, .. } => self.revealed_at = Some(at),
            MatchEvent::ChatEnded { by, reason, at, .. } => {
                self.state = MatchState::Ended(reason);
                self.closed_by = by;
                self.ended_at = Some(at);
            }
            MatchEvent::ChatRated { by, rating, .. } => {
                if let Some(side) = self.side_of(by) {
                    self.ratings[side] = Some(rating);
                }
            }
            MatchEvent::MatchProposed { .. }
            | MatchEvent::ProposalAccepted { .. }
            | MatchEvent::ProposalDeclined { .. }
            | MatchEvent::ProposalExpired { .. }
            | MatchEvent::ProposalWithdrawn { .. } => {}
        }
    }

    fn give_time(&mut self, begins_at: Timestamp, ends_at: Timestamp) {
        self.time_box = Some(TimeBox {
            begins_at,
            ends_at,
            asked: false,
            wished: [false; 2],
        });
    }

    /// Whether both accepted and nobody ended the talk.
    pub fn is_open(&self) -> bool {
        self.state == MatchState::Chatting
    }

    /// What this member's offer to reveal themselves names in the vault, if one stands.
    pub fn reveal_of(&self, member: MemberId) -> Option<VaultRef> {
        self.reveals[self.side_of(member)?]
    }

    /// Whom this member may report now: the peer of a talk that is open, or that ended not long ago (product.md, "Safety").
    pub fn may_be_reported(
        &self,
        by: MemberId,
        now: Timestamp,
        rules: &Rules,
    ) -> Result<MemberId, MatchError> {
        let peer = self.peer_of(by).ok_or(MatchError::NotParticipant)?;
        if self.started_at.is_none() {
            return Err(MatchError::NotStarted);
        }
        match self.ended_at {
            Some(ended_at) if now >= ended_at + rules.report_window => {
                Err(MatchError::ReportTooLate)
            }
            _ => Ok(peer),
        }
    }

    /// The other side, or `None` for a stranger.
    pub fn peer_of(&self, member: MemberId) -> Option<MemberId> {
        self.pair?.peer_of(member)
    }
}

impl Aggregate for Match {
    const TYPE: &'static str = "match";
    type Command = MatchCommand;
    type Event = MatchEvent;
    type Error = MatchError;
    type Services = Rules;

    async fn handle(
        &mut self,
        command: Self::Command,
        rules: &Rules,
        sink: &EventSink<Self>,
    ) -> Result<(), MatchError> {
        for event in self.decide(&command, rules)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: MatchEvent) {
        match event {
            MatchEvent::MatchProposed {
                match_id,
                parties,
                pair,
                shared_topics,
                expires_at,
                ..
            } => {
                *self = Self {
                    id: Some(match_id),
                    parties: Some(parties),
                    pair: Some(pair),
                    state: MatchState::Proposed,
                    shared_topics,
                    expires_at: Some(expires_at),
                    ..Self::default()
                };
            }
            MatchEvent::ProposalAccepted { by, .. } => {
                if let Some(side) = self.side_of(by) {
                    self.accepted[side] = true;
                }
            }
            MatchEvent::ProposalDeclined { by, .. } => {
                self.state = MatchState::Declined;
                self.closed_by = Some(by);
            }
            MatchEvent::ProposalExpired { .. } => self.state = MatchState::Expired,
            MatchEvent::ProposalWithdrawn { by, .. } => {
                self.state = MatchState::Withdrawn;
                self.closed_by = Some(by);
            }
            event => self.apply_in_talk(&event),
        }
    }
}
