//! One command from load to append.

use std::collections::BTreeMap;
use std::time::Instant;

use cqrs_es::DomainEvent;
use cqrs_es::event_sink::EventSink;
use domain::guard::{Guard, Space};
use domain::{Stream, guard, upcast};
use event_store::{AggregateVersion, Append, AppendError, Appended, GuardStep, LogStore, NewEvent};

use super::{CommandContext, Dispatcher, ExecuteError, Executed};
use crate::AppError;

/// How often a command is decided again after someone else wrote to its stream first. Streams are one member's or one pair's, so
/// more than a few rivals at once mean a bug, not load.
const MAX_CONFLICTS: u32 = 16;

/// The events of a decision, or the rule it broke.
type Decision<A> = Result<Vec<<A as cqrs_es::Aggregate>::Event>, <A as cqrs_es::Aggregate>::Error>;

impl Dispatcher {
    /// Carries out one command on one stream: exactly once per command id, however often it is sent.
    pub async fn execute<A: Stream>(
        &self,
        id: A::Id,
        command: A::Command,
        context: &CommandContext,
    ) -> Result<Executed<A>, ExecuteError<A::Error>> {
        let name = A::command_name(&command);
        let started = Instant::now();
        let result = self.decide_and_append::<A>(id, command, context).await;
        let outcome = match &result {
            Ok(executed) if executed.already_done => "already_done",
            Ok(executed) if executed.events.is_empty() => "unchanged",
            Ok(_) => "accepted",
            Err(ExecuteError::Rejected(_)) => "rejected",
            Err(ExecuteError::Failed(_)) => "failed",
        };
        metrics::counter!("notalone_commands_total", "aggregate" => A::TYPE, "command" => name, "outcome" => outcome).increment(1);
        metrics::histogram!("notalone_command_duration_seconds")
            .record(started.elapsed().as_secs_f64());
        result
    }

    async fn decide_and_append<A: Stream>(
        &self,
        id: A::Id,
        command: A::Command,
        context: &CommandContext,
    ) -> Result<Executed<A>, ExecuteError<A::Error>> {
        for conflicts in 0..MAX_CONFLICTS {
            let expect_new = conflicts == 0 && A::creates(&command);
            let (version, decided, decision) = self
                .decide::<A>(id, &command, expect_new)
                .await
                .map_err(ExecuteError::Failed)?;
            let events = match decision {
                Ok(events) => events,
                Err(rule) => return self.refuse::<A>(id, version.sequence, rule, context).await,
            };
            if events.is_empty() && !must_be_remembered(context) {
                // Nothing to change, perhaps because this very command changed it before.
                let done = self.log.outcome(context.command_id).await.map_err(failed)?;
                return Ok(Executed {
                    position: done.unwrap_or_else(|| *self.log.watch_head().borrow()),
                    events,
                    already_done: done.is_some(),
                });
            }
            match self
                .log
                .append(append::<A>(id, version.sequence, &events, context).map_err(failed)?)
                .await
            {
                Ok(Appended::Written { position, sequence }) => {
                    self.caches.put::<A>(
                        id,
                        AggregateVersion {
                            aggregate_id: version.aggregate_id,
                            aggregate: decided,
                            sequence,
                        },
                    );
                    return Ok(Executed {
                        position,
                        events,
                        already_done: false,
                    });
                }
                Ok(Appended::AlreadyDone { position }) => {
                    // Perhaps our own append whose answer was lost: what is cached lacks it.
                    self.caches.forget::<A>(id);
                    return Ok(Executed {
                        position,
                        events: Vec::new(),
                        already_done: true,
                    });
                }
                Err(AppendError::Conflict { .. }) => self.caches.forget::<A>(id),
                Err(AppendError::Guard { space, .. }) => {
                    let rule = Space::from_name(&space).map(A::rejection);
                    return match rule {
                        Some(rule) => self.refuse::<A>(id, version.sequence, rule, context).await,
                        None => Err(failed(AppendError::Guard {
                            space,
                            key: String::new(),
                        })),
                    };
                }
                Err(error) => return Err(failed(error)),
            }
        }
        Err(failed(AppendError::Unavailable))
    }

    /// Decides from the cache; a refusal or an empty decision made there may be stale, so it is made again on the fresh stream
    /// (a decision with events needs no such care: the append notices). A stream that is expected to be new is not looked for:
    /// that, too, the append notices.
    async fn decide<A: Stream>(
        &self,
        id: A::Id,
        command: &A::Command,
        expect_new: bool,
    ) -> Result<(AggregateVersion<A>, A, Decision<A>), AppError> {
        let (version, cached) = match self.caches.get::<A>(id) {
            Some(version) => (version, true),
            None if expect_new => (AggregateVersion::new(id.to_string()), true),
            None => (self.load_fresh::<A>(id).await?, false),
        };
        let (decided, decision) = self.handle(&version.aggregate, command).await;
        if !cached || decision.as_ref().is_ok_and(|events| !events.is_empty()) {
            return Ok((version, decided, decision));
        }
        let fresh = self.load_fresh::<A>(id).await?;
        if fresh.sequence == version.sequence {
            return Ok((version, decided, decision));
        }
        let (decided, decision) = self.handle(&fresh.aggregate, command).await;
        Ok((fresh, decided, decision))
    }

