//! Rules across aggregates, as rows claimed and released in the transaction that appends the event.
//!
//! [`guards`] is a pure function of the event, so the guard tables are a fold of the log.

use std::fmt::Display;

use crate::Event;
use crate::matching::{MatchEvent, Party};
use crate::member::MemberEvent;
use crate::moderation;
use crate::search::SearchEvent;
use crate::tip::TipEvent;
use crate::values::{MatchId, MemberId, Pair, Timestamp, TipId};

/// A kind of guard: which rule the row stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Space {
    /// member → match: at most one open proposal or talk each.
    Engagements,
    /// member → search: who may be proposed right now. Taken by `MatchProposed`.
    Searches,
    /// member → search: the one search that has not ended, taken or not.
    OpenSearches,
    /// pair → until: blocks, cooldowns and open reports.
    PairRestrictions,
    /// Telegram's charge id → tip: a payment is recorded once, whichever tip it is said to belong to. Never given back.
    Charges,
    /// member → until: sanctions, holds and erasures. Whoever is restrained starts no search and is proposed to nobody.
    Restrained,
    /// member → case: the one case that collects reports about them.
    OpenCases,
    /// talk and reporter → report: the one that nobody has answered yet.
    Reports,
}

impl Space {
    /// Every space.
    pub const ALL: [Self; 8] = [
        Self::Engagements,
        Self::Searches,
        Self::OpenSearches,
        Self::PairRestrictions,
        Self::Charges,
        Self::Restrained,
        Self::OpenCases,
        Self::Reports,
    ];

    /// The stable name in the guard tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Engagements => "engagements",
            Self::Searches => "searches",
            Self::OpenSearches => "open_searches",
            Self::PairRestrictions => "pair_restrictions",
            Self::Charges => "charges",
            Self::Restrained => "restrained",
            Self::OpenCases => "open_cases",
            Self::Reports => "reports",
        }
    }

    /// The space of a stable name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|space| space.name() == name)
    }
}

/// One step on the guard rows, checked and done in order within the append.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guard {
    /// Take the key for the holder; violated when anyone else holds it.
    Claim {
        /// Which rule.
        space: Space,
        /// Whose row.
        key: String,
        /// For whom.
        holder: String,
    },
    /// Give the key back; nothing happens when the holder does not hold it.
    Release {
        /// Which rule.
        space: Space,
        /// Whose row.
        key: String,
        /// For whom.
        holder: String,
    },
    /// Violated unless the holder holds the key.
    Require {
        /// Which rule.
        space: Space,
        /// Whose row.
        key: String,
        /// By whom.
        holder: String,
    },
    /// Violated when anyone holds the key.
    Vacant {
        /// Which rule.
        space: Space,
        /// Whose row.
        key: String,
    },
    /// Restrict the key until a moment, or for good; replaces the same holder's earlier restriction.
    Restrict {
        /// Which rule.
        space: Space,
        /// What is restricted.
        key: String,
        /// Who or what restricts it; one key may have several.
        holder: String,
        /// The end, `None` for no end.
        until: Option<Timestamp>,
    },
    /// Violated when any restriction on the key reaches past this moment.
    Unrestricted {
        /// Which rule.
        space: Space,
        /// What must be free.
        key: String,
        /// The command's own time.
        at: Timestamp,
    },
}

/// The guard steps of an event, in order.
pub fn guards(event: &Event) -> Vec<Guard> {
    match event {
        Event::Member(id, event) => of_member(*id, event),
        Event::Search(_, event) => of_search(event),
        Event::Match(_, event) => of_match(event),
        Event::Tip(id, event) => of_tip(*id, event),
        Event::Case(id, event) => moderation::guards(*id, event),
        Event::Account(..) | Event::StaffAccess(..) => Vec::new(),
    }
}

/// Who restricts a pair after a proposal or a talk; the latest replaces the earlier.
const COOLDOWN: &str = "cooldown";

/// What the holder of a restriction begins with when it is a block; the member who blocked follows.
pub const BLOCK: &str = "block:";

/// What the holder of a restriction begins with when it is a report that nobody has answered yet; the report follows.
pub const REPORT: &str = "report:";

/// Who restrains an erased member: whatever was under way for them meanwhile finds nobody.
pub const ERASED: &str = "erased";

/// Who restrains a member whose searching is held by signals. A sanction is held by its case.
pub const HOLD: &str = "hold";

/// A block belongs to the one who set it, so that two mutual blocks are two rows and lifting one leaves the other.
fn of_member(blocker: MemberId, event: &MemberEvent) -> Vec<Guard> {
    let (pair, until) = match event {
        MemberEvent::UserBlocked { pair, .. } => (pair, None),
        MemberEvent::UserUnblocked {
            pair,
            restricted_until,
            ..
        } => (pair, Some(*restricted_until)),
        _ => return restraint(blocker, event).into_iter().collect(),
    };
    vec![restrict(*pair, format!("{BLOCK}{blocker}"), until)]
}

/// Each case restrains by itself, so that taking one decision back leaves the others.
fn restraint(member: MemberId, event: &MemberEvent) -> Option<Guard> {
    let (holder, until) = match event {
        MemberEvent::MemberMuted { case_id, until, .. } => (case_id.to_string(), Some(*until)),
        MemberEvent::MemberSuspended { case_id, .. }
        | MemberEvent::MemberBanned { case_id, .. } => (case_id.to_string(), None),
        MemberEvent::MemberReinstated { case_id, at, .. } => (case_id.to_string(), Some(*at)),
        MemberEvent::MemberErased { .. } => (ERASED.to_owned(), None),
        MemberEvent::MemberReturned { at } => (ERASED.to_owned(), Some(*at)),
        MemberEvent::SearchHeld { until, .. } => (HOLD.to_owned(), Some(*until)),
        MemberEvent::SearchHoldLifted { at, .. } => (HOLD.to_owned(), Some(*at)),
        _ => return None,
    };
    Some(Guard::Restrict {
        space: Space::Restrained,
        key: member.to_string(),
        holder,
        until,
    })
}

