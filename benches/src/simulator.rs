//! `sendMessage` calls per second that the simulator answers.

use std::time::{Duration, Instant};

use anyhow::ensure;
use clap::Args;
use serde_json::json;
use telegram_simulator::client::Recording;

use crate::figures::{Delays, per_second};
use crate::http::Connection;
use crate::system::{SimulatorProcess, TOKEN};

/// How to measure.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Connections that send.
    #[arg(long, default_value_t = 32)]
    connections: usize,
    /// For how long.
    #[arg(long, default_value_t = 3)]
    seconds: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            connections: 32,
            seconds: 3,
        }
    }
}

/// Measures and prints.
pub(crate) async fn run(options: &Options) -> anyhow::Result<()> {
    let simulator = SimulatorProcess::start().await?;
    let recording = Recording {
        enabled: false,
        requests_max: None,
    };
    simulator.bot.control().set_recording(recording).await?;
    let path = format!("/bot{TOKEN}/sendMessage");
    let mut lines = Vec::new();
    for number in 0..options.connections {
        let person = simulator.bot.person(&format!("Участник {number}")).await?;
        // A bot may write only to those who wrote first.
        person.send_text("/start").await?;
        lines.push((
            Connection::open(&simulator.address, &path, "").await?,
            person.id(),
        ));
    }
    let end = Instant::now() + Duration::from_secs(options.seconds);
    let began = Instant::now();
    let sending = lines
        .into_iter()
        .map(|(connection, user)| send_until(connection, user, end));
    let mut all = Delays::new()?;
    for delays in futures::future::try_join_all(sending).await? {
        all.add(&delays)?;
    }
    println!(
        "simulator: {} sendMessage per second with {} connections, p95 {} ms\n",
        per_second(all.count(), began.elapsed()),
        options.connections,
        all.at(0.95)
    );
    Ok(())
}

async fn send_until(mut connection: Connection, user: i64, end: Instant) -> anyhow::Result<Delays> {
    let mut delays = Delays::new()?;
    let message = json!({
        "chat_id": user,
        "text": "✉️ Тихий Волк\nСегодня было непросто, но к вечеру отпустило. А как прошёл ваш день?",
        "entities": [{"type": "bold", "offset": 0, "length": 12}],
        "link_preview_options": {"is_disabled": true},
    })
    .to_string();
    while Instant::now() < end {
        let began = Instant::now();
        let status = connection.post(&message).await?;
        ensure!(status == 200, "the simulator answered {status}");
        delays.record(began.elapsed());
    }
    Ok(delays)
}
