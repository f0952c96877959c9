//! `GET /console/members/{id}`: one member, how they stand, and what happened.

use std::collections::BTreeSet;

use app::history::{History, Subject};
use app::vault::Kind;
use app::{AppError, caught_up};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::Event;
use domain::member::standing::{SIGNAL_LIFE, STRIKES_TO_SUGGEST_SUSPENSION, StaffStanding};
use domain::member::{Member, Restraint};
use domain::moderation::CaseEvent;
use domain::staff_access::StaffAccessCommand;
use domain::values::{CaseId, MemberId, Timestamp};
use projections::Projection;
use projections::subjects::{self, Subjects};

use super::Desk;
use super::case_page::open;
use super::cases::{self, CaseRow};
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
    /// How many members' reports count towards a hold.
    pub(super) signals: usize,
    /// What there ever was, by the name of its field; nothing of what there never was.
    pub(super) record: Vec<(&'static str, i32)>,
    /// Until when the member's own reports do not count.
    pub(super) reporter_muted_until: Option<Timestamp>,
}

#[derive(Template)]
#[template(path = "member.html")]
struct MemberPage {
    frame: Frame,
    person: Person,
    /// The cases about the member.
    cases: Vec<CaseRow>,
    /// Those in which the member reported somebody else.
    reported: Vec<CaseRow>,
    events: Vec<Entry>,
    /// There are older events, too many to be read.
    is_cut: bool,
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
    let history = History::of(
        &desk.pool,
        desk.dispatcher.log(),
        Subject::Member(member_id),
    )
    .await?;
    let staff = cases::names(&desk).await?;
    Ok(page::html(&MemberPage {
        frame: Frame::of(&me, "member"),
        person: person(&desk, member_id, &member).await?,
        cases: cases::about(&desk, member_id).await?,
        reported: cases::of(&desk, &reported_by(&history, member_id)).await?,
        events: entries(history.events(), &staff),
        is_cut: history.is_cut(),
    }))
}

/// The cases in which a member reported somebody.
fn reported_by(history: &History, member: MemberId) -> Vec<CaseId> {
    let events = history.events().iter();
    events
        .filter_map(|event| match event.event() {
            Event::Case(case_id, CaseEvent::ReportFiled { reporter, .. })
                if *reporter == member =>
            {
                Some(*case_id)
            }
            _ => None,
        })
        .collect()
}

/// What was ever reported and decided about a member.
async fn record(desk: &DeskParts, member: MemberId) -> Result<Vec<(&'static str, i32)>, Refusal> {
    caught_up(desk.dispatcher.log(), Subjects::NAME).await?;
    let known = subjects::find(&desk.pool, member).await;
    let Some(known) = known.map_err(AppError::from)? else {
        return Ok(Vec::new());
    };
    let counts = [
        ("reports", known.reports),
        ("cases", known.cases),
        ("warnings", known.warnings),
        ("mutes", known.mutes),
        ("suspensions", known.suspensions),
        ("bans", known.bans),
        ("overturned", known.overturned),
    ];
    Ok(counts.into_iter().filter(|(_, count)| *count > 0).collect())
}

/// Of how many members a report still counts: a hold asks for different ones, and for fresh reports.
fn signals(standing: &StaffStanding, now: Timestamp) -> usize {
    let fresh = standing.signals.iter();
    let fresh = fresh.filter(|signal| signal.at + SIGNAL_LIFE > now);
    let reporters: BTreeSet<MemberId> = fresh.map(|signal| signal.reporter).collect();
    reporters.len()
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
        signals: signals(standing, now),
        record: record(desk, id).await?,
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

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Duration};
    use domain::member::standing::Signal;
    use domain::values::ReportId;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn signals_are_counted_by_member_and_for_thirty_days() {
        let now = DateTime::UNIX_EPOCH + Duration::days(100);
        let signal = |report: u128, reporter: u128, days: i64| Signal {
            report_id: ReportId(Uuid::from_u128(report)),
            reporter: MemberId(Uuid::from_u128(reporter)),
            at: now - Duration::days(days),
        };
        let standing = StaffStanding {
            signals: vec![
                signal(1, 1, 31),
                signal(2, 2, 30),
                signal(3, 3, 29),
                signal(4, 3, 1),
                signal(5, 4, 0),
            ],
            ..StaffStanding::default()
        };
        assert_eq!(signals(&standing, now), 2);
    }
}
