//! The document. Its field names are what members and programs of theirs read: add to it, do not rename.

use domain::search::EndReason;
use domain::values::{
    FreeWindows, Language, Purpose, Rating, Sensitivity, TimeZone, Timestamp, TopicSet,
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
}
