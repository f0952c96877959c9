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

fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn context(actor: &'static str, now: DateTime<Utc>) -> CommandContext {
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
fn fresh() -> Uuid {
    Uuid::new_v4()
}

async fn replica(database: &TestDatabase) -> Dispatcher {
    Dispatcher::new(
        EventLog::start(database.pool()).await.unwrap(),
        Rules::default(),
    )
}

async fn search(dispatcher: &Dispatcher, member: MemberId) -> SearchId {
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

fn propose(match_id: MatchId, parties: [(MemberId, SearchId); 2]) -> MatchCommand {
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
async fn proposal(dispatcher: &Dispatcher) -> (MatchId, [MemberId; 2]) {
    let members = [MemberId(fresh()), MemberId(fresh())];
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
    (match_id, members)
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
async fn a_violated_guard_is_the_rule_it_stands_for() {
    let database = TestDatabase::create().await;
    let dispatcher = replica(&database).await;
    let anna = MemberId(fresh());
    search(&dispatcher, anna).await;
    let again = SearchId(fresh());
    let second = SearchCommand::StartSearch {
        search_id: again,
        member: anna,
        at: noon(),
    };
    let refused = dispatcher
        .execute::<Search>(again, second, &context("member", noon()))
        .await;
    assert!(matches!(
        refused,
        Err(ExecuteError::Rejected(SearchError::AlreadySearching))
    ));

    let (_, [clara, _]) = proposal(&dispatcher).await;
    assert!(dispatcher.engagement(clara).await.unwrap().is_some());
    let third = SearchId(fresh());
    let engaged = SearchCommand::StartSearch {
        search_id: third,
        member: clara,
        at: noon(),
    };
    let refused = dispatcher
        .execute::<Search>(third, engaged, &context("member", noon()))
        .await;
    assert!(
        matches!(
            refused,
            Err(ExecuteError::Rejected(SearchError::AlreadyEngaged))
        ),
        "{refused:?}"
    );

    let match_id = MatchId(fresh());
    let nobody = propose(
        match_id,
        [
            (MemberId(fresh()), SearchId(fresh())),
            (MemberId(fresh()), SearchId(fresh())),
        ],
    );
    let refused = dispatcher
        .execute::<Match>(match_id, nobody, &context("matchmaker", noon()))
        .await;
    assert!(matches!(
        refused,
        Err(ExecuteError::Rejected(MatchError::NotSearching))
    ));
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

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_ever_in_two_proposals_however_many_are_made_at_once() {
    let database = TestDatabase::create().await;
    let replicas = [replica(&database).await, replica(&database).await];
    let anna = MemberId(fresh());
    let searching = search(&replicas[0], anna).await;
    let mut rivals = Vec::new();
    for n in 0..12 {
        let (dispatcher, other) = (replicas[n % 2].clone(), MemberId(fresh()));
        let others_search = search(&dispatcher, other).await;
        rivals.push(async move {
            let match_id = MatchId(fresh());
            let command = propose(match_id, [(anna, searching), (other, others_search)]);
            dispatcher
                .execute::<Match>(match_id, command, &context("matchmaker", noon()))
                .await
                .is_ok()
        });
    }
    let made = futures::future::join_all(rivals)
        .await
        .into_iter()
        .filter(|made| *made)
        .count();
    assert_eq!(made, 1);
}
