//! What runs beside the HTTP server.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use app::matchmaker::Matchmaker;
use app::policy_runner;
use app::timers::TimerRunner;
use app::tips::{DailyReconciliation, RefundRunner};
use app::vault::KeyRotation;
use app::{AppError, Eraser};
use app::{alerts, audit, erasure, hotlines, outbox, reveals};
use bot::gateway::Gateway;
use bot::gateway::outbox::OutboxDrainer;
use bot::intake::Intake;
use bot::intake::polling::Polling;
use bot::intake::registration::{Registration, Webhook};
use bot::moderators_chat::sender::AlertSender;
use bot::notices::Notices;
use bot::relay::{self, RecoverAlbums};
use chrono::{DateTime, Utc};
use cqrs_es::Aggregate;
use domain::Event;
use domain::member::{Member, MemberEvent};
use domain::values::{MemberId, VaultRef};
use event_store::subscription::{self, Options};
use projections::{cases, conversations};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::wiring::Parts;

/// Effects of one batch become visible together, so batches of policies stay small.
const POLICY_BATCH_EVENTS: i64 = 64;
/// A refund waits for Telegram, so few are asked for before the checkpoint moves.
const REFUND_BATCH_EVENTS: i64 = 200;
/// How often what is kept for a while is swept.
const SWEEP_EVERY: Duration = Duration::from_mins(10);
/// How often gauges are read from the database.
const MEASURE_EVERY: Duration = Duration::from_secs(5);
/// The accept ratio is that of proposals made in this time.
const ACCEPT_RATIO_OVER: chrono::Duration = chrono::Duration::hours(24);
/// Restrictions that are over are kept this long, for questions afterwards.
const PAST_RESTRICTIONS_KEPT: chrono::Duration = chrono::Duration::days(7);
/// A value in the vault waits this long for the event that names it.
const ORPHANS_KEPT: chrono::Duration = chrono::Duration::hours(1);
/// Rows of sent effects are kept this long, for questions afterwards.
const SENT_EFFECTS_KEPT: chrono::Duration = chrono::Duration::hours(48);

/// Policies, read models, deadlines, matchmaking.
pub(crate) fn start_worker(parts: &Parts, tasks: &TaskTracker, stop: &CancellationToken) {
    policy_runner::count_from_zero();
    let policies = parts.policies();
    let options = Options {
        batch_events: POLICY_BATCH_EVENTS,
        ..Options::default()
    };
    tasks.spawn(subscription::run(
        parts.log.clone(),
        policies,
        options,
        stop.clone(),
    ));
    tasks.spawn(projections::runner::run(
        parts.log.clone(),
        Options::default(),
        stop.clone(),
    ));
    let timers = TimerRunner {
        pool: parts.pool.clone(),
        dispatcher: parts.dispatcher.clone(),
        inbox: parts.inbox.clone(),
        vault: parts.vault.clone(),
        clock: Arc::clone(&parts.clock),
        wake: Arc::clone(&parts.wake),
    };
    tasks.spawn(timers.run(stop.clone()));
    let matchmaker = Matchmaker {
        dispatcher: parts.dispatcher.clone(),
        pool: parts.pool.clone(),
        clock: Arc::clone(&parts.clock),
        ids: Arc::clone(&parts.ids),
        weights: parts.config.weights,
        window: parts
            .config
            .deadlines
            .match_window
            .to_std()
            .unwrap_or(Duration::from_secs(1)),
        soft_share_permille: parts.config.soft_share_percent * 10,
    };
    tasks.spawn(matchmaker.run(stop.clone()));
    let verifier = audit::Verifier {
        pool: parts.pool.clone(),
        signer: parts
            .config
            .secrets
            .audit_signing
            .as_ref()
            .map(audit::Signer::new),
        clock: Arc::clone(&parts.clock),
    };
    tasks.spawn(verifier.run(stop.clone()));
    let reminder = hotlines::Reminder {
        pool: parts.pool.clone(),
        hotlines: parts.hotlines.clone(),
        clock: Arc::clone(&parts.clock),
    };
    tasks.spawn(reminder.run(stop.clone()));
    let master = parts.config.secrets.vault_master.as_ref();
    let rotation = KeyRotation {
        vault: parts.vault.clone(),
        is_rotating: master.is_some_and(|master| master.previous.is_some()),
        clock: Arc::clone(&parts.clock),
    };
    tasks.spawn(rotation.run(stop.clone()));
    tasks.spawn(sweep(parts.clone(), stop.clone()));
    tasks.spawn(gauges(parts.clone(), stop.clone()));
}

