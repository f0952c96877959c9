//! The document. Its field names are what members and programs of theirs read: add to it, do not rename.

use domain::moderation::{PolicyReason, ReportReason};
use domain::search::EndReason;
use domain::values::{
    FreeWindows, Language, MatchId, Purpose, Rating, ReportId, Sensitivity, TimeZone, Timestamp,
    TopicSet, VaultRef,
};
use projections::conversations::ConversationState;
use serde::Serialize;

/// Everything kept about a member. Not `Debug`: it holds what they wrote.
#[derive(Clone, PartialEq, Serialize)]
pub struct OwnData {
    /// What this is, for programs that read it.
    pub format: &'static str,
    /// The version of the format.
    pub version: u32,
    /// When it was put together.
    pub exported_at: Timestamp,
    /// What the member told about themselves.
    pub profile: Profile,
    /// The choices of `/settings`.
    pub settings: Settings,
    /// The newest first.
    pub searches: Vec<SearchEntry>,
    /// Proposals that did not become a talk, the newest first.
    pub proposals: Vec<Proposal>,
    /// The newest first.
    pub talks: Vec<Talk>,
    /// The oldest first.
    pub blocks: Vec<Block>,
    /// Thanks the member gave in Stars, the newest first.
    pub tips_given: Vec<TipGiven>,
    /// Thanks the member was given, the newest first.
    pub tips_received: Vec<TipReceived>,
    /// How many reports the member filed.
    pub reports_filed: i32,
    /// What the member wrote in them, as far as it is still kept, the oldest first.
    pub report_comments: Vec<ReportComment>,
    /// What the member wrote against decisions, as far as it is still kept, the oldest first.
    pub appeals: Vec<AppealText>,
    /// What moderators decided about the member, the oldest first.
    pub decisions: Vec<DecisionAboutYou>,
}

/// The answers of the onboarding. Not `Debug`, see [`OwnData`].
#[derive(Clone, PartialEq, Serialize)]
pub struct Profile {
    /// The pseudonym.
    pub nickname: Option<String>,
    /// The bio.
    pub bio: Option<String>,
    /// The zone.
    pub time_zone: Option<TimeZone>,
    /// The topics.
    pub topics: TopicSet,
    /// What is looked for.
    pub purpose: Option<Purpose>,
    /// How gently.
    pub sensitivity: Option<Sensitivity>,
    /// The free windows; none means any time.
    pub free_time: FreeWindows,
    /// When the rules were accepted.
    pub rules_accepted_at: Option<Timestamp>,
    /// The member said they are under 18.
    pub under_18: bool,
}

/// The settings.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Settings {
    /// The language the bot speaks to the member.
    pub language: Language,
    /// Whether peers can neither forward nor save what the member sends.
    pub protect_content: bool,
}

/// A search.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SearchEntry {
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended, `None` while it is open.
    pub ended_at: Option<Timestamp>,
    /// Why it ended.
    pub end_reason: Option<EndReason>,
    /// How many proposals it led to.
    pub proposals: i32,
    /// How many of them the member left unanswered.
    pub misses: i32,
}

/// A proposal that did not become a talk.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Proposal {
    /// When it was made.
    pub proposed_at: Timestamp,
    /// What both shared.
    pub shared_topics: TopicSet,
    /// When the member accepted.
    pub you_accepted_at: Option<Timestamp>,
    /// What became of it.
    pub state: ConversationState,
}

/// A talk. Why the other ended it is theirs to know.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Talk {
    /// When it opened.
    pub started_at: Timestamp,
    /// When it ended, `None` while it is open.
    pub ended_at: Option<Timestamp>,
    /// Whether the member ended it.
    pub ended_by_you: bool,
    /// What both shared.
    pub shared_topics: TopicSet,
    /// How many messages the member sent, once it is over. What they said is kept nowhere.
    pub messages_you_sent: Option<i32>,
    /// The rating the member gave.
    pub rating_you_gave: Option<Rating>,
}

/// Somebody the member blocked. Not `Debug`: it holds a pseudonym.
#[derive(Clone, PartialEq, Serialize)]
pub struct Block {
    /// Their pseudonym on that day, `None` when it is erased.
    pub nickname: Option<String>,
    /// Since when.
    pub since: Timestamp,
    /// The talk in which it happened; not in the file, which tells nothing about others.
    #[serde(skip)]
    pub match_id: Option<MatchId>,
}

/// Thanks that were given.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct TipGiven {
    /// When it was paid.
    pub paid_at: Timestamp,
    /// How many Stars.
    pub stars: i64,
    /// Whether they went back to the member.
    pub refunded: bool,
}

/// Thanks that were received.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct TipReceived {
    /// When the share was credited.
    pub credited_at: Timestamp,
    /// How many Stars the member is owed for it.
    pub share_stars: i64,
    /// Whether the payer got them back.
    pub taken_back: bool,
}

/// The comment of a report. Not `Debug`: it holds what somebody wrote.
#[derive(Clone, PartialEq, Serialize)]
pub struct ReportComment {
    /// The report, as it was answered to whoever filed it.
    pub report_id: ReportId,
    /// When.
    pub filed_at: Timestamp,
    /// The reason that was chosen.
    pub reason: ReportReason,
    /// The words.
    pub text: String,
}

/// An appeal. Not `Debug`: it holds what somebody wrote.
#[derive(Clone, PartialEq, Serialize)]
pub struct AppealText {
    /// Where the vault keeps the words. Not the case: whoever reported has another file, and the two must not be matched.
    pub id: VaultRef,
    /// When.
    pub filed_at: Timestamp,
    /// The words.
    pub text: String,
}

/// A decision of a moderator.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct DecisionAboutYou {
    /// When.
    pub decided_at: Timestamp,
    /// What.
    pub decision: DecisionKind,
    /// On which rule it stands; `None` when something is lifted.
    pub rule: Option<PolicyReason>,
    /// When it ends by itself, if it does.
    pub until: Option<Timestamp>,
}

/// What can be decided about a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionKind {
    /// A warning.
    Warned,
    /// Some days without searching.
    Muted,
    /// No searching until somebody lifts it.
    Suspended,
    /// No searching for good.
    Banned,
    /// An earlier decision does not bind any more: its time is over, or an appeal was right.
    Lifted,
}
