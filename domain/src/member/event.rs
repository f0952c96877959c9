//! What happened to a member.

use serde::{Deserialize, Serialize};

use crate::moderation::{PolicyReason, ReportReason};
use crate::values::{
    CaseId, FreeWindows, Language, MatchId, MemberId, Pair, Purpose, ReportId, Sensitivity,
    TimeZone, Timestamp, TopicSet, VaultRef,
};

/// Facts of one member's stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum MemberEvent {
    /// The person wrote to a bot for the first time.
    MemberRegistered {
        /// Who.
        member: MemberId,
        /// When.
        at: Timestamp,
    },
    /// «Мне есть 18, я понимаю».
    RulesAccepted {
        /// When.
        at: Timestamp,
    },
    /// «Мне нет 18»: children's lines are shown, no matching is offered until the person says otherwise.
    MinorDeclared {
        /// When.
        at: Timestamp,
    },
    /// A new pseudonym.
    NicknameChosen {
        /// Where the vault keeps it.
        nickname: VaultRef,
        /// When.
        at: Timestamp,
    },
    /// A new time zone.
    TimeZoneChosen {
        /// The zone.
        time_zone: TimeZone,
        /// When.
        at: Timestamp,
    },
    /// New topics, 2 to 6.
    TopicsChosen {
        /// The topics.
        topics: TopicSet,
        /// When.
        at: Timestamp,
    },
    /// A new bio, or none.
    BioWritten {
        /// Where the vault keeps it; `None` when skipped or removed.
        bio: Option<VaultRef>,
        /// When.
        at: Timestamp,
    },
    /// An answer to one of the expectation questions.
    ExpectationsStated {
        /// Which question and the answer.
        expectation: Expectation,
        /// When.
        at: Timestamp,
    },
    /// Every question of the onboarding has an answer.
    ProfileCompleted {
        /// When.
        at: Timestamp,
    },
    /// The language the member reads the bot in: chosen in `/settings`, or taken from Telegram at the first contact.
    LanguageChosen {
        /// Which.
        language: Language,
        /// When.
        at: Timestamp,
    },
    /// Whether peers can forward and save what this member sends from now on.
    ContentProtectionChosen {
        /// Whether it is protected.
        protected: bool,
        /// When.
        at: Timestamp,
    },
    /// This member never wants to meet the peer again.
    UserBlocked {
        /// Who is blocked.
        peer: MemberId,
        /// Blocker and blocked.
        pair: Pair,
        /// The talk in which it happened.
        match_id: Option<MatchId>,
        /// When.
        at: Timestamp,
    },
    /// The block was lifted.
    UserUnblocked {
        /// Who was blocked.
        peer: MemberId,
        /// Blocker and blocked.
        pair: Pair,
        /// Until when the pair still does not meet: 30 days from the block.
        restricted_until: Timestamp,
        /// When.
        at: Timestamp,
    },
    /// Telegram says the member blocked the bot or deleted the account.
    MemberUnreachable {
        /// When.
        at: Timestamp,
    },
    /// The member wrote again.
    MemberReachable {
        /// When.
        at: Timestamp,
    },
    /// The member erased themselves: the vault destroys their key, and nothing of the profile counts any more. What the staff decided and
    /// whom others blocked stays with the opaque id (product.md, "Privacy").
    MemberErased {
        /// When.
        at: Timestamp,
    },
    /// An erased member came back while a sanction, an open case or somebody's block stood, and inherits it; the profile begins anew.
    MemberReturned {
        /// When.
        at: Timestamp,
    },
    /// A moderator decided on a warning.
    MemberWarned {
        /// By which case.
        case_id: CaseId,
        /// On which rule it stands.
        policy_reason: PolicyReason,
        /// Until when it counts as a strike.
        strike_until: Timestamp,
        /// When.
        at: Timestamp,
    },
    /// A moderator decided on some days without searching.
    MemberMuted {
        /// By which case.
        case_id: CaseId,
        /// On which rule it stands.
        policy_reason: PolicyReason,
        /// When the mute ends.
        until: Timestamp,
        /// Until when it counts as a strike.
        strike_until: Timestamp,
        /// When.
        at: Timestamp,
    },
    /// A moderator decided on no searching until somebody lifts it.
    MemberSuspended {
        /// By which case.
        case_id: CaseId,
        /// On which rule it stands.
        policy_reason: PolicyReason,
        /// Until when it counts as a strike.
        strike_until: Timestamp,
        /// When.
        at: Timestamp,
    },
    /// A moderator decided on a ban.
    MemberBanned {
        /// By which case.
        case_id: CaseId,
        /// On which rule it stands.
        policy_reason: PolicyReason,
        /// Until when it counts as a strike.
        strike_until: Timestamp,
        /// When.
        at: Timestamp,
    },
    /// What a case decided does not bind the member any more.
    MemberReinstated {
        /// Which case.
        case_id: CaseId,
        /// Why.
        cause: ReinstateCause,
        /// When.
        at: Timestamp,
    },
    /// A decision does not count as a strike any more.
    StrikeExpired {
        /// Of which case.
        case_id: CaseId,
        /// When.
        at: Timestamp,
    },
    /// A report about this member counts as a signal.
    ReportWeighed {
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
    /// By its signals the member's searching is held until a moderator looked.
    SearchHeld {
        /// Who looks into it: this case.
        case_id: CaseId,
        /// At the latest.
        until: Timestamp,
        /// When.
        at: Timestamp,
    },
    /// The member may search again, as far as the signals go.
    SearchHoldLifted {
        /// Why.
        because: HoldEnd,
        /// When.
        at: Timestamp,
    },
    /// This member reported in bad faith: their reports do not count as signals.
    ReporterMuted {
        /// By which case.
        case_id: CaseId,
        /// Until when.
        until: Timestamp,
        /// When.
        at: Timestamp,
    },
}

