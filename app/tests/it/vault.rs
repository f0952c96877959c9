//! Personal data at rest.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use app::clock::ManualClock;
use app::config::RotatingSecret;
use app::ids::SystemIds;
use app::vault::{Address, Erasure, Kind};
use app::{AppError, BotId, Clock, Vault};
use domain::values::{MemberId, VaultRef};
use secrecy::ExposeSecret;
use sqlx::PgPool;
use testkit::TestDatabase;

pub(crate) const MASTER: &str = "a master key that only this test has, 1";
const TELEGRAM_ID: i64 = 7_123_456_789_012;
const BIO: &str = "Переехала в марте, учусь заново. Marker-93417";

pub(crate) const ADDRESS: Address = Address {
    bot: BotId(1001),
    chat_id: TELEGRAM_ID,
};

pub(crate) struct Fixture {
    pub(crate) database: TestDatabase,
    pub(crate) vault: Vault,
    clock: ManualClock,
}

/// Another process on the same database: nothing remembered.
pub(crate) async fn open(pool: PgPool, secret: &RotatingSecret) -> Result<Vault, AppError> {
    let clock = Arc::new(ManualClock::default());
    let ids = Arc::new(SystemIds::new(clock.clone()));
    Vault::open(pool.clone(), pool, secret, clock, ids).await
}

pub(crate) async fn fixture() -> Fixture {
    let database = TestDatabase::create().await;
    let clock = ManualClock::default();
    let ids = Arc::new(SystemIds::new(Arc::new(clock.clone())));
    let vault = Vault::open(
        database.pool(),
        database.pool(),
        &RotatingSecret::new(MASTER),
        Arc::new(clock.clone()),
        ids,
    )
    .await
    .unwrap();
    Fixture {
        database,
        vault,
        clock,
    }
}

impl Fixture {
    pub(crate) async fn colder(&self) -> Vault {
        open(self.database.pool(), &RotatingSecret::new(MASTER))
            .await
            .unwrap()
    }

    async fn member(&self, telegram_id: i64) -> MemberId {
        let address = Address {
            chat_id: telegram_id,
            ..ADDRESS
        };
        self.vault.identify(telegram_id, address).await.unwrap()
    }

    async fn execute(&self, sql: &str) -> u64 {
        sqlx::query(sql)
            .execute(&self.database.pool())
            .await
            .unwrap()
            .rows_affected()
    }

    /// Every row of the vault's tables as text, bytes in hexadecimal.
    async fn dump(&self) -> String {
        let tables: Vec<String> = sqlx::query_scalar(
            "select schemaname || '.' || tablename from pg_tables where schemaname in ('vault', 'vault_keys')",
        )
        .fetch_all(&self.database.pool())
        .await
        .unwrap();
        assert_eq!(tables.len(), 7);
        let mut dump = String::new();
        for table in tables {
            let rows: Vec<String> = sqlx::query_scalar(&format!("select t::text from {table} t"))
                .fetch_all(&self.database.pool())
                .await
                .unwrap();
            assert!(
                !rows.is_empty(),
                "{table} has rows, or this test shows nothing"
            );
            dump.push_str(&rows.join("\n"));
        }
        dump
    }
}

#[tokio::test]
async fn what_was_put_is_got_by_any_process_with_the_key() {
    let fixture = fixture().await;
    let member = fixture.member(TELEGRAM_ID).await;
    let reference = fixture.vault.put(member, Kind::Bio, BIO).await.unwrap();
    let colder = fixture.colder().await;
    for vault in [&fixture.vault, &colder] {
        let bio = vault
            .get(member, Kind::Bio, reference)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(bio.expose_secret(), BIO);
        assert_eq!(vault.find(TELEGRAM_ID).await.unwrap(), Some(member));
        assert_eq!(vault.address(member).await.unwrap(), Some(ADDRESS));
        assert_eq!(vault.find(1).await.unwrap(), None);
    }
}

