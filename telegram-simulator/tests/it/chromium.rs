//! A page in a real Chromium, driven over its `DevTools` protocol.

use std::process::Stdio;
use std::time::Duration;

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::harness::PATIENCE;

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];
const FLAGS: [&str; 10] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
];

/// One tab; the browser ends with it.
pub(crate) struct Tab {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    next_id: u64,
    /// What the page complained about: exceptions and errors in its log.
    pub(crate) complaints: Vec<Value>,
    _browser: Child,
    _profile: TempDir,
}

impl Tab {
    pub(crate) async fn open(url: &str, width: u32, height: u32) -> Self {
        let profile = tempfile::tempdir().unwrap();
        let mut browser = launch(&profile);
        let mut lines = BufReader::new(browser.stderr.take().unwrap()).lines();
        let port = loop {
            let line = lines.next_line().await.unwrap().expect("Chromium ended");
            if let Some(rest) = line.strip_prefix("DevTools listening on ws://127.0.0.1:") {
                break rest.split('/').next().unwrap().to_owned();
            }
        };
        // Whatever else it says is read, or it would block on a full pipe.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let new = format!("http://127.0.0.1:{port}/json/new?about:blank");
        let tab: Value = http.put(new).send().await.unwrap().json().await.unwrap();
        let address = tab["webSocketDebuggerUrl"].as_str().unwrap();
        let (socket, _) = tokio_tungstenite::connect_async(address).await.unwrap();
        let mut tab = Self {
            socket,
            next_id: 0,
            complaints: Vec::new(),
            _browser: browser,
            _profile: profile,
        };
        tab.resize(width, height).await;
        // Nothing moves, so that a click lands where its element was seen.
        let still =
            json!({ "features": [{ "name": "prefers-reduced-motion", "value": "reduce" }] });
        tab.command("Emulation.setEmulatedMedia", still).await;
        for domain in ["Runtime.enable", "Log.enable", "Page.enable"] {
            tab.command(domain, json!({})).await;
        }
        tab.command("Page.navigate", json!({ "url": url })).await;
        tab
    }

    pub(crate) async fn resize(&mut self, width: u32, height: u32) {
        let screen =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.command("Emulation.setDeviceMetricsOverride", screen)
            .await;
    }

    async fn command(&mut self, method: &str, params: Value) -> Value {
        self.next_id += 1;
        let id = self.next_id;
        let command = json!({ "id": id, "method": method, "params": params });
        let text = Message::text(command.to_string());
        self.socket.send(text).await.unwrap();
        loop {
            let received = tokio::time::timeout(PATIENCE, self.socket.next()).await;
            let message = received
                .expect("Chromium does not answer")
                .unwrap()
                .unwrap();
            let Message::Text(text) = message else {
                continue;
            };
            let message: Value = serde_json::from_str(&text).unwrap();
            if message["id"] == id {
                assert!(message["error"].is_null(), "{method}: {message}");
                return message["result"].clone();
            }
            self.note(&message);
        }
    }

    fn note(&mut self, event: &Value) {
        let is_error = event["method"] == "Runtime.exceptionThrown"
            || (event["method"] == "Log.entryAdded"
                && event["params"]["entry"]["level"] == "error");
        if is_error {
            self.complaints.push(event["params"].clone());
        }
    }

    /// The value of an expression or of its promise.
    pub(crate) async fn evaluate(&mut self, expression: &str) -> Value {
        let params =
            json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let result = self.command("Runtime.evaluate", params).await;
        assert!(
            result["exceptionDetails"].is_null(),
            "{expression}: {result}"
        );
        result["result"]["value"].clone()
    }

    /// Waits until the expression is truthy, looking again whenever the page changes, scrolls or has loaded something.
    pub(crate) async fn wait_until(&mut self, expression: &str) -> Value {
        let patience_ms = Duration::from_secs(20).as_millis();
        let waiting = format!(
            "new Promise((resolve, reject) => {{
                const look = () => {{ let found; try {{ found = {expression}; }} catch {{ found = null; }} if (found) {{ watch.disconnect(); resolve(found === true ? true : String(found)); }} }};
                const watch = new MutationObserver(look);
                watch.observe(document, {{ subtree: true, childList: true, attributes: true, characterData: true }});
                for (const event of ['DOMContentLoaded', 'load', 'loadeddata', 'scroll']) document.addEventListener(event, look, true);
                setTimeout(() => reject(new Error('the page shows: ' + document.body.innerText)), {patience_ms});
                look();
            }})"
        );
        self.evaluate(&waiting).await
    }

    /// Clicks the element in its middle, as a person would.
    pub(crate) async fn click(&mut self, element: &str) {
        self.wait_until(&format!("({element})?.getClientRects().length > 0"))
            .await;
        let place = format!(
            "(() => {{ const e = {element}; e.scrollIntoView({{ block: 'nearest', inline: 'nearest', behavior: 'instant' }}); const b = e.getClientRects()[0]; return [b.x + b.width / 2, b.y + b.height / 2]; }})()"
        );
        let place = self.evaluate(&place).await;
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({ "type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1 });
            self.command("Input.dispatchMouseEvent", event).await;
        }
    }

    /// Empties an input and gives it the focus.
    pub(crate) async fn clear(&mut self, element: &str) {
        self.wait_until(element).await;
        self.evaluate(&format!(
            "(() => {{ const e = {element}; e.value = ''; e.focus(); }})()"
        ))
        .await;
    }

    /// Types into what has the focus.
    pub(crate) async fn type_text(&mut self, text: &str) {
        self.command("Input.insertText", json!({ "text": text }))
            .await;
    }

    pub(crate) async fn press_key(&mut self, key: &str, code: u32) {
        for kind in ["keyDown", "keyUp"] {
            let event =
                json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code });
            self.command("Input.dispatchKeyEvent", event).await;
        }
    }

    /// Loads the page again, as F5 does.
    pub(crate) async fn reload(&mut self) {
        self.command("Page.reload", json!({})).await;
    }

    /// Saves a picture if `SCREENSHOTS` names a folder.
    pub(crate) async fn picture(&mut self, name: &str) {
        use base64::Engine;
        let Some(folder) = std::env::var_os("SCREENSHOTS") else {
            return;
        };
        let shot = self
            .command("Page.captureScreenshot", json!({ "format": "png" }))
            .await;
        let bytes = base64::engine::general_purpose::STANDARD
            .decode(shot["data"].as_str().unwrap())
            .unwrap();
        std::fs::write(std::path::Path::new(&folder).join(name), bytes).unwrap();
    }
}

fn launch(profile: &TempDir) -> Child {
    for name in NAMES {
        let launched = Command::new(name)
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn();
        if let Ok(browser) = launched {
            return browser;
        }
    }
    panic!("no Chromium found; install the package `chromium`");
}
