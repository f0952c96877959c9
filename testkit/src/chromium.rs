//! A page in a real Chromium, driven over its `DevTools` protocol.
//!
//! Elements are JavaScript expressions, like `document.querySelector('…')`.

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

/// The browser answers in milliseconds; long, because the machine may be busy.
const ANSWERS_WITHIN: Duration = Duration::from_secs(30);
/// What is waited for on a page is there within this.
const SHOWN_WITHIN: Duration = Duration::from_secs(20);
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];
const FLAGS: [&str; 11] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
];

/// One tab; the browser ends with it.
pub struct Tab {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    next_id: u64,
    /// What the page complained about: exceptions and errors in its log.
    pub complaints: Vec<Value>,
    _browser: Child,
    _profile: TempDir,
}

impl Tab {
    /// Starts a browser and shows a page of this size in pixels.
    pub async fn open(url: &str, width: u32, height: u32) -> Self {
        let profile = tempfile::tempdir().expect("a folder for the browser");
        let mut browser = launch(&profile);
        let mut lines = BufReader::new(browser.stderr.take().expect("a piped stream")).lines();
        let port = loop {
            let line = lines.next_line().await.ok().flatten();
            let line = line.expect("Chromium ended");
            if let Some(rest) = line.strip_prefix("DevTools listening on ws://127.0.0.1:") {
                break rest.split('/').next().unwrap_or_default().to_owned();
            }
        };
        // Whatever else it says is read, or it would block on a full pipe.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let http = reqwest::Client::builder().no_proxy().build();
        let http = http.expect("an HTTP client");
        let new = format!("http://127.0.0.1:{port}/json/new?about:blank");
        let tab = http.put(new).send().await.expect("a new tab");
        let tab: Value = tab.json().await.expect("where the new tab is");
        let address = tab["webSocketDebuggerUrl"].as_str().unwrap_or_default();
        let connected = tokio_tungstenite::connect_async(address).await;
        let (socket, _) = connected.expect("the socket of the new tab");
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
        // A page without the focus gives none to its elements.
        tab.command(
            "Emulation.setFocusEmulationEnabled",
            json!({ "enabled": true }),
        )
        .await;
        for domain in ["Runtime.enable", "Log.enable", "Page.enable"] {
            tab.command(domain, json!({})).await;
        }
        tab.command("Page.navigate", json!({ "url": url })).await;
        tab
    }

    /// Gives the page another size in pixels.
    pub async fn resize(&mut self, width: u32, height: u32) {
        let screen =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.command("Emulation.setDeviceMetricsOverride", screen)
            .await;
    }

    async fn command(&mut self, method: &str, params: Value) -> Value {
        let answer = self.try_command(method, params).await;
        answer.unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// The command's result, or the error Chromium answers with.
    async fn try_command(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        self.next_id += 1;
        let id = self.next_id;
        let command = json!({ "id": id, "method": method, "params": params });
        let text = Message::text(command.to_string());
        let sent = self.socket.send(text).await;
        sent.expect("Chromium takes a command");
        loop {
            let received = tokio::time::timeout(ANSWERS_WITHIN, self.socket.next()).await;
            let message = received
                .expect("Chromium does not answer")
                .expect("Chromium ended")
                .expect("the socket of the tab");
            let Message::Text(text) = message else {
                continue;
            };
            let message: Value = serde_json::from_str(&text).expect("Chromium speaks JSON");
            if message["id"] == id {
                return match &message["error"] {
                    Value::Null => Ok(message["result"].clone()),
                    error => Err(error.clone()),
                };
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
    pub async fn evaluate(&mut self, expression: &str) -> Value {
        let params =
            json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let result = self.command("Runtime.evaluate", params).await;
        assert!(
            result["exceptionDetails"].is_null(),
            "{expression}: {result}"
        );
        result["result"]["value"].clone()
    }

    /// Waits until the expression is truthy, looking again whenever the page changes, scrolls, has loaded something or moves the focus.
    pub async fn wait_until(&mut self, expression: &str) -> Value {
        let patience_ms = SHOWN_WITHIN.as_millis();
        let waiting = format!(
            "new Promise((resolve, reject) => {{
                const look = () => {{ let found; try {{ found = {expression}; }} catch {{ found = null; }} if (found) {{ watch.disconnect(); resolve(found === true ? true : String(found)); }} }};
                const watch = new MutationObserver(look);
                watch.observe(document, {{ subtree: true, childList: true, attributes: true, characterData: true }});
                for (const event of ['readystatechange', 'load', 'loadeddata', 'scroll', 'focus', 'change']) document.addEventListener(event, look, true);
                setTimeout(() => reject(new Error('the page shows: ' + document.body.innerText)), {patience_ms});
                look();
            }})"
        );
        let params = json!({ "expression": waiting, "awaitPromise": true, "returnByValue": true });
        // A page that gives way to another takes the promise with it: the other one is asked again.
        let result = loop {
            match self.try_command("Runtime.evaluate", params.clone()).await {
                Ok(result) => break result,
                Err(error) if gave_way(&error) => {}
                Err(error) => panic!("{expression}: {error}"),
            }
        };
        assert!(
            result["exceptionDetails"].is_null(),
            "{expression}: {result}"
        );
        result["result"]["value"].clone()
    }

    /// Clicks the element in its middle, as a person would.
    pub async fn click(&mut self, element: &str) {
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
    pub async fn clear(&mut self, element: &str) {
        self.wait_until(element).await;
        self.evaluate(&format!(
            "(() => {{ const e = {element}; e.value = ''; e.focus(); }})()"
        ))
        .await;
    }

    /// Types into what has the focus.
    pub async fn type_text(&mut self, text: &str) {
        self.command("Input.insertText", json!({ "text": text }))
            .await;
    }

    /// Presses a key by its name and its Windows virtual key code.
    pub async fn press_key(&mut self, key: &str, code: u32) {
        for kind in ["keyDown", "keyUp"] {
            let event =
                json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code });
            self.command("Input.dispatchKeyEvent", event).await;
        }
    }

