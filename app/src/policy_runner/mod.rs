//! Policies at work: reads committed events, asks the pure policies of `domain`, and does what they say. Commands go out with ids
//! derived from the event, effects and timers are written with the checkpoint, so a crash repeats nothing.

mod measure;
mod relayed;

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::guard::Space;
use domain::matching::{ChatEndReason, MatchEvent};
use domain::member::Member;
use domain::moderation::report_key;
use domain::policies::{self, Notice, Reaction, Standing, Template};
use domain::values::MemberId;
use domain::{Command, Event};
use event_store::EventRecord;
use event_store::subscription::{Handler, HandlerError};
use sqlx::{PgPool, Postgres, Transaction};
use tokio::sync::Notify;
use uuid::Uuid;

use crate::alerts::{self, NewAlert, StaffAlert};
use crate::clock::SharedClock;
use crate::inbox::Inbox;
use crate::outbox::{self, NewEffect};
use crate::staff::member_of;
use crate::{AppError, CommandContext, Dispatcher, Eraser, ExecuteError, Vault, timers};

pub use measure::count_from_zero;
pub use relayed::{totals, with_relayed};

/// Namespace of ids derived from an event's position.
const EVENTS: Uuid = Uuid::from_u128(0x1d6e_22fb_0d5c_4c0f_8f0e_5f6b_a3b8_90c1);

/// The name of the subscription.
pub const NAME: &str = "policies";

/// The subscription that makes things happen.
pub struct PolicyRunner {
    /// Where commands go.
    pub dispatcher: Dispatcher,
    /// Knows which Telegram account somebody of the staff linked.
    pub pool: PgPool,
    /// Knows through which bot a member is reached.
    pub vault: Vault,
    /// Knows how many messages a talk carried.
    pub inbox: Inbox,
    /// When commands happen.
    pub clock: SharedClock,
    /// Wakes those who send effects and watch deadlines in this process.
    pub wake: Arc<Wake>,
}

/// In-process wake-ups; other replicas poll.
#[derive(Debug, Default)]
pub struct Wake {
    /// New rows in the outbox.
    pub outbox: Notify,
    /// New deadlines.
    pub timers: Notify,
}

/// What one event led to.
#[derive(Default)]
struct Writes {
    effects: Vec<NewEffect>,
    schedule: Vec<(policies::Timer, Uuid)>,
    cancel: Vec<policies::TimerKey>,
    alerts: Vec<NewAlert>,
}

#[async_trait]
impl Handler for PolicyRunner {
    fn name(&self) -> String {
        NAME.to_owned()
    }

    async fn handle(
        &self,
        transaction: &mut Transaction<'static, Postgres>,
        events: &[EventRecord],
    ) -> Result<(), HandlerError> {
        for record in events {
            let event = decode(record).map_err(|_| HandlerError::unknown(record, "unreadable"))?;
            measure::measure(&self.dispatcher, &event).await;
            if let Event::Case(_, event) = &event
                && let Some(named) = event.sealed()
            {
                self.vault.keep(named).await.map_err(HandlerError::retry)?;
            }
            let writes = self.react(record, &event).await;
            let writes = writes.map_err(|error| failed(record, error))?;
            // In the order of events: a deadline set by one may be cancelled by the next.
            timers::schedule(transaction, &writes.schedule)
                .await
                .map_err(HandlerError::retry)?;
            timers::cancel(transaction, &writes.cancel)
                .await
                .map_err(HandlerError::retry)?;
            alerts::enqueue(transaction, &writes.alerts)
                .await
                .map_err(HandlerError::retry)?;
            outbox::enqueue(transaction, &writes.effects)
                .await
                .map_err(HandlerError::retry)?;
        }
        Ok(())
    }

    async fn committed(&self) {
        self.wake.outbox.notify_waiters();
        self.wake.timers.notify_waiters();
    }
}

impl PolicyRunner {
    async fn react(&self, record: &EventRecord, event: &Event) -> Result<Writes, AppError> {
        let mut standings = HashMap::new();
        for member in policies::needs(event) {
            standings.insert(member, self.standing(member, event).await?);
        }
        let now = self.clock.now();
        let reactions = policies::react(
            event,
            &|member| standings.get(&member).copied().unwrap_or_default(),
            self.dispatcher.rules(),
            now,
        );
        let causation = Uuid::new_v5(&EVENTS, &record.position.to_be_bytes());
        let correlation = correlation(record).unwrap_or(causation);
        let mut writes = Writes::default();
        for reaction in reactions {
            match reaction {
                Reaction::Command(command) => {
                    // By what the command is, not by its place: a repetition may find another standing and skip some.
                    let command_id = Uuid::new_v5(&causation, command.key().as_bytes());
                    let context = CommandContext {
                        command_id,
                        correlation,
                        causation,
                        actor: "policy",
                        now,
                    };
                    self.send(command, &context).await?;
                }
                Reaction::Destroy(member) => self.eraser().destroy(member).await?,
                Reaction::Schedule(timer) => writes.schedule.push((timer, correlation)),
                Reaction::Cancel(key) => writes.cancel.push(key),
                Reaction::Alert(alert) => writes.alerts.push(NewAlert {
                    key: Uuid::new_v5(&causation, &serde_json::to_vec(&alert)?),
                    alert: StaffAlert::OfPolicy(alert),
                    at: now,
                }),
                Reaction::Notify(notice) => {
                    let key = Uuid::new_v5(&causation, &serde_json::to_vec(&notice)?);
                    writes
                        .effects
                        .extend(self.effect(notice, key, correlation, now).await?);
                }
                Reaction::NotifyStaff { staff, notice } => {
                    // Who linked no Telegram account reads it in the console.
                    let Some(member) = member_of(&self.pool, staff).await? else {
                        continue;
                    };
                    let notice = Notice {
                        member,
                        template: Template::OfYourAccount { notice },
                        not_after: None,
                    };
                    let key = Uuid::new_v5(&causation, &serde_json::to_vec(&notice)?);
                    writes
                        .effects
                        .extend(self.effect(notice, key, correlation, now).await?);
                }
            }
        }
        Ok(writes)
    }

