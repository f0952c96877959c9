//! `PUT /api/v1/me/profile`: puts a whole profile in place of the present one.

use app::actions::MemberCall;
use app::vault::Kind;
use app::{AppError, actions};
use axum::Json;
use axum::extract::State;
use domain::member::event::Expectation;
use domain::member::{Member, MemberCommand, MemberError, OnboardingStep};
use domain::values::{Bio, FreeWindows, Nickname, TimeZone, TopicSet, VaultRef};
use serde::Serialize;
use utoipa::ToSchema;

use super::profile::{NewProfile, open};
use super::refuse_banned;
use crate::signed::{Caller, JsonBody};
use crate::state::{MemberParts, Members};
use crate::{Code, Problem};

/// The ordinal of the first answer among the commands of its call; registration is 0, coming back 9.
const FIRST_ANSWER: u32 = 10;

/// The profile is as it was put. Its words are not repeated: answers are kept, and they live only in the vault.
#[derive(Serialize, ToSchema)]
pub(super) struct Saved {
    status: SavedStatus,
}

/// What becomes of a profile that can be one.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum SavedStatus {
    /// It is complete, and the member can search.
    Complete,
}

/// Puts a whole profile in place of the present one, or checks it and changes nothing. The rules are accepted in the chat with the bot,
/// before.
#[utoipa::path(
    put,
    path = "/api/v1/me/profile",
    operation_id = "put_profile",
    tag = "me",
    request_body = NewProfile,
    responses(
        (status = 200, description = "It is as it was put", body = Saved),
        (status = 409, description = "`rules_not_accepted`, or `suspended`: a banned member", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`nickname_invalid`, `time_zone_unknown`, `topics_invalid` or `bio_invalid`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn handle(
    State(members): State<Members>,
    Caller(call): Caller,
    JsonBody(profile): JsonBody<NewProfile>,
) -> Result<Json<Saved>, Problem> {
    let profile = Parsed::from(profile)?;
    let member = actions::arrive(&members.dispatcher, &members.vault, call, None).await?;
    refuse_banned(&member)?;
    if member.next_step() == Some(OnboardingStep::Rules) {
        return Err(Problem::new(Code::RulesNotAccepted));
    }
    let commands = commands(&members, call, &member, profile).await?;
    for (ordinal, command) in (FIRST_ANSWER..).zip(commands) {
        let done =
            actions::carry_out::<Member>(&members.dispatcher, call, ordinal, call.member, command);
        done.await?.map_err(|rule| problem(&rule))?;
    }
    let status = SavedStatus::Complete;
    Ok(Json(Saved { status }))
}

/// A profile every field of which is right: nothing is written before all of it is.
struct Parsed {
    nickname: Nickname,
    time_zone: TimeZone,
    topics: TopicSet,
    bio: Option<Bio>,
    expectations: [Expectation; 3],
}

impl Parsed {
    fn from(new: NewProfile) -> Result<Self, Problem> {
        let nickname = Nickname::parse(&new.nickname)
            .map_err(|rule| Problem::new(Code::NicknameInvalid).because(rule))?;
        let bio = new
            .bio
            .map(|bio| Bio::parse(&bio))
            .transpose()
            .map_err(|rule| Problem::new(Code::BioInvalid).because(rule))?;
        let time_zone = new
            .time_zone
            .parse()
            .map_err(|_| Problem::new(Code::TimeZoneUnknown))?;
        let topics: TopicSet = new.topics.into_iter().collect();
        if !(TopicSet::MIN..=TopicSet::MAX).contains(&topics.len()) {
            return Err(Problem::new(Code::TopicsInvalid));
        }
        let free_time: FreeWindows = new.free_time.into_iter().collect();
        Ok(Self {
            nickname,
            time_zone,
            topics,
            bio,
            expectations: [
                Expectation::Purpose(new.purpose),
                Expectation::Sensitivity(new.sensitivity),
                Expectation::FreeTime(free_time),
            ],
        })
    }
}

/// The answers in the order of the onboarding; what is as it was changes nothing.
async fn commands(
    members: &MemberParts,
    call: MemberCall,
    member: &Member,
    profile: Parsed,
) -> Result<Vec<MemberCommand>, AppError> {
    let at = call.now;
    let nickname = kept(
        members,
        member,
        Kind::Nickname,
        member.nickname,
        profile.nickname.as_str(),
    );
    let nickname = nickname.await?;
    let bio = match &profile.bio {
        Some(bio) => Some(kept(members, member, Kind::Bio, member.bio, bio.as_str()).await?),
        None => None,
    };
    let (time_zone, topics) = (profile.time_zone, profile.topics);
    let mut commands = vec![
        MemberCommand::ChooseNickname { nickname, at },
        MemberCommand::ChooseTimeZone { time_zone, at },
        MemberCommand::ChooseTopics { topics, at },
        MemberCommand::WriteBio { bio, at },
    ];
    commands.extend(
        profile
            .expectations
            .map(|expectation| MemberCommand::StateExpectation { expectation, at }),
    );
    Ok(commands)
}

/// Where the vault keeps a text: where it is already, or a new place.
async fn kept(
    members: &MemberParts,
    member: &Member,
    kind: Kind,
    present: Option<VaultRef>,
    text: &str,
) -> Result<VaultRef, AppError> {
    if let Some(present) = present
        && open(members, member, kind, Some(present)).await?.as_deref() == Some(text)
    {
        return Ok(present);
    }
    let id = member.id.ok_or(AppError::Sealed)?;
    members.vault.put(id, kind, text).await
}

fn problem(rule: &MemberError) -> Problem {
    match rule {
        MemberError::TopicCount(_) => Problem::new(Code::TopicsInvalid),
        // The rules were taken back meanwhile, in the chat with the bot.
        _ => Problem::new(Code::RulesNotAccepted),
    }
}