    async fn handle<A: Stream>(&self, aggregate: &A, command: &A::Command) -> (A, Decision<A>) {
        let mut aggregate = aggregate.clone();
        let sink = EventSink::default();
        let result = aggregate.handle(command.clone(), &self.rules, &sink).await;
        let events = sink.collect().await;
        (aggregate, result.map(|()| events))
    }

    /// Answers a refusal. A repeated command may be refused just because it was carried out the first time: then it is done, not
    /// refused. For a policy or a timer the refusal itself is the outcome and is remembered under its command id.
    async fn refuse<A: Stream>(
        &self,
        id: A::Id,
        sequence: i64,
        rule: A::Error,
        context: &CommandContext,
    ) -> Result<Executed<A>, ExecuteError<A::Error>> {
        if let Some(position) = self.log.outcome(context.command_id).await.map_err(failed)? {
            return Ok(Executed {
                position,
                events: Vec::new(),
                already_done: true,
            });
        }
        if must_be_remembered(context) {
            match self
                .log
                .append(append::<A>(id, sequence, &[], context).map_err(failed)?)
                .await
            {
                // A conflict means the stream moved on after the refusal; the refusal stands as decided.
                Ok(_) | Err(AppendError::Conflict { .. }) => {}
                Err(error) => return Err(failed(error)),
            }
        }
        Err(ExecuteError::Rejected(rule))
    }

    /// The aggregate as of its newest event: what is cached plus the tail it lacks.
    pub(super) async fn load_fresh<A: Stream>(
        &self,
        id: A::Id,
    ) -> Result<AggregateVersion<A>, AppError> {
        let upcasters = self.upcasters;
        let store = LogStore::<A>::new(self.log.clone()).with_decoder(
            move |event_type, version, payload| {
                Ok(upcast::read::<A>(upcasters, event_type, version, payload)?)
            },
        );
        let version = match self.caches.get::<A>(id) {
            Some(mut version) => {
                store.refresh(&mut version).await?;
                version
            }
            None => store.load(&id.to_string()).await?,
        };
        self.caches.put::<A>(id, version.clone());
        Ok(version)
    }
}

/// Policies and timers come back after a crash with the same command ids; what was refused must stay refused.
fn must_be_remembered(context: &CommandContext) -> bool {
    matches!(context.actor, "policy" | "timer")
}

fn failed<E: std::error::Error>(error: impl Into<AppError>) -> ExecuteError<E> {
    ExecuteError::Failed(error.into())
}

fn append<A: Stream>(
    id: A::Id,
    expected_sequence: i64,
    events: &[A::Event],
    context: &CommandContext,
) -> Result<Append, AppError> {
    let mut new_events = Vec::with_capacity(events.len());
    let mut guards = Vec::new();
    for event in events {
        new_events.push(NewEvent {
            event_type: event.event_type(),
            event_version: event.event_version(),
            payload: serde_json::to_value(event)?,
        });
        guards.extend(
            guard::guards(&A::event(id, event.clone()))
                .into_iter()
                .map(step),
        );
    }
    Ok(Append {
        command_id: context.command_id,
        aggregate_type: A::TYPE,
        aggregate_id: id.to_string(),
        expected_sequence,
        events: new_events,
        metadata: BTreeMap::from([
            ("command_id".to_owned(), context.command_id.to_string()),
            ("correlation".to_owned(), context.correlation.to_string()),
            ("causation".to_owned(), context.causation.to_string()),
            ("actor".to_owned(), context.actor.to_owned()),
        ]),
        guards,
        recorded_at: context.now,
    })
}

/// The domain's guard as the event store's step: the same rule without the domain's vocabulary.
fn step(guard: Guard) -> GuardStep {
    match guard {
        Guard::Claim { space, key, holder } => GuardStep::Claim {
            space: space.name(),
            key,
            holder,
        },
        Guard::Release { space, key, holder } => GuardStep::Release {
            space: space.name(),
            key,
            holder,
        },
        Guard::Require { space, key, holder } => GuardStep::Require {
            space: space.name(),
            key,
            holder,
        },
        Guard::Vacant { space, key } => GuardStep::Vacant {
            space: space.name(),
            key,
        },
        Guard::Restrict {
            space,
            key,
            holder,
            until,
        } => GuardStep::Restrict {
            space: space.name(),
            key,
            holder,
            until,
        },
        Guard::Unrestricted { space, key, at } => GuardStep::Unrestricted {
            space: space.name(),
            key,
            at,
        },
    }
}
