//! What only the relay knows of a talk, put into the commands that need it.

use domain::Command;
use domain::matching::{Match, MatchCommand, Totals};
use domain::values::MatchId;

use crate::inbox::Inbox;
use crate::{AppError, Dispatcher};

/// The command with what the relay counted. Policies and timers are free of I/O and leave it out.
pub async fn with_relayed(
    dispatcher: &Dispatcher,
    inbox: &Inbox,
    command: Command,
) -> Result<Command, AppError> {
    let Command::Match(id, command) = command else {
        return Ok(command);
    };
    let command = match command {
        MatchCommand::EndChat { by, reason, at, .. } => MatchCommand::EndChat {
            by,
            reason,
            totals: totals(dispatcher, inbox, id).await?,
            at,
        },
        MatchCommand::ReviewChat { at, .. } => MatchCommand::ReviewChat {
            last_message_at: inbox.last_relayed_at(id).await?,
            totals: totals(dispatcher, inbox, id).await?,
            at,
        },
        other => other,
    };
    Ok(Command::Match(id, command))
}

/// How many messages the talk carried, from the relay's counters, in the order of the pair.
pub async fn totals(
    dispatcher: &Dispatcher,
    inbox: &Inbox,
    id: MatchId,
) -> Result<Totals, AppError> {
    let Some(pair) = dispatcher.load_cached::<Match>(id).await?.pair else {
        return Ok(Totals::default());
    };
    let counted = inbox.relay_totals(id).await?;
    let of = |member| counted.get(&member).copied().unwrap_or(0);
    let [first, second] = pair.members();
    Ok(Totals {
        from_first: of(first),
        from_second: of(second),
    })
}