    /// Strikes a key as a keyboard does: what it writes is written, unless the page takes it for something else.
    pub async fn strike(&mut self, key: &str) {
        let code = match key.chars().next() {
            Some(letter) if key.len() == 1 && letter.is_ascii_alphabetic() => {
                format!("Key{}", letter.to_ascii_uppercase())
            }
            Some(digit) if key.len() == 1 && digit.is_ascii_digit() => format!("Digit{digit}"),
            _ => key.to_owned(),
        };
        self.strike_at(key, &code).await;
    }

    /// Strikes the key at a place of the keyboard (like `KeyJ`), which another layout may give another letter.
    pub async fn strike_at(&mut self, key: &str, code: &str) {
        let windows_code = match key {
            "Tab" => 9,
            "Enter" => 13,
            "Escape" => 27,
            "End" => 35,
            "Home" => 36,
            "ArrowLeft" => 37,
            "ArrowUp" => 38,
            "ArrowRight" => 39,
            "ArrowDown" => 40,
            _ => 0,
        };
        let mut event = json!({ "type": "keyDown", "key": key, "code": code, "windowsVirtualKeyCode": windows_code });
        if key == "Enter" {
            event["text"] = json!("\r");
        } else if key.chars().count() == 1 {
            event["text"] = json!(key);
        } else {
            event["type"] = json!("rawKeyDown");
        }
        self.command("Input.dispatchKeyEvent", event.clone()).await;
        event["type"] = json!("keyUp");
        if let Some(fields) = event.as_object_mut() {
            fields.remove("text");
        }
        self.command("Input.dispatchKeyEvent", event).await;
    }

    /// Takes an element at one place of its width (0 to 1) and lets it go at another, as somebody drags a slider.
    pub async fn drag(&mut self, element: &str, from: f64, to: f64) {
        let frame = format!(
            "(() => {{ const b = ({element}).getBoundingClientRect(); return [b.x, b.y + b.height / 2, b.width]; }})()"
        );
        let frame = self.evaluate(&frame).await;
        let number = |place: usize| frame[place].as_f64().unwrap_or_default();
        let steps = [
            ("mousePressed", from),
            ("mouseMoved", from.midpoint(to)),
            ("mouseMoved", to),
            ("mouseReleased", to),
        ];
        for (kind, place) in steps {
            let event = json!({ "type": kind, "x": number(0) + number(2) * place, "y": number(1), "button": "left", "buttons": 1, "clickCount": 1 });
            self.command("Input.dispatchMouseEvent", event).await;
        }
    }

    /// Shows pages as somebody sees them who prefers `dark` or `light`.
    pub async fn prefer(&mut self, scheme: &str) {
        let features = json!({ "features": [
            { "name": "prefers-reduced-motion", "value": "reduce" },
            { "name": "prefers-color-scheme", "value": scheme },
        ] });
        self.command("Emulation.setEmulatedMedia", features).await;
    }

    /// Loads the page again, as F5 does.
    pub async fn reload(&mut self) {
        self.command("Page.reload", json!({})).await;
    }

    /// Saves a picture if `SCREENSHOTS` names a folder.
    pub async fn picture(&mut self, name: &str) {
        use base64::Engine;
        let Some(folder) = std::env::var_os("SCREENSHOTS") else {
            return;
        };
        let shot = self
            .command("Page.captureScreenshot", json!({ "format": "png" }))
            .await;
        let bytes = base64::engine::general_purpose::STANDARD
            .decode(shot["data"].as_str().unwrap_or_default())
            .expect("a picture");
        let file = std::path::Path::new(&folder).join(name);
        std::fs::write(file, bytes).expect("a folder to write to");
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

/// Whether the page went away in the middle of an expression.
fn gave_way(error: &Value) -> bool {
    let message = error["message"].as_str().unwrap_or_default();
    [
        "navigated or closed",
        "context was destroyed",
        "Cannot find context",
    ]
    .iter()
    .any(|part| message.contains(part))
}
