//! `match explain A B`: which rules keep two members apart, or what their score is made of.

mod reasons;

use std::process::ExitCode;

use anyhow::{Context, anyhow};
use app::clock::SharedClock;
use app::config::Config;
use domain::matching::{Candidate, Prepared, Score, Weights, score, soft_arm};
use domain::values::{MemberId, Pair, SearchId, Timestamp, TopicSet};
use event_store::EventLog;
use projections::member_cards::{self, MemberCard};
use projections::seekers::{self, Seeker};
use serde::Serialize;
use sqlx::PgPool;
use uuid::Uuid;

use crate::cli::MatchCommand;
use crate::wiring::{Databases, system_clock};
use reasons::Reason;

/// Explains a pair.
pub(crate) async fn run(command: MatchCommand) -> anyhow::Result<ExitCode> {
    let MatchCommand::Explain { a, b, at, json } = command;
    let config = super::load_config()?;
    let Databases { pool, .. } = super::databases(&config).await?;
    let pair =
        Pair::new(parse(&a)?, parse(&b)?).ok_or_else(|| anyhow!("both are the same member"))?;
    let clock: SharedClock = system_clock();
    let at = at.unwrap_or_else(|| clock.now());
    let explanation = explain(&pool, pair, at, &config).await?;
    if json {
        println!("{}", serde_json::to_string(&explanation)?);
    } else {
        explanation.print();
    }
    Ok(ExitCode::SUCCESS)
}

fn parse(id: &str) -> anyhow::Result<MemberId> {
    id.parse()
        .with_context(|| format!("{id} is not a member's id"))
}

/// What an operator is told of a pair.
#[derive(Debug, Serialize)]
struct Explanation {
    /// The moment of which it speaks.
    at: Timestamp,
    proposable: bool,
    /// Every rule that keeps the two apart, not only the first.
    reasons: Vec<Reason>,
    /// What the score is made of, if the two fit each other.
    #[serde(flatten)]
    worth: Option<Worth>,
}

#[derive(Debug, Serialize)]
struct Worth {
    shared_topics: TopicSet,
    /// Whether only the soft rule allows the pair.
    soft_rule: bool,
    shared_free_minutes: u32,
    score: Score,
    weights: Weights,
}

/// One of the two as the matchmaker knows them.
struct Side {
    member: MemberId,
    card: MemberCard,
    seeker: Option<Seeker>,
    soft_allowed: bool,
}

async fn explain(
    pool: &PgPool,
    pair: Pair,
    at: Timestamp,
    config: &Config,
) -> anyhow::Result<Explanation> {
    let log = EventLog::start(pool.clone()).await?;
    let [a, b] = pair.members();
    let sides = [side(pool, a, config).await?, side(pool, b, config).await?];
    let mut reasons = Vec::new();
    for side in &sides {
        reasons.extend(reasons::of_member(&log, side, at).await?);
    }
    reasons.extend(reasons::of_pair(&log, pair, at).await?);
    let mut worth = None;
    if let [Some(first), Some(second)] = sides.each_ref().map(|side| side.candidate(at)) {
        let (first, second) = (Prepared::new(first, at), Prepared::new(second, at));
        reasons.extend(reasons::of_profiles(&first, &second, &sides, at));
        worth = what_it_is_worth(&first, &second, config.weights);
    }
    Ok(Explanation {
        at,
        proposable: reasons.is_empty(),
        reasons,
        worth,
    })
}

async fn side(pool: &PgPool, member: MemberId, config: &Config) -> anyhow::Result<Side> {
    let found = member_cards::find(pool, member).await?;
    Ok(Side {
        member,
        card: found.ok_or_else(|| anyhow!("{member} is not known"))?.card,
        seeker: seekers::find_of_member(pool, member).await?,
        soft_allowed: soft_arm(member, config.soft_share_percent * 10),
    })
}

impl Side {
    /// What matching knows of the member; one who does not search is looked at as if they began now. `None` without a time zone,
    /// which is without a complete profile.
    fn candidate(&self, at: Timestamp) -> Option<Candidate> {
        let (card, seeker) = (&self.card, self.seeker.as_ref());
        Some(Candidate {
            member: self.member,
            search_id: seeker.map_or(SearchId(Uuid::nil()), |seeker| seeker.search_id),
            waiting_since: seeker.map_or(at, |seeker| seeker.since),
            softened: seeker.is_some_and(|seeker| seeker.softened),
            soft_allowed: self.soft_allowed,
            topics: card.topics,
            time_zone: card.time_zone?,
            free_time: card.free_time,
            sensitivity: card.sensitivity,
            mean_rating_permille: card.mean_rating_permille(),
        })
    }
}

fn what_it_is_worth(first: &Prepared, second: &Prepared, weights: Weights) -> Option<Worth> {
    let eligible = first.eligible(second).ok()?;
    Some(Worth {
        shared_topics: eligible.shared_topics,
        soft_rule: eligible.softened,
        shared_free_minutes: eligible.shared_free_quarters * 15,
        score: score(&first.candidate, &second.candidate, &eligible, &weights),
        weights,
    })
}

impl Explanation {
    fn print(&self) {
        if self.proposable {
            println!("may be proposed to each other");
        } else {
            println!("kept apart:");
            for reason in &self.reasons {
                println!("  {}: {}", reason.rule, reason.what);
            }
        }
        let Some(worth) = &self.worth else { return };
        let (score, weights) = (worth.score, worth.weights);
        let named: Vec<&str> = worth
            .shared_topics
            .iter()
            .map(domain::values::Topic::slug)
            .collect();
        let soft = if worth.soft_rule { " (soft rule)" } else { "" };
        println!("shared topics: {}{soft}", named.join(", "));
        println!(
            "shared free time: {} min in the next 24 h",
            worth.shared_free_minutes
        );
        println!(
            "score {}‰ = topics {}‰ × {} + time {}‰ × {} + helpfulness {}‰ × {}",
            score.total_permille,
            score.topics_permille,
            weights.topics,
            score.time_permille,
            weights.time,
            score.helpfulness_permille,
            weights.helpfulness,
        );
    }
}
