//! Two of them meet and talk.

use chrono::Duration;
use domain::matching::{ChatEndReason, Match, MatchCommand, Party, Score, Totals};
use domain::search::{EndReason, Search, SearchCommand};
use domain::values::{MatchId, MemberId, SearchId, Timestamp};

use super::people::shared_topics;
use super::scribe::Scribe;

/// From the searches to the end of the talk.
pub(super) const LASTS: Duration = Duration::minutes(40);
const PROPOSED_AFTER: Duration = Duration::seconds(50);
const ANSWERED_AFTER: Duration = Duration::seconds(80);
const OPENED_AFTER: Duration = Duration::seconds(110);

const SCORE: Score = Score {
    total_permille: 540,
    topics_permille: 400,
    time_permille: 1_000,
    helpfulness_permille: 500,
};

/// From both searches to the end, which the first of them chooses.
pub(super) async fn talk(
    scribe: &Scribe,
    members: [MemberId; 2],
    begins_at: Timestamp,
    totals: Totals,
) -> anyhow::Result<MatchId> {
    let match_id = MatchId(scribe.ids.uuid());
    let parties = members.map(|member| Party {
        member,
        search_id: SearchId(scribe.ids.uuid()),
    });
    let propose = MatchCommand::ProposeMatch {
        match_id,
        parties,
        shared_topics: shared_topics(),
        score: SCORE,
        softened: false,
        at: begins_at + PROPOSED_AFTER,
    };
    for party in parties {
        let start = SearchCommand::StartSearch {
            search_id: party.search_id,
            member: party.member,
            at: begins_at,
        };
        scribe
            .member_does::<Search>(party.search_id, start, begins_at)
            .await?;
    }
    let at = begins_at + PROPOSED_AFTER;
    scribe.follows::<Match>(match_id, propose, at).await?;
    for party in parties {
        let take = SearchCommand::TakeSearch { match_id, at };
        scribe.follows::<Search>(party.search_id, take, at).await?;
    }
    accept(scribe, match_id, parties, begins_at).await?;
    let at = begins_at + LASTS;
    let end = MatchCommand::EndChat {
        by: Some(members[0]),
        reason: ChatEndReason::Ended,
        totals,
        at,
    };
    scribe.member_does::<Match>(match_id, end, at).await?;
    Ok(match_id)
}

/// Both accept, and their searches are over.
async fn accept(
    scribe: &Scribe,
    match_id: MatchId,
    parties: [Party; 2],
    begins_at: Timestamp,
) -> anyhow::Result<()> {
    for (party, after) in parties.into_iter().zip([ANSWERED_AFTER, OPENED_AFTER]) {
        let (by, at) = (party.member, begins_at + after);
        let accept = MatchCommand::AcceptProposal { by, at };
        scribe.member_does::<Match>(match_id, accept, at).await?;
    }
    let at = begins_at + OPENED_AFTER;
    for party in parties {
        let reason = EndReason::Matched;
        let end = SearchCommand::EndSearch { reason, at };
        scribe.follows::<Search>(party.search_id, end, at).await?;
    }
    Ok(())
}
