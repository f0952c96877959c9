//! Folds a search into a row that is gone when the search is over.

use cqrs_es::Aggregate;
use domain::Event;
use domain::search::{Search, SearchEvent};
use domain::values::{MatchId, MemberId, SearchId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Projection;
use crate::projection::stored;

/// One search that is not over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Seeker {
    /// Which search.
    pub search_id: SearchId,
    /// Whose.
    pub member: MemberId,
    /// The place in the queue.
    pub since: Timestamp,
    /// When one shared topic becomes enough.
    pub soft_from: Timestamp,
    /// When the search ends by itself.
    pub expires_at: Timestamp,
    /// One shared topic is enough by now.
    pub softened: bool,
    /// The proposal that holds the search; `None` while it waits.
    pub taken_by: Option<MatchId>,
    /// Proposals left unanswered.
    pub misses: i32,
}

/// One row per open search.
#[derive(Clone, Copy, Debug)]
pub struct Seekers;

impl Projection for Seekers {
    const NAME: &'static str = "seekers";
    const VERSION: u32 = 1;
    const AGGREGATES: &'static [&'static str] = &[Search::TYPE];
    const KEY_COLUMN: &'static str = "search_id";

    type Key = SearchId;
    type Row = Seeker;

    fn key(row: &Seeker) -> SearchId {
        row.search_id
    }

    fn keys(event: &Event) -> Vec<SearchId> {
        match event {
            Event::Search(search_id, _) => vec![*search_id],
            Event::Member(..)
            | Event::Match(..)
            | Event::Tip(..)
            | Event::Account(..)
            | Event::Case(..)
            | Event::StaffAccess(..) => Vec::new(),
        }
    }

    fn apply(key: SearchId, row: &mut Option<Seeker>, event: &Event) {
        let Event::Search(_, event) = event else {
            return;
        };
        match event {
            SearchEvent::SearchStarted {
                member,
                soft_from,
                expires_at,
                at,
                ..
            } => {
                *row = Some(Seeker {
                    search_id: key,
                    member: *member,
                    since: stored(*at),
                    soft_from: stored(*soft_from),
                    expires_at: stored(*expires_at),
                    softened: false,
                    taken_by: None,
                    misses: 0,
                });
            }
            SearchEvent::SearchEnded { .. } => *row = None,
            change => {
                if let Some(seeker) = row {
                    seeker.change(change);
                }
            }
        }
    }
}

impl Seeker {
    fn change(&mut self, event: &SearchEvent) {
        match event {
            SearchEvent::SearchSoftened { .. } => self.softened = true,
            SearchEvent::SearchTaken { match_id, .. } => self.taken_by = Some(*match_id),
            SearchEvent::SearchResumed { .. } => self.taken_by = None,
            // A miss keeps its search held until `SearchResumed` or `SearchEnded` follows.
            SearchEvent::SearchMissed { misses, .. } => {
                self.misses = i32::try_from(*misses).unwrap_or(i32::MAX);
            }
            SearchEvent::SearchStarted { .. } | SearchEvent::SearchEnded { .. } => {}
        }
    }
}
