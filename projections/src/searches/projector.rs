//! Folds a search into a row that stays.

use cqrs_es::Aggregate;
use domain::Event;
use domain::search::{EndReason, Search, SearchEvent};
use domain::values::{MemberId, SearchId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Projection;
use crate::projection::stored;

/// One search.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SearchRecord {
    /// Which search.
    pub search_id: SearchId,
    /// Whose.
    pub member: MemberId,
    /// When it began.
    pub started_at: Timestamp,
    /// How many proposals it led to.
    pub proposals: i32,
    /// How many of them were left unanswered.
    pub misses: i32,
    /// When it ended, `None` while it is open.
    pub ended_at: Option<Timestamp>,
    /// Why it ended.
    pub end_reason: Option<EndReason>,
}

/// One row per search.
#[derive(Clone, Copy, Debug)]
pub struct Searches;

impl Projection for Searches {
    const NAME: &'static str = "searches";
    const VERSION: u32 = 1;
    const AGGREGATES: &'static [&'static str] = &[Search::TYPE];
    const KEY_COLUMN: &'static str = "search_id";

    type Key = SearchId;
    type Row = SearchRecord;

    fn key(row: &SearchRecord) -> SearchId {
        row.search_id
    }

    fn keys(event: &Event) -> Vec<SearchId> {
        match event {
            Event::Search(
                search_id,
                SearchEvent::SearchStarted { .. }
                | SearchEvent::SearchTaken { .. }
                | SearchEvent::SearchMissed { .. }
                | SearchEvent::SearchEnded { .. },
            ) => vec![*search_id],
            Event::Search(..)
            | Event::Member(..)
            | Event::Match(..)
            | Event::Tip(..)
            | Event::Account(..)
            | Event::Case(..)
            | Event::StaffAccess(..) => Vec::new(),
        }
    }

    fn apply(key: SearchId, row: &mut Option<SearchRecord>, event: &Event) {
        let Event::Search(_, event) = event else {
            return;
        };
        if let SearchEvent::SearchStarted { member, at, .. } = event {
            *row = Some(SearchRecord {
                search_id: key,
                member: *member,
                started_at: stored(*at),
                proposals: 0,
                misses: 0,
                ended_at: None,
                end_reason: None,
            });
            return;
        }
        let Some(record) = row else { return };
        match event {
            SearchEvent::SearchTaken { .. } => {
                record.proposals = record.proposals.saturating_add(1);
            }
            SearchEvent::SearchMissed { misses, .. } => {
                record.misses = i32::try_from(*misses).unwrap_or(i32::MAX);
            }
            SearchEvent::SearchEnded { reason, at, .. } => {
                record.ended_at = Some(stored(*at));
                record.end_reason = Some(*reason);
            }
            SearchEvent::SearchStarted { .. }
            | SearchEvent::SearchSoftened { .. }
            | SearchEvent::SearchResumed { .. } => {}
        }
    }
}
