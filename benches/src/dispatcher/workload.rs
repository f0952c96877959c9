//! What one member does, over and over with new members.

use chrono::{DateTime, Utc};
use domain::member::{Expectation, MemberCommand};
use domain::search::{EndReason, SearchCommand};
use domain::values::{FreeWindows, MemberId, SearchId, TimeZone, Topic, VaultRef};
use uuid::Uuid;

/// The commands of one member's life.
pub(super) struct Life {
    pub(super) member: MemberId,
    pub(super) search: SearchId,
    pub(super) onboarding: Vec<MemberCommand>,
    /// They claim and release the guard "one open search per member".
    pub(super) searching: Vec<SearchCommand>,
}

impl Life {
    pub(super) fn new() -> Self {
        let member = MemberId(fresh_id());
        let search = SearchId(fresh_id());
        let at = DateTime::<Utc>::UNIX_EPOCH;
        let onboarding = vec![
            MemberCommand::RegisterMember {
                member,
                language: None,
                at,
            },
            MemberCommand::AcceptRules { at },
            MemberCommand::ChooseNickname {
                nickname: VaultRef(fresh_id()),
                at,
            },
            MemberCommand::ChooseTimeZone {
                time_zone: TimeZone::COMMON[1],
                at,
            },
            MemberCommand::ChooseTopics {
                topics: [Topic::Burnout, Topic::Anxiety].into_iter().collect(),
                at,
            },
            MemberCommand::WriteBio { bio: None, at },
            MemberCommand::StateExpectation {
                expectation: Expectation::Purpose(None),
                at,
            },
            MemberCommand::StateExpectation {
                expectation: Expectation::Sensitivity(None),
                at,
            },
            MemberCommand::StateExpectation {
                expectation: Expectation::FreeTime(FreeWindows::default()),
                at,
            },
        ];
        let searching = vec![
            SearchCommand::StartSearch {
                search_id: search,
                member,
                at,
            },
            SearchCommand::EndSearch {
                reason: EndReason::Cancelled,
                at,
            },
        ];
        Self {
            member,
            search,
            onboarding,
            searching,
        }
    }
}

/// Distinct within and across runs.
#[allow(clippy::disallowed_methods, reason = "a benchmark needs no seed")]
pub(super) fn fresh_id() -> Uuid {
    Uuid::now_v7()
}
