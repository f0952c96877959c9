//! Blocks: never again, in both directions, until they are lifted.

use domain::matching::{Match, MatchError};
use domain::member::{Member, MemberCommand, MemberError};
use domain::values::{MatchId, MemberId};

use super::{MemberCall, carry_out};
use crate::{AppError, Dispatcher};

/// The ordinal of the command among those of its call.
const BLOCK: u32 = 1;

/// Blocks the peer of a match and says who it was. The policies end what the two are in.
pub async fn block_peer(
    dispatcher: &Dispatcher,
    call: MemberCall,
    match_id: MatchId,
) -> Result<Result<MemberId, MatchError>, AppError> {
    let found: Match = dispatcher.load(match_id).await?;
    let Some(peer) = found.peer_of(call.member) else {
        return Ok(Err(MatchError::NotParticipant));
    };
    let command = MemberCommand::BlockUser {
        peer,
        match_id: Some(match_id),
        at: call.now,
    };
    let done = carry_out::<Member>(dispatcher, call, BLOCK, call.member, command).await?;
    Ok(done.map(|_| peer).map_err(|_| MatchError::NotParticipant))
}

/// Lifts a block.
pub async fn lift_block(
    dispatcher: &Dispatcher,
    call: MemberCall,
    peer: MemberId,
) -> Result<Result<(), MemberError>, AppError> {
    let command = MemberCommand::UnblockUser { peer, at: call.now };
    let done = carry_out::<Member>(dispatcher, call, BLOCK, call.member, command).await?;
    Ok(done.map(|_| ()))
}