/// What is done with Telegram Stars beside what members do: refunds that were ordered, and the daily comparison with the ledger.
pub(crate) fn start_stars(
    parts: &Parts,
    gateway: Option<&Gateway>,
    tasks: &TaskTracker,
    stop: &CancellationToken,
) -> anyhow::Result<()> {
    let Some(gateway) = gateway else {
        tracing::warn!("TELEGRAM_BOT_TOKEN is not set: this worker gives no Stars back");
        return Ok(());
    };
    let bank = Arc::new(parts.stars(gateway.clone()));
    let refunds = RefundRunner {
        tips: parts.tips()?,
        bank: bank.clone(),
        clock: Arc::clone(&parts.clock),
    };
    let options = Options {
        batch_events: REFUND_BATCH_EVENTS,
        ..Options::default()
    };
    tasks.spawn(subscription::run(
        parts.log.clone(),
        refunds,
        options,
        stop.clone(),
    ));
    let daily = DailyReconciliation {
        tips: parts.tips()?,
        bank,
        clock: Arc::clone(&parts.clock),
    };
    tasks.spawn(daily.run(stop.clone()));
    Ok(())
}

/// Effects out, registration, and updates in when they are fetched.
pub(crate) fn start_bot(
    parts: &Parts,
    gateway: &Gateway,
    intake: &Intake,
    polling: bool,
    tasks: &TaskTracker,
    stop: &CancellationToken,
) -> anyhow::Result<()> {
    let services = parts.services(gateway.clone())?;
    let renderer = Arc::new(Notices(services.clone()));
    let registration = Registration {
        gateway: gateway.clone(),
        clock: Arc::clone(&parts.clock),
    };
    let webhook = (!polling).then(|| webhook(parts)).transpose()?;
    tasks.spawn(RecoverAlbums(services.clone()).run(stop.clone()));
    let alerts = AlertSender {
        services: services.clone(),
        wake: Arc::clone(&parts.wake),
    };
    tasks.spawn(alerts.run(stop.clone()));
    for bot in parts.config.telegram.bots.iter().map(|bot| bot.id) {
        let drainer = OutboxDrainer {
            pool: parts.pool.clone(),
            gateway: gateway.clone(),
            renderer: renderer.clone(),
            clock: Arc::clone(&parts.clock),
            ids: Arc::clone(&parts.ids),
            wake: Arc::clone(&parts.wake),
        };
        tasks.spawn(drainer.run(bot, stop.clone()));
        let (registration, services, webhook, stopping) = (
            registration.clone(),
            services.clone(),
            webhook.clone(),
            stop.clone(),
        );
        tasks.spawn(async move {
            registration
                .keep_registering(&services, bot, webhook.as_ref(), &stopping)
                .await;
        });
        if polling {
            let polling = Polling {
                gateway: gateway.clone(),
                intake: intake.clone(),
                pool: parts.pool.clone(),
                clock: Arc::clone(&parts.clock),
                ids: Arc::clone(&parts.ids),
            };
            tasks.spawn(polling.run(bot, stop.clone()));
        }
    }
    Ok(())
}

/// Where Telegram reaches us.
pub(crate) fn webhook(parts: &Parts) -> anyhow::Result<Webhook> {
    let telegram = &parts.config.telegram;
    Ok(Webhook {
        base_url: telegram
            .public_base_url
            .clone()
            .context("PUBLIC_BASE_URL is not set")?,
        secret: telegram
            .webhook_secret
            .clone()
            .context("TELEGRAM_WEBHOOK_SECRET is not set")?,
    })
}

