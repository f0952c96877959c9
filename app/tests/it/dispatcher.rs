//! Commands against a real log: once each, never on a stale state, refused by the rule that was broken.

use app::{CommandContext, Dispatcher, ExecuteError};
use chrono::{DateTime, TimeDelta, Utc};
use domain::Rules;
use domain::matching::{
    ChatEndReason, Match, MatchCommand, MatchError, MatchEvent, MatchState, Party, Score, Totals,
};
use domain::search::{EndReason, Search, SearchCommand, SearchError};
use domain::values::{MatchId, MemberId, SearchId, Topic};
use event_store::EventLog;
use testkit::postgres::TestDatabase;
use uuid::Uuid;

pub(crate) fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

pub(crate) fn context(actor: &'static str, now: DateTime<Utc>) -> CommandContext {
    let id = fresh();
    CommandContext {
        command_id: id,
        correlation: id,
        causation: id,
        actor,
        now,
    }
}

/// Ids of tests need not be seeded.
#[allow(clippy::disallowed_methods, reason = "an id of a test")]
pub(crate) fn fresh() -> Uuid {
    Uuid::new_v4()
}

pub(crate) async fn replica(database: &TestDatabase) -> Dispatcher {
    Dispatcher::new(
        EventLog::start(database.pool()).await.unwrap(),
        Rules::default(),
    )
}

pub(crate) async fn search(dispatcher: &Dispatcher, member: MemberId) -> SearchId {
    let search_id = SearchId(fresh());
    let command = SearchCommand::StartSearch {
        search_id,
        member,
        at: noon(),
    };
    dispatcher
        .execute::<Search>(search_id, command, &context("member", noon()))
        .await
        .unwrap();
    search_id
}

pub(crate) fn propose(match_id: MatchId, parties: [(MemberId, SearchId); 2]) -> MatchCommand {
    MatchCommand::ProposeMatch {
        match_id,
        parties: parties.map(|(member, search_id)| Party { member, search_id }),
        shared_topics: [Topic::Burnout, Topic::Anxiety].into_iter().collect(),
        score: Score::default(),
        softened: false,
        at: noon(),
    }
}

/// Two who search, in a proposal.
pub(crate) async fn proposal(dispatcher: &Dispatcher) -> (MatchId, [MemberId; 2]) {
    let members = [MemberId(fresh()), MemberId(fresh())];
    (proposal_of(dispatcher, members).await, members)
}

/// These two, who did not search yet, in a proposal.
pub(crate) async fn proposal_of(dispatcher: &Dispatcher, members: [MemberId; 2]) -> MatchId {
    let searches = [
        search(dispatcher, members[0]).await,
        search(dispatcher, members[1]).await,
    ];
    let match_id = MatchId(fresh());
    let command = propose(
        match_id,
        [(members[0], searches[0]), (members[1], searches[1])],
    );
    dispatcher
        .execute::<Match>(match_id, command, &context("matchmaker", noon()))
        .await
        .unwrap();
    match_id
}

/// One of them skips.
pub(crate) async fn decline(dispatcher: &Dispatcher, match_id: MatchId, by: MemberId) {
    let decline = MatchCommand::DeclineProposal { by, at: noon() };
    dispatcher
        .execute::<Match>(match_id, decline, &context("member", noon()))
        .await
        .unwrap();
}

fn accept(by: MemberId) -> MatchCommand {
    MatchCommand::AcceptProposal { by, at: noon() }
}

