//! The second factor: an authenticator, its codes, and recovery codes.

use app::staff::{
    Asked, Entrance, HALF_SIGN_IN_LIFE, LOCKED_FOR, Offer, PAIR_FAILURES_MAX, RECOVERY_CODES, Role,
    SessionToken, SetUpRefused, SignInRefused, StaffAccount, WayIn,
};
use app::{Clock, Staff};
use chrono::Duration;
use secrecy::ExposeSecret;
use totp_rs::Totp;

use crate::staff::{Office, PASSWORD, office};

const STEP: Duration = Duration::seconds(30);
const WRONG: Result<(), SignInRefused> = Err(SignInRefused::Wrong);

/// Somebody with an authenticator in their hand.
struct Person {
    office: Office,
    account: StaffAccount,
    session: SessionToken,
    phone: Totp,
    recovery: Vec<String>,
}

fn phone(offer: &Offer) -> Totp {
    Totp::from_url(offer.url.expose_secret()).unwrap()
}

impl Person {
    async fn set_up() -> Self {
        let office = office().await;
        let anna = office.add("anna", Role::Moderator).await;
        let account = office.sign_in("anna", PASSWORD).await.unwrap();
        let session = office.staff.open_session(anna).await.unwrap();
        let offer = office
            .staff
            .offer_authenticator(&account, "us")
            .await
            .unwrap();
        let mut person = Self {
            phone: phone(&offer),
            office,
            account,
            session,
            recovery: Vec::new(),
        };
        let codes = person.confirm(&person.code()).await.unwrap();
        person.recovery = codes;
        person.office.clock.advance(STEP);
        person
    }

    fn staff(&self) -> &Staff {
        &self.office.staff
    }

    /// What the phone shows.
    fn code(&self) -> String {
        let seconds = self.office.clock.now().timestamp().try_into().unwrap();
        self.phone.generate(seconds).to_string()
    }

    async fn confirm(&self, code: &str) -> Result<Vec<String>, SetUpRefused> {
        let setting = self
            .staff()
            .set_up_authenticator(&self.account, code, &self.session);
        let codes = setting.await.unwrap()?;
        Ok(codes.iter().map(app::staff::RecoveryCode::expose).collect())
    }

    async fn give(&self, code: &str) -> Result<(), SignInRefused> {
        let checking = self.staff().check_code(self.account.staff_id, code);
        checking.await.unwrap()
    }
}

#[tokio::test]
async fn after_the_password_comes_a_code_and_each_comes_once() {
    let person = Person::set_up().await;
    let entrance = person.office.enter("192.0.2.1", "anna", PASSWORD).await;
    let Ok(Entrance::AsksForCode(account)) = entrance else {
        panic!("{entrance:?}");
    };
    assert!(account.has_second_factor);
    assert_eq!(person.office.events("SignedIn").await, 1, "not in yet");
    let half = person.staff().begin_half(account.staff_id).await.unwrap();
    let found = person.staff().half_way(&half).await.unwrap();
    assert_eq!(found.unwrap().staff_id, account.staff_id);
    let opens = person.staff().session(&half, Asked::ByPerson);
    assert!(opens.await.unwrap().is_none(), "half way in is not in");

    let code = person.code();
    let (person, account) = (&person, &account);
    let enter = |code: String| async move {
        let entering = person
            .staff()
            .enter_with_code(account, &code, WayIn::Console);
        entering.await.unwrap()
    };
    // As people type it.
    let spaced = format!(" {} {} ", &code[..3], &code[3..]);
    assert_eq!(enter(spaced).await, Ok(()));
    assert_eq!(enter(code).await, WRONG, "somebody read it over a shoulder");
}

#[tokio::test]
async fn what_is_tried_with_a_code_is_written_down() {
    let person = Person::set_up().await;
    let code = person.code();
    person.give(&code).await.unwrap();
    person.give(&code).await.unwrap_err();
    person.give("000000").await.unwrap_err();
    person.give("no code at all").await.unwrap_err();
    let counted = [
        "SecondFactorSet",
        "RecoveryCodesMade",
        "RepeatedCodeRefused",
        "CodeRefused",
    ];
    let mut events = Vec::new();
    for name in counted {
        events.push(person.office.events(name).await);
    }
    assert_eq!(events, [1, 1, 1, 2]);
}

