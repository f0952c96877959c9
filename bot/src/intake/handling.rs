//! One update from its claim to its end.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use app::BotId;
use app::inbox::Claim;
use app::vault::Address;
use domain::values::{Language, MemberId};
use futures::FutureExt;
use serde_json::Value;
use teloxide::types::Update;

use super::origin::{FromGroup, Origin};
use super::queue::Ticket;
use super::{Inner, Verdict, count};
use crate::error::Fault;
use crate::incoming::Handled;
use crate::{HandleError, Incoming};

/// How long the sentence about an update that was given up may take.
const TELLING: Duration = Duration::from_secs(10);

pub(super) struct Handling {
    pub(super) inner: Arc<Inner>,
    pub(super) bot: BotId,
    pub(super) origin: Origin,
    pub(super) raw: Arc<Value>,
    pub(super) update: Option<Update>,
}

impl Handling {
    /// Runs in a task of its own, so that it comes to its end also when the one who delivered the update hangs up.
    pub(super) async fn carry_through(mut self, ticket: Ticket) -> Verdict {
        let start = Instant::now();
        let (verdict, outcome) = self.claim_and_handle(ticket).await;
        count(self.origin.kind, outcome);
        metrics::histogram!("notalone_webhook_duration_seconds").record(start.elapsed());
        verdict
    }

    async fn claim_and_handle(&mut self, mut ticket: Ticket) -> (Verdict, &'static str) {
        match self
            .inner
            .ledger
            .claim(self.bot, self.origin.update_id)
            .await
        {
            Ok(Claim::Ours { .. }) => {}
            Ok(Claim::Finished) => return (Verdict::Done, "duplicate"),
            Ok(Claim::Elsewhere) => return (Verdict::Busy, "elsewhere"),
            Err(error) => return self.outage(&error),
        }
        let turn = tokio::time::timeout(self.inner.limits.turn, ticket.turn());
        if turn.await.is_err() {
            self.release().await;
            return (Verdict::Busy, "queue_slow");
        }
        // The ticket is held until the end is written down.
        self.handle().await
    }

    async fn handle(&mut self) -> (Verdict, &'static str) {
        if let Some(what) = self.origin.from_group {
            return match self.run_for_group(what).await {
                Ok(()) => self.finish().await,
                Err(error) => self.ended(&error, None).await,
            };
        }
        let sender = match self.sender().await {
            Ok(Some(sender)) => sender,
            Ok(None) => return self.finish().await,
            Err(error) => return self.ended(&error, None).await,
        };
        match self.handle_of(sender).await {
            Ok(Handled::Done) => self.finish().await,
            Ok(Handled::Finished) => (Verdict::Done, "done"),
            Err(error) => self.ended(&error, Some(sender)).await,
        }
    }

    async fn ended(
        &self,
        error: &HandleError,
        sender: Option<(MemberId, Address)>,
    ) -> (Verdict, &'static str) {
        match error.fault() {
            Fault::Nobody => self.finish().await,
            // Somebody's Stars: never given up, however often it fails.
            Fault::Update(category) if self.origin.is_payment => {
                let (bot, update_id) = (self.bot, self.origin.update_id);
                tracing::error!(%bot, update_id, category, "a payment could not be recorded; it comes again");
                self.release().await;
                self.outage(error)
            }
            Fault::Update(category) => self.failed(category, sender).await,
            Fault::Ours => {
                self.release().await;
                self.outage(error)
            }
        }
    }

    /// Who sent it; nobody when they left without ever having written, and stay unknown.
    async fn sender(&self) -> Result<Option<(MemberId, Address)>, HandleError> {
        let address = Address {
            bot: self.bot,
            chat_id: self.origin.user,
        };
        let members = &self.inner.members;
        let member = match self.origin.reachable {
            None => Some(members.identify(self.origin.user, address).await?),
            Some(_) => members.find(self.origin.user).await?,
        };
        Ok(member.map(|member| (member, address)))
    }

