//! What was said is nowhere on disk, and what members wrote about themselves is there only encrypted.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

use telegram_simulator::client::{FaultEffect, NewMedia, NewMessage};
use testkit::files_containing;

use crate::harness::{Options, Person, Postgres, Profile, Redis, System};

/// Said in a talk, or typed where it was not asked for.
const SAID: &str = "wqzx-said-7f3a9b";
/// The same where a hyphen would end a command or a username.
const SAID_IN_A_NAME: &str = "wqzx_said_7f3a9b";
/// In bios and nicknames.
const WRITTEN: &str = "kvjq-written-5d2c8e";
/// In Telegram's own profile.
const NAMED: &str = "Xyqwfamilyname";

/// A text in every coat it might wear on a disk.
fn coats(text: &str) -> Vec<Vec<u8>> {
    use base64::Engine;
    use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
    let mut coats = vec![text.as_bytes().to_vec()];
    coats.push(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
    coats.push(hex::encode(text).into_bytes());
    // Inside a longer text it may begin at any of three places; the ends depend on the neighbours and are left off.
    for skipped in 0..3 {
        let inner = &text.as_bytes()[skipped..];
        let inner = &inner[..inner.len() / 3 * 3];
        coats.push(STANDARD_NO_PAD.encode(inner).into_bytes());
        coats.push(URL_SAFE_NO_PAD.encode(inner).into_bytes());
    }
    coats
}

fn assert_absent(text: &str, folder: &Path) {
    for coat in coats(text) {
        let found = files_containing(folder, &coat);
        assert!(found.is_empty(), "{text} is in {found:?}");
    }
}

/// A server that tells all it does, as an operator might have set it up while looking for something.
async fn log_every_statement(system: &System) {
    for setting in [
        "log_statement = 'all'",
        "log_min_duration_statement = 0",
        "log_parameter_max_length = -1",
    ] {
        sqlx::query(&format!("alter system set {setting}"))
            .execute(&system.pool)
            .await
            .unwrap();
    }
    sqlx::query("select pg_reload_conf()")
        .execute(&system.pool)
        .await
        .unwrap();
}

/// Redis writes its dump now.
fn save(redis_url: &str) {
    let address = redis_url
        .trim_start_matches("redis://")
        .trim_end_matches("/0");
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(b"SAVE\r\n").unwrap();
    let mut answer = [0; 3];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"+OK");
}

/// Words in every way they come: relayed, edited, refused, too many, undelivered, mistaken for commands and answers.
async fn say_everywhere(system: &System, anna: &Person, boris: &Person) {
    anna.tell(boris, &format!("секрет {SAID}")).await;
    let sent = anna.say(&format!("{SAID} ещё раз")).await;
    anna.control
        .edit(sent, &format!("{SAID} исправлено"))
        .await
        .unwrap();
    let long = format!("{SAID} {}", "я".repeat(4_000));
    anna.say(&long).await;
    anna.ask(&format!("/{SAID_IN_A_NAME}"), "").await;
    anna.say(&format!("@handle_{SAID_IN_A_NAME} пиши")).await;
    let photo = NewMedia::new("document", b"x").named(&format!("{SAID}.txt"));
    let with_caption = NewMessage::media(photo).captioned(SAID);
    anna.send(&with_caption).await;
    system.redeliver_until_done().await;
    // Telegram fails while words are on their way, and the process is killed with some in its hands.
    let control = system.bot.control();
    control
        .fail(
            Some("sendMessage"),
            FaultEffect::BadRequest {
                description: format!("Bad Request: {SAID}"),
            },
            1,
        )
        .await
        .unwrap();
    anna.say(&format!("{SAID} отвергнуто")).await;
    system.redeliver_until_done().await;
    for number in 0..10 {
        anna.say(&format!("{SAID} перед гибелью {number}")).await;
    }
    system.replicas[0].kill();
    system.let_claims_of_the_dead_run_out().await;
    system.restart(0).await;
    system.redeliver_until_done().await;
}

#[tokio::test]
async fn words_are_nowhere_on_disk_and_profiles_only_encrypted() {
    let options = Options::default()
        .postgres(Postgres::Durable)
        .redis(Redis::Running);
    let system = System::start(options.relay_limit(600, 8)).await;
    log_every_statement(&system).await;
    let anna = system.person(NAMED).await;
    let boris = system.person("Борис").await;
    anna.accept_rules().await;
    // Refused as a nickname; and a text where a button is expected.
    anna.ask(&format!("@{SAID}"), "знака @").await;
    anna.ask(&format!("Клён {WRITTEN}"), "Какое у вас время?")
        .await;
    anna.ask(&format!("пояс {SAID}"), "Такого пояса я не знаю")
        .await;
    anna.finish_onboarding(&format!("о себе {WRITTEN}")).await;
    boris
        .onboard(&Profile::named("Борис").bio(&format!("тоже {WRITTEN}")))
        .await;
    boris
        .ask(
            &format!("вне разговора {SAID}"),
            "ни с кем не разговариваете",
        )
        .await;
    anna.goes_by(&format!("Клён {WRITTEN}"));
    anna.meet(&boris).await;
    say_everywhere(&system, &anna, &boris).await;
    anna.end().await;
    system.wait_done().await;

    sqlx::query("checkpoint")
        .execute(&system.pool)
        .await
        .unwrap();
    let redis = system.redis.as_ref().unwrap();
    save(&redis.url());
    let postgres = system.private_postgres.as_ref().unwrap();
    let data = postgres.data_directory();
    // Tables, write-ahead log, and beside them the log of the server.
    let server = data.parent().unwrap();
    let process = system.replicas[0].current();
    for folder in [server, redis.directory(), process.directory()] {
        for text in [SAID, SAID_IN_A_NAME, WRITTEN, NAMED] {
            assert_absent(text, folder);
        }
        for person in [&anna, &boris] {
            assert_absent(&person.control.id().to_string(), folder);
        }
    }
    for text in [SAID, SAID_IN_A_NAME, WRITTEN, NAMED] {
        assert!(!system.logs().contains(text), "{text} is in a log");
    }

    // The places that were searched are the right ones: what may be there is.
    assert!(
        !files_containing(&data.join("base"), b"ProfileCompleted").is_empty(),
        "tables"
    );
    assert!(
        !files_containing(&data.join("pg_wal"), b"ProfileCompleted").is_empty(),
        "write-ahead log"
    );
    assert!(
        !files_containing(server, b"append_batch").is_empty(),
        "log of the server"
    );
    assert!(
        !files_containing(redis.directory(), b"limit:").is_empty(),
        "dump of Redis"
    );
    let sealed: i64 = sqlx::query_scalar(
        "select count(*) from vault.sealed_values where kind in ('bio', 'nickname')",
    )
    .fetch_one(&system.pool)
    .await
    .unwrap();
    assert_eq!(sealed, 4, "two nicknames and two bios are in the vault");
    system.finish().await;
}

impl Person {
    /// From the question about the time to a complete profile.
    async fn finish_onboarding(&self, bio: &str) {
        self.tap_to("Москва", "Что сейчас с вами происходит?").await;
        self.tap("🔥 Выгорание").await;
        self.tap("😰 Тревога").await;
        self.tap_to("Готово", "Расскажите о себе").await;
        self.ask(bio, "Что вы ищете").await;
        self.tap_to("Пропустить", "Как говорить").await;
        self.tap_to("Пропустить", "Когда вам удобно").await;
        self.tap_to("Готово", "Теперь можно искать собеседника")
            .await;
    }
}
