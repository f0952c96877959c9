//! Puts the document together from streams, read models and the vault.

use std::time::Duration;

use cqrs_es::Aggregate;
use domain::Event;
use domain::member::{Member, MemberEvent};
use domain::values::{MemberId, Timestamp, VaultRef};
use projections::Positioned;
use projections::conversations::{self, Conversation, ConversationState};
use projections::searches;
use secrecy::ExposeSecret;
use sqlx::PgPool;

use super::document::{Block, OwnData, Profile, Proposal, SearchEntry, Settings, Talk};
use crate::vault::Kind;
use crate::{AppError, Dispatcher, Vault};

const FORMAT: &str = "notalone-export";
const VERSION: u32 = 1;
/// The most searches and the most pairs in one document.
const MOST_ENTRIES: i64 = 1_000;
/// How long the read models may take to catch up with what the member did last.
const PATIENCE: Duration = Duration::from_secs(3);

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
    })
}

/// What the member did a moment ago belongs into the document. A read model that is being rebuilt must not keep it back, though.
async fn catch_up(sources: &Sources<'_>) -> Result<(), AppError> {
    let log = sources.dispatcher.log();
    let head = log.head().await?.position;
    for name in ["searches", "conversations"] {
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

async fn open(
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

async fn blocks(sources: &Sources<'_>, member: &Member) -> Result<Vec<Block>, AppError> {
    let mut blocks = Vec::with_capacity(member.blocks.len());
    for (peer, since) in &member.blocks {
        let nickname = nickname_at(sources, *peer, *since).await?;
        blocks.push(Block {
            nickname,
            since: *since,
        });
    }
    blocks.sort_by_key(|block| block.since);
    Ok(blocks)
}

/// The pseudonym somebody had at a moment: a later one would tell who they are now.
async fn nickname_at(
    sources: &Sources<'_>,
    peer: MemberId,
    at: Timestamp,
) -> Result<Option<String>, AppError> {
    let log = sources.dispatcher.log();
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
    open(sources, peer, Kind::Nickname, reference).await
}
