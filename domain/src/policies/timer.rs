//! Deadlines.

use serde::{Deserialize, Serialize};

use crate::Command;
use crate::matching::{MatchCommand, Totals};
use crate::member::{HoldEnd, MemberCommand, ReinstateCause};
use crate::search::{EndReason, SearchCommand};
use crate::values::{CaseId, MatchId, MemberId, SearchId, Timestamp};

/// A deadline that ends as a command, or as a card brought up to date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timer {
    /// What it is for.
    pub key: TimerKey,
    /// When it is due.
    pub due_at: Timestamp,
}

/// What a deadline is for; at most one timer of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimerKey {
    /// A proposal's life.
    ProposalExpiry(MatchId),
    /// A search's life.
    SearchExpiry(SearchId),
    /// When one shared topic becomes enough.
    SearchSoftening(SearchId),
    /// When an open talk has to be looked at: it may have fallen silent, or its time may be over. Moved on by the runner to
    /// [`Match::review_due`](crate::matching::Match::review_due) each time, so that messages need not move it.
    ChatReview(MatchId),
    /// When the waiting card of a search is brought up to date.
    WaitingCard(SearchId),
    /// The end of a mute that a case decided.
    MuteEnd(MemberId, CaseId),
    /// When the decision of a case stops counting as a strike.
    StrikeExpiry(MemberId, CaseId),
    /// When a hold of searching ends although nobody looked.
    HoldLapse(MemberId),
}

impl TimerKey {
    /// The command a due timer sends, `None` when it only brings a card up to date. What the relay counted is left to the runner.
    pub fn command(self, at: Timestamp) -> Option<Command> {
        Some(match self {
            Self::ProposalExpiry(id) => Command::Match(id, MatchCommand::ExpireProposal { at }),
            Self::SearchExpiry(id) => Command::Search(
                id,
                SearchCommand::EndSearch {
                    reason: EndReason::Expired,
                    at,
                },
            ),
            Self::SearchSoftening(id) => Command::Search(id, SearchCommand::SoftenSearch { at }),
            Self::ChatReview(id) => Command::Match(
                id,
                MatchCommand::ReviewChat {
                    last_message_at: None,
                    totals: Totals::default(),
                    at,
                },
            ),
            Self::MuteEnd(id, case_id) => Command::Member(
                id,
                MemberCommand::ReinstateMember {
                    case_id,
                    cause: ReinstateCause::TermOver,
                    at,
                },
            ),
            Self::StrikeExpiry(id, case_id) => {
                Command::Member(id, MemberCommand::ExpireStrike { case_id, at })
            }
            Self::HoldLapse(id) => Command::Member(
                id,
                MemberCommand::LiftSearchHold {
                    because: HoldEnd::Lapsed,
                    at,
                },
            ),
            Self::WaitingCard(_) => return None,
        })
    }
}
