//! `match explain A B`: which rule keeps two members apart, or what their score is made of.

use std::process::ExitCode;

use anyhow::{Context, anyhow};
use app::clock::SharedClock;
use domain::guard::Space;
use domain::matching::{Candidate, eligible, score, soft_arm};
use domain::values::{MemberId, Pair, SearchId, Timestamp};
use event_store::EventLog;
use projections::{member_cards, seekers};
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use crate::cli::MatchCommand;
use crate::wiring::{Databases, system_clock};

/// Explains a pair.
pub(crate) async fn run(command: MatchCommand) -> anyhow::Result<ExitCode> {
    let MatchCommand::Explain { a, b, json } = command;
    let config = super::load_config()?;
    let Databases { pool, .. } = super::databases(&config).await?;
    let (a, b): (MemberId, MemberId) = (parse(&a)?, parse(&b)?);
    let clock: SharedClock = system_clock();
    let explanation = explain(&pool, a, b, clock.now(), &config).await?;
    if json {
        println!("{explanation}");
    } else {
        print_lines(&explanation);
    }
    Ok(ExitCode::SUCCESS)
}

fn parse(id: &str) -> anyhow::Result<MemberId> {
    id.parse()
        .with_context(|| format!("{id} is not a member's id"))
}

async fn explain(
    pool: &PgPool,
    a: MemberId,
    b: MemberId,
    now: Timestamp,
    config: &app::config::Config,
) -> anyhow::Result<Value> {
    let pair = Pair::new(a, b).ok_or_else(|| anyhow!("both are the same member"))?;
    let log = EventLog::start(pool.clone()).await?;
    let mut reasons = Vec::new();
    for member in [a, b] {
        if log
            .claim(Space::OpenSearches.name(), &member.to_string())
            .await?
            .is_none()
        {
            reasons.push(format!("{member} is not searching"));
        }
        if let Some(engagement) = log
            .claim(Space::Engagements.name(), &member.to_string())
            .await?
        {
            reasons.push(format!("{member} is in the proposal or talk {engagement}"));
        }
    }
    for restriction in log
        .restrictions_of(Space::PairRestrictions.name(), &[pair.to_string()])
        .await?
    {
        if restriction.until.is_none_or(|until| until > now) {
            let until = restriction
                .until
                .map_or_else(|| "for good".to_owned(), |until| format!("until {until}"));
            reasons.push(format!(
                "the pair is restricted by {} {until}",
                restriction.holder
            ));
        }
    }
    let soft_share_permille = config.soft_share_percent * 10;
    let (first, second) = (
        candidate(pool, a, now, soft_share_permille).await?,
        candidate(pool, b, now, soft_share_permille).await?,
    );
    let eligible = match eligible(&first, &second, now) {
        Ok(eligible) => eligible,
        Err(rule) => {
            reasons.push(rule.to_string());
            return Ok(json!({"proposable": false, "reasons": reasons}));
        }
    };
    let score = score(&first, &second, &eligible, &config.weights);
    Ok(json!({
        "proposable": reasons.is_empty(),
        "reasons": reasons,
        "shared_topics": eligible.shared_topics,
        "soft_rule": eligible.softened,
        "score": score,
        "weights": config.weights,
    }))
}

/// What matching knows of a member; one who does not search is looked at as if they began now.
async fn candidate(
    pool: &PgPool,
    member: MemberId,
    now: Timestamp,
    soft_share_permille: u32,
) -> anyhow::Result<Candidate> {
    let card = member_cards::find(pool, member)
        .await?
        .ok_or_else(|| anyhow!("{member} is not known"))?
        .card;
    let seeker = seekers::find_of_member(pool, member).await?;
    let time_zone = card
        .time_zone
        .ok_or_else(|| anyhow!("{member} has no complete profile"))?;
    Ok(Candidate {
        member,
        search_id: seeker
            .as_ref()
            .map_or(SearchId(Uuid::nil()), |seeker| seeker.search_id),
        waiting_since: seeker.as_ref().map_or(now, |seeker| seeker.since),
        softened: seeker.is_some_and(|seeker| seeker.softened),
        soft_allowed: soft_arm(member, soft_share_permille),
        topics: card.topics,
        time_zone,
        free_time: card.free_time,
        sensitivity: card.sensitivity,
        mean_rating_permille: card.mean_rating_permille(),
    })
}

fn print_lines(explanation: &Value) {
    if explanation["proposable"] == true {
        println!("may be proposed to each other");
    } else {
        println!("kept apart:");
        for reason in explanation["reasons"].as_array().into_iter().flatten() {
            println!("  {}", reason.as_str().unwrap_or_default());
        }
    }
    if let Some(score) = explanation.get("score") {
        println!("shared topics: {}", explanation["shared_topics"]);
        println!(
            "score {}‰ = topics {}‰ × {} + time {}‰ × {} + helpfulness {}‰ × {}",
            score["total_permille"],
            score["topics_permille"],
            explanation["weights"]["topics"],
            score["time_permille"],
            explanation["weights"]["time"],
            score["helpfulness_permille"],
            explanation["weights"]["helpfulness"],
        );
    }
}
