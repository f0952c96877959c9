//! Nothing that reaches a peer names the other: no Telegram id, no username, no name, in whatever part of whatever request.

use serde_json::{Value, json};
use telegram_simulator::client::{Entity, NewMedia, NewMessage, NewUser, RequestRecord};

use crate::harness::{ACCEPT, Person, Profile, System};

/// How somebody is called in Telegram.
struct Identity {
    id: i64,
    words: [String; 4],
}

impl Identity {
    async fn of(system: &System, person: &Person) -> Self {
        let users = system.bot.control().users().await.unwrap();
        let mut users = users.into_iter();
        let user = users.find(|user| user.id == person.control.id()).unwrap();
        let words = [
            user.id.to_string(),
            user.username.unwrap(),
            user.first_name,
            user.last_name.unwrap(),
        ];
        Self { id: user.id, words }
    }

    /// Where in a request this identity shows.
    fn shows_in(&self, request: &RequestRecord) -> bool {
        let text = format!(
            "{} {}",
            request.params,
            request.description.as_deref().unwrap_or_default()
        );
        let is_written = self
            .words
            .iter()
            .any(|word| text.to_lowercase().contains(&word.to_lowercase()));
        is_written
            || callback_bytes(&request.params)
                .iter()
                .any(|bytes| self.is_in_bytes(bytes))
    }

    fn is_in_bytes(&self, bytes: &[u8]) -> bool {
        let forms = [self.id.to_be_bytes(), self.id.to_le_bytes()];
        bytes
            .windows(8)
            .any(|window| forms.iter().any(|form| form == window))
    }
}

/// Every token in callback data, decoded.
fn callback_bytes(params: &Value) -> Vec<Vec<u8>> {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let mut found = Vec::new();
    let mut rest = vec![params];
    while let Some(value) = rest.pop() {
        match value {
            Value::Array(values) => rest.extend(values),
            Value::Object(fields) => rest.extend(fields.values()),
            Value::String(text) => found.extend(
                text.split([':', '.'])
                    .filter_map(|part| URL_SAFE_NO_PAD.decode(part).ok()),
            ),
            _ => {}
        }
    }
    found
}

/// Whether a request is about this person's own chat.
fn concerns(request: &RequestRecord, id: i64) -> bool {
    request.chat_id == Some(id) || request.params["scope"]["chat_id"] == json!(id)
}

/// Everything that a member might try, or do by accident.
async fn everything_telling(anna: &Person, id: i64) {
    anna.say("мой ник @handle_of_anna_the_first").await;
    anna.say("https://t.me/handle_of_anna_the_first и handle_of_anna_the_first.t.me")
        .await;
    anna.say("tg://resolve?domain=handle_of_anna_the_first")
        .await;
    let entity = |parts: Value| -> Entity { serde_json::from_value(parts).unwrap() };
    let user = json!({"id": id, "is_bot": false, "first_name": "Аннабелла", "username": "handle_of_anna_the_first"});
    anna.say_formatted(
        "это я",
        vec![entity(
            json!({"type": "text_mention", "offset": 0, "length": 5, "user": user}),
        )],
    )
    .await;
    let link =
        json!({"type": "text_link", "offset": 0, "length": 4, "url": format!("tg://user?id={id}")});
    anna.say_formatted("вот ссылка", vec![entity(link)]).await;
    let parts = [
        json!({"contact": {"phone_number": "+79991234567", "first_name": "Аннабелла", "user_id": id}}),
        json!({"text": "переслано от меня", "forward_origin": {"type": "user", "date": 1, "sender_user": user}}),
        json!({"text": "через бота", "via_bot": {"id": 5, "is_bot": true, "first_name": "b", "username": "handle_of_anna_the_first"}}),
        json!({"text": "ответ на своё", "reply_to_message": {"message_id": 1, "date": 1, "chat": {"id": id, "type": "private", "first_name": "Аннабелла"}, "from": user, "text": "Аннабелла"}}),
        json!({"text": "с цитатой", "external_reply": {"origin": {"type": "user", "date": 1, "sender_user": user}}, "quote": {"text": "Аннабелла", "position": 0}}),
        json!({"text": "от имени канала", "sender_chat": {"id": id, "type": "private", "first_name": "Аннабелла"}, "author_signature": "Аннабелла"}),
    ];
    for parts in parts {
        let text = parts["text"].as_str().unwrap_or_default().to_owned();
        let mut parts = parts.as_object().unwrap().clone();
        parts.remove("text");
        anna.send(&NewMessage {
            text,
            parts,
            ..NewMessage::default()
        })
        .await;
    }
    let document = NewMedia::new("document", b"x").named("Аннабелла.docx");
    let with_caption = NewMessage::media(document).captioned("Аннабелла прислала");
    anna.send(&with_caption).await;
}

#[tokio::test]
async fn nothing_a_peer_receives_names_the_other() {
    let system = System::start_default().await;
    let anna = named(
        &system,
        "Аннабелла",
        "Закревская",
        "handle_of_anna_the_first",
    )
    .await;
    let boris = named(&system, "Бореслав", "Тихорецкий", "handle_of_boris_second").await;
    anna.onboard(&Profile::named("первая").bio("люблю тишину и длинные прогулки"))
        .await;
    boris
        .onboard(&Profile::named("второй").bio("пью чай по ночам"))
        .await;
    let (first, second) = (
        Identity::of(&system, &anna).await,
        Identity::of(&system, &boris).await,
    );

    anna.find().await;
    boris.find().await;
    anna.skip_or_accept().await;
    boris.accept().await;
    anna.expect("Разговор открыт").await;
    boris.expect("Разговор открыт").await;
    everything_telling(&anna, first.id).await;
    let sent = anna.say("правлю").await;
    anna.control
        .edit(sent, "правлю: @handle_of_anna_the_first")
        .await
        .unwrap();
    anna.control.react(sent, &["👍"]).await.unwrap();
    system.redeliver_until_done().await;
    boris
        .say("а я @handle_of_boris_second, и это не дойдёт")
        .await;
    anna.tell(&boris, "обычное слово").await;
    anna.end().await;
    boris.rate(5).await;
    system.redeliver_until_done().await;
    system.wait_done().await;

    let requests = system.requests().await;
    for (one, other) in [(&first, &second), (&second, &first)] {
        let of_the_other = requests.iter().filter(|request| !concerns(request, one.id));
        for request in of_the_other {
            assert!(
                !one.shows_in(request),
                "{}: {}",
                request.method,
                request.params
            );
        }
        let seen = requests
            .iter()
            .filter(|request| concerns(request, other.id))
            .count();
        assert!(seen > 20, "the other saw much");
    }
    let forwards = requests
        .iter()
        .filter(|request| request.method.starts_with("forward"));
    assert_eq!(forwards.count(), 0, "never forwardMessage");
    system.finish().await;
}

async fn named(system: &System, first_name: &str, last_name: &str, username: &str) -> Person {
    let user = NewUser {
        first_name: Some(first_name.to_owned()),
        last_name: Some(last_name.to_owned()),
        username: Some(username.to_owned()),
        ..NewUser::default()
    };
    system.person_like(&user).await
}

impl Person {
    /// Looks twice before accepting: an old, foreign and forged press are answered without naming anybody either.
    async fn skip_or_accept(&self) {
        let card = self.expect_button(ACCEPT).await;
        let forged = "v1:match.accept:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        self.control
            .press_forged(card.message_id, forged)
            .await
            .unwrap();
        self.tap(ACCEPT).await;
    }
}
