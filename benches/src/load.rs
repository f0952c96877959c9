//! The whole system under members who search, talk and leave, at a steady rate of searches.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use clap::Args;
use tokio::task::JoinSet;

use crate::figures::Delays;
use crate::person::{self, Person};
use crate::system::System;

/// Someone is found within this time (product.md, "Finding someone").
const PROPOSAL_WITHIN: Duration = Duration::from_mins(1);
/// How long the other side may think, and a talk may take to open.
const OPENING_WITHIN: Duration = Duration::from_mins(1);
/// Pauses between one's messages.
const THINKING: Duration = Duration::from_secs(1);
/// What one says in a talk.
const SENTENCES: [&str; 4] = [
    "Здравствуйте!",
    "Как вы сегодня?",
    "Понимаю вас.",
    "Спасибо за разговор.",
];
/// People with different troubles; everybody shares both topics with some.
const TOPICS: [[&str; 2]; 4] = [
    ["burnout", "anxiety"],
    ["loneliness", "relocation"],
    ["loss", "divorce"],
    ["career", "finance"],
];

/// How much load.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Members.
    #[arg(long, default_value_t = 200)]
    members: usize,
    /// Searches started in a second.
    #[arg(long, default_value_t = 2)]
    searches_per_second: u32,
    /// How long searches are started.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
}

/// What came of all searches.
struct Outcome {
    started: u64,
    proposed: u64,
    talks: u64,
    failed: u64,
    waits: Delays,
    endings: Delays,
}

/// What came of one search.
enum Search {
    Alone,
    NotOpened {
        wait: Duration,
    },
    Talked {
        wait: Duration,
        /// From `/end` to the question how it was, its confirmation pressed at once; `None` when the other side was faster.
        ending: Option<Duration>,
    },
}

/// Loads and prints.
pub(crate) async fn run(options: &Options) -> anyhow::Result<()> {
    let system = System::start().await?;
    let began = Instant::now();
    let members = person::members(&system.simulator.bot, options.members, &TOPICS).await?;
    println!(
        "load: {} members joined in {} s",
        members.len(),
        began.elapsed().as_secs()
    );
    let outcome = search_and_talk(members, options).await?;
    let share = outcome.proposed * 1000 / outcome.started.max(1);
    println!(
        "{} searches at {}/s: {}.{} % with a proposal within {} s; wait p50 {} ms, p95 {} ms, max {} ms",
        outcome.started,
        options.searches_per_second,
        share / 10,
        share % 10,
        PROPOSAL_WITHIN.as_secs(),
        outcome.waits.at(0.5),
        outcome.waits.at(0.95),
        outcome.waits.longest(),
    );
    println!(
        "{} sides of a talk talked to its end, {} journeys failed",
        outcome.talks, outcome.failed
    );
    println!(
        "{} talks ended: from /end over its confirmation to the end p50 {} ms, p95 {} ms, max {} ms\n",
        outcome.endings.count(),
        outcome.endings.at(0.5),
        outcome.endings.at(0.95),
        outcome.endings.longest(),
    );
    Ok(())
}

async fn search_and_talk(members: Vec<Person>, options: &Options) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome {
        started: 0,
        proposed: 0,
        talks: 0,
        failed: 0,
        waits: Delays::new()?,
        endings: Delays::new()?,
    };
    let idle = Arc::new(Mutex::new(VecDeque::from(members)));
    let mut journeys = JoinSet::new();
    let mut ticks = tokio::time::interval(Duration::from_secs(1) / options.searches_per_second);
    let end = Instant::now() + Duration::from_secs(options.seconds);
    while Instant::now() < end {
        ticks.tick().await;
        let next = idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop_front();
        // Everybody is searching or talking already: that is as much load as there are members.
        let Some(person) = next else { continue };
        outcome.started += 1;
        let idle = Arc::clone(&idle);
        journeys.spawn(async move {
            let search = journey(&person).await;
            idle.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push_back(person);
            search
        });
    }
    while let Some(search) = journeys.join_next().await {
        match search? {
            Ok(Search::Alone) => {}
            Ok(Search::NotOpened { wait }) => outcome.record(wait, false),
            Ok(Search::Talked { wait, ending }) => {
                outcome.record(wait, true);
                if let Some(ending) = ending {
                    outcome.endings.record(ending);
                }
            }
            Err(error) => {
                println!("a journey failed: {error:#}");
                outcome.failed += 1;
            }
        }
    }
    Ok(outcome)
}

impl Outcome {
    fn record(&mut self, wait: Duration, talked: bool) {
        self.proposed += 1;
        self.talks += u64::from(talked);
        self.waits.record(wait);
    }
}

/// One search and the talk it may lead to.
async fn journey(person: &Person) -> anyhow::Result<Search> {
    let before = person.now().await?;
    person.say("/find").await?;
    let began = Instant::now();
    if person
        .wait_for("match.accept", before, PROPOSAL_WITHIN)
        .await
        .is_err()
    {
        person.tap_newer("search.cancel", before).await?;
        return Ok(Search::Alone);
    }
    let wait = began.elapsed();
    person.tap_newer("match.accept", before).await?;
    if person
        .wait_for("chat.end", before, OPENING_WITHIN)
        .await
        .is_err()
    {
        return Ok(Search::NotOpened { wait });
    }
    for sentence in SENTENCES {
        person.say(sentence).await?;
        tokio::time::sleep(THINKING).await;
    }
    // The other side may have ended it first: both see that it is over, and are asked how it was.
    let began = Instant::now();
    person.say("/end").await?;
    let ending = person.tap_newer("chat.end.yes", before);
    let rating = person.wait_for("chat.rate", before, OPENING_WITHIN);
    let is_first = tokio::select! {
        ended = ending => { ended?; true }
        rated = rating => { rated?; false }
    };
    if !is_first {
        return Ok(Search::Talked { wait, ending: None });
    }
    person.wait_for("chat.rate", before, OPENING_WITHIN).await?;
    let ending = Some(began.elapsed());
    Ok(Search::Talked { wait, ending })
}
