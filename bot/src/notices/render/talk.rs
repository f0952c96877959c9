//! Notices about an open talk.

use app::AppError;
use app::vault::Kind;
use domain::matching::Match;
use domain::member::Member;
use domain::values::{MatchId, MemberId, TimeZone, Timestamp};
use secrecy::ExposeSecret;

use crate::Services;
use crate::handlers::people;
use crate::keyboards::{Pen, Screen};
use crate::screens::talk as screens;

/// The talk and the peer of a member in it, while it is open.
pub(super) async fn open_talk(
    services: &Services,
    member: MemberId,
    match_id: MatchId,
) -> Result<Option<(Match, MemberId)>, AppError> {
    let (found, peer) = super::of_match(services, member, match_id).await?;
    Ok(peer.filter(|_| found.is_open()).map(|peer| (found, peer)))
}

async fn time_zone(services: &Services, member: MemberId) -> Result<Option<TimeZone>, AppError> {
    let member: Member = services.dispatcher.load_cached(member).await?;
    Ok(member.time_zone)
}

pub(super) async fn opened(
    services: &Services,
    pen: &Pen,
    match_id: MatchId,
) -> Result<Option<Screen>, AppError> {
    let Some((found, peer)) = open_talk(services, pen.member, match_id).await? else {
        return Ok(None);
    };
    let person = people::person(services, peer).await?;
    let time_box = found
        .time_box
        .map(|time_box| time_box.ends_at - time_box.begins_at);
    Ok(Some(screens::opened(
        pen,
        match_id,
        &person.nickname,
        time_box,
    )))
}

/// Nothing to say when somebody has written since.
pub(super) async fn fell_silent(
    services: &Services,
    pen: &Pen,
    match_id: MatchId,
    silent_since: Timestamp,
    ends_at: Timestamp,
) -> Result<Option<Screen>, AppError> {
    if open_talk(services, pen.member, match_id).await?.is_none() {
        return Ok(None);
    }
    let last_message_at = services.inbox.last_relayed_at(match_id).await?;
    if last_message_at.is_some_and(|last| last > silent_since) {
        return Ok(None);
    }
    let zone = time_zone(services, pen.member).await?;
    Ok(Some(screens::fell_silent(pen, match_id, ends_at, zone)))
}

/// Nothing to ask when this member has said yes, or both have.
pub(super) async fn extension_asked(
    services: &Services,
    pen: &Pen,
    match_id: MatchId,
    ends_at: Timestamp,
    by_peer: bool,
) -> Result<Option<Screen>, AppError> {
    let Some((found, _)) = open_talk(services, pen.member, match_id).await? else {
        return Ok(None);
    };
    let is_open_question = found
        .time_box
        .is_some_and(|time_box| time_box.ends_at == ends_at);
    if !is_open_question || found.wishes_extension(pen.member) {
        return Ok(None);
    }
    let zone = time_zone(services, pen.member).await?;
    let screen = screens::extension_question(pen, match_id, ends_at, zone, by_peer);
    Ok(Some(screen))
}

pub(super) async fn extended(
    services: &Services,
    pen: &Pen,
    match_id: MatchId,
    ends_at: Timestamp,
) -> Result<Option<Screen>, AppError> {
    let Some((found, _)) = open_talk(services, pen.member, match_id).await? else {
        return Ok(None);
    };
    let time_box = found
        .time_box
        .filter(|time_box| time_box.ends_at == ends_at);
    Ok(time_box.map(|time_box| screens::extended(pen, time_box.ends_at - time_box.begins_at)))
}

/// Told also when the talk ended meanwhile: what one has learned the other learns too.
pub(super) async fn revealed(
    services: &Services,
    pen: &Pen,
    match_id: MatchId,
) -> Result<Option<Screen>, AppError> {
    let (found, peer) = super::of_match(services, pen.member, match_id).await?;
    let Some((peer, reference)) = peer.and_then(|peer| Some((peer, found.reveal_of(peer)?))) else {
        return Ok(None);
    };
    if found.revealed_at.is_none() {
        return Ok(None);
    }
    let username = services.vault.get(peer, Kind::Username, reference).await?;
    Ok(username.map(|username| screens::revealed(pen, username.expose_secret())))
}
