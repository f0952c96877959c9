//! What happened to a member.

use serde::{Deserialize, Serialize};

use crate::values::{
    FreeWindows, Language, MatchId, MemberId, Pair, Purpose, Sensitivity, TimeZone, Timestamp,
    TopicSet, VaultRef,
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
}
