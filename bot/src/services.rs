//! Everything a handler may use.

use std::sync::Arc;

use app::clock::SharedClock;
use app::coordination::Coordination;
use app::hotlines::Hotlines;
use app::ids::SharedIds;
use app::inbox::Inbox;
use app::tips::Tips;
use app::vault::Address;
use app::{Dispatcher, Staff, Vault};
use sqlx::PgPool;

use crate::Gateway;
use crate::care::CardsShown;
use crate::relay::{OpenedChats, RelayMemory};

/// Shared by all handlers of a process; cheap to clone.
#[derive(Clone)]
pub struct Services {
    /// Commands in, events out.
    pub dispatcher: Dispatcher,
    /// Personal data.
    pub vault: Vault,
    /// The way out.
    pub gateway: Gateway,
    /// Limits and small locks.
    pub coordination: Coordination,
    /// Which updates are done, and how many messages a talk carried.
    pub inbox: Inbox,
    /// Talks whose opening card has been delivered.
    pub opened: OpenedChats,
    /// What the relay remembers while it runs, and the albums it gathers.
    pub relay: RelayMemory,
    /// Who has just been shown whom to call.
    pub cards_shown: CardsShown,
    /// Thanks in Stars.
    pub tips: Tips,
    /// The people who work in the console, some of whom press buttons in the moderators' chat.
    pub staff: Staff,
    /// Whom members can call when it is very hard.
    pub hotlines: Hotlines,
    /// Read models and dialogues.
    pub pool: PgPool,
    /// Time.
    pub clock: SharedClock,
    /// Ids.
    pub ids: SharedIds,
    /// Settings.
    pub settings: Arc<Settings>,
}

/// What of the configuration the bot looks at.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Messages a member may relay per minute, 0 for unlimited.
    pub relay_per_minute: u32,
    /// Messages a member may relay at once.
    pub relay_burst: u32,
    /// Searches a member may start per minute, 0 for unlimited.
    pub find_per_minute: u32,
    /// Key material of button tokens.
    pub token_key: [u8; 32],
    /// The domain's deadlines.
    pub rules: domain::Rules,
    /// For how many days what was written about a case is kept at least.
    pub case_text_days: u32,
    /// The operators' chat with the bot that is in it, if there is one.
    pub operators: Option<Address>,
    /// Our own address, without a slash at the end; https or on this computer.
    pub public_base_url: Option<String>,
}
