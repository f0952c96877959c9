//! `/del`.

use super::turn::Turn;
use crate::HandleError;
use crate::relay::{self, Deleted};

/// Takes the message that the command replies to away on both sides; nothing is said when it is gone.
pub(super) async fn delete(turn: &Turn) -> Result<(), HandleError> {
    let words = turn.words();
    let sentence = match relay::delete(&turn.services, &turn.incoming).await? {
        Deleted::Done => return Ok(()),
        Deleted::NothingNamed => words.del_how(),
        Deleted::NotOwn => words.del_not_own(),
        Deleted::Unknown => words.del_unknown(),
        Deleted::Unavailable => words.del_unavailable(),
    };
    turn.say(sentence).await;
    Ok(())
}
