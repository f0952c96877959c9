//! The profile as the API shows and takes it.

use app::AppError;
use app::vault::Kind;
use domain::member::{Member, OnboardingStep};
use domain::values::{Purpose, Sensitivity, Topic, VaultRef, Window};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::openapi::{free_time, purpose, sensitivity, topics};
use crate::state::MemberParts;

/// A profile that takes the place of the present one. No `Debug`: it holds what a member wrote.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewProfile {
    /// 2 to 32 visible characters on one line; no `@`, link, phone or mail.
    #[schema(min_length = 2)]
    pub(super) nickname: String,
    /// An IANA name, or `UTC+5`.
    pub(super) time_zone: String,
    /// 2 to 6 of them.
    #[schema(schema_with = topics)]
    pub(super) topics: Vec<Topic>,
    /// At most 160 characters; none when left out.
    #[serde(default)]
    pub(super) bio: Option<String>,
    /// What the member is looking for; skipped when left out.
    #[serde(default)]
    #[schema(schema_with = purpose)]
    pub(super) purpose: Option<Purpose>,
    /// How gently topics are handled; skipped when left out.
    #[serde(default)]
    #[schema(schema_with = sensitivity)]
    pub(super) sensitivity: Option<Sensitivity>,
    /// When the member is free; all day when left out.
    #[serde(default)]
    #[schema(schema_with = free_time)]
    pub(super) free_time: Vec<Window>,
}

/// The member's profile.
#[derive(Serialize, ToSchema)]
pub(super) struct Profile {
    nickname: Option<String>,
    time_zone: Option<String>,
    #[schema(schema_with = free_topics)]
    topics: Vec<Topic>,
    bio: Option<String>,
    #[schema(schema_with = purpose)]
    purpose: Option<Purpose>,
    #[schema(schema_with = sensitivity)]
    sensitivity: Option<Sensitivity>,
    /// Empty for all day.
    #[schema(schema_with = free_time)]
    free_time: Vec<Window>,
}

/// None are chosen before the onboarding comes to them.
fn free_topics() -> utoipa::openapi::schema::Array {
    let mut topics = topics();
    topics.min_items = None;
    topics
}

impl Profile {
    /// The profile with what the vault keeps of it.
    pub(super) async fn of(members: &MemberParts, member: &Member) -> Result<Self, AppError> {
        Ok(Self {
            nickname: open(members, member, Kind::Nickname, member.nickname).await?,
            time_zone: member.time_zone.map(|zone| zone.to_string()),
            topics: member.topics.iter().collect(),
            bio: open(members, member, Kind::Bio, member.bio).await?,
            purpose: member.purpose.flatten(),
            sensitivity: member.sensitivity.flatten(),
            free_time: member.free_time.unwrap_or_default().iter().collect(),
        })
    }
}

/// A value of the member's own, opened.
pub(super) async fn open(
    members: &MemberParts,
    member: &Member,
    kind: Kind,
    reference: Option<VaultRef>,
) -> Result<Option<String>, AppError> {
    let (Some(id), Some(reference)) = (member.id, reference) else {
        return Ok(None);
    };
    let value = members.vault.get(id, kind, reference).await?;
    Ok(value.map(|value| value.expose_secret().to_owned()))
}

/// A question of the onboarding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Question {
    /// The rules and the age, in the chat with the bot.
    Rules,
    /// The pseudonym.
    Nickname,
    /// The time zone.
    TimeZone,
    /// 2 to 6 topics.
    Topics,
    /// The bio.
    Bio,
    /// What the member is looking for.
    Purpose,
    /// How gently.
    Sensitivity,
    /// When the member is free.
    FreeTime,
}

impl From<OnboardingStep> for Question {
    fn from(step: OnboardingStep) -> Self {
        match step {
            OnboardingStep::Rules => Self::Rules,
            OnboardingStep::Nickname => Self::Nickname,
            OnboardingStep::TimeZone => Self::TimeZone,
            OnboardingStep::Topics => Self::Topics,
            OnboardingStep::Bio => Self::Bio,
            OnboardingStep::Purpose => Self::Purpose,
            OnboardingStep::Sensitivity => Self::Sensitivity,
            OnboardingStep::FreeTime => Self::FreeTime,
        }
    }
}
