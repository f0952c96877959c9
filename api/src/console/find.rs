//! `GET /console/find?id=`: from an id, or from the end of one that every page shows, to its page.

use app::{AppError, caught_up};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::matching::{Match, MatchState};
use domain::member::Member;
use domain::moderation::{Case, CaseState};
use domain::values::{CaseId, MatchId, MemberId};
use projections::Projection;
use projections::cases::Cases;
use projections::conversations::Conversations;
use projections::member_cards::MemberCards;
use projections::short_id::{self, Found};
use serde::Deserialize;
use uuid::Uuid;

use super::Desk;
use super::desk::DeskParts;
use super::page::{self, Frame};
use super::refusal::Refusal;
use super::signed_in::Moderating;
use super::words::{say, short};

/// What a page shows of an id; fewer characters would find half of everything.
const SHORTEST: usize = 6;
/// An id as a whole, with its hyphens.
const LONGEST: usize = 36;

/// What is looked for.
#[derive(Deserialize)]
pub(super) struct Wanted {
    id: String,
}

/// What several things with the same end are told apart by.
#[derive(Template)]
#[template(path = "found.html")]
struct FoundPage {
    frame: Frame,
    found: Vec<FoundShown>,
}

struct FoundShown {
    kind: &'static str,
    id: Uuid,
    path: String,
}

pub(super) async fn find(
    State(desk): State<Desk>,
    Moderating(me): Moderating,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Refusal> {
    let end = end_of(&wanted.id).ok_or(Refusal::NotFound)?;
    let found = match end.parse::<Uuid>() {
        Ok(id) => whole(&desk, id).await?.into_iter().collect(),
        Err(_) => ending(&desk, &end).await?,
    };
    match found.as_slice() {
        [] => Err(Refusal::NotFound),
        [only] => Ok(Redirect::to(&shown(*only).path).into_response()),
        several => Ok(page::html(&FoundPage {
            frame: Frame::of(&me, "queue"),
            found: several.iter().copied().map(shown).collect(),
        })),
    }
}

/// What was typed or copied from a page, without what stands around an id there.
fn end_of(text: &str) -> Option<String> {
    let around =
        |character: char| matches!(character, '…' | '\u{2060}') || character.is_whitespace();
    let end = text.trim_matches(around).to_ascii_lowercase();
    let is_end = (SHORTEST..=LONGEST).contains(&end.len())
        && end
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    is_end.then_some(end)
}

/// What has this id, by the log itself.
async fn whole(desk: &DeskParts, id: Uuid) -> Result<Option<Found>, AppError> {
    let case: Case = desk.dispatcher.load(CaseId(id)).await?;
    if case.state != CaseState::None {
        return Ok(Some(Found::Case(CaseId(id))));
    }
    let member: Member = desk.dispatcher.load(MemberId(id)).await?;
    if member.registered {
        return Ok(Some(Found::Member(MemberId(id))));
    }
    let pair: Match = desk.dispatcher.load(MatchId(id)).await?;
    Ok((pair.state != MatchState::None).then_some(Found::Match(MatchId(id))))
}

async fn ending(desk: &DeskParts, end: &str) -> Result<Vec<Found>, AppError> {
    for read_model in [Cases::NAME, MemberCards::NAME, Conversations::NAME] {
        caught_up(desk.dispatcher.log(), read_model).await?;
    }
    Ok(short_id::ending(&desk.pool, end).await?)
}

fn shown(found: Found) -> FoundShown {
    let (kind, id, page) = match found {
        Found::Case(id) => ("case", id.0, "cases"),
        Found::Member(id) => ("member", id.0, "members"),
        Found::Match(id) => ("match", id.0, "replay/match"),
    };
    FoundShown {
        kind,
        id,
        path: format!("/console/{page}/{id}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_found_as_a_page_shows_it_and_as_people_copy_it() {
        for text in ["0fA3b2", "…0fa3b2", " …\u{2060}0fa3b2\n"] {
            assert_eq!(end_of(text).as_deref(), Some("0fa3b2"), "{text:?}");
        }
        let whole = Uuid::from_u128(7).to_string();
        assert_eq!(end_of(&whole), Some(whole));
        for text in ["", "fa3b2", "0fa3bz", "0fa3b%", &"a".repeat(37)] {
            assert_eq!(end_of(text), None, "{text:?}");
        }
    }
}
