//! Members with a complete profile.

use chrono::{DateTime, Utc};
use domain::member::MemberCommand;
use domain::member::event::Expectation;
use domain::values::{FreeWindows, MemberId, Topic, VaultRef};
use uuid::Uuid;

/// Every answer of the onboarding, in order, by somebody who fits everybody else made so.
pub(crate) fn onboarding(
    member: MemberId,
    nickname: Uuid,
    at: DateTime<Utc>,
) -> [MemberCommand; 9] {
    let stated = |expectation| MemberCommand::StateExpectation { expectation, at };
    [
        MemberCommand::RegisterMember {
            member,
            language: None,
            at,
        },
        MemberCommand::AcceptRules { at },
        MemberCommand::ChooseNickname {
            nickname: VaultRef(nickname),
            at,
        },
        MemberCommand::ChooseTimeZone {
            time_zone: "UTC+3".parse().unwrap(),
            at,
        },
        MemberCommand::ChooseTopics {
            topics: [Topic::Burnout, Topic::Anxiety].into_iter().collect(),
            at,
        },
        MemberCommand::WriteBio { bio: None, at },
        stated(Expectation::Purpose(None)),
        stated(Expectation::Sensitivity(None)),
        stated(Expectation::FreeTime(FreeWindows::default())),
    ]
}
