//! `serve`: starts the roles of this process and stops them in order.

pub(crate) mod background;
mod until_migrated;

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use api::state::RenderMetrics;
use api::{ApiState, Members};
use app::clock::{OutsideClock, SharedClock};
use app::config::{Config, Purpose, Strictness};
use app::staff::{MIN_PASSWORD_CHARACTERS, Password};
use app::telemetry;
use axum::Router;
use bot::gateway::Gateway;
use bot::intake::ports::{RouterHandler, VaultMembers};
use bot::intake::webhook::{self, WebhookState};
use bot::intake::{self, Intake};
use secrecy::ExposeSecret;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::cli::{Role, ServeArgs};
use crate::wiring::{Databases, Parts, over_https, system_clock};

/// Updates under way may take this long when the process stops; with all that follows it is a second less than the 10 s of contract.md.
const DRAIN: Duration = Duration::from_secs(5);
/// Albums that are being gathered are sent then; they get what is left, and at least this.
const ALBUMS_AT_LEAST: Duration = Duration::from_secs(1);
/// Then the claims of this process are given up; they run out by themselves if the database does not answer.
const RELEASE: Duration = Duration::from_secs(1);
/// After that, background work and open connections may take this long.
const STOP: Duration = Duration::from_secs(2);

/// Runs until SIGTERM or Ctrl-C.
pub(crate) async fn run(args: ServeArgs) -> anyhow::Result<ExitCode> {
    let purpose = Purpose::Serve {
        bot: args.roles.contains(&Role::Bot),
        polling: args.polling,
    };
    let config = match Config::load(purpose, Strictness::Production) {
        Ok(config) => config,
        Err(error) => {
            eprintln!("{error}");
            return Ok(ExitCode::FAILURE);
        }
    };
    let clock = match args.clock {
        Some(address) => outside_clock(&config, address).await?,
        None => system_clock(),
    };
    telemetry::start_logs(&config.telemetry)?;
    telemetry::log_panics_without_payload();
    warn(&config, &args.roles);
    let metrics = start_metrics()?;
    let listener = TcpListener::bind(config.api_listen)
        .await
        .with_context(|| format!("cannot listen on {}", config.api_listen))?;
    let stop = stop_on_signals()?;
    Server {
        config,
        clock,
        roles: args.roles,
        polling: args.polling,
        metrics,
    }
    .run(listener, stop)
    .await?;
    Ok(ExitCode::SUCCESS)
}

/// Says what goes over the network in clear; whether that is well is for whoever knows the network.
fn warn(config: &Config, roles: &[Role]) {
    let console = roles.contains(&Role::Api).then(|| config.console_warning());
    for warning in config.warnings().into_iter().chain(console.flatten()) {
        tracing::warn!("{warning}");
    }
}

/// Measures from now on; what `/metrics` answers with.
pub(crate) fn start_metrics() -> anyhow::Result<RenderMetrics> {
    let metrics = telemetry::Metrics::start()?;
    Ok(Arc::new(move || metrics.render()))
}

async fn outside_clock(config: &Config, address: SocketAddr) -> anyhow::Result<SharedClock> {
    config.check_outside_clock()?;
    let clock = OutsideClock::follow(address, &format!("serve-{}", std::process::id()))
        .await
        .context("the clock server does not answer")?;
    Ok(Arc::new(clock))
}

/// Cancelled by SIGTERM or Ctrl-C.
pub(crate) fn stop_on_signals() -> anyhow::Result<CancellationToken> {
    use tokio::signal::unix::{SignalKind, signal};
    let stop = CancellationToken::new();
    let (mut terminate, mut interrupt) = (
        signal(SignalKind::terminate())?,
        signal(SignalKind::interrupt())?,
    );
    let stopping = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        stopping.cancel();
    });
    Ok(stop)
}

/// A process about to serve.
pub(crate) struct Server {
    /// The configuration in force.
    pub config: Config,
    /// Time.
    pub clock: SharedClock,
    /// Which parts it plays.
    pub roles: Vec<Role>,
    /// Whether updates are fetched.
    pub polling: bool,
    /// Renders the metrics.
    pub metrics: RenderMetrics,
}

