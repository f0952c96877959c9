//! `GET /console/members/{id}`: one member, how they stand, and what happened.

use app::history::{History, Subject};
use app::vault::Kind;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use cqrs_es::Aggregate;
use domain::member::standing::STRIKES_TO_SUGGEST_SUSPENSION;
use domain::member::{Member, Restraint};
use domain::moderation::Case;
use domain::staff_access::StaffAccessCommand;
use domain::values::{MemberId, Timestamp};

use super::Desk;
use super::case_page::open;
use super::cases;
use super::desk::DeskParts;
use super::look::look;
use super::page::{self, Frame};
use super::refusal::Refusal;
use super::signed_in::Moderating;
use super::timeline::{Entry, entries};
use super::words::{moment, say, short, stamp};

/// What the staff sees of a member. No Telegram identity, and no word that was said: neither is there.
pub(super) struct Person {
    pub(super) member: MemberId,
    pub(super) nickname: Option<String>,
    pub(super) bio: Option<String>,
    pub(super) topics: Vec<&'static str>,
    pub(super) unreachable: bool,
    /// The stable name of what keeps the member from searching.
    pub(super) restraint: Option<&'static str>,
    pub(super) restrained_until: Option<Timestamp>,
    pub(super) strikes: usize,
    /// Enough strikes that a suspension is suggested.
    pub(super) suggest_suspension: bool,
    pub(super) signals: usize,
    /// Until when the member's own reports do not count.
    pub(super) reporter_muted_until: Option<Timestamp>,
}

#[derive(Template)]
#[template(path = "member.html")]
struct MemberPage {
    frame: Frame,
    person: Person,
    cases: Vec<String>,
    events: Vec<Entry>,
}

impl MemberPage {
    /// Where the member is replayed.
    fn base(&self) -> String {
        format!("/console/replay/member/{}", self.person.member)
    }
}

pub(super) async fn show(
    State(desk): State<Desk>,
    Moderating(me): Moderating,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let member_id: MemberId = id.parse().map_err(|_| Refusal::NotFound)?;
    let member: Member = desk.dispatcher.load(member_id).await?;
    if !member.registered {
        return Err(Refusal::NotFound);
    }
    look(&desk, &me, |by, at| StaffAccessCommand::ViewMember {
        by,
        member: member_id,
        at,
    })
    .await?;
    let history = History::of(&desk.pool, Subject::Member(member_id)).await?;
    let staff = cases::names(&desk).await?;
    let mut cases: Vec<String> = history
        .events()
        .iter()
        .filter(|event| event.aggregate_type == Case::TYPE)
        .map(|event| event.aggregate_id.clone())
        .collect();
    cases.sort_unstable();
    cases.dedup();
    Ok(page::html(&MemberPage {
        frame: Frame::of(&me, "member"),
        person: person(&desk, member_id, &member).await?,
        cases,
        events: entries(history.events(), &staff),
    }))
}

pub(super) async fn person(
    desk: &DeskParts,
    id: MemberId,
    member: &Member,
) -> Result<Person, Refusal> {
    let now = desk.clock.now();
    let standing = &member.standing;
    let restraint = standing.restraint(now);
    let strikes = standing.strikes(now);
    let nickname = match member.nickname {
        Some(reference) => open(desk, id, Kind::Nickname, reference).await?,
        None => None,
    };
    let bio = match member.bio {
        Some(reference) => open(desk, id, Kind::Bio, reference).await?,
        None => None,
    };
    Ok(Person {
        member: id,
        nickname,
        bio,
        topics: member
            .topics
            .iter()
            .map(domain::values::Topic::slug)
            .collect(),
        unreachable: member.unreachable,
        restraint: restraint.map(name),
        restrained_until: restraint.and_then(Restraint::until),
        strikes,
        suggest_suspension: strikes >= STRIKES_TO_SUGGEST_SUSPENSION,
        signals: standing.signals.len(),
        reporter_muted_until: standing.reporter_muted_until.filter(|until| *until > now),
    })
}

const fn name(restraint: Restraint) -> &'static str {
    match restraint {
        Restraint::Held { .. } => "held",
        Restraint::Muted { .. } => "muted",
        Restraint::Suspended => "suspended",
        Restraint::Banned => "banned",
    }
}
