//! What every policy looks at, and the commands that several of them send.

use super::{Reaction, Standing};
use crate::matching::{ChatEndReason, MatchCommand, Totals, WithdrawReason};
use crate::search::{EndReason, SearchCommand};
use crate::values::{MatchId, MemberId, SearchId, Timestamp};
use crate::{Command, Event, Rules};

/// An event in its circumstances.
pub(super) struct Context<'a> {
    /// What happened.
    pub(super) event: &'a Event,
    /// Where the members of [`needs`](super::needs) stand by now.
    pub(super) standing: &'a dyn Fn(MemberId) -> Standing,
    /// The runner's clock: the time of the commands. Deadlines come from the event.
    pub(super) now: Timestamp,
    /// How long deadlines are that no event names.
    pub(super) rules: &'a Rules,
}

impl Context<'_> {
    pub(super) fn resume(&self, search_id: SearchId, match_id: MatchId, missed: bool) -> Reaction {
        Reaction::Command(Command::Search(
            search_id,
            SearchCommand::ResumeSearch {
                match_id,
                missed,
                at: self.now,
            },
        ))
    }

    pub(super) fn end_search(&self, search_id: SearchId, reason: EndReason) -> Reaction {
        Reaction::Command(Command::Search(
            search_id,
            SearchCommand::EndSearch {
                reason,
                at: self.now,
            },
        ))
    }

    pub(super) fn withdraw(
        &self,
        match_id: MatchId,
        by: MemberId,
        search_id: Option<SearchId>,
        reason: WithdrawReason,
    ) -> Reaction {
        Reaction::Command(Command::Match(
            match_id,
            MatchCommand::WithdrawProposal {
                by,
                search_id,
                reason,
                at: self.now,
            },
        ))
    }

    pub(super) fn end_chat(
        &self,
        match_id: MatchId,
        by: MemberId,
        reason: ChatEndReason,
    ) -> Reaction {
        Reaction::Command(Command::Match(
            match_id,
            MatchCommand::EndChat {
                by: Some(by),
                reason,
                totals: Totals::default(),
                at: self.now,
            },
        ))
    }

    /// Ends the member's search, proposal and talk, whichever there are. The search goes first, so that no new proposal can take
    /// it in between, and the proposal before the talk that it may become.
    pub(super) fn leave_everything(
        &self,
        member: MemberId,
        end: EndReason,
        withdraw: WithdrawReason,
        end_chat: ChatEndReason,
    ) -> Vec<Reaction> {
        let engagement = (self.standing)(member).engagement;
        let talk = engagement.map(|match_id| self.end_chat(match_id, member, end_chat));
        self.leave_search(member, end, withdraw)
            .into_iter()
            .chain(talk)
            .collect()
    }

    /// Ends the member's search and proposal, and leaves a talk as it is.
    pub(super) fn leave_search(
        &self,
        member: MemberId,
        end: EndReason,
        withdraw: WithdrawReason,
    ) -> Vec<Reaction> {
        let standing = (self.standing)(member);
        let search = standing
            .open_search
            .map(|search_id| self.end_search(search_id, end));
        let proposal = standing
            .engagement
            .map(|match_id| self.withdraw(match_id, member, None, withdraw));
        search.into_iter().chain(proposal).collect()
    }
}
