//! Puts the parts together from the configuration.

use std::net::{IpAddr, Ipv4Addr, UdpSocket};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow};
use api::{Desk, DeskParts, MemberParts, Members, TrustedProxies};
use app::audit::Signer;
use app::clock::{SharedClock, SystemClock};
use app::config::Config;
use app::coordination::Coordination;
use app::hotlines::Hotlines;
use app::ids::{SharedIds, SystemIds};
use app::inbox::Inbox;
use app::policy_runner::{PolicyRunner, Wake};
use app::tips::{PayloadKeys, Tips};
use app::vault::Address;
use app::{Dispatcher, Staff, Vault, keys};
use bot::care::CardsShown;
use bot::gateway::{
    self, Budgets, Client, Gateway, GatewayParts, ReportUnreachable, TelegramStars,
};
use bot::invoice_links::TelegramInvoices;
use bot::relay::{OpenedChats, RelayFromElsewhere, RelayMemory, Replica};
use bot::services::{Services, Settings};
use event_store::EventLog;
use secrecy::{ExposeSecret, SecretString};
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// How long a query waits for a free connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
const SECONDS_OF_A_DAY: u64 = 24 * 60 * 60;

/// What every role stands on.
#[derive(Clone)]
pub(crate) struct Parts {
    /// The configuration in force.
    pub config: Arc<Config>,
    /// Time.
    pub clock: SharedClock,
    /// Ids and randomness.
    pub ids: SharedIds,
    /// The main database.
    pub pool: PgPool,
    /// The event log.
    pub log: EventLog,
    /// Commands in, events out.
    pub dispatcher: Dispatcher,
    /// Personal data.
    pub vault: Vault,
    /// Limits and small locks.
    pub coordination: Coordination,
    /// Which updates are done.
    pub inbox: Inbox,
    /// Wake-ups within this process.
    pub wake: Arc<Wake>,
    /// The people who work in the console.
    pub staff: Staff,
    /// What the relay remembers, and the albums it gathers.
    pub relay: RelayMemory,
    /// Who has just been shown whom to call.
    pub cards_shown: CardsShown,
    /// Whom members can call when it is very hard.
    pub hotlines: Hotlines,
}

impl Parts {
    /// Connects to everything. The database must be migrated.
    pub(crate) async fn connect(
        config: Config,
        databases: Databases,
        clock: SharedClock,
    ) -> anyhow::Result<Self> {
        let Databases {
            pool,
            separate_vault,
        } = databases;
        let ids: SharedIds = Arc::new(SystemIds::new(Arc::clone(&clock)));
        let log = EventLog::start(pool.clone())
            .await
            .context("the event log cannot be opened")?;
        let keys_pool = separate_vault.unwrap_or_else(|| pool.clone());
        let master = config
            .secrets
            .vault_master
            .as_ref()
            .ok_or_else(|| anyhow!("VAULT_MASTER_KEY is not set"))?;
        let vault = Vault::open(
            pool.clone(),
            keys_pool,
            master,
            Arc::clone(&clock),
            Arc::clone(&ids),
        )
        .await
        .context("the vault cannot be opened: is VAULT_MASTER_KEY the one it was made with?")?;
        let coordination = Coordination::connect(
            config
                .database
                .redis_url
                .as_ref()
                .map(ExposeSecret::expose_secret),
            config.database.redis_timeout,
            Arc::clone(&clock),
        )
        .await
        .map_err(|_| anyhow!("REDIS_URL is not an address of a Redis server"))?;
        let dispatcher = Dispatcher::new(log.clone(), config.rules());
        Ok(Self {
            inbox: Inbox::start(pool.clone(), ids.uuid(), Arc::clone(&clock)),
            staff: Staff::new(
                dispatcher.clone(),
                pool.clone(),
                Arc::clone(&clock),
                Arc::clone(&ids),
            )
            .sealed_by(vault.clone()),
            dispatcher,
            relay: RelayMemory::new(&ids, replica(&config)?),
            cards_shown: CardsShown::default(),
            hotlines: Hotlines::open(config.hotlines_file.clone()),
            config: Arc::new(config),
            clock,
            ids,
            pool,
            log,
            vault,
            coordination,
            wake: Arc::new(Wake::default()),
        })
    }