    fn eraser(&self) -> Eraser {
        Eraser::new(&self.dispatcher, &self.vault)
    }

    /// Whether the member reported the talk of this event and nobody has answered yet.
    async fn has_reported(&self, member: MemberId, event: &Event) -> Result<bool, AppError> {
        let Event::Match(match_id, _) = event else {
            return Ok(false);
        };
        let key = report_key(*match_id, member);
        let log = self.dispatcher.log();
        Ok(log.claim(Space::Reports.name(), &key).await?.is_some())
    }

    async fn standing(&self, member: MemberId, event: &Event) -> Result<Standing, AppError> {
        Ok(Standing {
            engagement: self.dispatcher.engagement(member).await?,
            open_search: self.dispatcher.open_search(member).await?,
            has_reported: self.has_reported(member, event).await?,
            barred: self.barred(member, event).await?,
        })
    }

    /// Why the member may be in no talk, if this event opens one and something speaks against it.
    async fn barred(
        &self,
        member: MemberId,
        event: &Event,
    ) -> Result<Option<ChatEndReason>, AppError> {
        let Event::Match(_, MatchEvent::ChatStarted { .. }) = event else {
            return Ok(None);
        };
        let state: Member = self.dispatcher.load(member).await?;
        Ok(state.barred(self.clock.now()))
    }

    async fn send(&self, command: Command, context: &CommandContext) -> Result<(), AppError> {
        let command = with_relayed(&self.dispatcher, &self.inbox, command).await?;
        self.dispatcher.send(command, context).await
    }

    async fn effect(
        &self,
        notice: Notice,
        key: Uuid,
        correlation: Uuid,
        at: DateTime<Utc>,
    ) -> Result<Option<NewEffect>, AppError> {
        // Nobody can be told anything once their address is gone.
        let Some(address) = self.vault.address(notice.member).await? else {
            return Ok(None);
        };
        Ok(Some(NewEffect {
            key,
            bot: address.bot,
            lane: outbox::lane(notice.template),
            notice,
            correlation,
            at,
        }))
    }
}

impl Dispatcher {
    /// Carries out any command; a refusal is an outcome, only an outage is an error.
    pub async fn send(&self, command: Command, context: &CommandContext) -> Result<(), AppError> {
        match command {
            Command::Member(id, command) => outage(
                self.execute::<domain::member::Member>(id, command, context)
                    .await,
            ),
            Command::Search(id, command) => outage(
                self.execute::<domain::search::Search>(id, command, context)
                    .await,
            ),
            Command::Match(id, command) => outage(
                self.execute::<domain::matching::Match>(id, command, context)
                    .await,
            ),
            Command::Tip(id, command) => {
                outage(self.execute::<domain::tip::Tip>(id, command, context).await)
            }
            Command::Account(id, command) => outage(
                self.execute::<domain::account::Account>(id, command, context)
                    .await,
            ),
            Command::Case(id, command) => outage(
                self.execute::<domain::moderation::Case>(id, command, context)
                    .await,
            ),
            Command::StaffAccess(id, command) => outage(
                self.execute::<domain::staff_access::StaffAccess>(id, command, context)
                    .await,
            ),
        }
    }
}

fn outage<T, E: std::error::Error>(result: Result<T, ExecuteError<E>>) -> Result<(), AppError> {
    match result {
        Ok(_) | Err(ExecuteError::Rejected(_)) => Ok(()),
        Err(ExecuteError::Failed(error)) => Err(error),
    }
}

/// One damaged row keeps nobody else's deadline, card or requeue waiting.
fn failed(record: &EventRecord, error: AppError) -> HandlerError {
    if error.is_unreadable() {
        HandlerError::poison(record, "unreadable_data")
    } else {
        HandlerError::retry(error)
    }
}

/// Reads a stored event as one of the domain's.
pub fn decode(record: &EventRecord) -> Result<Event, domain::event::DecodeError> {
    Event::decode(
        &record.aggregate_type,
        &record.aggregate_id,
        &record.event_type,
        &record.event_version,
        record.payload.clone(),
    )
}

fn correlation(record: &EventRecord) -> Option<Uuid> {
    record.metadata.get("correlation")?.parse().ok()
}
