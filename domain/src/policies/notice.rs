//! What members are told.

use serde::{Deserialize, Serialize};

use super::Reaction;
use crate::moderation::{AppealOutcome, ReportReason};
use crate::search::EndReason;
use crate::values::{CaseId, MatchId, MemberId, SearchId, Timestamp, TipId};

/// Something a member is told because of an event: a template and references; rendered at the moment of sending.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// To whom.
    pub member: MemberId,
    /// What.
    pub template: Template,
    /// After when it is pointless; `None` for always worth sending.
    pub not_after: Option<Timestamp>,
}

/// What a notice says. Ids only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Template {
    /// The proposal card with «Принять» and «Пропустить».
    ProposalCard {
        /// Which.
        match_id: MatchId,
    },
    /// The proposal came to nothing; the search goes on.
    ProposalClosed {
        /// Which.
        match_id: MatchId,
        /// How.
        outcome: ProposalOutcome,
    },
    /// The talk is open: the rules in one line and the buttons. Messages are relayed only after it.
    ChatOpened {
        /// Which.
        match_id: MatchId,
    },
    /// Nobody has said anything for long; the talk is about to end.
    ChatFellSilent {
        /// Which.
        match_id: MatchId,
        /// Since when.
        silent_since: Timestamp,
        /// When it ends unless somebody says something.
        ends_at: Timestamp,
    },
    /// The time of the talk is nearly over: does it go on?
    ExtensionAsked {
        /// Which.
        match_id: MatchId,
        /// When it ends otherwise.
        ends_at: Timestamp,
        /// Whether the peer has said yes already.
        by_peer: bool,
    },
    /// Both want it: the talk goes on.
    ChatExtended {
        /// Which.
        match_id: MatchId,
        /// Until when.
        ends_at: Timestamp,
    },
    /// Both wanted it: who the other is in Telegram.
    IdentitiesRevealed {
        /// Which.
        match_id: MatchId,
    },
    /// The talk is over.
    ChatClosed {
        /// Which.
        match_id: MatchId,
        /// Whether this member ended it.
        by_you: bool,
        /// Whether to ask for a rating.
        ask_rating: bool,
    },
    /// The search is over without a talk.
    SearchClosed {
        /// Which.
        search_id: SearchId,
        /// Why.
        reason: EndReason,
    },
    /// A person looked at your report; this is what came of it.
    ReportAnswered {
        /// Which talk it was about.
        match_id: MatchId,
        /// Whether something was decided against the peer.
        acted: bool,
    },
    /// A moderator decided against you: which rule, for how long, how to appeal.
    Decided {
        /// By which case.
        case_id: CaseId,
    },
    /// Another moderator judged your appeal.
    AppealAnswered {
        /// In which case.
        case_id: CaseId,
        /// How.
        outcome: AppealOutcome,
    },
    /// Your mute is over.
    MuteOver,
    /// Somebody worries about you: contacts of those who help.
    HelpOffered,
    /// The waiting card says again what is so: edited where it stands, never sent anew.
    WaitingCard {
        /// Which.
        search_id: SearchId,
        /// Why.
        because: CardEdit,
    },
    /// A senior lifted what kept you from searching.
    SanctionLifted,
    /// Something they wrote did not reach the peer, and Telegram did not take that answer at once.
    MessageNotDelivered,
    /// An update of theirs could not be handled, and Telegram did not take that answer at once.
    UpdateParked,
    /// To somebody of the staff: what became of their account.
    OfYourAccount {
        /// What.
        notice: AccountNotice,
    },
    /// The invoice of a tip.
    TipInvoice {
        /// Which.
        tip_id: TipId,
    },
    /// To the payer: what was taken, and where it went.
    TipReceipt {
        /// Which.
        tip_id: TipId,
    },
    /// To the receiver: somebody said thank you.
    TipReceived {
        /// Which.
        tip_id: TipId,
    },
    /// To the payer: the Stars are back.
    TipRefunded {
        /// Which.
        tip_id: TipId,
    },
    /// To the receiver: the Stars went back, and the share with them.
    TipTakenBack {
        /// Which.
        tip_id: TipId,
    },
}

/// What the moderators' chat is told. Ids only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alert {
    /// An urgent report came in.
    UrgentReport {
        /// The case that collects it.
        case_id: CaseId,
        /// Why it was filed.
        reason: ReportReason,
    },
    /// Somebody took a case, gave it back, handed it on or resolved it: what the chat was told of it is put right.
    CaseMoved {
        /// Which.
        case_id: CaseId,
    },
    /// A hold of searching ended although nobody had looked.
    HoldLapsed {
        /// Who may search again.
        member: MemberId,
    },
}

/// What became of the account of somebody of the staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountNotice {
    /// The password is another.
    PasswordChanged,
    /// The role is another.
    RoleChanged,
    /// An authenticator was set up.
    SecondFactorSet,
    /// The password is enough again.
    SecondFactorRemoved,
    /// Somebody came in with a recovery code.
    RecoveryCodeUsed,
    /// Somebody knew the password and not the code.
    CodeRefused,
    /// Somebody knew the password and a code that had been used.
    RepeatedCodeRefused,
    /// Somebody came in from a browser that was never used for this account.
    NewBrowserSeen,
    /// An admin began the account anew.
    AccessReset,
}

impl AccountNotice {
    /// Every one.
    pub const ALL: [Self; 9] = [
        Self::PasswordChanged,
        Self::RoleChanged,
        Self::SecondFactorSet,
        Self::SecondFactorRemoved,
        Self::RecoveryCodeUsed,
        Self::CodeRefused,
        Self::RepeatedCodeRefused,
        Self::NewBrowserSeen,
        Self::AccessReset,
    ];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PasswordChanged => "password_changed",
            Self::RoleChanged => "role_changed",
            Self::SecondFactorSet => "second_factor_set",
            Self::SecondFactorRemoved => "second_factor_removed",
            Self::RecoveryCodeUsed => "recovery_code_used",
            Self::CodeRefused => "code_refused",
            Self::RepeatedCodeRefused => "repeated_code_refused",
            Self::NewBrowserSeen => "new_browser_seen",
            Self::AccessReset => "access_reset",
        }
    }
}

/// Why a waiting card is edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardEdit {
    /// Only time has passed: this may come late or not at all.
    TimePassed,
    /// A proposal was made, or came to nothing.
    SearchMoved,
    /// The last edit.
    SearchEnded,
}

/// How a proposal ended, seen from the member who is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProposalOutcome {
    /// You skipped.
    DeclinedByYou,
    /// The other skipped or left: the same words for both.
    DeclinedByPeer,
    /// Time ran out and you were silent.
    ExpiredOnYou,
    /// Time ran out on the other.
    ExpiredOnPeer,
}

/// A notice that is always worth sending.
pub(super) fn tell(member: MemberId, template: Template) -> Reaction {
    Reaction::Notify(Notice {
        member,
        template,
        not_after: None,
    })
}
