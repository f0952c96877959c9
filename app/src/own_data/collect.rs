//! Puts the document together from streams, read models and the vault.

use std::time::Duration;

use cqrs_es::Aggregate;
use domain::Event;
use domain::member::{Member, MemberEvent};
use domain::values::{MatchId, MemberId, Timestamp, VaultRef};
use projections::Positioned;
use projections::conversations::{self, Conversation, ConversationState};
use projections::{ledger, reporters, searches};
use secrecy::ExposeSecret;
use sqlx::PgPool;

use super::document::{
    Block, DecisionAboutYou, DecisionKind, OwnData, Profile, Proposal, SearchEntry, Settings, Talk,
    TipGiven, TipReceived,
};
use super::written::written;
use crate::vault::Kind;
use crate::{AppError, Dispatcher, Vault};

const FORMAT: &str = "notalone-export";
const VERSION: u32 = 1;
/// The most searches and the most pairs in one document.
const MOST_ENTRIES: i64 = 1_000;
/// How long the read models may take to catch up with what the member did last.
const PATIENCE: Duration = Duration::from_secs(3);

const READ_MODELS: [&str; 5] = [
    "searches",
    "conversations",
    "ledger_entries",
    "reporters",
    "mentions",
];

/// Where everything is.
pub struct Sources<'a> {
    /// Streams.
    pub dispatcher: &'a Dispatcher,
    /// Personal texts.
    pub vault: &'a Vault,
    /// Read models.
    pub pool: &'a PgPool,
}

/// Everything kept about a member, as of now.
pub async fn collect(
    sources: &Sources<'_>,
    id: MemberId,
    now: Timestamp,
) -> Result<OwnData, AppError> {
    catch_up(sources).await?;
    let member: Member = sources.dispatcher.load(id).await?;
    let searches = searches::history_of(sources.pool, id, MOST_ENTRIES).await?;
    let pairs = conversations::history_of(sources.pool, id, MOST_ENTRIES).await?;
    let given = ledger::given_by(sources.pool, id, MOST_ENTRIES).await?;
    let received = ledger::received_by(sources.pool, id, MOST_ENTRIES).await?;
    let reporter = reporters::find(sources.pool, id).await?;
    let written = written(sources, id).await?;
    Ok(OwnData {
        format: FORMAT,
        version: VERSION,
        exported_at: now,
        profile: profile(sources, id, &member).await?,
        settings: Settings {
            language: member.language.unwrap_or_default(),
            protect_content: member.protect_content,
        },
        searches: searches.iter().map(search).collect(),
        proposals: pairs.iter().filter_map(|pair| proposal(id, pair)).collect(),
        talks: pairs.iter().filter_map(|pair| talk(id, pair)).collect(),
        blocks: blocks(sources, &member).await?,
        tips_given: given.iter().map(tip_given).collect(),
        tips_received: received.iter().map(tip_received).collect(),
        reports_filed: reporter.map_or(0, |reporter| reporter.filed),
        report_comments: written.report_comments,
        appeals: written.appeals,
        decisions: decisions(sources, id).await?,
    })
}

/// What the member did a moment ago belongs into the document. A read model that is being rebuilt must not keep it back, though.
async fn catch_up(sources: &Sources<'_>) -> Result<(), AppError> {
    let log = sources.dispatcher.log();
    let head = log.head().await?.position;
    for name in READ_MODELS {
        let projection = projections::find(name)?;
        if let Err(error) = projections::wait_for(log, projection, head, PATIENCE).await {
            tracing::warn!(%error, "an export was made from a read model that is behind");
        }
    }
    Ok(())
}

async fn profile(
    sources: &Sources<'_>,
    id: MemberId,
    member: &Member,
) -> Result<Profile, AppError> {
    Ok(Profile {
        nickname: open(sources, id, Kind::Nickname, member.nickname).await?,
        bio: open(sources, id, Kind::Bio, member.bio).await?,
        time_zone: member.time_zone,
        topics: member.topics,
        purpose: member.purpose.flatten(),
        sensitivity: member.sensitivity.flatten(),
        free_time: member.free_time.unwrap_or_default(),
        rules_accepted_at: member.rules_accepted_at,
        under_18: member.minor,
    })
}

pub(super) async fn open(
    sources: &Sources<'_>,
    id: MemberId,
    kind: Kind,
    reference: Option<VaultRef>,
) -> Result<Option<String>, AppError> {
    let Some(reference) = reference else {
        return Ok(None);
    };
    let value = sources.vault.get(id, kind, reference).await?;
    Ok(value.map(|value| value.expose_secret().to_owned()))
}

fn search(record: &searches::SearchRecord) -> SearchEntry {
    SearchEntry {
        started_at: record.started_at,
        ended_at: record.ended_at,
        end_reason: record.end_reason,
        proposals: record.proposals,
        misses: record.misses,
    }
}