fn unrestrained(member: MemberId, at: Timestamp) -> Guard {
    Guard::Unrestricted {
        space: Space::Restrained,
        key: member.to_string(),
        at,
    }
}

fn of_search(event: &SearchEvent) -> Vec<Guard> {
    let (search_id, member) = event.subject();
    match event {
        SearchEvent::SearchStarted { at, .. } => vec![
            unrestrained(member, *at),
            Guard::Vacant {
                space: Space::Engagements,
                key: member.to_string(),
            },
            claim(Space::OpenSearches, member, search_id),
            claim(Space::Searches, member, search_id),
        ],
        SearchEvent::SearchResumed { .. } => vec![
            require(Space::OpenSearches, member, search_id),
            claim(Space::Searches, member, search_id),
        ],
        SearchEvent::SearchEnded { .. } => vec![
            release(Space::Searches, member, search_id),
            release(Space::OpenSearches, member, search_id),
        ],
        SearchEvent::SearchSoftened { .. }
        | SearchEvent::SearchTaken { .. }
        | SearchEvent::SearchMissed { .. } => Vec::new(),
    }
}

fn of_match(event: &MatchEvent) -> Vec<Guard> {
    match event {
        MatchEvent::MatchProposed {
            match_id,
            parties,
            pair,
            at,
            ..
        } => {
            let mut steps = vec![Guard::Unrestricted {
                space: Space::PairRestrictions,
                key: pair.to_string(),
                at: *at,
            }];
            for party in parties {
                steps.push(unrestrained(party.member, *at));
                steps.push(require(Space::Searches, party.member, party.search_id));
                steps.push(release(Space::Searches, party.member, party.search_id));
                steps.push(claim(Space::Engagements, party.member, *match_id));
            }
            steps
        }
        // The talk uses both searches up: whoever left the search in the same moment is not drawn into it.
        MatchEvent::ChatStarted { parties, .. } => parties
            .iter()
            .flat_map(|party| {
                [
                    require(Space::OpenSearches, party.member, party.search_id),
                    release(Space::OpenSearches, party.member, party.search_id),
                ]
            })
            .collect(),
        MatchEvent::ProposalWithdrawn {
            match_id, parties, ..
        } => release_both(*match_id, parties),
        MatchEvent::ProposalDeclined {
            match_id,
            parties,
            pair,
            restricted_until,
            ..
        }
        | MatchEvent::ProposalExpired {
            match_id,
            parties,
            pair,
            restricted_until,
            ..
        }
        | MatchEvent::ChatEnded {
            match_id,
            parties,
            pair,
            restricted_until,
            ..
        } => {
            let mut steps = release_both(*match_id, parties);
            steps.push(restrict(
                *pair,
                COOLDOWN.to_owned(),
                Some(*restricted_until),
            ));
            steps
        }
        MatchEvent::ProposalAccepted { .. }
        | MatchEvent::ChatTimeBoxed { .. }
        | MatchEvent::ChatFellSilent { .. }
        | MatchEvent::ExtensionAsked { .. }
        | MatchEvent::ExtensionWished { .. }
        | MatchEvent::ChatExtended { .. }
        | MatchEvent::RevealOffered { .. }
        | MatchEvent::RevealWithdrawn { .. }
        | MatchEvent::IdentitiesRevealed { .. }
        | MatchEvent::ChatRated { .. } => Vec::new(),
    }
}

fn of_tip(id: TipId, event: &TipEvent) -> Vec<Guard> {
    match event {
        TipEvent::TipPaid { charge_id, .. } | TipEvent::TipPaymentUnmatched { charge_id, .. } => {
            vec![Guard::Claim {
                space: Space::Charges,
                key: charge_id.to_string(),
                holder: id.to_string(),
            }]
        }
        TipEvent::TipInvoiced { .. }
        | TipEvent::TipCheckoutApproved { .. }
        | TipEvent::TipCheckoutRefused { .. }
        | TipEvent::TipRefundOrdered { .. }
        | TipEvent::TipRefunded { .. } => Vec::new(),
    }
}

fn release_both(match_id: MatchId, parties: &[Party; 2]) -> Vec<Guard> {
    parties
        .iter()
        .map(|party| release(Space::Engagements, party.member, match_id))
        .collect()
}

fn restrict(pair: Pair, holder: String, until: Option<Timestamp>) -> Guard {
    Guard::Restrict {
        space: Space::PairRestrictions,
        key: pair.to_string(),
        holder,
        until,
    }
}

fn claim(space: Space, member: MemberId, holder: impl Display) -> Guard {
    Guard::Claim {
        space,
        key: member.to_string(),
        holder: holder.to_string(),
    }
}

fn require(space: Space, member: MemberId, holder: impl Display) -> Guard {
    Guard::Require {
        space,
        key: member.to_string(),
        holder: holder.to_string(),
    }
}

fn release(space: Space, member: MemberId, holder: impl Display) -> Guard {
    Guard::Release {
        space,
        key: member.to_string(),
        holder: holder.to_string(),
    }
}