    /// The way out to Telegram; starts its workers.
    pub(crate) fn gateway(&self) -> anyhow::Result<Gateway> {
        let limits = &self.config.limits;
        let budgets = gateway::budgets::Limits {
            per_second: limits.telegram_bot.per_period,
            chat_per_second: limits.telegram_chat.per_period,
            chat_burst: limits.telegram_chat.burst,
        };
        let unreachable = ReportUnreachable {
            vault: self.vault.clone(),
            dispatcher: self.dispatcher.clone(),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
        };
        Ok(Gateway::start(GatewayParts {
            client: client(&self.config)?,
            budgets: Budgets::new(
                self.coordination.clone(),
                budgets,
                self.derived_key("chat-budgets")?,
            ),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
            unreachable: Arc::new(unreachable),
        }))
    }

    /// What makes things happen after events.
    pub(crate) fn policies(&self) -> PolicyRunner {
        PolicyRunner {
            dispatcher: self.dispatcher.clone(),
            pool: self.pool.clone(),
            vault: self.vault.clone(),
            inbox: self.inbox.clone(),
            clock: Arc::clone(&self.clock),
            wake: Arc::clone(&self.wake),
        }
    }

    /// Tips.
    pub(crate) fn tips(&self) -> anyhow::Result<Tips> {
        let secret = self.config.secrets.tips_hmac.as_ref();
        let secret = secret.context("TIPS_HMAC_SECRET is not set")?;
        Ok(Tips {
            dispatcher: self.dispatcher.clone(),
            vault: self.vault.clone(),
            pool: self.pool.clone(),
            payloads: PayloadKeys::new(secret),
        })
    }

    /// Telegram Stars.
    pub(crate) fn stars(&self, gateway: Gateway) -> TelegramStars {
        TelegramStars {
            gateway,
            clock: Arc::clone(&self.clock),
        }
    }

    /// What the bot's handlers use.
    pub(crate) fn services(&self, gateway: Gateway) -> anyhow::Result<Services> {
        let limits = &self.config.limits;
        Ok(Services {
            dispatcher: self.dispatcher.clone(),
            vault: self.vault.clone(),
            gateway,
            coordination: self.coordination.clone(),
            inbox: self.inbox.clone(),
            opened: OpenedChats::default(),
            relay: self.relay.clone(),
            cards_shown: self.cards_shown.clone(),
            tips: self.tips()?,
            staff: self.staff.clone(),
            hotlines: self.hotlines.clone(),
            pool: self.pool.clone(),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
            settings: Arc::new(Settings {
                relay_per_minute: limits.relay.per_period,
                relay_burst: limits.relay.burst,
                find_per_minute: limits.find.per_period,
                token_key: self.derived_key("button-tokens")?,
                rules: self.config.rules(),
                case_text_days: case_text_days(&self.config),
                operators: self.operators(),
                public_base_url: self.config.telegram.public_base_url.clone(),
            }),
        })
    }

    /// What the signed calls use; relaying goes the bot's way.
    pub(crate) fn members(&self, gateway: Gateway) -> anyhow::Result<Members> {
        let secrets = self.config.secrets.internal_bot.clone();
        let home_bot = self.config.telegram.bots.first();
        Ok(Arc::new(MemberParts {
            pool: self.pool.clone(),
            dispatcher: self.dispatcher.clone(),
            vault: self.vault.clone(),
            coordination: self.coordination.clone(),
            inbox: self.inbox.clone(),
            relay: Arc::new(RelayFromElsewhere(self.services(gateway.clone())?)),
            tips: self.tips()?,
            invoice_links: Arc::new(TelegramInvoices(self.services(gateway)?)),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
            home_bot: home_bot.context("TELEGRAM_BOT_TOKEN is not set")?.id,
            find_quota: self.config.limits.find,
            secrets: secrets.context("INTERNAL_BOT_SECRET is not set")?,
        }))
    }

    /// The operators' chat, reached through the first bot of the fleet.
    fn operators(&self) -> Option<Address> {
        let home_bot = self.config.telegram.bots.first()?;
        Some(Address {
            bot: home_bot.id,
            chat_id: self.config.moderators_chat?,
        })
    }