#[tokio::test]
async fn nothing_readable_is_in_the_tables() {
    let fixture = fixture().await;
    let member = fixture.member(TELEGRAM_ID).await;
    fixture.vault.put(member, Kind::Bio, BIO).await.unwrap();
    fixture
        .vault
        .put(member, Kind::Nickname, "Ольха")
        .await
        .unwrap();
    let paid = VaultRef(member.0);
    let until = fixture.clock.now() + chrono::TimeDelta::days(90);
    let kept = fixture.vault.keep_payer(paid, ADDRESS, until);
    kept.await.unwrap();
    let erasure = Erasure {
        member_id: fixture.member(TELEGRAM_ID + 1).await,
        erased_at: fixture.clock.now(),
    };
    fixture.vault.destroy(erasure, true).await.unwrap();
    let dump = fixture.dump().await;
    let secrets: [&[u8]; 5] = [
        BIO.as_bytes(),
        "Ольха".as_bytes(),
        b"Marker-93417",
        TELEGRAM_ID.to_string().as_bytes().to_owned().leak(),
        &TELEGRAM_ID.to_be_bytes(),
    ];
    for secret in secrets {
        assert!(!dump.contains(&hex::encode(secret)));
        assert!(!dump.contains(String::from_utf8_lossy(secret).as_ref()));
    }
    assert!(!dump.contains(&hex::encode(TELEGRAM_ID.to_le_bytes())));
    assert!(!format!("{:?} {ADDRESS:?}", fixture.vault).contains(&TELEGRAM_ID.to_string()));
}

#[tokio::test]
async fn a_changed_byte_anywhere_is_noticed() {
    let fixture = fixture().await;
    let member = fixture.member(TELEGRAM_ID).await;
    let reference = fixture.vault.put(member, Kind::Bio, BIO).await.unwrap();
    for place in [0, 1, 24, 25, 60] {
        let flip = format!(
            "update vault.sealed_values set sealed = set_byte(sealed, {place}, get_byte(sealed, {place}) # 1)"
        );
        assert_eq!(fixture.execute(&flip).await, 1);
        let got = fixture
            .colder()
            .await
            .get(member, Kind::Bio, reference)
            .await;
        assert!(matches!(got, Err(AppError::Sealed)), "byte {place}");
        fixture.execute(&flip).await;
    }
    let whole = fixture
        .colder()
        .await
        .get(member, Kind::Bio, reference)
        .await
        .unwrap();
    assert_eq!(whole.unwrap().expose_secret(), BIO);
    fixture
        .execute("update vault.sealed_values set sealed = substring(sealed for 10)")
        .await;
    assert!(
        fixture
            .colder()
            .await
            .get(member, Kind::Bio, reference)
            .await
            .is_err()
    );
}

#[tokio::test]
async fn a_value_cannot_be_passed_off_as_another() {
    let fixture = fixture().await;
    let (one, other) = (fixture.member(1).await, fixture.member(2).await);
    let mine = fixture.vault.put(one, Kind::Bio, "моё").await.unwrap();
    let also_mine = fixture.vault.put(one, Kind::Bio, "тоже моё").await.unwrap();
    let theirs = fixture.vault.put(other, Kind::Bio, "чужое").await.unwrap();
    let vault = fixture.colder().await;
    assert!(matches!(
        vault.get(one, Kind::Nickname, mine).await,
        Err(AppError::Sealed)
    ));
    assert!(matches!(
        vault.get(other, Kind::Bio, mine).await,
        Err(AppError::Sealed)
    ));
    let copy = |from: VaultRef, to: VaultRef| {
        format!(
            "update vault.sealed_values set sealed = (select sealed from vault.sealed_values where reference = '{from}')
             where reference = '{to}'"
        )
    };
    fixture.execute(&copy(also_mine, mine)).await;
    assert!(matches!(
        vault.get(one, Kind::Bio, mine).await,
        Err(AppError::Sealed)
    ));
    fixture.execute(&copy(also_mine, theirs)).await;
    assert!(matches!(
        vault.get(other, Kind::Bio, theirs).await,
        Err(AppError::Sealed)
    ));
    fixture
        .execute(&format!(
            "update vault.addresses set sealed = (select sealed from vault.addresses where member_id = '{one}')"
        ))
        .await;
    assert!(matches!(vault.address(other).await, Err(AppError::Sealed)));
}

