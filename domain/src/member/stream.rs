//! The member aggregate as one of all streams.

use super::{Member, MemberCommand, MemberError, MemberEvent};
use crate::event::{Event, Stream};
use crate::guard::Space;
use crate::values::MemberId;

impl Stream for Member {
    type Id = MemberId;

    fn event(id: MemberId, event: MemberEvent) -> Event {
        Event::Member(id, event)
    }

    /// No member event carries a guard that can be violated: blocks and sanctions only restrict. The answer is there to be total.
    fn rejection(_space: Space) -> MemberError {
        MemberError::NotRegistered
    }

    fn command_name(command: &MemberCommand) -> &'static str {
        match command {
            MemberCommand::RegisterMember { .. } => "RegisterMember",
            MemberCommand::AcceptRules { .. } => "AcceptRules",
            MemberCommand::DeclareMinor { .. } => "DeclareMinor",
            MemberCommand::ChooseNickname { .. } => "ChooseNickname",
            MemberCommand::ChooseTimeZone { .. } => "ChooseTimeZone",
            MemberCommand::ChooseTopics { .. } => "ChooseTopics",
            MemberCommand::WriteBio { .. } => "WriteBio",
            MemberCommand::StateExpectation { .. } => "StateExpectation",
            MemberCommand::ChooseLanguage { .. } => "ChooseLanguage",
            MemberCommand::ChooseContentProtection { .. } => "ChooseContentProtection",
            MemberCommand::BlockUser { .. } => "BlockUser",
            MemberCommand::UnblockUser { .. } => "UnblockUser",
            MemberCommand::MarkUnreachable { .. } => "MarkUnreachable",
            MemberCommand::MarkReachable { .. } => "MarkReachable",
            MemberCommand::EraseMember { .. } => "EraseMember",
            MemberCommand::ReturnMember { .. } => "ReturnMember",
            MemberCommand::WarnMember { .. } => "WarnMember",
            MemberCommand::MuteMember { .. } => "MuteMember",
            MemberCommand::SuspendMember { .. } => "SuspendMember",
            MemberCommand::BanMember { .. } => "BanMember",
            MemberCommand::ReinstateMember { .. } => "ReinstateMember",
            MemberCommand::ExpireStrike { .. } => "ExpireStrike",
            MemberCommand::WeighReport { .. } => "WeighReport",
            MemberCommand::LiftSearchHold { .. } => "LiftSearchHold",
            MemberCommand::MuteReporter { .. } => "MuteReporter",
        }
    }

    fn creates(command: &MemberCommand) -> bool {
        matches!(command, MemberCommand::RegisterMember { .. })
    }
}
