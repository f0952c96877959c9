//! Two matchmakers lead at once: the guards see to it that this does no harm.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use app::clock::{ManualClock, SharedClock};
use app::config::RotatingSecret;
use app::ids::{Ids, SharedIds, SystemIds};
use app::inbox::Inbox;
use app::matchmaker::Matchmaker;
use app::policy_runner::{PolicyRunner, Wake, decode};
use app::{CommandContext, Dispatcher, Vault};
use domain::matching::{Match, MatchCommand, MatchEvent, MatchState, Weights};
use domain::member::Member;
use domain::search::{Search, SearchCommand};
use domain::values::{MatchId, MemberId, SearchId};
use domain::{Event, Rules};
use event_store::{EventLog, subscription};
use futures::future::join_all;
use sqlx::PgPool;
use testkit::postgres::TestDatabase;
use testkit::{eventually, eventually_some};
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;

use crate::people::onboarding;

const SEEKERS: usize = 48;
/// After so many proposals everybody has been proposed to somebody, declined, and been proposed again, several times.
const PROPOSALS: i64 = 150;
const SOON: Duration = Duration::from_mins(1);

/// Remembers which ids it gave, so that a match tells who proposed it.
#[derive(Debug)]
struct RememberedIds {
    inner: SystemIds,
    given: Mutex<HashSet<Uuid>>,
}

impl Ids for RememberedIds {
    fn uuid(&self) -> Uuid {
        let id = self.inner.uuid();
        self.given.lock().unwrap().insert(id);
        id
    }

    fn fill(&self, buffer: &mut [u8]) {
        self.inner.fill(buffer);
    }
}

struct World {
    pool: PgPool,
    dispatcher: Dispatcher,
    clock: SharedClock,
    ids: SharedIds,
    _stop: DropGuard,
}

impl World {
    /// Policies and read models at work, as in any worker.
    async fn start(pool: PgPool) -> Self {
        let clock: SharedClock = Arc::new(ManualClock::default());
        let ids: SharedIds = Arc::new(SystemIds::new(Arc::clone(&clock)));
        let log = EventLog::start(pool.clone()).await.unwrap();
        let dispatcher = Dispatcher::new(log.clone(), Rules::default());
        let master = RotatingSecret::new("a master key of more than thirty-two bytes");
        let vault = Vault::open(
            pool.clone(),
            pool.clone(),
            &master,
            Arc::clone(&clock),
            Arc::clone(&ids),
        );
        let policies = PolicyRunner {
            dispatcher: dispatcher.clone(),
            pool: pool.clone(),
            vault: vault.await.unwrap(),
            inbox: Inbox::start(pool.clone(), ids.uuid(), Arc::clone(&clock)),
            clock: Arc::clone(&clock),
            wake: Arc::new(Wake::default()),
        };
        let stop = CancellationToken::new();
        let options = subscription::Options::default;
        tokio::spawn(subscription::run(
            log.clone(),
            policies,
            options(),
            stop.clone(),
        ));
        tokio::spawn(projections::runner::run(log, options(), stop.clone()));
        Self {
            pool,
            dispatcher,
            clock,
            ids,
            _stop: stop.drop_guard(),
        }
    }

    fn context(&self) -> CommandContext {
        let id = self.ids.uuid();
        CommandContext {
            command_id: id,
            correlation: id,
            causation: id,
            actor: "test",
            now: self.clock.now(),
        }
    }

    /// A complete profile and a search.
    async fn seeker(&self) {
        let (member, at) = (MemberId(self.ids.uuid()), self.clock.now());
        let answers = onboarding(member, self.ids.uuid(), at);
        for answer in answers {
            self.dispatcher
                .execute::<Member>(member, answer, &self.context())
                .await
                .unwrap();
        }
        let search_id = SearchId(self.ids.uuid());
        let start = SearchCommand::StartSearch {
            search_id,
            member,
            at,
        };
        self.dispatcher
            .execute::<Search>(search_id, start, &self.context())
            .await
            .unwrap();
    }

