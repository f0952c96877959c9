//! The log is verified in the background, its head is signed, and pieces of it prove themselves.

use std::sync::Arc;

use app::Clock;
use app::audit::{
    AuditStatus, BundleError, BundleScope, Signer, Verifier, check_bundle, latest_head, list_heads,
    status, stream_bundle, write_bundle,
};
use app::clock::ManualClock;
use app::config::RotatingSecret;
use chrono::{DateTime, Duration, Utc};
use event_store::verify::Verified;
use event_store::{Append, EventLog, NewEvent};
use futures::TryStreamExt;
use sqlx::{Executor, PgPool};
use testkit::TestDatabase;
use uuid::Uuid;

fn scope(streams: &[&str]) -> BundleScope {
    BundleScope {
        subject: format!("case/{}", streams[0]),
        streams: streams
            .iter()
            .map(|id| ("case".to_owned(), (*id).to_owned()))
            .collect(),
    }
}

struct Stage {
    _database: TestDatabase,
    pool: PgPool,
    log: EventLog,
    clock: Arc<ManualClock>,
    verifier: Verifier,
}

fn start() -> DateTime<Utc> {
    "2026-03-02T12:00:00Z".parse().unwrap()
}

fn signer() -> Signer {
    Signer::new(&RotatingSecret::new("the audit's secret of this very test"))
}

impl Stage {
    async fn new() -> Self {
        let database = TestDatabase::create().await;
        let pool = database.pool();
        let clock = Arc::new(ManualClock::at(start()));
        Self {
            log: EventLog::start(pool.clone()).await.unwrap(),
            verifier: Verifier {
                pool: pool.clone(),
                signer: Some(signer()),
                clock: clock.clone(),
            },
            _database: database,
            pool,
            clock,
        }
    }

    /// `count` further events of a stream.
    async fn append(&self, stream: &str, from: i64, count: i64) {
        for sequence in from..from + count {
            self.log
                .append(Append {
                    command_id: Uuid::new_v5(
                        &Uuid::nil(),
                        format!("{stream}{sequence}").as_bytes(),
                    ),
                    aggregate_type: "case",
                    aggregate_id: stream.to_owned(),
                    expected_sequence: sequence,
                    events: vec![NewEvent {
                        event_type: "Noted".to_owned(),
                        event_version: "1".to_owned(),
                        payload: serde_json::json!({"Noted": {"number": sequence}}),
                    }],
                    guards: Vec::new(),
                    metadata: std::collections::BTreeMap::new(),
                    recorded_at: start(),
                })
                .await
                .unwrap();
        }
    }

    async fn tamper(&self, statement: &str) {
        self.pool
            .execute("ALTER TABLE events DISABLE TRIGGER events_are_final")
            .await
            .unwrap();
        self.pool.execute(statement).await.unwrap();
    }

    async fn round(&self) -> AuditStatus {
        let found = self.verifier.round().await.unwrap();
        assert_eq!(status(&self.pool).await.unwrap().as_ref(), Some(&found));
        found
    }

    /// What the moderators' chat is to be told.
    async fn told(&self) -> Vec<&'static str> {
        let now = self.clock.now();
        let alerts = app::alerts::pending(&self.pool, now, 10).await.unwrap();
        alerts.iter().map(|row| row.alert.name()).collect()
    }

    async fn bundle(&self, streams: &[&str]) -> Result<String, BundleError> {
        let mut file = Vec::new();
        write_bundle(&self.pool, &signer(), scope(streams), start(), &mut file).await?;
        Ok(String::from_utf8(file).unwrap())
    }
}

#[tokio::test]
async fn what_is_new_is_verified_and_the_head_is_signed_once_a_day() {
    let stage = Stage::new().await;
    assert_eq!(stage.round().await.verified, Verified::START);
    assert_eq!(latest_head(&stage.pool).await.unwrap(), None);
    stage.append("a", 0, 3).await;
    let found = stage.round().await;
    assert_eq!((found.verified.position, found.broken), (3, None));
    let signed = latest_head(&stage.pool).await.unwrap().unwrap();
    assert_eq!(signed.head, found.verified.to_string());
    assert!(signed.is_genuine());
    assert_eq!(signed.public_key, signer().public_key());

    stage.append("a", 3, 2).await;
    assert_eq!(stage.round().await.verified.position, 5);
    assert_eq!(list_heads(&stage.pool, 10).await.unwrap().len(), 1);
    stage.clock.advance(Duration::hours(24));
    let found = stage.round().await;
    assert_eq!(found.walk_done_at, Some(start() + Duration::hours(24)));
    let heads = list_heads(&stage.pool, 10).await.unwrap();
    assert_eq!(heads.len(), 2);
    assert_eq!(heads[0].head, found.verified.to_string());
    assert_eq!(stage.told().await, ["head_published", "head_published"]);
}

#[tokio::test]
async fn what_was_verified_long_ago_and_changed_since_is_found_by_the_next_walk() {
    let stage = Stage::new().await;
    stage.append("a", 0, 6).await;
    stage.round().await;
    stage
        .tamper("UPDATE events SET payload = '{\"Noted\": {\"number\": 7}}' WHERE position = 2")
        .await;
    stage.append("a", 6, 1).await;
    assert_eq!(stage.round().await.broken, None);
    stage.clock.advance(Duration::hours(24));
    let broken = stage.round().await.broken.unwrap();
    assert_eq!(broken, (2, "the event was changed".to_owned()));
    // It does not heal by itself, and no head is signed meanwhile.
    stage.append("a", 7, 1).await;
    assert_eq!(stage.round().await.broken, Some(broken));
    assert_eq!(list_heads(&stage.pool, 10).await.unwrap().len(), 1);
    assert_eq!(stage.told().await, ["head_published", "log_broken"]);
}

