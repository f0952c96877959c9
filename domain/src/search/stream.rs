//! The search aggregate as one of all streams.

use super::{Search, SearchCommand, SearchError, SearchEvent};
use crate::event::{Event, Stream};
use crate::guard::Space;
use crate::values::SearchId;

impl Stream for Search {
    type Id = SearchId;

    fn event(id: SearchId, event: SearchEvent) -> Event {
        Event::Search(id, event)
    }

    fn rejection(space: Space) -> SearchError {
        match space {
            Space::Engagements | Space::PairRestrictions | Space::Charges => {
                SearchError::AlreadyEngaged
            }
            Space::Searches | Space::OpenSearches => SearchError::AlreadySearching,
            Space::Restrained | Space::OpenCases | Space::Reports => SearchError::Restrained,
        }
    }

    fn command_name(command: &SearchCommand) -> &'static str {
        match command {
            SearchCommand::StartSearch { .. } => "StartSearch",
            SearchCommand::SoftenSearch { .. } => "SoftenSearch",
            SearchCommand::TakeSearch { .. } => "TakeSearch",
            SearchCommand::ResumeSearch { .. } => "ResumeSearch",
            SearchCommand::EndSearch { .. } => "EndSearch",
        }
    }

    fn creates(command: &SearchCommand) -> bool {
        matches!(command, SearchCommand::StartSearch { .. })
    }
}
