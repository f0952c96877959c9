//! The simulator and the whole bot in this process.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use app::telemetry;
use telegram_simulator::client::{BotControl, ClientError, Control, NewUser, PersonControl};
use telegram_simulator::{BotConfig, Config as SimulatorConfig, Running, Simulator};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::phrases::Phrases;
use super::{docket, settings};
use crate::cli::Role;
use crate::serve::{Server, start_metrics};
use crate::wiring::{Databases, system_clock};

/// What usernames of the demo's own people begin with.
const USERNAME: &str = "demo_person_";
const READY_WITHIN: Duration = Duration::from_secs(30);
const READY_POLL: Duration = Duration::from_millis(50);
/// What is kept of requests and chats: a demo may run for days.
const RECORDED_REQUESTS_MAX: usize = 2_000;
const CHAT_MESSAGES_MAX: usize = 200;
/// Ids are counted from the time of the start, so that a database of an earlier run knows none of them: so many a second …
const IDS_PER_SECOND: i64 = 100;
/// … from here, and for updates, whose ids are 32 bits, from the start again after most of a year.
const FIRST_ID: i64 = 100_000_001;
const UPDATE_IDS_BEGIN_ANEW_AFTER_S: i64 = 30_000_000;

/// Everything that runs.
pub(crate) struct Stage {
    simulator: Running,
    door: Door,
    api: SocketAddr,
    serving: CancellationToken,
    server: JoinHandle<anyhow::Result<()>>,
}

/// Where people come in.
#[derive(Clone, Debug)]
pub(crate) struct Door {
    bot: BotControl,
}

impl Stage {
    /// Starts all of it and returns when the bot takes updates. Without a script there is a past, too: cases for the console.
    pub(crate) async fn start(phrases: &Phrases, is_script: bool) -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let api = listener.local_addr()?;
        let clock = system_clock();
        let simulator = simulator_config(phrases, clock.now().timestamp());
        let simulator = Simulator::start(simulator).await?;
        let config = settings::config(simulator.url(), api)?;
        telemetry::start_logs(&config.telemetry)?;
        telemetry::log_panics_without_payload();
        let databases = Databases::connect(&config).await?;
        app::migrate(&databases.pool, databases.separate_vault.as_ref()).await?;
        if !is_script {
            let filled = docket::fill(&config, &databases, phrases).await;
            filled.context("the cases of the demo cannot be made")?;
        }

        let serving = CancellationToken::new();
        let server = Server {
            config,
            clock,
            roles: vec![Role::Api, Role::Bot, Role::Worker],
            polling: false,
            metrics: start_metrics()?,
        };
        let server = tokio::spawn(server.run(listener, serving.clone()));
        let bot = Control::new(&simulator.url())?
            .bot(settings::BOT_TOKEN)
            .await?;
        let mut stage = Self {
            simulator,
            door: Door { bot },
            api,
            serving,
            server,
        };
        stage.wait_until_ready().await?;
        Ok(stage)
    }

    async fn wait_until_ready(&mut self) -> anyhow::Result<()> {
        let ready = format!("{}/ready", self.api_url());
        let control = self.door.bot.control().clone();
        let http = reqwest::Client::builder().no_proxy().build()?;
        let waiting = async {
            loop {
                let is_ready = http.get(&ready).send().await;
                let is_ready = is_ready.is_ok_and(|answer| answer.status().is_success());
                let bots = control.bots().await?;
                if is_ready && bots.iter().any(|bot| bot.webhook_url.is_some()) {
                    return anyhow::Ok(());
                }
                tokio::time::sleep(READY_POLL).await;
            }
        };
        tokio::select! {
            ready = tokio::time::timeout(READY_WITHIN, waiting) => ready.context("the bot does not become ready")?,
            failure = self.server_ended() => Err(failure),
        }
    }

    /// Returns only if the server ends before it was told to, with the reason.
    pub(crate) async fn server_ended(&mut self) -> anyhow::Error {
        match (&mut self.server).await {
            Ok(Ok(())) => anyhow!("the server ended by itself"),
            Ok(Err(error)) => error,
            Err(_) => anyhow!("the server panicked"),
        }
    }

    /// Finishes what is under way and stops all of it.
    pub(crate) async fn stop(self) -> anyhow::Result<()> {
        self.serving.cancel();
        // A server that has ended was awaited already.
        let outcome = if self.server.is_finished() {
            Ok(())
        } else {
            match self.server.await {
                Ok(outcome) => outcome,
                Err(_) => bail!("the server panicked"),
            }
        };
        self.simulator.shutdown().await;
        outcome
    }

    /// Where people come in.
    pub(crate) fn door(&self) -> Door {
        self.door.clone()
    }

    /// Where the phones are.
    pub(crate) fn phones_url(&self) -> String {
        self.simulator.url()
    }

    /// Where the bot's HTTP server is.
    pub(crate) fn api_url(&self) -> String {
        format!("http://{}", self.api)
    }
}

impl Door {
    /// A new person; the number makes the username.
    pub(crate) async fn person(
        &self,
        number: u8,
        first_name: &str,
    ) -> anyhow::Result<PersonControl> {
        let user = NewUser {
            first_name: Some(first_name.to_owned()),
            username: Some(username(number)),
            ..NewUser::default()
        };
        Ok(self.bot.new_person(&user).await?)
    }

    /// Those who came in by the phones page.
    pub(crate) async fn visitors(&self) -> Result<Vec<PersonControl>, ClientError> {
        let users = self.bot.control().users().await?;
        let is_ours = |username: &String| username.starts_with(USERNAME);
        let visitors = users
            .iter()
            .filter(|user| !user.deleted && !user.username.as_ref().is_some_and(is_ours));
        Ok(visitors
            .map(|user| self.bot.known_person(user.id))
            .collect())
    }
}

/// The username of a person of the demo, which no other member may ever see.
pub(crate) fn username(number: u8) -> String {
    format!("{USERNAME}{number:02}")
}

fn simulator_config(phrases: &Phrases, now_s: i64) -> SimulatorConfig {
    SimulatorConfig {
        bots: vec![BotConfig {
            token: settings::BOT_TOKEN.to_owned(),
            first_name: phrases.lines("bot").first().map(|name| (*name).to_owned()),
            username: Some("notalone_demo_bot".to_owned()),
        }],
        recorded_requests_max: RECORDED_REQUESTS_MAX,
        chat_messages_max: CHAT_MESSAGES_MAX,
        first_user_id: FIRST_ID + now_s * IDS_PER_SECOND,
        first_update_id: FIRST_ID + now_s % UPDATE_IDS_BEGIN_ANEW_AFTER_S * IDS_PER_SECOND,
        ..SimulatorConfig::default()
    }
}