    /// What the console uses; its streams end with `stop`.
    pub(crate) fn desk(&self, stop: CancellationToken) -> anyhow::Result<Desk> {
        let secret = self.config.secrets.audit_signing.as_ref();
        Ok(Arc::new(DeskParts {
            pool: self.pool.clone(),
            staff: self.staff.clone(),
            dispatcher: self.dispatcher.clone(),
            vault: self.vault.clone(),
            coordination: self.coordination.clone(),
            signer: Signer::new(secret.context("AUDIT_SIGNING_KEY is not set")?),
            tell_decision: |language, made, zone| {
                let told = bot::screens::decision::told(bot::texts::words(language), made, zone);
                told.map(|text| text.plain())
            },
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
            over_https: over_https(&self.config),
            second_factor: self.config.staff_second_factor,
            walking: Semaphore::new(1),
            trusted_proxies: TrustedProxies(self.config.trusted_proxies.clone()),
            stop,
        }))
    }

    fn derived_key(&self, purpose: &str) -> anyhow::Result<[u8; 32]> {
        let secret = self
            .config
            .secrets
            .internal_bot
            .as_ref()
            .ok_or_else(|| anyhow!("INTERNAL_BOT_SECRET is not set"))?;
        Ok(keys::derive(&secret.current, purpose))
    }
}

/// An HTTP client with the tokens of the fleet.
pub(crate) fn client(config: &Config) -> anyhow::Result<Client> {
    let tokens = config
        .telegram
        .bots
        .iter()
        .map(|bot| gateway::BotToken::parse(bot.token.expose_secret()));
    let tokens: Vec<_> = tokens
        .collect::<Result<_, _>>()
        .context("TELEGRAM_BOT_TOKEN")?;
    Ok(Client::new(&config.telegram.api_url, tokens)?)
}

/// Whether browsers reach us over https.
pub(crate) fn over_https(config: &Config) -> bool {
    let public = config.telegram.public_base_url.as_ref();
    public.is_some_and(|url| url.starts_with("https://"))
}

/// Where other processes reach the webhook of this one; nowhere without a secret, since then it has no webhook.
fn replica(config: &Config) -> anyhow::Result<Replica> {
    let Some(secret) = config.telegram.webhook_secret.clone() else {
        return Ok(Replica::default());
    };
    let mut address = config.api_listen;
    if address.ip().is_unspecified() {
        let Some(own) = own_address() else {
            return Ok(Replica::default());
        };
        address.set_ip(own);
    }
    Ok(Replica::at(format!("http://{address}"), secret)?)
}

/// The address of the network that this computer is in. Nothing is sent: connecting only chooses the way.
fn own_address() -> Option<IpAddr> {
    // An address that no network has (RFC 5737).
    let elsewhere = (Ipv4Addr::new(192, 0, 2, 1), 9);
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect(elsewhere).ok()?;
    Some(socket.local_addr().ok()?.ip())
}

/// A pool of connections. The address holds a password and is in no error.
pub(crate) async fn connect(url: &SecretString, connections: u32) -> anyhow::Result<PgPool> {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        // A ping before each query doubles the round trips; a dead connection is an error that everyone here retries.
        .test_before_acquire(false)
        .connect(url.expose_secret())
        .await
        .map_err(|error| match error {
            sqlx::Error::Configuration(_) => anyhow!("the database address cannot be read"),
            other => anyhow!("the database cannot be reached: {other}"),
        })
}

/// The databases of this deployment.
#[derive(Clone, Debug)]
pub(crate) struct Databases {
    /// Events, read models, sealed values.
    pub pool: PgPool,
    /// The members' keys, when they live apart.
    pub separate_vault: Option<PgPool>,
}

impl Databases {
    /// Connects to both.
    pub(crate) async fn connect(config: &Config) -> anyhow::Result<Self> {
        let connections = config.database.connections;
        let pool = connect(&config.database.main_url, connections)
            .await
            .context("DATABASE_URL")?;
        let separate_vault = match &config.database.vault_url {
            Some(url) => Some(
                connect(url, connections)
                    .await
                    .context("VAULT_DATABASE_URL")?,
            ),
            None => None,
        };
        Ok(Self {
            pool,
            separate_vault,
        })
    }

    /// Whether both are at this version.
    pub(crate) async fn are_migrated(&self) -> anyhow::Result<bool> {
        Ok(app::migrations::is_migrated(&self.pool, self.separate_vault.as_ref()).await?)
    }
}

/// What members are told: a day that has begun counts.
fn case_text_days(config: &Config) -> u32 {
    let seconds = config.deadlines.case_text_retention.num_seconds();
    let days = seconds.max(0).unsigned_abs().div_ceil(SECONDS_OF_A_DAY);
    u32::try_from(days).unwrap_or(u32::MAX)
}

/// The system's clock.
pub(crate) fn system_clock() -> SharedClock {
    Arc::new(SystemClock)
}