fn proposal(id: MemberId, pair: &Conversation) -> Option<Proposal> {
    let is_talk = matches!(
        pair.state,
        ConversationState::Chatting | ConversationState::Ended
    );
    let you_accepted_at = if id == pair.first_member {
        pair.first_accepted_at
    } else {
        pair.second_accepted_at
    };
    (!is_talk).then_some(Proposal {
        proposed_at: pair.proposed_at,
        shared_topics: pair.shared_topics,
        you_accepted_at,
        state: pair.state,
    })
}

fn talk(id: MemberId, pair: &Conversation) -> Option<Talk> {
    let (sent, rating_you_gave) = if id == pair.first_member {
        (pair.messages_from_first, pair.rating_by_first)
    } else {
        (pair.messages_from_second, pair.rating_by_second)
    };
    Some(Talk {
        started_at: pair.started_at?,
        ended_at: pair.closed_at,
        ended_by_you: pair.closed_by == Some(id),
        shared_topics: pair.shared_topics,
        // Totals are copied when a talk ends.
        messages_you_sent: pair.closed_at.map(|_| sent),
        rating_you_gave,
    })
}

const fn tip_given(tip: &ledger::GivenTip) -> TipGiven {
    TipGiven {
        paid_at: tip.at,
        stars: tip.stars,
        refunded: tip.refunded,
    }
}

const fn tip_received(tip: &ledger::ReceivedTip) -> TipReceived {
    TipReceived {
        credited_at: tip.at,
        share_stars: tip.share,
        taken_back: tip.reversed,
    }
}

/// Decisions and their ends. Signals and holds are not among them: they would tell who reported, and when.
async fn decisions(sources: &Sources<'_>, id: MemberId) -> Result<Vec<DecisionAboutYou>, AppError> {
    let log = sources.dispatcher.log();
    let records = log.stream(Member::TYPE, &id.to_string(), 0).await?;
    let mut decisions = Vec::new();
    for record in &records {
        if let Event::Member(_, event) = Positioned::decode(record)?.event {
            decisions.extend(decision(&event));
        }
    }
    Ok(decisions)
}

const fn decision(event: &MemberEvent) -> Option<DecisionAboutYou> {
    let (decision, rule, until, decided_at) = match *event {
        MemberEvent::MemberWarned {
            policy_reason, at, ..
        } => (DecisionKind::Warned, Some(policy_reason), None, at),
        MemberEvent::MemberMuted {
            policy_reason,
            until,
            at,
            ..
        } => (DecisionKind::Muted, Some(policy_reason), Some(until), at),
        MemberEvent::MemberSuspended {
            policy_reason, at, ..
        } => (DecisionKind::Suspended, Some(policy_reason), None, at),
        MemberEvent::MemberBanned {
            policy_reason, at, ..
        } => (DecisionKind::Banned, Some(policy_reason), None, at),
        MemberEvent::MemberReinstated { at, .. } => (DecisionKind::Lifted, None, None, at),
        _ => return None,
    };
    Some(DecisionAboutYou {
        decided_at,
        decision,
        rule,
        until,
    })
}

async fn blocks(sources: &Sources<'_>, member: &Member) -> Result<Vec<Block>, AppError> {
    let Some(id) = member.id else {
        return Ok(Vec::new());
    };
    blocks_of(sources.dispatcher, sources.vault, id).await
}

/// Whom a member has blocked, the earliest first.
pub async fn blocks_of(
    dispatcher: &Dispatcher,
    vault: &Vault,
    member: MemberId,
) -> Result<Vec<Block>, AppError> {
    let log = dispatcher.log();
    let mut blocks: Vec<(MemberId, Option<MatchId>, Timestamp)> = Vec::new();
    for record in &log.stream(Member::TYPE, &member.to_string(), 0).await? {
        match Positioned::decode(record)?.event {
            Event::Member(
                _,
                MemberEvent::UserBlocked {
                    peer, match_id, at, ..
                },
            ) => blocks.push((peer, match_id, at)),
            Event::Member(_, MemberEvent::UserUnblocked { peer, .. }) => {
                blocks.retain(|(blocked, ..)| *blocked != peer);
            }
            _ => {}
        }
    }
    let mut listed = Vec::with_capacity(blocks.len());
    for (peer, match_id, since) in blocks {
        listed.push(Block {
            nickname: nickname_at(dispatcher, vault, peer, since).await?,
            since,
            match_id,
        });
    }
    Ok(listed)
}

/// The pseudonym somebody had at a moment: a later one would tell who they are now.
async fn nickname_at(
    dispatcher: &Dispatcher,
    vault: &Vault,
    peer: MemberId,
    at: Timestamp,
) -> Result<Option<String>, AppError> {
    let log = dispatcher.log();
    let records = log.stream(Member::TYPE, &peer.to_string(), 0).await?;
    let mut reference = None;
    for record in &records {
        if let Event::Member(
            _,
            MemberEvent::NicknameChosen {
                nickname,
                at: chosen,
            },
        ) = Positioned::decode(record)?.event
            && chosen <= at
        {
            reference = Some(nickname);
        }
    }
    let Some(reference) = reference else {
        return Ok(None);
    };
    let value = vault.get(peer, Kind::Nickname, reference).await?;
    Ok(value.map(|value| value.expose_secret().to_owned()))
}