impl Server {
    /// Serves on the listener until `stop`, then finishes what is under way.
    pub(crate) async fn run(
        self,
        listener: TcpListener,
        stop: CancellationToken,
    ) -> anyhow::Result<()> {
        let databases = Databases::connect(&self.config).await?;
        let listener = until_migrated::wait(&databases, &self.clock, listener, &stop).await?;
        if stop.is_cancelled() {
            return Ok(());
        }
        let separate_vault = databases.separate_vault.clone();
        let parts = Parts::connect(self.config, databases, self.clock).await?;
        let state = ApiState::new(
            parts.pool.clone(),
            parts.coordination.clone(),
            Arc::clone(&self.metrics),
            separate_vault,
        );
        if self.roles.contains(&Role::Api) {
            add_first_admin(&parts).await?;
        }
        let gateway = (!parts.config.telegram.bots.is_empty()).then(|| parts.gateway());
        let gateway = gateway.transpose()?;
        let has_api = self.roles.contains(&Role::Api);
        let members = has_api.then(|| signed_calls(&parts, gateway.as_ref()));
        let (background, tasks) = (CancellationToken::new(), TaskTracker::new());
        let desk = has_api
            .then(|| parts.desk(background.clone()))
            .transpose()?;
        let mut router = api::router(state.clone(), members.transpose()?.flatten(), desk);

        let dispatcher = parts.dispatcher.clone();
        tasks.spawn(dispatcher.follow_members(background.clone()));
        let hotlines = parts.hotlines.clone();
        tasks.spawn(hotlines.follow(Arc::clone(&parts.clock), background.clone()));
        if self.roles.contains(&Role::Worker) {
            background::start_worker(&parts, &tasks, &background);
            background::start_stars(&parts, gateway.as_ref(), &tasks, &background)?;
        }
        let mut intake = None;
        if self.roles.contains(&Role::Bot) {
            let gateway = gateway.context("TELEGRAM_BOT_TOKEN is not set")?;
            let started = start_intake(&parts, &gateway)?;
            if !self.polling {
                router = router.merge(webhooks(&parts, &started)?);
            }
            background::start_bot(
                &parts,
                &gateway,
                &started,
                self.polling,
                &tasks,
                &background,
            )?;
            intake = Some(started);
        }

        let address = listener.local_addr()?;
        tracing::info!(%address, roles = ?self.roles, "ready");
        let closing = CancellationToken::new();
        // Sign-ins are counted for where they come from.
        let service = api::guarded(router, over_https(&parts.config));
        let service = service.into_make_service_with_connect_info::<SocketAddr>();
        let serving = axum::serve(listener, service)
            .with_graceful_shutdown(closing.clone().cancelled_owned());
        let serving = tokio::spawn(async move { serving.await });
        stop.cancelled().await;
        tracing::info!("stopping");
        state.drain();
        if let Some(intake) = intake {
            drain(&parts, &intake).await;
        }
        release_claims(&parts).await;
        closing.cancel();
        background.cancel();
        tasks.close();
        if tokio::time::timeout(STOP, async { tokio::join!(tasks.wait(), serving) })
            .await
            .is_err()
        {
            tracing::warn!(
                "stopped in the middle of background work; it is taken up again by the next process"
            );
        }
        Ok(())
    }
}

/// Whoever deploys this signs in first and adds the others.
async fn add_first_admin(parts: &Parts) -> anyhow::Result<()> {
    let Some(admin) = &parts.config.first_admin else {
        return Ok(());
    };
    let name = admin.user.parse().context("ADMIN_USER")?;
    let password = Password::given(admin.password.clone()).context("ADMIN_PASS")?;
    if admin.password.expose_secret().chars().count() < MIN_PASSWORD_CHARACTERS {
        tracing::warn!("ADMIN_PASS is shorter than the passwords that people may choose");
    }
    if parts.staff.add_first_admin(&name, &password).await? {
        tracing::info!("added the first admin");
    }
    Ok(())
}

/// Lets the updates that are being handled come to their end, and after them the albums that they began.
async fn drain(parts: &Parts, intake: &Intake) {
    let draining = Instant::now();
    if !intake.drain(DRAIN).await {
        tracing::warn!("some updates were still under way; Telegram will deliver them again");
    }
    let left = DRAIN
        .saturating_sub(draining.elapsed())
        .max(ALBUMS_AT_LEAST);
    if !parts.relay.drain(left).await {
        tracing::warn!("some albums were still under way; the next process copies them");
    }
}

/// Lets the next process have what this one claimed and did not finish.
async fn release_claims(parts: &Parts) {
    match tokio::time::timeout(RELEASE, parts.inbox.release_all()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "claims run out by themselves"),
        Err(_) => tracing::warn!("no answer from the database; claims run out by themselves"),
    }
}

/// What the signed calls need; nothing without a bot that could carry what members say.
fn signed_calls(parts: &Parts, gateway: Option<&Gateway>) -> anyhow::Result<Option<Members>> {
    if gateway.is_none() {
        tracing::warn!("TELEGRAM_BOT_TOKEN is not set: there are no signed calls here");
    }
    gateway
        .map(|gateway| parts.members(gateway.clone()))
        .transpose()
}

fn start_intake(parts: &Parts, gateway: &Gateway) -> anyhow::Result<Intake> {
    let members = VaultMembers {
        vault: parts.vault.clone(),
        dispatcher: parts.dispatcher.clone(),
        clock: Arc::clone(&parts.clock),
    };
    let services = parts.services(gateway.clone())?;
    Ok(Intake::new(
        Arc::new(parts.inbox.clone()),
        Arc::new(members),
        Arc::new(RouterHandler(services)),
        intake::Limits::default(),
    ))
}

fn webhooks(parts: &Parts, intake: &Intake) -> anyhow::Result<Router> {
    let telegram = &parts.config.telegram;
    let secret = telegram
        .webhook_secret
        .clone()
        .context("TELEGRAM_WEBHOOK_SECRET is not set")?;
    let bots = telegram.bots.iter().map(|bot| bot.id).collect();
    Ok(webhook::router(WebhookState {
        intake: intake.clone(),
        bots,
        secret,
    }))
}
