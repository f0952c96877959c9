//! The search's state and decisions.

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use serde::{Deserialize, Serialize};

use super::{EndReason, SearchCommand, SearchError, SearchEvent};
use crate::Rules;
use crate::values::{MatchId, MemberId, SearchId, Timestamp};

/// Where a search stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SearchState {
    /// Not begun.
    #[default]
    None,
    /// Waiting for a proposal.
    Waiting,
    /// In a proposal.
    Taken(MatchId),
    /// Over.
    Ended(EndReason),
}

/// One search as decided so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Search {
    /// This search.
    pub id: Option<SearchId>,
    /// Who searches.
    pub member: Option<MemberId>,
    /// Where it stands.
    pub state: SearchState,
    /// When it began: the place in the queue.
    pub started_at: Option<Timestamp>,
    /// When it ends by itself.
    pub expires_at: Option<Timestamp>,
    /// When the soft rule may begin.
    pub soft_from: Option<Timestamp>,
    /// Whether one shared topic is enough.
    pub softened: bool,
    /// Proposals left unanswered.
    pub misses: u32,
    /// The last proposal the search came back from, so that a late `TakeSearch` for it finds nothing to take.
    pub left_match: Option<MatchId>,
}

/// A search that was started: what every fact about it names.
#[derive(Clone, Copy)]
struct Started {
    search_id: SearchId,
    member: MemberId,
    soft_from: Timestamp,
    expires_at: Timestamp,
}

impl Search {
    /// The events the command leads to, none when it changes nothing.
    pub fn decide(
        &self,
        command: &SearchCommand,
        rules: &Rules,
    ) -> Result<Vec<SearchEvent>, SearchError> {
        match *command {
            SearchCommand::StartSearch {
                search_id,
                member,
                at,
            } => self.start(search_id, member, at, rules),
            SearchCommand::SoftenSearch { at } => self.soften(at),
            SearchCommand::TakeSearch { match_id, at } => self.take(match_id, at),
            SearchCommand::ResumeSearch {
                match_id,
                missed,
                at,
            } => self.resume(match_id, missed, at, rules),
            SearchCommand::EndSearch { reason, at } => self.end(reason, at),
        }
    }

    /// What is true of a running search; rejects one that never began or is over.
    fn running(&self) -> Result<Started, SearchError> {
        if let SearchState::Ended(_) = self.state {
            return Err(SearchError::AlreadyEnded);
        }
        match (self.id, self.member, self.soft_from, self.expires_at) {
            (Some(search_id), Some(member), Some(soft_from), Some(expires_at)) => Ok(Started {
                search_id,
                member,
                soft_from,
                expires_at,
            }),
            _ => Err(SearchError::NotStarted),
        }
    }

    fn start(
        &self,
        search_id: SearchId,
        member: MemberId,
        at: Timestamp,
        rules: &Rules,
    ) -> Result<Vec<SearchEvent>, SearchError> {
        if self.state != SearchState::None {
            return Err(SearchError::AlreadyStarted);
        }
        Ok(vec![SearchEvent::SearchStarted {
            search_id,
            member,
            soft_from: at + rules.soft_match_after,
            expires_at: at + rules.search_ttl,
            at,
        }])
    }

    fn soften(&self, at: Timestamp) -> Result<Vec<SearchEvent>, SearchError> {
        let started = self.running()?;
        if self.softened {
            return Ok(Vec::new());
        }
        if at < started.soft_from {
            return Err(SearchError::TooEarly);
        }
        Ok(vec![SearchEvent::SearchSoftened {
            search_id: started.search_id,
            member: started.member,
            at,
        }])
    }

    fn take(&self, match_id: MatchId, at: Timestamp) -> Result<Vec<SearchEvent>, SearchError> {
        let started = self.running()?;
        match self.state {
            SearchState::Taken(held_by) if held_by == match_id => Ok(Vec::new()),
            SearchState::Taken(_) => Err(SearchError::NotTaken),
            _ if self.left_match == Some(match_id) => Ok(Vec::new()),
            _ => Ok(vec![SearchEvent::SearchTaken {
                search_id: started.search_id,
                member: started.member,
                match_id,
                at,
            }]),
        }
    }

    /// Back to waiting with the place kept, unless the misses or the time are used up. A search that was never marked as taken
    /// resumes too: the proposal took its guard row, and only `SearchResumed` gives it back.
    fn resume(
        &self,
        match_id: MatchId,
        missed: bool,
        at: Timestamp,
        rules: &Rules,
    ) -> Result<Vec<SearchEvent>, SearchError> {
        let started = self.running()?;
        match self.state {
            SearchState::Taken(held_by) if held_by != match_id => {
                return Err(SearchError::NotTaken);
            }
            SearchState::Waiting if self.left_match == Some(match_id) => return Ok(Vec::new()),
            _ => {}
        }
        let miss_count = self.misses + u32::from(missed);
        let end_reason = if missed && miss_count >= rules.max_misses {
            Some(EndReason::Missed)
        } else {
            (at >= started.expires_at).then_some(EndReason::Expired)
        };
        let Started {
            search_id, member, ..
        } = started;
        let mut events = Vec::new();
        if missed {
            events.push(SearchEvent::SearchMissed {
                search_id,
                member,
                match_id,
                misses: miss_count,
                ends_search: end_reason.is_some(),
                at,
            });
        }
        events.push(match end_reason {
            Some(reason) => SearchEvent::SearchEnded {
                search_id,
                member,
                reason,
                at,
            },
            None => SearchEvent::SearchResumed {
                search_id,
                member,
                match_id,
                at,
            },
        });
        Ok(events)
    }

    fn end(&self, reason: EndReason, at: Timestamp) -> Result<Vec<SearchEvent>, SearchError> {
        let started = self.running()?;
        if reason == EndReason::Expired && at < started.expires_at {
            return Err(SearchError::TooEarly);
        }
        Ok(vec![SearchEvent::SearchEnded {
            search_id: started.search_id,
            member: started.member,
            reason,
            at,
        }])
    }
}

impl Aggregate for Search {
    const TYPE: &'static str = "search";
    type Command = SearchCommand;
    type Event = SearchEvent;
    type Error = SearchError;
    type Services = Rules;

    async fn handle(
        &mut self,
        command: Self::Command,
        rules: &Rules,
        sink: &EventSink<Self>,
    ) -> Result<(), SearchError> {
        for event in self.decide(&command, rules)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: SearchEvent) {
        match event {
            SearchEvent::SearchStarted {
                search_id,
                member,
                soft_from,
                expires_at,
                at,
            } => {
                *self = Self {
                    id: Some(search_id),
                    member: Some(member),
                    state: SearchState::Waiting,
                    started_at: Some(at),
                    expires_at: Some(expires_at),
                    soft_from: Some(soft_from),
                    ..Self::default()
                };
            }
            SearchEvent::SearchSoftened { .. } => self.softened = true,
            SearchEvent::SearchTaken { match_id, .. } => self.state = SearchState::Taken(match_id),
            SearchEvent::SearchResumed { match_id, .. } => {
                self.state = SearchState::Waiting;
                self.left_match = Some(match_id);
            }
            SearchEvent::SearchMissed { misses, .. } => self.misses = misses,
            SearchEvent::SearchEnded { reason, .. } => self.state = SearchState::Ended(reason),
        }
    }
}
