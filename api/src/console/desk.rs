//! What the pages and the calls of the staff look at.

use std::sync::Arc;
use std::time::Duration;

use app::actions::{self, StaffCall};
use app::audit::Signer;
use app::clock::SharedClock;
use app::coordination::{Coordination, Permit, Quota};
use app::ids::SharedIds;
use app::staff::{SecondFactorRule, StaffAccount};
use app::{Dispatcher, Staff, Vault};
use domain::moderation::{Actor, MadeDecision};
use domain::values::{Language, TimeZone};
use sqlx::PgPool;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::visitor::TrustedProxies;

/// What a member reads of a decision, in a language and with the days of a time zone; `None` for what is not told.
pub type TellDecision = fn(Language, &MadeDecision, Option<TimeZone>) -> Option<String>;

/// How much one person opens: one step of a replay after the other is far below it.
const LOOKS: Quota = Quota {
    per_period: 1_200,
    period: Duration::from_hours(1),
    burst: 300,
};

/// What the console uses.
pub struct DeskParts {
    /// Read models and the log.
    pub pool: PgPool,
    /// Accounts and sessions.
    pub staff: Staff,
    /// Commands in, events out.
    pub dispatcher: Dispatcher,
    /// Personal data.
    pub vault: Vault,
    /// Signs what leaves the console to be proved elsewhere.
    pub signer: Signer,
    /// Counts what each of the staff opens.
    pub coordination: Coordination,
    /// The words of a decision, as the bot has them.
    pub tell_decision: TellDecision,
    /// Time.
    pub clock: SharedClock,
    /// Ids.
    pub ids: SharedIds,
    /// Whether browsers reach us over https, so that cookies are marked for it.
    pub over_https: bool,
    /// Who needs a second factor.
    pub second_factor: SecondFactorRule,
    /// Who may say where a visitor comes from.
    pub trusted_proxies: TrustedProxies,
    /// The whole log is walked by one person at a time.
    pub walking: Semaphore,
    /// Ends streams that stay open, when the process stops.
    pub stop: CancellationToken,
}

impl DeskParts {
    /// How long until this person may open something again, if they opened more than a person reads: whoever copies everything out is
    /// slowed down, and somebody is told.
    pub(crate) async fn is_looking_too_often(&self, account: &StaffAccount) -> Option<Duration> {
        let bucket = format!("looks:{}", account.staff_id);
        match self.coordination.take(&bucket, LOOKS).await {
            Permit::Granted => None,
            Permit::Denied { retry_after } => Some(retry_after),
        }
    }

    /// Where what the staff do is carried out and written down.
    pub(crate) fn records(&self) -> actions::Desk {
        actions::Desk {
            dispatcher: self.dispatcher.clone(),
            vault: self.vault.clone(),
        }
    }

    /// Something that somebody does now.
    pub(crate) fn call(&self, account: &StaffAccount) -> StaffCall {
        StaffCall {
            actor: Actor {
                staff: account.staff_id,
                role: account.role,
            },
            correlation: self.ids.uuid(),
            now: self.clock.now(),
        }
    }
}

/// Shared by all pages.
pub type Desk = Arc<DeskParts>;