    /// A matchmaker with eyes and hands of its own, and the ids that it gives.
    async fn lead(&self, database: &TestDatabase) -> Arc<RememberedIds> {
        let pool = database.another_pool(8).await;
        let log = EventLog::start(pool.clone()).await.unwrap();
        let ids = Arc::new(RememberedIds {
            inner: SystemIds::new(Arc::clone(&self.clock)),
            given: Mutex::default(),
        });
        let matchmaker = Matchmaker {
            dispatcher: Dispatcher::new(log, Rules::default()),
            pool,
            clock: Arc::clone(&self.clock),
            ids: ids.clone(),
            weights: Weights::default(),
            window: Duration::from_millis(20),
            soft_share_permille: 1000,
        };
        tokio::spawn(async move { matchmaker.lead().await });
        ids
    }

    async fn count(&self, event_type: &str) -> i64 {
        sqlx::query_scalar("select count(*) from events where event_type = $1")
            .bind(event_type)
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }

    /// Somebody skips every proposal there is, so that all search on.
    async fn skip_all(&self) {
        let open: Vec<String> =
            sqlx::query_scalar("select distinct holder from claims where space = 'engagements'")
                .fetch_all(&self.pool)
                .await
                .unwrap();
        let skipping = open.into_iter().map(async |id| {
            let match_id = MatchId(id.parse().unwrap());
            let found: Match = self.dispatcher.load(match_id).await.unwrap();
            let Some(pair) = found.pair.filter(|_| found.state == MatchState::Proposed) else {
                return;
            };
            let [by, _] = pair.members();
            let at = self.clock.now();
            let decline = MatchCommand::DeclineProposal { by, at };
            self.dispatcher
                .execute::<Match>(match_id, decline, &self.context())
                .await
                .unwrap();
        });
        join_all(skipping).await;
    }

    async fn history(&self) -> Vec<Event> {
        let records = self.dispatcher.log().after(0, 1_000_000).await.unwrap();
        records
            .iter()
            .map(|record| decode(record).unwrap())
            .collect()
    }
}

/// Walks the log: nobody is ever in two proposals, and no pair meets again within its cooldown.
fn assert_one_at_a_time(history: &[Event]) {
    let mut engaged: HashMap<MemberId, MatchId> = HashMap::new();
    let mut met = HashSet::new();
    for event in history {
        match event {
            Event::Match(id, MatchEvent::MatchProposed { parties, .. }) => {
                let members = parties.map(|party| party.member);
                for member in members {
                    let before = engaged.insert(member, *id);
                    assert_eq!(before, None, "{member} is in two proposals");
                }
                let mut pair = members;
                pair.sort();
                assert!(met.insert(pair), "a pair that skipped was proposed again");
            }
            Event::Match(id, MatchEvent::ProposalDeclined { .. }) => {
                engaged.retain(|_, holder| holder != id);
            }
            _ => {}
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_matchmakers_that_lead_at_once_never_propose_anybody_twice() {
    let database = TestDatabase::create().await;
    let world = World::start(database.another_pool(32).await).await;
    let leaders = [world.lead(&database).await, world.lead(&database).await];
    join_all((0..SEEKERS).map(|_| world.seeker())).await;
    eventually(SOON, async || {
        world.skip_all().await;
        world.count("MatchProposed").await >= PROPOSALS
    })
    .await;

    let history = world.history().await;
    assert_one_at_a_time(&history);
    let proposed: Vec<Uuid> = history
        .iter()
        .filter_map(|event| match event {
            Event::Match(id, MatchEvent::MatchProposed { .. }) => Some(id.0),
            _ => None,
        })
        .collect();
    for leader in &leaders {
        let given = leader.given.lock().unwrap();
        assert!(
            proposed.iter().any(|id| given.contains(id)),
            "only one of them led"
        );
    }
    // Nobody is forgotten: whoever searches ends up in a proposal again when all are left alone.
    let engaged = eventually_some(SOON, async || {
        let query = "select count(*) from claims where space = 'engagements'";
        let engaged: i64 = sqlx::query_scalar(query)
            .fetch_one(&world.pool)
            .await
            .unwrap();
        (engaged >= i64::try_from(SEEKERS / 2).unwrap()).then_some(engaged)
    });
    assert_eq!(engaged.await % 2, 0, "both or neither");
}