    async fn handle_of(
        &mut self,
        (member, address): (MemberId, Address),
    ) -> Result<Handled, HandleError> {
        let update = self.update.take().ok_or(HandleError::Poison {
            category: "unreadable_update",
        })?;
        let incoming = Incoming {
            bot: self.bot,
            update_id: self.origin.update_id,
            member,
            address,
            update: Arc::new(update),
            raw: Arc::clone(&self.raw),
            reads: Language::default(),
        };
        let Some(reachable) = self.origin.reachable else {
            let handler = Arc::clone(&self.inner.handler);
            return self
                .run(async move { handler.handle(incoming).await })
                .await;
        };
        let context = incoming.command(0, self.inner.members.now());
        self.inner
            .members
            .set_reachable(member, reachable, &context)
            .await?;
        Ok(Handled::Done)
    }

    async fn run_for_group(&self, what: FromGroup) -> Result<(), HandleError> {
        let handler = Arc::clone(&self.inner.handler);
        let (bot, raw) = (self.bot, Arc::clone(&self.raw));
        match what {
            FromGroup::Reply => {
                self.run(async move { handler.operators_replied(bot, &raw).await })
                    .await
            }
            FromGroup::Press => {
                // Who never wrote to the bot stays unknown.
                let member = self.inner.members.find(self.origin.user).await?;
                self.run(async move { handler.pressed_in_group(bot, member, &raw).await })
                    .await
            }
        }
    }

    /// In a task of its own: a panic ends that task and nothing else.
    async fn run<T: Send + 'static>(
        &self,
        handling: impl Future<Output = Result<T, HandleError>> + Send + 'static,
    ) -> Result<T, HandleError> {
        let mut task = tokio::spawn(handling);
        match tokio::time::timeout(self.inner.limits.handling, &mut task).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_panic)) => Err(HandleError::Poison { category: "panic" }),
            Err(_elapsed) => {
                task.abort();
                Err(HandleError::Poison {
                    category: "timeout",
                })
            }
        }
    }

    async fn finish(&self) -> (Verdict, &'static str) {
        match self
            .inner
            .ledger
            .finish(self.bot, self.origin.update_id)
            .await
        {
            Ok(()) => (Verdict::Done, "done"),
            // Handled, but nothing says so: it comes again, and its command ids make that harmless.
            Err(error) => self.outage(&error),
        }
    }

    async fn failed(
        &self,
        category: &'static str,
        sender: Option<(MemberId, Address)>,
    ) -> (Verdict, &'static str) {
        let (bot, update_id) = (self.bot, self.origin.update_id);
        match self.inner.ledger.fail(bot, update_id, category).await {
            Ok(false) => {
                tracing::warn!(%bot, update_id, kind = self.origin.kind, category, "an update failed");
                (Verdict::Failed, "failed")
            }
            Ok(true) => {
                tracing::error!(%bot, update_id, kind = self.origin.kind, category, "an update was parked");
                if let Some(sender) = sender {
                    self.tell(sender).await;
                }
                (Verdict::Done, "parked")
            }
            Err(error) => self.outage(&error),
        }
    }

    async fn tell(&self, sender: (MemberId, Address)) {
        let telling = self.inner.handler.tell_parked(sender, &self.raw);
        let told = tokio::time::timeout(TELLING, AssertUnwindSafe(telling).catch_unwind()).await;
        if !matches!(told, Ok(Ok(Ok(())))) {
            tracing::warn!(bot = %self.bot, update_id = self.origin.update_id, "the sender of a parked update was not told");
        }
    }

    async fn release(&self) {
        let (bot, update_id) = (self.bot, self.origin.update_id);
        if let Err(error) = self.inner.ledger.release(bot, update_id).await {
            // The claim runs out by itself; until then the update is answered as being handled elsewhere.
            tracing::warn!(%bot, update_id, %error, "a claim could not be given back");
        }
    }

    fn outage(&self, error: &dyn std::fmt::Display) -> (Verdict, &'static str) {
        tracing::warn!(bot = %self.bot, update_id = self.origin.update_id, %error, "an update waits for our own outage");
        (Verdict::Outage, "outage")
    }
}