fn end(by: MemberId) -> MatchCommand {
    MatchCommand::EndChat {
        by: Some(by),
        reason: ChatEndReason::Ended,
        totals: Totals::default(),
        at: noon(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_command_id_never_acts_twice() {
    let database = TestDatabase::create().await;
    let dispatcher = replica(&database).await;
    let (match_id, [anna, boris]) = proposal(&dispatcher).await;
    for member in [anna, boris] {
        dispatcher
            .execute::<Match>(match_id, accept(member), &context("member", noon()))
            .await
            .unwrap();
    }
    let ending = context("member", noon());
    let first = dispatcher
        .execute::<Match>(match_id, end(anna), &ending)
        .await
        .unwrap();
    assert_eq!((first.events.len(), first.already_done), (1, false));
    // The talk is over by now, so the rule would refuse it; the repetition is told that it was done.
    let second = dispatcher
        .execute::<Match>(match_id, end(anna), &ending)
        .await
        .unwrap();
    assert_eq!(
        (second.position, second.events.len(), second.already_done),
        (first.position, 0, true)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_from_a_stale_cache_is_decided_again() {
    let database = TestDatabase::create().await;
    let (here, there) = (replica(&database).await, replica(&database).await);
    let (match_id, [anna, boris]) = proposal(&here).await;
    assert_eq!(
        there.load::<Match>(match_id).await.unwrap().state,
        MatchState::Proposed
    );
    for member in [anna, boris] {
        here.execute::<Match>(match_id, accept(member), &context("member", noon()))
            .await
            .unwrap();
    }
    // What `there` has cached is a proposal: ending a talk would be refused as not started.
    assert_eq!(
        there.load_cached::<Match>(match_id).await.unwrap().state,
        MatchState::Proposed
    );
    let ended = there
        .execute::<Match>(match_id, end(boris), &context("member", noon()))
        .await
        .unwrap();
    assert!(matches!(
        ended.events.as_slice(),
        [MatchEvent::ChatEnded { .. }]
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_decision_from_a_stale_cache_is_decided_again() {
    let database = TestDatabase::create().await;
    let (here, there) = (replica(&database).await, replica(&database).await);
    let (match_id, [anna, boris]) = proposal(&here).await;
    there
        .execute::<Match>(match_id, accept(anna), &context("member", noon()))
        .await
        .unwrap();
    here.execute::<Match>(
        match_id,
        MatchCommand::DeclineProposal {
            by: boris,
            at: noon(),
        },
        &context("member", noon()),
    )
    .await
    .unwrap();
    // From the cache a second «Принять» changes nothing; in truth the proposal is over.
    let refused = there
        .execute::<Match>(match_id, accept(anna), &context("member", noon()))
        .await;
    assert!(matches!(
        refused,
        Err(ExecuteError::Rejected(MatchError::AlreadyDeclined))
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn rivals_on_one_stream_are_decided_one_after_the_other() {
    let database = TestDatabase::create().await;
    let replicas = [
        replica(&database).await,
        replica(&database).await,
        replica(&database).await,
    ];
    let (match_id, members) = proposal(&replicas[0]).await;
    let rivals = (0..24).map(|n| {
        let (dispatcher, member) = (replicas[n % 3].clone(), members[n % 2]);
        async move {
            dispatcher
                .execute::<Match>(match_id, accept(member), &context("member", noon()))
                .await
                .unwrap()
                .events
        }
    });
    let events: Vec<MatchEvent> = futures::future::join_all(rivals).await.concat();
    let accepted = events
        .iter()
        .filter(|event| matches!(event, MatchEvent::ProposalAccepted { .. }))
        .count();
    let started = events
        .iter()
        .filter(|event| matches!(event, MatchEvent::ChatStarted { .. }))
        .count();
    assert_eq!((accepted, started), (2, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_policy_was_refused_stays_refused() {
    let database = TestDatabase::create().await;
    let dispatcher = replica(&database).await;
    let search_id = search(&dispatcher, MemberId(fresh())).await;
    let policy = context("policy", noon());
    let expire = |at| SearchCommand::EndSearch {
        reason: EndReason::Expired,
        at,
    };
    let refused = dispatcher
        .execute::<Search>(search_id, expire(noon()), &policy)
        .await;
    assert!(matches!(
        refused,
        Err(ExecuteError::Rejected(SearchError::TooEarly))
    ));
    // The policy comes back after a crash, when the rule would allow it: its outcome was settled the first time.
    let later = noon() + TimeDelta::hours(25);
    let repeated = dispatcher
        .execute::<Search>(search_id, expire(later), &policy)
        .await
        .unwrap();
    assert!(repeated.already_done && repeated.events.is_empty());
}