/// Why a sanction ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReinstateCause {
    /// It had lasted its time.
    TermOver,
    /// Another moderator judged that the decision was wrong.
    Appeal,
    /// A senior judged that it is enough. The strike stays.
    Lifted,
}

/// Why a hold ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldEnd {
    /// A moderator looked and decided.
    Reviewed,
    /// Nobody looked in time.
    Lapsed,
}

/// One expectation question with its answer; `None` and unstated stand for «пропустить».
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expectation {
    /// поддержка / совет / дружба
    Purpose(Option<Purpose>),
    /// бережно / открыто
    Sensitivity(Option<Sensitivity>),
    /// утро / день / вечер / ночь
    FreeTime(FreeWindows),
}

impl MemberEvent {
    /// Whether it says how the member stands with the staff: decisions, their ends, signals and holds.
    pub const fn concerns_standing(&self) -> bool {
        matches!(
            self,
            Self::MemberWarned { .. }
                | Self::MemberMuted { .. }
                | Self::MemberSuspended { .. }
                | Self::MemberBanned { .. }
                | Self::MemberReinstated { .. }
                | Self::StrikeExpired { .. }
                | Self::ReportWeighed { .. }
                | Self::SearchHeld { .. }
                | Self::SearchHoldLifted { .. }
                | Self::ReporterMuted { .. }
        )
    }
}

event_types! { MemberEvent:
    MemberRegistered = "MemberRegistered", "1";
    RulesAccepted = "RulesAccepted", "1";
    MinorDeclared = "MinorDeclared", "1";
    NicknameChosen = "NicknameChosen", "1";
    TimeZoneChosen = "TimeZoneChosen", "1";
    TopicsChosen = "TopicsChosen", "1";
    BioWritten = "BioWritten", "1";
    ExpectationsStated = "ExpectationsStated", "1";
    ProfileCompleted = "ProfileCompleted", "1";
    LanguageChosen = "LanguageChosen", "1";
    ContentProtectionChosen = "ContentProtectionChosen", "1";
    UserBlocked = "UserBlocked", "1";
    UserUnblocked = "UserUnblocked", "1";
    MemberUnreachable = "MemberUnreachable", "1";
    MemberReachable = "MemberReachable", "1";
    MemberErased = "MemberErased", "1";
    MemberReturned = "MemberReturned", "1";
    MemberWarned = "MemberWarned", "1";
    MemberMuted = "MemberMuted", "1";
    MemberSuspended = "MemberSuspended", "1";
    MemberBanned = "MemberBanned", "1";
    MemberReinstated = "MemberReinstated", "1";
    StrikeExpired = "StrikeExpired", "1";
    ReportWeighed = "ReportWeighed", "1";
    SearchHeld = "SearchHeld", "1";
    SearchHoldLifted = "SearchHoldLifted", "1";
    ReporterMuted = "ReporterMuted", "1";
}
