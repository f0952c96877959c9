//! The proposal card and what becomes of it.

use chrono::{DateTime, Utc};
use domain::matching::{MatchError, MatchState};
use domain::member::Member;
use domain::policies::ProposalOutcome;
use domain::values::{Bio, MatchId, TimeZone, Topic, TopicSet};

use crate::callback_data::Action;
use crate::keyboards::{Pen, Screen};
use crate::texts::{Markup, Words, strip_imitation};

/// Topics shown of a peer (product.md, "Finding someone").
const SHOWN_TOPICS: usize = 3;
/// Characters shown of a peer's bio.
const SHOWN_BIO_CHARACTERS: usize = 120;

/// What a card tells about a peer: nothing else is ever shown.
pub struct Peer<'a> {
    /// The peer's choices.
    pub member: &'a Member,
    /// The pseudonym.
    pub nickname: &'a str,
    /// The bio.
    pub bio: Option<&'a str>,
}

/// The card, with the buttons while it waits for this member's answer.
pub struct Proposal {
    /// Which.
    pub match_id: MatchId,
    /// What both share.
    pub shared_topics: TopicSet,
    /// Until when it can be answered.
    pub expires_at: DateTime<Utc>,
}

/// The card as it waits for an answer.
pub fn card(
    pen: &Pen,
    proposal: &Proposal,
    own_zone: Option<TimeZone>,
    peer: &Peer<'_>,
    now: DateTime<Utc>,
) -> Screen {
    let words = pen.words;
    let topics = shown_topics(peer.member.topics, proposal.shared_topics)
        .map(|topic| words.topic_name(topic.slug()));
    let seconds_left = (proposal.expires_at - now).num_seconds().max(0);
    let minutes = u32::try_from((seconds_left + 59) / 60).unwrap_or(1).max(1);
    let text = words.proposal_card(
        strip_imitation(peer.nickname).as_ref(),
        Markup::joined(topics, ", "),
        about(words, own_zone, peer, now),
        minutes,
    );
    Screen {
        text,
        keyboard: vec![vec![
            pen.button(
                &words.proposal_accept(),
                Action::MatchAccept(proposal.match_id),
            ),
            pen.button(
                &words.proposal_decline(),
                Action::MatchDecline(proposal.match_id),
            ),
        ]],
    }
}

fn about(words: Words, own: Option<TimeZone>, peer: &Peer<'_>, now: DateTime<Utc>) -> Markup {
    let bio = peer.bio.and_then(|bio| Bio::parse(bio).ok()).map(|bio| {
        words.proposal_bio(strip_imitation(&bio.excerpt(SHOWN_BIO_CHARACTERS)).as_ref())
    });
    let time = own.zip(peer.member.time_zone).map(|(own, other)| {
        words.proposal_time(time_difference(words, own.difference_minutes(other, now)))
    });
    let purpose = peer.member.purpose.flatten();
    let purpose = purpose.map(|purpose| words.proposal_purpose(purpose.slug()));
    let lines: Vec<Markup> = [bio, time, purpose].into_iter().flatten().collect();
    // Its own empty line keeps the deadline apart.
    Markup::joined(lines.into_iter().chain([Markup::default()]), "\n")
}

/// The shared topics first, then the peer's others.
fn shown_topics(of_peer: TopicSet, shared: TopicSet) -> impl Iterator<Item = Topic> {
    let others = of_peer.iter().filter(move |topic| !shared.contains(*topic));
    shared
        .iter()
        .collect::<Vec<_>>()
        .into_iter()
        .chain(others.collect::<Vec<_>>())
        .take(SHOWN_TOPICS)
}

/// «+2 ч», «−5 ч 30 мин», «как у вас».
fn time_difference(words: Words, minutes: i32) -> Markup {
    let sign = if minutes < 0 { "−" } else { "+" };
    let (hours, rest) = (minutes.unsigned_abs() / 60, minutes.unsigned_abs() % 60);
    match (hours, rest) {
        (0, 0) => words.time_same(),
        (hours, 0) => words.time_hours(sign, hours),
        (hours, rest) => words.time_hours_minutes(sign, hours, rest),
    }
}

/// The card after this member agreed.
pub fn accepted(pen: &Pen, state: MatchState) -> Screen {
    Screen::plain(match state {
        MatchState::Chatting => pen.words.proposal_both_accepted(),
        _ => pen.words.proposal_accepted(),
    })
}

/// The card after this member skipped.
pub fn skipped(pen: &Pen) -> Screen {
    Screen::plain(pen.words.proposal_skipped())
}

/// The card when the proposal came to nothing.
pub fn over(pen: &Pen) -> Screen {
    Screen::plain(pen.words.proposal_came_to_nothing())
}

/// What the member is told when the proposal came to nothing and the search goes on, with the way out of it.
pub fn closed(pen: &Pen, outcome: ProposalOutcome, cancel: Option<Action>) -> Option<Screen> {
    let text = match outcome {
        // Seen on the card that was pressed.
        ProposalOutcome::DeclinedByYou => return None,
        ProposalOutcome::DeclinedByPeer => pen.words.proposal_declined_by_peer(),
        ProposalOutcome::ExpiredOnYou => pen.words.proposal_expired_on_you(),
        ProposalOutcome::ExpiredOnPeer => pen.words.proposal_expired_on_peer(),
    };
    let cancel = cancel.map(|action| vec![pen.button(&pen.words.search_cancel(), action)]);
    Some(Screen {
        text,
        keyboard: cancel.into_iter().collect(),
    })
}

/// What an old button of a card is answered with: what happened instead.
pub fn what_happened(words: Words, error: &MatchError) -> Markup {
    match error {
        MatchError::AlreadyStarted => words.answered_talk_open(),
        MatchError::AlreadyEnded => words.answered_talk_over(),
        MatchError::AlreadyDeclined => words.answered_declined(),
        MatchError::AlreadyExpired => words.answered_expired(),
        MatchError::RatingClosed => words.talk_rating_closed(),
        MatchError::NotStarted => words.talk_none(),
        MatchError::AlreadyRevealed => words.reveal_over(),
        MatchError::TimeLeft | MatchError::NotTimeBoxed => words.talk_time_left(),
        MatchError::AlreadyWithdrawn
        | MatchError::AlreadyEngaged
        | MatchError::NotSearching
        | MatchError::PairRestricted
        | MatchError::Restrained
        | MatchError::OtherSearch => words.answered_withdrawn(),
        MatchError::NotProposed
        | MatchError::ReportTooLate
        | MatchError::AlreadyProposed
        | MatchError::SameMember
        | MatchError::NotParticipant
        | MatchError::TooEarly => words.button_foreign(),
    }
}
