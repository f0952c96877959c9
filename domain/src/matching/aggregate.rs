//! The pair's state and decisions.

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use serde::{Deserialize, Serialize};

use super::{ChatEndReason, MatchCommand, MatchError, MatchEvent, Party};
use crate::Rules;
use crate::values::{MatchId, MemberId, Pair, Rating, Timestamp, TopicSet};

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
    /// When the talk ended.
    pub ended_at: Option<Timestamp>,
    /// Who declined, withdrew or ended it, if anyone did.
    pub closed_by: Option<MemberId>,
    /// What each gave, in the order of `parties`.
    pub ratings: [Option<Rating>; 2],
}

impl Match {
    /// Whether both accepted and nobody ended the talk.
    pub fn is_open(&self) -> bool {
        self.state == MatchState::Chatting
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
            MatchEvent::ChatStarted { at, .. } => {
                self.state = MatchState::Chatting;
                self.started_at = Some(at);
            }
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
        }
    }
}