#[tokio::test]
async fn a_code_of_an_earlier_step_does_not_count_after_a_later_one() {
    let person = Person::set_up().await;
    let early = person.code();
    person.office.clock.advance(STEP);
    person.give(&person.code()).await.unwrap();
    assert_eq!(person.give(&early).await, WRONG);
}

#[tokio::test]
async fn one_code_given_twice_at_once_lets_in_once() {
    let person = Person::set_up().await;
    let code = person.code();
    let (first, second) = tokio::join!(person.give(&code), person.give(&code));
    assert_eq!(u8::from(first.is_ok()) + u8::from(second.is_ok()), 1);
}

#[tokio::test]
async fn five_wrong_codes_close_the_second_step_and_the_right_one_waits_too() {
    let person = Person::set_up().await;
    for _ in 0..PAIR_FAILURES_MAX {
        assert_eq!(person.give("000000").await, WRONG);
    }
    let refused = person.give(&person.code()).await;
    assert!(
        matches!(refused, Err(SignInRefused::Locked { .. })),
        "{refused:?}"
    );
    let recovery = person.give(&person.recovery[0]).await;
    assert!(matches!(recovery, Err(SignInRefused::Locked { .. })));
    assert_eq!(person.office.events("LockedOut").await, 1);
    person
        .office
        .clock
        .advance(LOCKED_FOR + Duration::seconds(1));
    person.give(&person.code()).await.unwrap();
}

#[tokio::test]
async fn a_recovery_code_stands_in_once_and_fresh_ones_end_those_before() {
    let person = Person::set_up().await;
    assert_eq!(person.recovery.len(), RECOVERY_CODES);
    let typed = person.recovery[0].to_uppercase().replace('-', " ");
    person.give(&typed).await.unwrap();
    assert_eq!(person.give(&typed).await, WRONG);
    let staff = person.account.staff_id;
    let left = person.staff().second_factor(staff).await.unwrap().unwrap();
    assert_eq!(usize::try_from(left.recovery_codes), Ok(RECOVERY_CODES - 1));
    assert_eq!(person.office.events("RecoveryCodeUsed").await, 1);

    let fresh = person.staff().make_recovery_codes(staff).await.unwrap();
    assert_eq!(person.give(&person.recovery[1]).await, WRONG);
    person.give(&fresh[0].expose()).await.unwrap();
    // Of somebody else they open nothing.
    let boris = person.office.add("boris", Role::Moderator).await;
    let of_anna = fresh[1].expose();
    let checked = person.staff().check_code(boris, &of_anna);
    assert_eq!(checked.await.unwrap(), WRONG);
}

#[tokio::test]
async fn a_secret_that_was_only_shown_changes_nothing_and_does_not_wait_for_ever() {
    let person = Person::set_up().await;
    let (staff, account) = (person.staff(), &person.account);
    let offer = staff.offer_authenticator(account, "us").await.unwrap();
    let again = staff.offered(account, "us").await.unwrap().unwrap();
    assert_eq!(again.secret.expose_secret(), offer.secret.expose_secret());
    // The phone in use stays until the first code of the new one.
    person.give(&person.code()).await.unwrap();
    assert_eq!(person.confirm("000000").await, Err(SetUpRefused::Wrong));
    person.office.clock.advance(Duration::minutes(15));
    let seconds = person.office.clock.now().timestamp().try_into().unwrap();
    let late = phone(&offer).generate(seconds).to_string();
    assert_eq!(
        person.confirm(&late).await,
        Err(SetUpRefused::NothingOffered)
    );
    person.give(&person.code()).await.unwrap();
}

