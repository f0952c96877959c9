//! What a member may ask for.

use super::event::{Expectation, HoldEnd, ReinstateCause};
use crate::moderation::{PolicyReason, ReportReason};
use crate::values::{
    CaseId, Language, MatchId, MemberId, ReportId, TimeZone, Timestamp, TopicSet, VaultRef,
};

/// Commands to one member's stream. Every one carries its own time.
#[derive(Clone, Debug, PartialEq)]
pub enum MemberCommand {
    /// First contact; repeated on every `/start`, changes nothing the second time.
    RegisterMember {
        /// The member's own id.
        member: MemberId,
        /// What Telegram says they read, if the bot speaks it.
        language: Option<Language>,
        /// When.
        at: Timestamp,
    },
    /// «Мне есть 18, я понимаю».
    AcceptRules {
        /// When.
        at: Timestamp,
    },
    /// «Мне нет 18».
    DeclareMinor {
        /// When.
        at: Timestamp,
    },
    /// Choose a pseudonym (already parsed and in the vault).
    ChooseNickname {
        /// Where the vault keeps it.
        nickname: VaultRef,
        /// When.
        at: Timestamp,
    },
    /// Choose a time zone.
    ChooseTimeZone {
        /// The zone.
        time_zone: TimeZone,
        /// When.
        at: Timestamp,
    },
    /// Choose 2 to 6 topics.
    ChooseTopics {
        /// The topics.
        topics: TopicSet,
        /// When.
        at: Timestamp,
    },
    /// Write a bio, or say there is none.
    WriteBio {
        /// Where the vault keeps it.
        bio: Option<VaultRef>,
        /// When.
        at: Timestamp,
    },
    /// Answer or skip one of the expectation questions.
    StateExpectation {
        /// Which question and the answer.
        expectation: Expectation,
        /// When.
        at: Timestamp,
    },
    /// Read the bot in this language.
    ChooseLanguage {
        /// Which.
        language: Language,
        /// When.
        at: Timestamp,
    },
    /// Let peers forward and save what this member sends, or not.
    ChooseContentProtection {
        /// Whether it is protected.
        protected: bool,
        /// When.
        at: Timestamp,
    },
    /// Never meet this peer again.
    BlockUser {
        /// Whom.
        peer: MemberId,
        /// In which talk.
        match_id: Option<MatchId>,
        /// When.
        at: Timestamp,
    },
    /// Lift a block.
    UnblockUser {
        /// Whom.
        peer: MemberId,
        /// When.
        at: Timestamp,
    },
    /// Telegram refused a message for good.
    MarkUnreachable {
        /// When.
        at: Timestamp,
    },
    /// The member wrote again.
    MarkReachable {
        /// When.
        at: Timestamp,
    },
    /// «Удалить всё»: the person behind this stream must not be found any more.
    EraseMember {
        /// When.
        at: Timestamp,
    },
    /// First contact of somebody whom the vault still knew as erased.
    ReturnMember {
        /// What Telegram says they read, if the bot speaks it.
        language: Option<Language>,
        /// When.
        at: Timestamp,
    },
    /// A case decided on a warning.
    WarnMember {
        /// Which case.
        case_id: CaseId,
        /// On which rule it stands.
        policy_reason: PolicyReason,
        /// When.
        at: Timestamp,
    },
    /// A case decided on some days without searching.
    MuteMember {
        /// Which case.
        case_id: CaseId,
        /// On which rule it stands.
        policy_reason: PolicyReason,
        /// When it ends.
        until: Timestamp,
        /// When.
        at: Timestamp,
    },
    /// A case decided on no searching until somebody lifts it.
    SuspendMember {
        /// Which case.
        case_id: CaseId,
        /// On which rule it stands.
        policy_reason: PolicyReason,
        /// When.
        at: Timestamp,
    },
    /// A case decided on a ban.
    BanMember {
        /// Which case.
        case_id: CaseId,
        /// On which rule it stands.
        policy_reason: PolicyReason,
        /// When.
        at: Timestamp,
    },
    /// What a case decided ends.
    ReinstateMember {
        /// Which case.
        case_id: CaseId,
        /// Why.
        cause: ReinstateCause,
        /// When.
        at: Timestamp,
    },
    /// A decision is too old to count as a strike.
    ExpireStrike {
        /// Of which case.
        case_id: CaseId,
        /// When.
        at: Timestamp,
    },
    /// A report about this member that counts.
    WeighReport {
        /// In which case.
        case_id: CaseId,
        /// Which report.
        report_id: ReportId,
        /// Whose.
        reporter: MemberId,
        /// Why it was filed.
        reason: ReportReason,
        /// When.
        at: Timestamp,
    },
    /// Searching need not be held any more.
    LiftSearchHold {
        /// Why.
        because: HoldEnd,
        /// When.
        at: Timestamp,
    },
    /// A case decided that this member reported in bad faith.
    MuteReporter {
        /// Which case.
        case_id: CaseId,
        /// When.
        at: Timestamp,
    },
}
