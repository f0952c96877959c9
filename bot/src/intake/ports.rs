//! What intake needs from others.

use app::inbox::{Claim, Inbox};
use app::vault::Address;
use app::{AppError, BotId, CommandContext, Dispatcher, Eraser, ExecuteError, Vault};
use async_trait::async_trait;
use domain::member::{Member, MemberCommand};
use domain::values::MemberId;
use serde_json::Value;

use crate::handlers::payment_case;
use crate::incoming::Handled;
use crate::moderators_chat::press::{self, Press};
use crate::{HandleError, Incoming, Services};

/// Remembers which updates are being handled, are done, or are parked.
#[async_trait]
pub trait Ledger: Send + Sync {
    /// Claims an update for this process.
    async fn claim(&self, bot: BotId, update_id: i64) -> Result<Claim, AppError>;
    /// It is done for good.
    async fn finish(&self, bot: BotId, update_id: i64) -> Result<(), AppError>;
    /// It failed by our own outage.
    async fn release(&self, bot: BotId, update_id: i64) -> Result<(), AppError>;
    /// It failed by its own fault; true when it is given up now.
    async fn fail(
        &self,
        bot: BotId,
        update_id: i64,
        category: &'static str,
    ) -> Result<bool, AppError>;
}

#[async_trait]
impl Ledger for Inbox {
    async fn claim(&self, bot: BotId, update_id: i64) -> Result<Claim, AppError> {
        Inbox::claim(self, bot, update_id).await
    }

    async fn finish(&self, bot: BotId, update_id: i64) -> Result<(), AppError> {
        Inbox::finish(self, bot, update_id).await
    }

    async fn release(&self, bot: BotId, update_id: i64) -> Result<(), AppError> {
        Inbox::release(self, bot, update_id).await
    }

    async fn fail(
        &self,
        bot: BotId,
        update_id: i64,
        category: &'static str,
    ) -> Result<bool, AppError> {
        Inbox::fail(self, bot, update_id, category).await
    }
}

/// Knows who sends updates.
#[async_trait]
pub trait Members: Send + Sync {
    /// The member behind a Telegram user id, made now if unknown.
    async fn identify(&self, user: i64, address: Address) -> Result<MemberId, AppError>;
    /// The member behind a Telegram user id, if known.
    async fn find(&self, user: i64) -> Result<Option<MemberId>, AppError>;
    /// The member blocked the bot, or took the block back.
    async fn set_reachable(
        &self,
        member: MemberId,
        reachable: bool,
        context: &CommandContext,
    ) -> Result<(), AppError>;
    /// The time commands are decided at.
    fn now(&self) -> chrono::DateTime<chrono::Utc>;
}

/// The members in the vault.
#[derive(Clone)]
pub struct VaultMembers {
    /// Knows them.
    pub vault: Vault,
    /// Takes the commands.
    pub dispatcher: Dispatcher,
    /// What time it is.
    pub clock: app::clock::SharedClock,
}

#[async_trait]
impl Members for VaultMembers {
    async fn identify(&self, user: i64, address: Address) -> Result<MemberId, AppError> {
        let member = self.vault.identify(user, address).await?;
        let eraser = Eraser::new(&self.dispatcher, &self.vault);
        if eraser.make_way(member).await? {
            return self.vault.identify(user, address).await;
        }
        Ok(member)
    }

    async fn find(&self, user: i64) -> Result<Option<MemberId>, AppError> {
        self.vault.find(user).await
    }

    async fn set_reachable(
        &self,
        member: MemberId,
        reachable: bool,
        context: &CommandContext,
    ) -> Result<(), AppError> {
        let at = context.now;
        let command = if reachable {
            MemberCommand::MarkReachable { at }
        } else {
            MemberCommand::MarkUnreachable { at }
        };
        match self
            .dispatcher
            .execute::<Member>(member, command, context)
            .await
        {
            // Refused: never registered, or erased. There is nothing to remember then.
            Ok(_) | Err(ExecuteError::Rejected(_)) => Ok(()),
            Err(ExecuteError::Failed(error)) => Err(error),
        }
    }

    fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.clock.now()
    }
}

/// Does what an update asks for.
#[async_trait]
pub trait Handler: Send + Sync {
    /// Handles one update; `Ok` means that it may be acknowledged.
    async fn handle(&self, incoming: Incoming) -> Result<Handled, HandleError>;
    /// Says in one sentence to its sender that an update is given up.
    async fn tell_parked(
        &self,
        sender: (MemberId, Address),
        update: &Value,
    ) -> Result<(), AppError>;
    /// Answers a pre-checkout query of a person within Telegram's ten seconds, whatever else happens; the word for the metric.
    async fn check_out(&self, bot: BotId, user: i64, update: &Value) -> &'static str;
    /// The operators' chat, if there is one.
    fn operators_chat(&self) -> Option<i64> {
        None
    }
    /// A reply was written in the operators' chat.
    async fn operators_replied(&self, bot: BotId, update: &Value) -> Result<(), HandleError> {
        let _ = (bot, update);
        Ok(())
    }
    /// A button was pressed in a group, by a member if who pressed is one.
    async fn pressed_in_group(
        &self,
        bot: BotId,
        member: Option<MemberId>,
        update: &Value,
    ) -> Result<(), HandleError> {
        let _ = (bot, member, update);
        Ok(())
    }
}

/// The router with its services.
#[derive(Clone)]
pub struct RouterHandler(pub Services);

#[async_trait]
impl Handler for RouterHandler {
    async fn handle(&self, incoming: Incoming) -> Result<Handled, HandleError> {
        crate::router::handle(&self.0, incoming).await
    }

    async fn tell_parked(
        &self,
        sender: (MemberId, Address),
        update: &Value,
    ) -> Result<(), AppError> {
        crate::router::tell_parked(&self.0, sender, update).await
    }

    async fn check_out(&self, bot: BotId, user: i64, update: &Value) -> &'static str {
        crate::checkout::answer(&self.0, bot, user, update).await
    }

    fn operators_chat(&self) -> Option<i64> {
        self.0.settings.operators.map(|operators| operators.chat_id)
    }

    async fn operators_replied(&self, bot: BotId, update: &Value) -> Result<(), HandleError> {
        // What is a reply to anything else is between the operators.
        payment_case::answer(&self.0, bot, update).await.map(drop)
    }

    async fn pressed_in_group(
        &self,
        bot: BotId,
        member: Option<MemberId>,
        update: &Value,
    ) -> Result<(), HandleError> {
        let Some(press) = Press::read(bot, update) else {
            return Ok(());
        };
        let update_id = update["update_id"].as_i64().unwrap_or_default();
        let correlation = crate::incoming::correlation(bot, update_id);
        press::handle(&self.0, &press, member, correlation).await
    }
}