#[tokio::test]
async fn another_phone_ends_the_one_before_the_other_sessions_and_the_codes() {
    let mut person = Person::set_up().await;
    let staff = person.account.staff_id;
    let other = person.staff().open_session(staff).await.unwrap();
    let half = person.staff().begin_half(staff).await.unwrap();
    let offer = person
        .staff()
        .offer_authenticator(&person.account, "us")
        .await;
    let old = std::mem::replace(&mut person.phone, phone(&offer.unwrap()));
    person.confirm(&person.code()).await.unwrap();
    let of = |session| person.staff().session(session, Asked::ByPerson);
    assert!(of(&person.session).await.unwrap().is_some());
    assert!(of(&other).await.unwrap().is_none());
    assert!(person.staff().half_way(&half).await.unwrap().is_none());
    assert_eq!(person.give(&person.recovery[0]).await, WRONG);

    person.office.clock.advance(STEP);
    let seconds = person.office.clock.now().timestamp().try_into().unwrap();
    let of_old = old.generate(seconds).to_string();
    assert_eq!(person.give(&of_old).await, WRONG);
    person.give(&person.code()).await.unwrap();
}

#[tokio::test]
async fn without_a_second_factor_the_password_is_enough_and_whoever_begins_anew_has_none() {
    let person = Person::set_up().await;
    let staff = person.account.staff_id;
    let removed = person.staff().remove_second_factor(staff, &person.session);
    assert!(removed.await.unwrap());
    person.office.sign_in("anna", PASSWORD).await.unwrap();
    let again = person.staff().remove_second_factor(staff, &person.session);
    assert!(!again.await.unwrap());
    assert_eq!(person.office.events("SecondFactorRemoved").await, 1);

    let other = Person::set_up().await;
    let reset = other.staff().reset_access(other.account.staff_id, None);
    let first = reset.await.unwrap().unwrap();
    let account = other.office.sign_in("anna", &first).await.unwrap();
    assert!(account.password_is_first && !account.has_second_factor);
    assert_eq!(other.give(&other.recovery[0]).await, WRONG);
}

#[tokio::test]
async fn the_question_for_the_code_stands_five_minutes() {
    let person = Person::set_up().await;
    let staff = person.account.staff_id;
    let half = person.staff().begin_half(staff).await.unwrap();
    person
        .office
        .clock
        .advance(HALF_SIGN_IN_LIFE - Duration::seconds(1));
    assert!(person.staff().half_way(&half).await.unwrap().is_some());
    person.office.clock.advance(Duration::seconds(1));
    assert!(person.staff().half_way(&half).await.unwrap().is_none());
    let half = person.staff().begin_half(staff).await.unwrap();
    person.staff().disable(staff, None).await.unwrap().unwrap();
    assert!(person.staff().half_way(&half).await.unwrap().is_none());
}

#[tokio::test]
async fn neither_secret_nor_code_is_in_the_database() {
    let person = Person::set_up().await;
    let offer = person
        .staff()
        .offer_authenticator(&person.account, "us")
        .await;
    let half = person.staff().begin_half(person.account.staff_id).await;
    let secrets = [
        hex::encode(person.phone.secret().as_bytes()),
        hex::encode(phone(&offer.unwrap()).secret().as_bytes()),
        hex::encode(&person.recovery[0]),
        hex::encode(person.recovery[0].replace('-', "")),
        hex::encode(half.unwrap().expose()),
    ];
    for (table, rows_expected) in [
        ("staff_second_factors", 1),
        ("staff_recovery_codes", RECOVERY_CODES),
        ("staff_half_sign_ins", 1),
    ] {
        let rows: Vec<String> = sqlx::query_scalar(&format!("select t::text from {table} t"))
            .fetch_all(&person.office.pool)
            .await
            .unwrap();
        assert_eq!(rows.len(), rows_expected, "{table}");
        for secret in &secrets {
            let is_there = rows.iter().any(|row| {
                row.contains(secret.as_str()) || hex::encode(row).contains(secret.as_str())
            });
            assert!(!is_there, "{table}");
        }
    }
}
