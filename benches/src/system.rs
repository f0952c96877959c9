//! The real binary as a deployment runs it: `serve` with Postgres and Redis, and the simulator in Telegram's place, each a process.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, ensure};
use telegram_simulator::client::{BotControl, Control};
use testkit::ports::free_port;
use testkit::{PrivatePostgres, Program, RunningProgram, TestRedis, workspace};

/// A bot of the simulator.
pub(crate) const TOKEN: &str = "700001:measured-through-the-real-binary";
/// What Telegram would repeat in each delivery.
pub(crate) const WEBHOOK_SECRET: &str = "measured_webhook_secret";
const READY_WITHIN: Duration = Duration::from_secs(30);

/// Of good length and nobody's.
const SECRETS: [(&str, &str); 4] = [
    (
        "INTERNAL_BOT_SECRET",
        "q3Vt0yK8wZr1mXc5nBj7uHs2dLf9gPa4eTi6oR",
    ),
    ("TIPS_HMAC_SECRET", "Yw8sKd2mQv6xTn1bRj5zHc9uPf3gLa7eXo0iSt"),
    ("VAULT_MASTER_KEY", "Mz4bWq7kTx1vNc8sJd5yRh2gUf6pLa9eOi3oBn"),
    (
        "AUDIT_SIGNING_KEY",
        "Hp6nXs3wKb9zVm2cQj8tGd5yRf1uLa4eTi7oWk",
    ),
];

/// Limits of members and of Telegram are not what is measured.
const UNLIMITED: [&str; 4] = [
    "NOTALONE_RELAY_PER_MINUTE",
    "NOTALONE_FIND_PER_MINUTE",
    "NOTALONE_TELEGRAM_PER_SECOND",
    "NOTALONE_TELEGRAM_CHAT_PER_SECOND",
];

/// Builds the binary in the profile of this program, so that never an old one is measured.
pub(crate) fn build_binary() -> anyhow::Result<()> {
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--quiet", "--package", "notalone"]);
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    let status = cargo
        .current_dir(workspace::root())
        .status()
        .context("cargo")?;
    ensure!(status.success(), "notalone does not build");
    Ok(())
}

/// The simulator as a process of its own.
pub(crate) struct SimulatorProcess {
    pub(crate) address: String,
    pub(crate) bot: BotControl,
    _process: RunningProgram,
}

impl SimulatorProcess {
    pub(crate) async fn start() -> anyhow::Result<Self> {
        let address = format!("127.0.0.1:{}", free_port());
        let process = Program::of_workspace("notalone")
            .arguments(["simulate", "--listen", &address])
            .start();
        let url = format!("http://{address}");
        process
            .wait_ready(&format!("{url}/control/bots"), READY_WITHIN)
            .await;
        let bot = Control::new(&url)?.bot(TOKEN).await?;
        Ok(Self {
            address,
            bot,
            _process: process,
        })
    }
}

/// Everything that runs; it ends with this value.
pub(crate) struct System {
    pub(crate) simulator: SimulatorProcess,
    /// Where `serve` listens.
    pub(crate) address: String,
    serve: RunningProgram,
    _redis: TestRedis,
    _postgres: PrivatePostgres,
}

impl System {
    /// Starts all of it with all roles in one process.
    pub(crate) async fn start() -> anyhow::Result<Self> {
        let postgres = PrivatePostgres::start_durable().await;
        let redis = TestRedis::start().await;
        let simulator = SimulatorProcess::start().await?;
        let address = format!("127.0.0.1:{}", free_port());
        let mut program = Program::of_workspace("notalone")
            .variable("TELEGRAM_BOT_TOKEN", TOKEN)
            .variable("TELEGRAM_API_URL", format!("http://{}", simulator.address))
            .variable("TELEGRAM_WEBHOOK_SECRET", WEBHOOK_SECRET)
            .variable("PUBLIC_BASE_URL", format!("http://{address}"))
            .variable("API_LISTEN", &address)
            .variable("DATABASE_URL", postgres.url())
            .variable("REDIS_URL", redis.url())
            .variable("NOTALONE_MATCH_WINDOW", "200ms");
        for (name, value) in SECRETS {
            program = program.variable(name, value);
        }
        for name in UNLIMITED {
            program = program.variable(name, "0");
        }
        let migrated = program.clone().arguments(["migrate"]).start();
        let status = migrated.wait(READY_WITHIN).await;
        ensure!(status.success(), "migrate: {}", migrated.output());
        let serve = program.arguments(["serve"]).start();
        serve
            .wait_ready(&format!("http://{address}/ready"), READY_WITHIN)
            .await;
        Ok(Self {
            simulator,
            address,
            serve,
            _redis: redis,
            _postgres: postgres,
        })
    }

    /// What `serve` printed, for the one who looks for a fault.
    pub(crate) fn output(&self) -> String {
        self.serve.output()
    }

    /// Its process id, for a profiler.
    pub(crate) fn process_id(&self) -> u32 {
        self.serve.id()
    }
}