#[tokio::test]
async fn a_member_whose_key_is_gone_is_gone() {
    let fixture = fixture().await;
    let (erased, other) = (fixture.member(1).await, fixture.member(2).await);
    let reference = fixture.vault.put(erased, Kind::Bio, BIO).await.unwrap();
    fixture
        .execute(&format!(
            "delete from vault_keys.member_keys where member_id = '{erased}'"
        ))
        .await;
    fixture.vault.forget(erased).await;
    for vault in [fixture.vault.clone(), fixture.colder().await] {
        assert!(
            vault
                .get(erased, Kind::Bio, reference)
                .await
                .unwrap()
                .is_none()
        );
        assert_eq!(vault.address(erased).await.unwrap(), None);
        assert!(matches!(
            vault.put(erased, Kind::Bio, "снова").await,
            Err(AppError::Sealed)
        ));
        assert!(vault.address(other).await.unwrap().is_some());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_first_messages_at_once_make_one_member() {
    let fixture = fixture().await;
    let another = fixture.colder().await;
    let calls: Vec<_> = (0..40)
        .map(|call| {
            let vault = if call % 2 == 0 {
                &fixture.vault
            } else {
                &another
            }
            .clone();
            tokio::spawn(async move { vault.identify(TELEGRAM_ID, ADDRESS).await.unwrap() })
        })
        .collect();
    let mut members = BTreeSet::new();
    for call in calls {
        members.insert(call.await.unwrap());
    }
    assert_eq!(members.len(), 1);
    let keys: i64 = sqlx::query_scalar("select count(*) from vault_keys.member_keys")
        .fetch_one(&fixture.database.pool())
        .await
        .unwrap();
    assert_eq!(keys, 1, "the key of a lost race is discarded");
}

#[tokio::test]
async fn the_last_bot_a_member_wrote_to_reaches_them() {
    let fixture = fixture().await;
    let member = fixture.member(TELEGRAM_ID).await;
    let moved = Address {
        bot: BotId(1002),
        ..ADDRESS
    };
    assert_eq!(
        fixture.vault.identify(TELEGRAM_ID, moved).await.unwrap(),
        member
    );
    assert_eq!(fixture.vault.address(member).await.unwrap(), Some(moved));
    assert_eq!(
        fixture.colder().await.address(member).await.unwrap(),
        Some(moved)
    );
}

/// Another front end names a person; where they are reached only they say, by writing to a bot.
#[tokio::test]
async fn who_is_introduced_is_the_same_member_and_keeps_their_address() {
    let fixture = fixture().await;
    let first = fixture.vault.introduce(TELEGRAM_ID, ADDRESS).await.unwrap();
    assert_eq!(
        fixture.vault.address(first).await.unwrap(),
        Some(ADDRESS),
        "there was none"
    );
    let moved = Address {
        bot: BotId(1002),
        ..ADDRESS
    };
    let known = fixture.vault.identify(TELEGRAM_ID, moved).await.unwrap();
    for vault in [fixture.vault.clone(), fixture.colder().await] {
        let again = vault.introduce(TELEGRAM_ID, ADDRESS).await.unwrap();
        assert_eq!((first, known), (again, again));
        assert_eq!(vault.address(again).await.unwrap(), Some(moved));
    }
}

#[tokio::test]
async fn a_warm_vault_asks_the_database_nothing() {
    let fixture = fixture().await;
    let member = fixture.member(TELEGRAM_ID).await;
    fixture.database.pool().close().await;
    assert_eq!(
        fixture.vault.identify(TELEGRAM_ID, ADDRESS).await.unwrap(),
        member
    );
    assert_eq!(fixture.vault.address(member).await.unwrap(), Some(ADDRESS));
    assert!(
        fixture.vault.find(1).await.is_err(),
        "the database is really away"
    );
}

#[tokio::test]
async fn values_that_no_event_names_are_swept_and_others_stay() {
    let fixture = fixture().await;
    let member = fixture.member(TELEGRAM_ID).await;
    let put = async |text: &str| fixture.vault.put(member, Kind::Bio, text).await.unwrap();
    let (orphan, named) = (put("лишнее").await, put("нужное").await);
    fixture.clock.advance(chrono::Duration::hours(2));
    let young = put("новое").await;
    let an_hour_ago = fixture.clock.now() - chrono::Duration::hours(1);
    let asked = std::sync::Mutex::new(Vec::new());
    let events_name = |values: Vec<(MemberId, VaultRef)>| {
        asked.lock().unwrap().extend(values);
        async move { Ok(HashSet::from([named])) }
    };
    let swept = fixture
        .vault
        .sweep_orphans(an_hour_ago, events_name)
        .await
        .unwrap();
    assert_eq!(swept, 1);
    let colder = fixture.colder().await;
    assert!(
        colder
            .get(member, Kind::Bio, orphan)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        colder
            .get(member, Kind::Bio, named)
            .await
            .unwrap()
            .is_some()
    );
    assert!(
        colder
            .get(member, Kind::Bio, young)
            .await
            .unwrap()
            .is_some()
    );
    asked.lock().unwrap().clear();
    assert_eq!(
        fixture
            .vault
            .sweep_orphans(an_hour_ago, events_name)
            .await
            .unwrap(),
        0
    );
    assert!(
        asked.lock().unwrap().is_empty(),
        "a named value is asked about once"
    );
}
