//! The talk a member is in, and its end.

use domain::matching::{ChatEndReason, Match, MatchCommand, MatchError, MatchState};
use domain::values::{MatchId, MemberId};

use super::{MemberCall, carry_out};
use crate::inbox::Inbox;
use crate::{AppError, Dispatcher, policy_runner};

/// The ordinal of the command among those of its call.
const END: u32 = 1;

/// A talk that is open for a member right now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenTalk {
    /// Which.
    pub match_id: MatchId,
    /// With whom.
    pub peer: MemberId,
}

/// The open talk of a member: the guard says which match, so another replica's ending is seen at once.
pub async fn open_talk(
    dispatcher: &Dispatcher,
    member: MemberId,
) -> Result<Option<OpenTalk>, AppError> {
    let Some(match_id) = dispatcher.engagement(member).await? else {
        return Ok(None);
    };
    let mut found = dispatcher.load_cached::<Match>(match_id).await?;
    if found.state == MatchState::Proposed || found.state == MatchState::None {
        // The talk may have opened on another replica since.
        found = dispatcher.load::<Match>(match_id).await?;
    }
    // The claim is held until the talk ends, so a match that was chatting when cached is chatting still.
    let peer = found.pair.and_then(|pair| pair.peer_of(member));
    Ok(peer
        .filter(|_| found.state == MatchState::Chatting)
        .map(|peer| OpenTalk { match_id, peer }))
}

/// Ends a talk for both, as the member wants.
pub async fn end_talk(
    dispatcher: &Dispatcher,
    inbox: &Inbox,
    call: MemberCall,
    match_id: MatchId,
) -> Result<Result<(), MatchError>, AppError> {
    let command = MatchCommand::EndChat {
        by: Some(call.member),
        reason: ChatEndReason::Ended,
        totals: policy_runner::totals(dispatcher, inbox, match_id).await?,
        at: call.now,
    };
    let done = carry_out::<Match>(dispatcher, call, END, match_id, command).await?;
    Ok(done.map(|_| ()))
}

/// Ends the talk the member is in, whichever it is; `None` without one. A call that ended a talk before names that one again.
pub async fn end_open_talk(
    dispatcher: &Dispatcher,
    inbox: &Inbox,
    call: MemberCall,
) -> Result<Option<MatchId>, AppError> {
    if let Some(stream) = call.changed_before(dispatcher, END).await? {
        return Ok(stream.parse().ok());
    }
    let Some(OpenTalk { match_id, .. }) = open_talk(dispatcher, call.member).await? else {
        return Ok(None);
    };
    // Refused: the other was faster, and the talk is over all the same, but not by this call.
    let ended = end_talk(dispatcher, inbox, call, match_id).await?;
    Ok(ended.is_ok().then_some(match_id))
}
