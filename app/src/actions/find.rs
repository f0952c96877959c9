//! The beginning of a search (product.md, "Finding someone").

use std::time::Duration;

use domain::matching::{Match, MatchState};
use domain::member::{Member, NotReady};
use domain::search::{Search, SearchCommand, SearchError};
use domain::values::{MemberId, SearchId};

use super::{MemberCall, carry_out};
use crate::coordination::{Coordination, Permit, Quota};
use crate::ids::SharedIds;
use crate::{AppError, Dispatcher};

/// The ordinal of the command among those of its call; registration is 0, the end of a talk 1.
const START: u32 = 2;

/// Why no search begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FindRefused {
    /// The profile says that this member does not search yet.
    NotReady(NotReady),
    /// A proposal waits for the member's answer.
    InProposal,
    /// The member is in a talk.
    InTalk,
    /// This search is running.
    AlreadySearching(SearchId),
    /// The limit of searches a minute.
    TooOften {
        /// When the next one would be granted.
        retry_after: Duration,
    },
}

/// Starts a search of the member, who has arrived; a call that did so before is answered as it was then.
pub async fn find(
    dispatcher: &Dispatcher,
    coordination: &Coordination,
    ids: &SharedIds,
    quota: Quota,
    call: MemberCall,
    member: &Member,
) -> Result<Result<SearchId, FindRefused>, AppError> {
    let refused = match refusal(dispatcher, call, member).await? {
        Some(refused) => refused,
        None => match too_often(coordination, call.member, quota).await {
            Some(refused) => refused,
            None => return start(dispatcher, ids, call).await,
        },
    };
    match started_before(dispatcher, call).await? {
        Some(search_id) => Ok(Ok(search_id)),
        None => Ok(Err(refused)),
    }
}

async fn refusal(
    dispatcher: &Dispatcher,
    call: MemberCall,
    member: &Member,
) -> Result<Option<FindRefused>, AppError> {
    let id = call.member;
    if let Err(not_ready) = member.can_search(call.now) {
        return Ok(Some(FindRefused::NotReady(not_ready)));
    }
    if let Some(refused) = engaged(dispatcher, id).await? {
        return Ok(Some(refused));
    }
    let open = dispatcher.open_search(id).await?;
    Ok(open.map(FindRefused::AlreadySearching))
}

/// Why somebody in a proposal or a talk does not search.
async fn engaged(dispatcher: &Dispatcher, id: MemberId) -> Result<Option<FindRefused>, AppError> {
    let Some(match_id) = dispatcher.engagement(id).await? else {
        return Ok(None);
    };
    let found: Match = dispatcher.load(match_id).await?;
    Ok(match found.state {
        MatchState::Proposed => Some(FindRefused::InProposal),
        MatchState::Chatting => Some(FindRefused::InTalk),
        _ => None,
    })
}

async fn too_often(coordination: &Coordination, id: MemberId, quota: Quota) -> Option<FindRefused> {
    match coordination.take(&format!("find:{id}"), quota).await {
        Permit::Granted => None,
        Permit::Denied { retry_after } => {
            metrics::counter!("notalone_find_ratelimited_total").increment(1);
            Some(FindRefused::TooOften { retry_after })
        }
    }
}

async fn start(
    dispatcher: &Dispatcher,
    ids: &SharedIds,
    call: MemberCall,
) -> Result<Result<SearchId, FindRefused>, AppError> {
    let search_id = SearchId(ids.uuid());
    let command = SearchCommand::StartSearch {
        search_id,
        member: call.member,
        at: call.now,
    };
    match carry_out::<Search>(dispatcher, call, START, search_id, command).await? {
        Ok(done) if !done.already_done => return Ok(Ok(search_id)),
        Ok(_) | Err(SearchError::AlreadySearching) => {}
        // Decided a moment ago: what was loaded did not know it yet.
        Err(SearchError::Restrained) => {
            let member: Member = dispatcher.load(call.member).await?;
            let restrained = member.can_search(call.now).err();
            return Ok(Err(
                restrained.map_or(FindRefused::InProposal, FindRefused::NotReady)
            ));
        }
        Err(_) => {
            let engaged = engaged(dispatcher, call.member).await?;
            return Ok(Err(engaged.unwrap_or(FindRefused::InProposal)));
        }
    }
    // A repetition, or somebody was faster: the search is not the one above.
    if let Some(search_id) = started_before(dispatcher, call).await? {
        return Ok(Ok(search_id));
    }
    let open = dispatcher.open_search(call.member).await?;
    Ok(Err(open.map_or(
        FindRefused::InProposal,
        FindRefused::AlreadySearching,
    )))
}

async fn started_before(
    dispatcher: &Dispatcher,
    call: MemberCall,
) -> Result<Option<SearchId>, AppError> {
    let stream = call.changed_before(dispatcher, START).await?;
    Ok(stream.and_then(|id| id.parse().ok()))
}
