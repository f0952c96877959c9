//! Moderators at work beside the system under test: another process on the same log.

use app::{CommandContext, Dispatcher, ExecuteError};
use domain::Rules;
use domain::moderation::{
    Actor, Case, CaseCommand, CaseError, Decision, DecisionTemplate, PolicyReason, Verdict,
};
use domain::values::{CaseId, StaffId, StaffRole};
use event_store::EventLog;
use uuid::Uuid;

use super::System;
use super::waits::SOON;

/// One moderator with a connection of their own.
pub(crate) struct Moderator {
    dispatcher: Dispatcher,
    pub(crate) actor: Actor,
    clock: chrono::DateTime<chrono::Utc>,
}

impl System {
    /// Somebody of the staff, as of this moment of the clock.
    pub(crate) async fn moderator(&self, number: u128) -> Moderator {
        let log = EventLog::start(self.pool.clone()).await.unwrap();
        Moderator {
            dispatcher: Dispatcher::new(log, Rules::default()),
            actor: Actor {
                staff: StaffId(Uuid::from_u128(0x7000 + number)),
                role: StaffRole::Moderator,
            },
            clock: self.clock.now(),
        }
    }

    /// The only case there is, once there is one.
    pub(crate) async fn case(&self) -> CaseId {
        testkit::eventually_some(SOON, || async {
            let id: Option<String> = sqlx::query_scalar(
                "select aggregate_id from events where aggregate_type = 'case' order by position desc limit 1",
            )
            .fetch_optional(&self.pool)
            .await
            .unwrap();
            id.map(|id| id.parse().unwrap())
        })
        .await
    }

    /// Waits until an event of this type has happened so many times.
    pub(crate) async fn wait_events(&self, event_type: &str, count: i64) {
        testkit::eventually_some(SOON, || async {
            (self.events(event_type).await >= count).then_some(())
        })
        .await;
    }
}

impl Moderator {
    /// The case as of now.
    pub(crate) async fn look(&self, case_id: CaseId) -> Case {
        self.dispatcher.load(case_id).await.unwrap()
    }

    /// Decides, having seen so many events.
    pub(crate) async fn decide_seen(
        &self,
        case_id: CaseId,
        decision: Decision,
        expected_version: u64,
    ) -> Result<(), CaseError> {
        let policy_reason = if decision.is_sanction() {
            PolicyReason::Harassment
        } else {
            PolicyReason::NoViolation
        };
        self.act(
            case_id,
            CaseCommand::DecideCase {
                by: self.actor,
                verdict: Verdict {
                    decision,
                    policy_reason,
                    template: DecisionTemplate::Plain,
                    note: None,
                    bad_faith: vec![],
                },
                expected_version,
                at: self.clock,
            },
        )
        .await
    }

    /// Decides the case as it is.
    pub(crate) async fn decide(&self, case_id: CaseId, decision: Decision) {
        let version = self.look(case_id).await.version;
        self.decide_seen(case_id, decision, version).await.unwrap();
    }

    /// Any command to the case.
    #[allow(clippy::disallowed_methods, reason = "an id of a test")]
    pub(crate) async fn act(&self, case_id: CaseId, command: CaseCommand) -> Result<(), CaseError> {
        let id = Uuid::new_v4();
        let context = CommandContext {
            command_id: id,
            correlation: id,
            causation: id,
            actor: "staff",
            now: self.clock,
        };
        match self
            .dispatcher
            .execute::<Case>(case_id, command, &context)
            .await
        {
            Ok(_) => Ok(()),
            Err(ExecuteError::Rejected(rule)) => Err(rule),
            Err(ExecuteError::Failed(error)) => panic!("{error}"),
        }
    }
}
