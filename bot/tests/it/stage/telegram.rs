//! A Telegram that remembers what each chat shows.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};

/// A message as a chat shows it now.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub(crate) message_id: i64,
    pub(crate) text: String,
    /// Label and callback data of each button.
    pub(crate) buttons: Vec<(String, String)>,
    /// The rows of labels, for reading.
    pub(crate) rows: Vec<String>,
}

#[derive(Default)]
struct Memory {
    chats: HashMap<i64, Vec<Shown>>,
    answers: HashMap<String, String>,
    calls: Vec<(String, Value)>,
    last_message_id: i64,
}

#[derive(Clone, Default)]
pub(crate) struct FakeTelegram(Arc<Mutex<Memory>>);

impl FakeTelegram {
    /// Listens on a free port; the base address of its Bot API.
    pub(crate) async fn start(&self) -> String {
        let router = Router::new()
            .route("/{bot}/{method}", post(call))
            .with_state(self.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move { axum::serve(listener, router).await });
        format!("http://{address}")
    }

    pub(crate) fn chat(&self, chat_id: i64) -> Vec<Shown> {
        self.lock().chats.get(&chat_id).cloned().unwrap_or_default()
    }

    /// What a pressed button was answered with; `None` when it was not answered at all.
    pub(crate) fn answer(&self, query_id: &str) -> Option<String> {
        self.lock().answers.get(query_id).cloned()
    }

    pub(crate) fn calls(&self, method: &str) -> Vec<Value> {
        let memory = self.lock();
        let of_method = memory.calls.iter().filter(|(name, _)| name == method);
        of_method.map(|(_, params)| params.clone()).collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Memory> {
        self.0.lock().expect("nobody panics with it")
    }
}

async fn call(
    State(telegram): State<FakeTelegram>,
    Path((_bot, method)): Path<(String, String)>,
    Json(params): Json<Value>,
) -> (StatusCode, Json<Value>) {
    let mut memory = telegram.lock();
    memory.calls.push((method.clone(), params.clone()));
    let answer = match method.as_str() {
        "sendMessage" => {
            memory.last_message_id += 1;
            let shown = shown(memory.last_message_id, &params);
            let result = json!({"message_id": shown.message_id});
            let chat = params["chat_id"].as_i64().expect("a chat");
            memory.chats.entry(chat).or_default().push(shown);
            Ok(result)
        }
        "editMessageText" => edit(&mut memory, &params, |message, new| *message = new),
        "editMessageReplyMarkup" => edit(&mut memory, &params, |message, new| {
            message.buttons = new.buttons;
            message.rows = new.rows;
        }),
        "answerCallbackQuery" => {
            let query = params["callback_query_id"]
                .as_str()
                .expect("a query")
                .to_owned();
            let text = params["text"].as_str().unwrap_or_default().to_owned();
            memory.answers.insert(query, text);
            Ok(json!(true))
        }
        _ => Ok(json!(true)),
    };
    match answer {
        Ok(result) => (StatusCode::OK, Json(json!({"ok": true, "result": result}))),
        Err(description) => (
            StatusCode::BAD_REQUEST,
            Json(json!({"ok": false, "error_code": 400, "description": description})),
        ),
    }
}

fn edit(
    memory: &mut Memory,
    params: &Value,
    change: impl Fn(&mut Shown, Shown),
) -> Result<Value, &'static str> {
    let message_id = params["message_id"].as_i64().expect("a message");
    let chat = memory
        .chats
        .entry(params["chat_id"].as_i64().expect("a chat"))
        .or_default();
    let Some(message) = chat
        .iter_mut()
        .find(|message| message.message_id == message_id)
    else {
        return Err("Bad Request: message to edit not found");
    };
    let before = (message.text.clone(), message.buttons.clone());
    change(message, shown(message_id, params));
    if before == (message.text.clone(), message.buttons.clone()) {
        return Err(
            "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
        );
    }
    Ok(json!({"message_id": message_id}))
}

fn shown(message_id: i64, params: &Value) -> Shown {
    let empty = Vec::new();
    let rows = params["reply_markup"]["inline_keyboard"]
        .as_array()
        .unwrap_or(&empty);
    let label = |button: &Value| button["text"].as_str().expect("a label").to_owned();
    let data = |button: &Value| button["callback_data"].as_str().expect("data").to_owned();
    let row = |row: &Value| row.as_array().cloned().unwrap_or_default();
    Shown {
        message_id,
        text: params["text"].as_str().unwrap_or_default().to_owned(),
        buttons: rows
            .iter()
            .flat_map(row)
            .map(|button| (label(&button), data(&button)))
            .collect(),
        rows: rows
            .iter()
            .map(|buttons| {
                let labels: Vec<String> = row(buttons)
                    .iter()
                    .map(|button| format!("[{}]", label(button)))
                    .collect();
                labels.join(" ")
            })
            .collect(),
    }
}
