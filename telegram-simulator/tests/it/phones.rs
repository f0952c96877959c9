//! The page with phones in a browser.

use serde_json::json;
use testkit::chromium::Tab;

use crate::harness::Sim;

/// A bot with a name and a menu, and the page of its phones.
pub(crate) async fn open(sim: Sim) -> (Sim, Tab) {
    sim.ok("setMyName", json!({ "name": "Ты не один" })).await;
    let commands = json!([{ "command": "find", "description": "Найти собеседника" }, { "command": "help", "description": "Помощь" }]);
    sim.ok("setMyCommands", json!({ "commands": commands }))
        .await;
    let tab = Tab::open(&sim.running.url(), 1280, 900).await;
    (sim, tab)
}
