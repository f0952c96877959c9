//! Who may tip whom, and until when (product.md, "Tips").

use std::fmt;

use crate::Rules;
use crate::matching::ChatEndReason;
use crate::member::MemberEvent;
use crate::values::{CaseId, MemberId, Pair, Timestamp};

/// What is known of a talk and its two participants. What keeps one of them from being tipped keeps both from tipping: a refusal
/// tells nothing about the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TipTerms {
    /// Whose talk.
    pub pair: Pair,
    /// When and why it ended; `None` while it is open.
    pub ended: Option<(Timestamp, ChatEndReason)>,
    /// Whether one blocked the other.
    pub blocked: bool,
    /// Whether one of them may not be met by anyone: restricted, or gone for good.
    pub barred: bool,
}

/// A tip that is possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TipOffer {
    /// Who would be thanked.
    pub receiver: MemberId,
    /// Until when at least: a talk that is open may end at any moment.
    pub until: Timestamp,
}

impl TipTerms {
    /// Whom the payer may thank, `None` for every reason why not.
    pub fn offer(&self, payer: MemberId, at: Timestamp, rules: &Rules) -> Option<TipOffer> {
        let receiver = self.pair.peer_of(payer)?;
        if self.blocked || self.barred {
            return None;
        }
        let until = match self.ended {
            None => at + rules.tip_window,
            // After a block, a sanction or an unreachable peer nobody is asked for a tip, and none is taken.
            Some((ended_at, reason)) if reason.asks_rating() => ended_at + rules.tip_window,
            Some(_) => return None,
        };
        (at <= until).then_some(TipOffer { receiver, until })
    }
}

/// Why a member may be met by nobody, so that nobody tips them and they tip nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bar {
    /// They said that they are under 18.
    Minor,
    /// What a case decided keeps them from others.
    Sanction(CaseId),
    /// They erased themselves.
    Erased,
}

/// What an event says about the bars of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BarChange {
    /// There is one more from now on.
    Set(Bar),
    /// It stands no more; others may.
    Lifted(Bar),
}

/// Whether an event bars a member from tips, or lifts a bar. Every event of a member is named, so that a new one has to say what it means
/// for tips. A hold of searching is only a suspicion, and a warning only words.
pub const fn bars(event: &MemberEvent) -> Option<BarChange> {
    match event {
        MemberEvent::MinorDeclared { .. } => Some(BarChange::Set(Bar::Minor)),
        MemberEvent::RulesAccepted { .. } => Some(BarChange::Lifted(Bar::Minor)),
        MemberEvent::MemberErased { .. } => Some(BarChange::Set(Bar::Erased)),
        MemberEvent::MemberReturned { .. } => Some(BarChange::Lifted(Bar::Erased)),
        MemberEvent::MemberMuted { case_id, .. }
        | MemberEvent::MemberSuspended { case_id, .. }
        | MemberEvent::MemberBanned { case_id, .. } => {
            Some(BarChange::Set(Bar::Sanction(*case_id)))
        }
        MemberEvent::MemberReinstated { case_id, .. } => {
            Some(BarChange::Lifted(Bar::Sanction(*case_id)))
        }
        MemberEvent::MemberRegistered { .. }
        | MemberEvent::NicknameChosen { .. }
        | MemberEvent::TimeZoneChosen { .. }
        | MemberEvent::TopicsChosen { .. }
        | MemberEvent::BioWritten { .. }
        | MemberEvent::ExpectationsStated { .. }
        | MemberEvent::ProfileCompleted { .. }
        | MemberEvent::LanguageChosen { .. }
        | MemberEvent::ContentProtectionChosen { .. }
        | MemberEvent::UserBlocked { .. }
        | MemberEvent::UserUnblocked { .. }
        | MemberEvent::MemberUnreachable { .. }
        | MemberEvent::MemberReachable { .. }
        | MemberEvent::MemberWarned { .. }
        | MemberEvent::StrikeExpired { .. }
        | MemberEvent::ReportWeighed { .. }
        | MemberEvent::SearchHeld { .. }
        | MemberEvent::SearchHoldLifted { .. }
        | MemberEvent::ReporterMuted { .. } => None,
    }
}

impl fmt::Display for Bar {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Minor => formatter.write_str("minor"),
            Self::Erased => formatter.write_str("erased"),
            Self::Sanction(case_id) => write!(formatter, "sanction:{case_id}"),
        }
    }
}
