//! Another master key, while members are served.

use app::AppError;
use app::config::RotatingSecret;
use app::vault::Kind;
use chrono::{DateTime, TimeDelta};
use domain::values::VaultRef;
use secrecy::ExposeSecret;

use crate::vault::{ADDRESS, MASTER, fixture, open};

const NEXT: &str = "the master key after that one, number 2";

fn during() -> RotatingSecret {
    RotatingSecret {
        current: NEXT.into(),
        previous: Some(MASTER.into()),
    }
}

#[tokio::test]
async fn a_rotation_keeps_members_and_values_and_ends_without_the_old_key() {
    let fixture = fixture().await;
    let member = fixture
        .vault
        .identify(ADDRESS.chat_id, ADDRESS)
        .await
        .unwrap();
    let reference = fixture
        .vault
        .put(member, Kind::Nickname, "Ольха")
        .await
        .unwrap();
    let pool = fixture.database.pool();

    let rotating = open(pool.clone(), &during()).await.unwrap();
    assert_eq!(rotating.find(ADDRESS.chat_id).await.unwrap(), Some(member));
    let newcomer = rotating.identify(2, ADDRESS).await.unwrap();
    assert!(
        rotating
            .get(member, Kind::Nickname, reference)
            .await
            .unwrap()
            .is_some()
    );
    assert_eq!(
        rotating.rewrap_keys().await.unwrap(),
        1,
        "the newcomer's key is under the new one"
    );
    assert_eq!(rotating.rewrap_keys().await.unwrap(), 0);

    let after = open(pool.clone(), &RotatingSecret::new(NEXT))
        .await
        .unwrap();
    assert_eq!(after.find(ADDRESS.chat_id).await.unwrap(), Some(member));
    assert_eq!(after.find(2).await.unwrap(), Some(newcomer));
    let nickname = after
        .get(member, Kind::Nickname, reference)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(nickname.expose_secret(), "Ольха");

    let with_the_old = open(pool, &RotatingSecret::new(MASTER)).await;
    assert!(matches!(with_the_old, Err(AppError::Sealed)));
}

#[tokio::test]
async fn a_key_wrapped_for_one_member_does_not_open_for_another() {
    let fixture = fixture().await;
    let one = fixture.vault.identify(1, ADDRESS).await.unwrap();
    let other = fixture.vault.identify(2, ADDRESS).await.unwrap();
    let reference = fixture.vault.put(one, Kind::Bio, "моё").await.unwrap();
    sqlx::query(
        "update vault_keys.member_keys set wrapped = (select wrapped from vault_keys.member_keys where member_id = $1)",
    )
    .bind(other.0)
    .execute(&fixture.database.pool())
    .await
    .unwrap();
    let got = fixture.colder().await.get(one, Kind::Bio, reference).await;
    assert!(matches!(got, Err(AppError::Sealed)));
}

#[tokio::test]
async fn who_paid_is_kept_through_a_rotation_and_until_its_time_is_over() {
    let fixture = fixture().await;
    let pool = fixture.database.pool();
    let paid = VaultRef(uuid::Uuid::from_u128(7));
    let until = DateTime::UNIX_EPOCH + TimeDelta::days(90);
    for _ in 0..2 {
        fixture
            .vault
            .keep_payer(paid, ADDRESS, until)
            .await
            .unwrap();
    }
    let sealed: Vec<u8> = sqlx::query_scalar("select sealed from vault.payers")
        .fetch_one(&pool)
        .await
        .unwrap();
    let plain = ADDRESS.chat_id.to_be_bytes();
    assert!(!sealed.windows(plain.len()).any(|bytes| bytes == plain));

    let rotating = open(pool.clone(), &during()).await.unwrap();
    rotating.rewrap_keys().await.unwrap();
    let after = open(pool.clone(), &RotatingSecret::new(NEXT))
        .await
        .unwrap();
    assert_eq!(after.payer(paid).await.unwrap(), Some(ADDRESS));

    assert_eq!(after.sweep_payers(until).await.unwrap(), 0);
    let later = until + TimeDelta::seconds(1);
    assert_eq!(after.sweep_payers(later).await.unwrap(), 1);
    assert_eq!(after.payer(paid).await.unwrap(), None);
}

#[tokio::test]
async fn a_key_that_does_not_open_is_counted_and_keeps_no_other_from_its_turn() {
    let fixture = fixture().await;
    let pool = fixture.database.pool();
    let mut members = Vec::new();
    for telegram_id in 1..=3 {
        members.push(fixture.vault.identify(telegram_id, ADDRESS).await.unwrap());
    }
    members.sort_unstable_by_key(|member| member.0);
    sqlx::query("update vault_keys.member_keys set wrapped = '\\x00' where member_id = $1")
        .bind(members[0].0)
        .execute(&pool)
        .await
        .unwrap();

    let rotating = open(pool.clone(), &during()).await.unwrap();
    assert_eq!(rotating.rewrap_keys().await.unwrap(), 2);
    assert_eq!(rotating.keys_to_rewrap().await.unwrap(), 1);
}

#[tokio::test]
async fn what_the_new_key_alone_would_not_open_is_counted_before_the_old_one_goes() {
    let fixture = fixture().await;
    let pool = fixture.database.pool();
    fixture.vault.identify(1, ADDRESS).await.unwrap();
    let next = RotatingSecret::new(NEXT);
    let of_the_vault_itself: i64 =
        sqlx::query_scalar("select count(*) from vault_keys.common_keys")
            .fetch_one(&pool)
            .await
            .unwrap();
    let all = of_the_vault_itself.unsigned_abs() + 1;
    let left = || app::vault::keys_to_rewrap(&pool, &next.current);
    assert_eq!(left().await.unwrap(), all);
    assert_eq!(fixture.vault.keys_to_rewrap().await.unwrap(), 0);
    assert_eq!(
        fixture.vault.rewrap_keys().await.unwrap(),
        0,
        "without a previous key there is nothing to do"
    );

    // A member who is registered by a process that has only the old key yet is found by the next round.
    let rotating = open(pool.clone(), &during()).await.unwrap();
    rotating.rewrap_keys().await.unwrap();
    assert_eq!(left().await.unwrap(), 0);
    fixture.vault.identify(2, ADDRESS).await.unwrap();
    assert_eq!(left().await.unwrap(), 1);
    assert_eq!(rotating.rewrap_keys().await.unwrap(), 1);
}
