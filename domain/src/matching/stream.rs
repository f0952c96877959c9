//! The match aggregate as one of all streams.

use super::{Match, MatchCommand, MatchError, MatchEvent};
use crate::event::{Event, Stream};
use crate::guard::Space;
use crate::values::MatchId;

impl Stream for Match {
    type Id = MatchId;

    fn event(id: MatchId, event: MatchEvent) -> Event {
        Event::Match(id, event)
    }

    fn rejection(space: Space) -> MatchError {
        match space {
            Space::Engagements => MatchError::AlreadyEngaged,
            Space::Searches | Space::OpenSearches => MatchError::NotSearching,
            Space::PairRestrictions | Space::Charges => MatchError::PairRestricted,
            Space::Restrained | Space::OpenCases | Space::Reports => MatchError::Restrained,
        }
    }

    fn command_name(command: &MatchCommand) -> &'static str {
        match command {
            MatchCommand::ProposeMatch { .. } => "ProposeMatch",
            MatchCommand::AcceptProposal { .. } => "AcceptProposal",
            MatchCommand::DeclineProposal { .. } => "DeclineProposal",
            MatchCommand::ExpireProposal { .. } => "ExpireProposal",
            MatchCommand::WithdrawProposal { .. } => "WithdrawProposal",
            MatchCommand::EndChat { .. } => "EndChat",
            MatchCommand::ReviewChat { .. } => "ReviewChat",
            MatchCommand::ExtendChat { .. } => "ExtendChat",
            MatchCommand::OfferReveal { .. } => "OfferReveal",
            MatchCommand::WithdrawReveal { .. } => "WithdrawReveal",
            MatchCommand::RateChat { .. } => "RateChat",
        }
    }

    fn creates(command: &MatchCommand) -> bool {
        matches!(command, MatchCommand::ProposeMatch { .. })
    }
}
