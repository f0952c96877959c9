//! First passwords, which are to be exchanged, passwords at rest, and who comes in from where.

use app::staff::{
    Asked, BROWSER_LIFE, Entrance, FIRST_PASSWORD_LIFE, Password, Role, SignInRefused, WayIn,
};
use argon2::password_hash::{PasswordHasher, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use chrono::Duration;
use domain::values::StaffId;

use crate::staff::{Office, PASSWORD, office, password};

/// As it was made when less was enough.
fn cheap_hash(password: &str) -> String {
    let params = Params::new(8 * 1024, 1, 1, None).unwrap();
    let salt = SaltString::encode_b64(b"sixteen letters!").unwrap();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password(password.as_bytes(), &salt)
        .unwrap()
        .to_string()
}

impl Office {
    async fn kept(&self, staff: StaffId) -> String {
        sqlx::query_scalar("select password_hash from staff_accounts where staff_id = $1")
            .bind(staff.0)
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }

    pub(crate) async fn events(&self, name: &str) -> i64 {
        sqlx::query_scalar("select count(*) from events where event_type = $1")
            .bind(name)
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn a_first_password_is_exchanged_in_time_or_opens_nothing() {
    let office = office().await;
    let ids = app::ids::SystemIds::new(std::sync::Arc::new(office.clock.clone()));
    let (first, text) = Password::first(&ids);
    let name = "anna".parse().unwrap();
    let added = office.staff.add(&name, Role::Moderator, &first, None);
    let anna = added.await.unwrap().unwrap();
    let account = office.sign_in("anna", &text).await.unwrap();
    assert!(account.password_is_first);

    office.clock.advance(FIRST_PASSWORD_LIFE);
    let late = office.sign_in("anna", &text).await.err();
    assert_eq!(late, Some(SignInRefused::TooOld));
    let wrong = office.sign_in("anna", "wrong").await.err();
    assert_eq!(
        wrong,
        Some(SignInRefused::Wrong),
        "only who knows it is told"
    );

    let again = office
        .staff
        .reset_access(anna, None)
        .await
        .unwrap()
        .unwrap();
    assert_ne!(again, text);
    office.sign_in("anna", &again).await.unwrap();
    let own = password(PASSWORD);
    let changed = office.staff.change_password(anna, &own);
    changed.await.unwrap().unwrap();
    // One's own has no end.
    office.clock.advance(Duration::days(800));
    let account = office.sign_in("anna", PASSWORD).await.unwrap();
    assert!(!account.password_is_first);
    assert!(office.sign_in("anna", &again).await.is_err());
}

#[tokio::test]
async fn who_begins_anew_has_no_session_left() {
    let office = office().await;
    let anna = office.add("anna", Role::Moderator).await;
    let session = office.staff.open_session(anna).await.unwrap();
    let half = office.staff.begin_half(anna).await.unwrap();
    office
        .staff
        .reset_access(anna, None)
        .await
        .unwrap()
        .unwrap();
    let found = office.staff.session(&session, Asked::ByPerson);
    assert!(found.await.unwrap().is_none());
    assert!(office.staff.half_way(&half).await.unwrap().is_none());
    assert!(office.sign_in("anna", PASSWORD).await.is_err());
}

#[tokio::test]
async fn the_hash_of_a_password_is_sealed_and_opens_its_own_account_only() {
    let office = office().await;
    let anna = office.add("anna", Role::Moderator).await;
    let boris = office.add("boris", Role::Admin).await;
    for staff in [anna, boris] {
        let kept = office.kept(staff).await;
        assert!(!kept.contains("argon2"), "{kept}");
    }
    // Whoever writes to the table, but has no key, gets into no other account with a hash they know the password of.
    sqlx::query("update staff_accounts set password_hash = $2 where staff_id = $1")
        .bind(boris.0)
        .bind(office.kept(anna).await)
        .execute(&office.pool)
        .await
        .unwrap();
    let entering = office.staff.sign_in(
        "boris",
        PASSWORD.into(),
        "192.0.2.1",
        app::staff::WayIn::Console,
    );
    assert!(entering.await.is_err());
    office.sign_in("anna", PASSWORD).await.unwrap();
}

#[tokio::test]
async fn a_hash_from_before_is_sealed_by_the_next_right_password() {
    let office = office().await;
    let name = "anna".parse().unwrap();
    let own = password(PASSWORD);
    let added = office.keyless.add(&name, Role::Moderator, &own, None);
    let anna = added.await.unwrap().unwrap();
    let plain = office.kept(anna).await;
    assert!(plain.starts_with("$argon2id$"), "{plain}");
    assert!(office.sign_in("anna", "wrong").await.is_err());
    assert_eq!(office.kept(anna).await, plain);
    for _ in 0..2 {
        let entrance = office.enter("192.0.2.1", "anna", PASSWORD).await.unwrap();
        assert!(matches!(entrance, Entrance::Open(_)));
        assert!(!office.kept(anna).await.contains("argon2"));
    }
}

#[tokio::test]
async fn a_hash_of_lower_cost_is_made_anew_by_the_next_right_password() {
    let office = office().await;
    let anna = office.add("anna", Role::Moderator).await;
    let cheap = cheap_hash(PASSWORD);
    sqlx::query("update staff_accounts set password_hash = $2 where staff_id = $1")
        .bind(anna.0)
        .bind(&cheap)
        .execute(&office.pool)
        .await
        .unwrap();
    // Without the key that seals, what is kept can be looked at.
    let entering = |text: &'static str| {
        let address = "192.0.2.1";
        office
            .keyless
            .sign_in("anna", text.into(), address, WayIn::Console)
    };
    assert!(entering("wrong").await.unwrap().is_err());
    assert_eq!(office.kept(anna).await, cheap);
    assert!(entering(PASSWORD).await.unwrap().is_ok());
    let kept = office.kept(anna).await;
    assert!(
        kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{kept}"
    );
    assert!(entering(PASSWORD).await.unwrap().is_ok());
    assert_eq!(office.kept(anna).await, kept, "once");
}

#[tokio::test]
async fn another_browser_is_news_and_the_first_one_and_the_same_are_not() {
    let office = office().await;
    let anna = office.add("anna", Role::Moderator).await;
    let [home, work] = [office.staff.new_token(), office.staff.new_token()];
    let mut seen = Vec::new();
    for browser in [&home, &home, &work, &home, &work] {
        office.staff.see_browser(anna, browser).await.unwrap();
        seen.push(office.events("NewBrowserSeen").await);
    }
    assert_eq!(seen, [0, 0, 1, 1, 1]);
    // Somebody else's is nobody's.
    let boris = office.add("boris", Role::Moderator).await;
    office.staff.see_browser(boris, &home).await.unwrap();
    assert_eq!(office.events("NewBrowserSeen").await, 1);

    office.clock.advance(BROWSER_LIFE + Duration::seconds(1));
    office.staff.sweep().await.unwrap();
    office.staff.see_browser(anna, &home).await.unwrap();
    assert_eq!(
        office.events("NewBrowserSeen").await,
        1,
        "nothing is known any more"
    );
    office.staff.see_browser(anna, &work).await.unwrap();
    assert_eq!(office.events("NewBrowserSeen").await, 2);
}

#[tokio::test]
async fn what_was_read_stays_read_and_what_is_to_come_cannot_be() {
    let office = office().await;
    let anna = office.add("anna", Role::Moderator).await;
    let staff = &office.staff;
    assert_eq!(staff.notices_seen(anna).await.unwrap(), 0);
    staff.see_notices(anna, i64::MAX).await.unwrap();
    let head: i64 = sqlx::query_scalar("select position from log_head")
        .fetch_one(&office.pool)
        .await
        .unwrap();
    assert_eq!(staff.notices_seen(anna).await.unwrap(), head);
    staff.see_notices(anna, 0).await.unwrap();
    assert_eq!(staff.notices_seen(anna).await.unwrap(), head);
}
