//! Rules across aggregates: what a guard refuses is heard as the rule it stands for.

use app::{Dispatcher, ExecuteError};
use domain::matching::{Match, MatchError};
use domain::search::{Search, SearchCommand, SearchError};
use domain::values::{MatchId, MemberId, SearchId};
use testkit::postgres::TestDatabase;

use crate::dispatcher::{context, decline, fresh, noon, proposal, propose, replica, search};

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

/// What the policies do when a proposal is made: the search knows that it was taken; and what they do when it is over.
async fn take_and_resume(dispatcher: &Dispatcher, search_id: SearchId, match_id: MatchId) {
    let at = noon();
    let take = SearchCommand::TakeSearch { match_id, at };
    let resume = SearchCommand::ResumeSearch {
        match_id,
        missed: false,
        at,
    };
    for command in [take, resume] {
        dispatcher
            .execute::<Search>(search_id, command, &context("policy", at))
            .await
            .unwrap();
    }
}

/// Two who search, as parties of a proposal.
async fn two_who_search(dispatcher: &Dispatcher) -> [(MemberId, SearchId); 2] {
    let [anna, boris] = [MemberId(fresh()), MemberId(fresh())];
    [
        (anna, search(dispatcher, anna).await),
        (boris, search(dispatcher, boris).await),
    ]
}

async fn proposing(
    dispatcher: &Dispatcher,
    parties: [(MemberId, SearchId); 2],
) -> Result<MatchId, MatchError> {
    let match_id = MatchId(fresh());
    let command = propose(match_id, parties);
    let proposed = dispatcher
        .execute::<Match>(match_id, command, &context("matchmaker", noon()))
        .await;
    match proposed {
        Ok(_) => Ok(match_id),
        Err(ExecuteError::Rejected(rule)) => Err(rule),
        Err(ExecuteError::Failed(error)) => panic!("{error}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pair_in_its_cooldown_is_not_proposed_again() {
    let database = TestDatabase::create().await;
    let dispatcher = replica(&database).await;
    let parties = two_who_search(&dispatcher).await;
    let match_id = proposing(&dispatcher, parties).await.unwrap();
    decline(&dispatcher, match_id, parties[0].0).await;
    for (_, search_id) in parties {
        take_and_resume(&dispatcher, search_id, match_id).await;
    }
    // Both search again, and nobody but the rule keeps them apart; in either order of their names.
    let [anna, boris] = parties;
    for parties in [[anna, boris], [boris, anna]] {
        let refused = proposing(&dispatcher, parties).await;
        assert_eq!(refused, Err(MatchError::PairRestricted));
    }
    let clara = MemberId(fresh());
    let claras = search(&dispatcher, clara).await;
    assert!(
        proposing(&dispatcher, [anna, (clara, claras)])
            .await
            .is_ok()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_in_a_proposal_is_in_no_other_even_if_their_search_were_open() {
    let database = TestDatabase::create().await;
    let dispatcher = replica(&database).await;
    let [anna, boris] = two_who_search(&dispatcher).await;
    let match_id = proposing(&dispatcher, [anna, boris]).await.unwrap();
    // A search that went on although the proposal is not over, as no policy would have it.
    take_and_resume(&dispatcher, anna.1, match_id).await;
    let clara = MemberId(fresh());
    let claras = search(&dispatcher, clara).await;
    let refused = proposing(&dispatcher, [anna, (clara, claras)]).await;
    assert_eq!(refused, Err(MatchError::AlreadyEngaged));
    // The refused batch has left nothing behind: Clara is free to be proposed.
    let doris = MemberId(fresh());
    let doriss = search(&dispatcher, doris).await;
    assert!(
        proposing(&dispatcher, [(clara, claras), (doris, doriss)])
            .await
            .is_ok()
    );
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
