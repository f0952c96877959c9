//! `simulate`: the Telegram simulator alone.

use std::process::ExitCode;

use telegram_simulator::{Config, Simulator};

use crate::cli::SimulateArgs;
use crate::serve::stop_on_signals;

/// Simulates until SIGTERM or Ctrl-C.
pub(crate) async fn run(args: SimulateArgs) -> anyhow::Result<ExitCode> {
    let stop = stop_on_signals()?;
    let running = Simulator::start(Config {
        listen: args.listen,
        clock: args.clock,
        ..Config::default()
    })
    .await?;
    println!("Phones:  http://{}/", running.addr);
    println!("Bot API: http://{}/bot<token>/<method>", running.addr);
    stop.cancelled().await;
    Ok(ExitCode::SUCCESS)
}
