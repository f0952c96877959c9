//! The simulator and what the system told it when it started.

use std::net::SocketAddr;
use std::time::Duration;

use telegram_simulator::client::{BotControl, Control, RequestFilter};
use telegram_simulator::{BotConfig, Config, Running, Simulator};
use testkit::eventually;

pub(super) const TOKEN: &str = "700001:journeys-through-the-real-binary";
/// On the phones.
const NAME: &str = "Ты не один";
const REGISTERED_WITHIN: Duration = Duration::from_mins(1);

/// The simulator with its one bot.
pub(super) async fn start(clock: SocketAddr) -> (Running, BotControl) {
    let config = Config {
        bots: vec![BotConfig {
            token: TOKEN.to_owned(),
            first_name: Some(NAME.to_owned()),
            username: None,
        }],
        clock: Some(clock),
        ..Config::default()
    };
    let simulator = Simulator::start(config).await.unwrap();
    let control = Control::new(&simulator.url()).unwrap();
    let bot = control.bot(TOKEN).await.unwrap();
    (simulator, bot)
}

/// Returns once updates would reach the system and the command menu is there.
pub(super) async fn wait_registered(bot: &BotControl, polling: bool) {
    // Polling begins with asking for no webhook; a long poll itself is recorded only when it ends.
    let first = if polling {
        "deleteWebhook"
    } else {
        "setWebhook"
    };
    eventually(REGISTERED_WITHIN, || async {
        for method in [first, "setMyCommands"] {
            let filter = RequestFilter {
                method: Some(method.to_owned()),
                failed: Some(false),
                ..RequestFilter::default()
            };
            if bot.control().requests(&filter).await.unwrap().is_empty() {
                return false;
            }
        }
        true
    })
    .await;
}