/// What is counted in the database and not as it passes.
async fn gauges(parts: Parts, stop: CancellationToken) {
    let mut rounds = tokio::time::interval(MEASURE_EVERY);
    while stop.run_until_cancelled(rounds.tick()).await.is_some() {
        if let Err(error) = measure(&parts).await {
            tracing::debug!(%error, "cannot measure");
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "gauges")]
async fn measure(parts: &Parts) -> Result<(), projections::ProjectionError> {
    let talks = conversations::open_talks_count(&parts.pool).await?;
    metrics::gauge!("notalone_chats_active").set(talks as f64);
    let ages = cases::ages(&parts.pool, parts.clock.now()).await?;
    for (age, waiting) in ["under_hour", "under_day", "over_day"]
        .into_iter()
        .zip(ages)
    {
        metrics::gauge!("notalone_cases_open", "age" => age).set(waiting as f64);
    }
    let since = parts.clock.now() - ACCEPT_RATIO_OVER;
    let (accepted, made) = conversations::settled_since(&parts.pool, since).await?;
    if made > 0 {
        metrics::gauge!("notalone_match_accept_ratio").set(accepted as f64 / made as f64);
    }
    Ok(())
}

/// Which of these values an event of their member names.
async fn named_by_events(
    pool: &sqlx::PgPool,
    values: Vec<(MemberId, VaultRef)>,
) -> Result<HashSet<VaultRef>, AppError> {
    let members: Vec<String> = values
        .iter()
        .map(|(member, _)| member.to_string())
        .collect();
    let records = event_store::read::streams(pool, Member::TYPE, &members).await?;
    let mut named = HashSet::new();
    for record in &records {
        match policy_runner::decode(record)? {
            Event::Member(_, MemberEvent::NicknameChosen { nickname, .. }) => {
                named.insert(nickname);
            }
            Event::Member(_, MemberEvent::BioWritten { bio, .. }) => named.extend(bio),
            _ => {}
        }
    }
    Ok(named)
}

async fn sweep(parts: Parts, stop: CancellationToken) {
    let mut rounds = tokio::time::interval(SWEEP_EVERY);
    while stop.run_until_cancelled(rounds.tick()).await.is_some() {
        let now = parts.clock.now();
        report("commands", parts.log.sweep_commands(now).await);
        let ended_before = now - PAST_RESTRICTIONS_KEPT;
        report(
            "restrictions",
            event_store::guard_rows::sweep_restrictions(&parts.pool, ended_before).await,
        );
        report(
            "outbox",
            outbox::sweep(&parts.pool, now - SENT_EFFECTS_KEPT).await,
        );
        report("staff alerts", alerts::sweep(&parts.pool, now).await);
        report("inbox", parts.inbox.sweep().await);
        report("albums", relay::sweep_albums(&parts.pool).await);
        report(
            "confirmed files",
            relay::sweep_confirmations(&parts.pool).await,
        );
        report(
            "payment cases",
            bot::payment_cases::sweep(&parts.pool, now).await,
        );
        report(
            "usernames",
            reveals::sweep(&parts.pool, &parts.vault, &parts.dispatcher, now).await,
        );
        report(
            "unsent words to the staff",
            sweep_unkept(&parts, now - ORPHANS_KEPT).await,
        );
        let kept = parts.config.deadlines.case_text_retention;
        report(
            "texts of cases",
            erasure::sweep_case_texts(&parts.pool, &parts.vault, kept, now).await,
        );
        let eraser = Eraser::new(&parts.dispatcher, &parts.vault);
        report("hashes of the erased", sweep_erased(&eraser, now).await);
        report("payers", parts.vault.sweep_payers(now).await);
        report("calls", api::sweep_calls(&parts.pool, now).await);
        report("staff", parts.staff.sweep().await);
        let pool = parts.pool.clone();
        let named = move |values| {
            let pool = pool.clone();
            async move { named_by_events(&pool, values).await }
        };
        report(
            "vault values",
            parts.vault.sweep_orphans(now - ORPHANS_KEPT, named).await,
        );
    }
}

/// Deletes what nobody in a case will ever name. The policies tell the vault what events name, so they have to have seen all of them.
async fn sweep_unkept(parts: &Parts, before: DateTime<Utc>) -> Result<u64, AppError> {
    let head = parts.log.head().await?.position;
    let seen = subscription::checkpoint(&parts.pool, policy_runner::NAME).await?;
    if seen < head {
        return Ok(0);
    }
    parts.vault.sweep_unkept(before).await
}

/// Deletes hashes that stand for nothing any more; says aloud when a restored backup had brought somebody back.
async fn sweep_erased(eraser: &Eraser, now: DateTime<Utc>) -> Result<u64, AppError> {
    let swept = eraser.sweep(now).await?;
    if swept.erased_again > 0 {
        let members = swept.erased_again;
        tracing::warn!(
            members,
            "erased again: the data was restored from before their erasure"
        );
    }
    Ok(swept.hashes)
}

fn report<E: std::fmt::Display>(what: &'static str, swept: Result<u64, E>) {
    match swept {
        Ok(rows) => tracing::debug!(what, rows, "swept"),
        // Comes again in the next round; only disk space waits.
        Err(error) => tracing::warn!(what, %error, "cannot sweep"),
    }
}
