//! Forty moderation cases, so that the console has something in its queue: people who met before the demo began, and what came of it.
//!
//! All of it happened by the commands that members and staff give, at moments before now. Nobody of them can be written to, and nobody
//! of them is one of the troupe, whom a sanction would keep from visitors. They are done before the server starts: a search that a
//! matchmaker sees would be answered.

mod course;
mod office;
mod people;
mod plan;
mod scribe;
mod talk;

use std::sync::Arc;

use anyhow::Context;
use app::config::Config;
use app::ids::{SharedIds, SystemIds};
use app::{Dispatcher, Staff, Vault};
use event_store::EventLog;
use futures::future::try_join_all;

use super::phrases::Phrases;
use crate::wiring::Databases;
use course::Course;
use office::Office;
use plan::Plan;
use scribe::Scribe;

pub(super) use office::COLLEAGUES;

/// How many cases there are.
pub(super) const SIZE: usize = 40;
/// So many stories are told at the same time, each with reporters of its own.
const STORIES: usize = 8;
/// As many reporters as a case has reports at most.
const REPORTERS: i64 = 3;
/// Who has the lowest number was there before: everything is.
const FIRST_PERSON: i64 = 1;

/// Makes the cases, unless this database has them from an earlier run.
pub(super) async fn fill(
    config: &Config,
    databases: &Databases,
    phrases: &Phrases,
) -> anyhow::Result<()> {
    let pool = databases.pool.clone();
    let clock = crate::wiring::system_clock();
    let ids: SharedIds = Arc::new(SystemIds::new(Arc::clone(&clock)));
    let log = EventLog::start(pool.clone()).await?;
    let master = config.secrets.vault_master.as_ref();
    let master = master.context("VAULT_MASTER_KEY is not set")?;
    let keys = databases.separate_vault.as_ref().unwrap_or(&pool).clone();
    let vault = Vault::open(
        pool.clone(),
        keys,
        master,
        Arc::clone(&clock),
        Arc::clone(&ids),
    );
    let scribe = Scribe {
        dispatcher: Dispatcher::new(log, config.rules()),
        vault: vault.await?,
        ids: Arc::clone(&ids),
    };
    if scribe.vault.find(FIRST_PERSON).await?.is_some() {
        return Ok(());
    }
    let staff = Staff::new(scribe.dispatcher.clone(), pool, Arc::clone(&clock), ids)
        .sealed_by(scribe.vault.clone());
    let office = Office::open(&staff).await?;
    let now = clock.now();
    let mut plans = plan::all();
    // The oldest first, so that nobody talks before they talked.
    plans.sort_by_key(|plan| std::cmp::Reverse(plan.age));
    let stories = (0..STORIES).map(|story| {
        let course = Course {
            scribe: &scribe,
            office: &office,
            phrases,
            now,
        };
        let plans: Vec<&Plan> = plans.iter().skip(story).step_by(STORIES).collect();
        tell(course, story, plans)
    });
    try_join_all(stories).await?;
    Ok(())
}

/// One story after another: reporters, and the people they met.
async fn tell(course: Course<'_>, story: usize, plans: Vec<&Plan>) -> anyhow::Result<()> {
    let people_each = REPORTERS + i64::try_from(plans.len())?;
    let mut number = FIRST_PERSON + i64::try_from(story)? * people_each;
    let mut reporters = Vec::new();
    for _ in 0..REPORTERS {
        reporters.push(course.person(number, plan::oldest()).await?);
        number += 1;
    }
    for (place, plan) in plans.into_iter().enumerate() {
        let subject = course.person(number, plan.age).await?;
        number += 1;
        // Not always the same person complains first.
        reporters.rotate_left(place % 2 + 1);
        course.run(plan, subject, &reporters).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_forty_and_no_case_has_more_reports_than_there_are_reporters() {
        let plans = plan::all();
        assert_eq!(plans.len(), SIZE);
        for plan in plans {
            let reports = i64::try_from(plan.reasons.len()).unwrap();
            assert!((1..=REPORTERS).contains(&reports));
            assert!(plan.age <= plan::oldest());
        }
    }

    #[test]
    fn everybody_has_something_to_say() {
        let phrases = Phrases::read();
        for section in course::SECTIONS {
            assert!(!phrases.lines(section).is_empty(), "{section}");
        }
    }
}