#[tokio::test]
async fn a_log_written_anew_with_a_fitting_chain_contradicts_its_signed_head() {
    let stage = Stage::new().await;
    stage.append("a", 0, 3).await;
    stage.round().await;
    stage.tamper("DELETE FROM events").await;
    stage
        .pool
        .execute("UPDATE log_head SET position = 0, hash = decode(repeat('00', 32), 'hex')")
        .await
        .unwrap();
    stage.append("another", 0, 5).await;
    stage.clock.advance(Duration::hours(24));
    let broken = stage.round().await.broken.unwrap();
    assert_eq!(broken.0, 3);
    assert!(broken.1.contains("rewritten"), "{broken:?}");
}

#[tokio::test]
async fn a_bundle_shows_its_streams_hides_the_others_and_proves_itself() {
    let stage = Stage::new().await;
    stage.append("before", 0, 2).await;
    stage.append("a", 0, 2).await;
    stage.append("hidden-stream", 0, 3).await;
    stage.append("a", 2, 1).await;
    let file = stage.bundle(&["a"]).await.unwrap();
    assert!(!file.contains("hidden-stream") && !file.contains("before"));
    let found = check_bundle(file.as_bytes(), None, Some(&signer().public_key())).unwrap();
    assert_eq!((found.shown, found.hidden), (3, 3));
    assert_eq!(found.published, None);

    // With a head published behind it, the chain goes on to that head.
    stage.append("hidden-stream", 3, 2).await;
    let head = stage.round().await.verified;
    let file = stage.bundle(&["a"]).await.unwrap();
    let found = check_bundle(file.as_bytes(), Some(head), None).unwrap();
    assert_eq!((found.shown, found.hidden), (3, 5));
    assert_eq!(found.published, Some(head.to_string()));
    assert!(matches!(
        stage.bundle(&["nobody"]).await,
        Err(BundleError::Empty)
    ));
}

#[tokio::test]
async fn a_bundle_that_is_made_in_pieces_is_the_same() {
    let stage = Stage::new().await;
    stage.append("a", 0, 2).await;
    stage.append("b", 0, 1).await;
    let (whole, pool) = (stage.bundle(&["a"]).await.unwrap(), stage.pool.clone());
    let pieces = stream_bundle(pool.clone(), signer(), scope(&["a"]), start());
    let pieces: Vec<Vec<u8>> = pieces.try_collect().await.unwrap();
    assert_eq!(String::from_utf8(pieces.concat()).unwrap(), whole);
    assert_eq!(scope(&["a"]).last_position(&pool).await.unwrap(), Some(2));
    let nothing = stream_bundle(pool, signer(), scope(&["nobody"]), start());
    let nothing: Result<Vec<Vec<u8>>, BundleError> = nothing.try_collect().await;
    assert!(matches!(nothing, Err(BundleError::Empty)));
}

#[tokio::test]
async fn a_bundle_with_one_byte_of_it_changed_or_more_of_it_proves_nothing() {
    let stage = Stage::new().await;
    stage.append("a", 0, 1).await;
    stage.append("b", 0, 1).await;
    stage.round().await;
    let file = stage.bundle(&["a"]).await.unwrap();
    assert!(file.contains("\"published\":{"));
    check_bundle(file.as_bytes(), None, None).unwrap();
    for place in 0..file.len() {
        for bit in [1, 0x20] {
            let mut changed = file.clone().into_bytes();
            changed[place] ^= bit;
            assert!(
                check_bundle(changed.as_slice(), None, None).is_err(),
                "byte {place}: {}",
                String::from_utf8_lossy(&changed)
            );
        }
    }
    let longer = format!("{file}\n");
    assert!(check_bundle(longer.as_bytes(), None, None).is_err());
}

#[tokio::test]
async fn a_bundle_in_which_anything_was_changed_proves_nothing() {
    let stage = Stage::new().await;
    stage.append("a", 0, 2).await;
    stage.append("b", 0, 1).await;
    stage.append("a", 2, 1).await;
    let file = stage.bundle(&["a"]).await.unwrap();
    let check = |file: &str| check_bundle(file.as_bytes(), None, None);
    check(&file).unwrap();
    let lines: Vec<&str> = file.lines().collect();
    for gone in 0..lines.len() {
        let mut rest = lines.clone();
        rest.remove(gone);
        assert!(
            check(&(rest.join("\n") + "\n")).is_err(),
            "without line {gone}"
        );
    }
    for (what, with) in [
        ("\\\"number\\\": 1", "\\\"number\\\": 7"),
        ("case/a", "case/b"),
        ("2026-03-02", "2026-03-03"),
        ("\"sequence\":2", "\"sequence\":3"),
        ("\"hidden\":\"", "\"hidden\":\"00"),
    ] {
        let changed = file.replacen(what, with, 1);
        assert_ne!(changed, file, "{what}");
        assert!(check(&changed).is_err(), "{what}");
    }
    // A stream that is promised and hidden in part.
    let two = stage.bundle(&["a", "b"]).await.unwrap();
    assert_eq!(check(&two).unwrap().shown, 4);
    let other = Signer::new(&RotatingSecret::new("another secret that nobody published"));
    assert!(matches!(
        check_bundle(file.as_bytes(), None, Some(&other.public_key())),
        Err(BundleError::OtherKey(_))
    ));
    let elsewhere = Verified {
        position: 3,
        hash: [1; 32],
    };
    assert!(matches!(
        check_bundle(file.as_bytes(), Some(elsewhere), None),
        Err(BundleError::NotPublished)
    ));
}
