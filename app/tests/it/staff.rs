//! Accounts, sign-ins, sessions and linked Telegram accounts of the staff.

use std::sync::Arc;

use app::clock::ManualClock;
use app::config::RotatingSecret;
use app::ids::SystemIds;
use app::staff::{
    AddRefused, Asked, Entrance, LINK_CODE_LIFE, LOCKED_FOR, NAME_FAILURES_MAX, PAIR_FAILURES_MAX,
    Password, Role, SESSION_IDLE, SESSION_LIFE, SignInRefused, StaffAccount, WayIn,
};
use app::{Clock, Dispatcher, Staff, Vault};
use chrono::Duration;
use domain::Rules;
use domain::values::{MemberId, StaffId};
use event_store::EventLog;
use futures::future::join_all;
use testkit::TestDatabase;
use uuid::Uuid;

pub(crate) const PASSWORD: &str = "correct horse battery";
const HOME: &str = "192.0.2.1";

pub(crate) struct Office {
    _database: TestDatabase,
    pub(crate) pool: sqlx::PgPool,
    pub(crate) clock: ManualClock,
    pub(crate) staff: Staff,
    /// The same without the key that seals, as the command line may be.
    pub(crate) keyless: Staff,
}

pub(crate) async fn office() -> Office {
    let database = TestDatabase::create().await;
    let clock = ManualClock::default();
    let shared = Arc::new(clock.clone());
    let ids = Arc::new(SystemIds::new(shared.clone()));
    let log = EventLog::start(database.pool()).await.unwrap();
    let dispatcher = Dispatcher::new(log, Rules::default());
    let pool = database.pool();
    let master = RotatingSecret::new("a master key of more than thirty-two bytes");
    let vault = Vault::open(
        pool.clone(),
        pool.clone(),
        &master,
        shared.clone(),
        ids.clone(),
    );
    let keyless = Staff::new(dispatcher, pool.clone(), shared, ids);
    Office {
        pool,
        staff: keyless.clone().sealed_by(vault.await.unwrap()),
        keyless,
        _database: database,
        clock,
    }
}

pub(crate) fn password(text: &str) -> Password {
    Password::chosen(text.into(), "anna").unwrap()
}

impl Office {
    pub(crate) async fn add(&self, name: &str, role: Role) -> StaffId {
        let name = name.parse().unwrap();
        let password = password(PASSWORD);
        let added = self.staff.add(&name, role, &password, None);
        added.await.unwrap().unwrap()
    }

    pub(crate) async fn sign_in(
        &self,
        name: &str,
        text: &str,
    ) -> Result<StaffAccount, SignInRefused> {
        let signing_in = self.from(HOME, name, text);
        signing_in.await
    }

    pub(crate) async fn from(
        &self,
        address: &str,
        name: &str,
        text: &str,
    ) -> Result<StaffAccount, SignInRefused> {
        let entrance = self.enter(address, name, text).await?;
        match entrance {
            Entrance::Open(account) => Ok(account),
            Entrance::AsksForCode(account) => panic!("a code is asked for: {account:?}"),
        }
    }

    pub(crate) async fn enter(
        &self,
        address: &str,
        name: &str,
        text: &str,
    ) -> Result<Entrance, SignInRefused> {
        let way = WayIn::Console;
        let signing_in = self.staff.sign_in(name, text.into(), address, way);
        signing_in.await.unwrap()
    }

    async fn fail(&self, name: &str, times: i32) {
        for _ in 0..times {
            let refused = self.sign_in(name, "wrong").await;
            assert_eq!(refused.err(), Some(SignInRefused::Wrong));
        }
    }
}

#[tokio::test]
async fn a_person_signs_in_with_the_name_in_any_case_until_disabled() {
    let office = office().await;
    let anna = office.add("anna", Role::Moderator).await;
    let (same, other) = ("Anna".parse().unwrap(), password("another password"));
    let taken = office.staff.add(&same, Role::Admin, &other, None);
    let taken = taken.await.unwrap();
    assert_eq!(taken, Err(AddRefused::NameTaken));
    let account = office.sign_in("ANNA", PASSWORD).await.unwrap();
    assert_eq!((account.staff_id, account.role), (anna, Role::Moderator));
    for (name, text) in [
        ("anna", "correct horse"),
        ("boris", PASSWORD),
        ("a:b", PASSWORD),
    ] {
        let refused = office.sign_in(name, text).await.err();
        assert_eq!(refused, Some(SignInRefused::Wrong), "{name}");
    }
    assert!(office.staff.disable(anna, None).await.unwrap().unwrap());
    assert!(!office.staff.disable(anna, None).await.unwrap().unwrap());
    let refused = office.sign_in("anna", PASSWORD).await.err();
    assert_eq!(refused, Some(SignInRefused::Wrong));
}

#[tokio::test]
async fn the_first_admin_is_made_once_whatever_becomes_of_it() {
    let office = office().await;
    let first = "root".parse().unwrap();
    let short = Password::given("short".into()).unwrap();
    assert!(office.staff.add_first_admin(&first, &short).await.unwrap());
    let root = office.sign_in("root", "short").await.unwrap();
    assert_eq!(root.role, Role::Admin);
    office
        .staff
        .disable(root.staff_id, None)
        .await
        .unwrap()
        .unwrap();
    assert!(!office.staff.add_first_admin(&first, &short).await.unwrap());
    let other = "other".parse().unwrap();
    assert!(!office.staff.add_first_admin(&other, &short).await.unwrap());
    assert_eq!(office.staff.list().await.unwrap().len(), 1);
}

#[tokio::test]
async fn five_failures_from_one_place_lock_a_name_for_a_while_whether_it_exists_or_not() {
    let office = office().await;
    office.add("anna", Role::Moderator).await;
    for name in ["anna", "nobody"] {
        office.fail(name, PAIR_FAILURES_MAX).await;
        let until = office.clock.now() + LOCKED_FOR;
        let locked = office.sign_in(name, PASSWORD).await.err();
        assert_eq!(locked, Some(SignInRefused::Locked { until }), "{name}");
    }
    let elsewhere = office.from("192.0.2.2", "anna", PASSWORD);
    assert!(elsewhere.await.is_ok(), "the person is not locked out");
    office.clock.advance(LOCKED_FOR + Duration::seconds(1));
    office.sign_in("anna", PASSWORD).await.unwrap();
}

#[tokio::test]
async fn a_sign_in_that_succeeds_begins_the_count_anew() {
    let office = office().await;
    office.add("anna", Role::Moderator).await;
    for _ in 0..3 {
        office.fail("anna", PAIR_FAILURES_MAX - 1).await;
        office.sign_in("anna", PASSWORD).await.unwrap();
    }
}

#[tokio::test]
async fn guessing_from_many_places_locks_the_name_everywhere() {
    let office = office().await;
    office.add("anna", Role::Moderator).await;
    for place in 0..NAME_FAILURES_MAX {
        let address = format!("198.51.100.{place}");
        let guess = office.from(&address, "anna", "wrong");
        assert_eq!(guess.await.err(), Some(SignInRefused::Wrong));
    }
    let refused = office.sign_in("anna", PASSWORD).await.err();
    assert!(matches!(refused, Some(SignInRefused::Locked { .. })));
}

#[tokio::test]
async fn guesses_of_one_moment_do_not_slip_through_together() {
    let office = office().await;
    office.add("anna", Role::Moderator).await;
    let guesses = (0..12).map(|_| office.sign_in("anna", "wrong"));
    let refused = join_all(guesses).await;
    let compared = refused
        .into_iter()
        .filter(|refused| *refused == Err(SignInRefused::Wrong));
    assert_eq!(i32::try_from(compared.count()), Ok(PAIR_FAILURES_MAX));
}

#[tokio::test]
async fn a_session_ends_when_idle_at_the_end_of_the_day_and_with_the_account() {
    let office = office().await;
    let anna = office.add("anna", Role::Moderator).await;
    let staff = &office.staff;
    let idle = staff.open_session(anna).await.unwrap();
    let busy = staff.open_session(anna).await.unwrap();
    assert_ne!(idle.expose(), busy.expose());
    assert_eq!(
        staff
            .session(&idle, Asked::ByPerson)
            .await
            .unwrap()
            .unwrap()
            .account
            .staff_id,
        anna
    );
    let mut passed = Duration::zero();
    while passed + SESSION_IDLE < SESSION_LIFE {
        let step = SESSION_IDLE - Duration::seconds(1);
        office.clock.advance(step);
        passed += step;
        assert!(
            staff
                .session(&busy, Asked::ByPerson)
                .await
                .unwrap()
                .is_some(),
            "after {passed}"
        );
    }
    assert!(
        staff
            .session(&idle, Asked::ByPerson)
            .await
            .unwrap()
            .is_none()
    );
    office.clock.advance(SESSION_LIFE - passed);
    assert!(
        staff
            .session(&busy, Asked::ByPerson)
            .await
            .unwrap()
            .is_none()
    );
    office.clock.advance(Duration::seconds(1));
    assert_eq!(staff.sweep().await.unwrap(), 2);

    let last = staff.open_session(anna).await.unwrap();
    staff.disable(anna, None).await.unwrap().unwrap();
    assert!(
        staff
            .session(&last, Asked::ByPerson)
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn what_a_page_asks_by_itself_keeps_nobody_signed_in() {
    let office = office().await;
    let anna = office.add("anna", Role::Moderator).await;
    let token = office.staff.open_session(anna).await.unwrap();
    let ask = |asked| office.staff.session(&token, asked);
    let step = SESSION_IDLE / 3;
    office.clock.advance(step);
    assert!(ask(Asked::ByPerson).await.unwrap().is_some());
    for _ in 0..2 {
        office.clock.advance(step);
        assert!(ask(Asked::ByPage).await.unwrap().is_some());
    }
    office.clock.advance(step);
    assert!(ask(Asked::ByPage).await.unwrap().is_none());
    assert!(ask(Asked::ByPerson).await.unwrap().is_none());
}

#[tokio::test]
async fn a_role_counts_from_the_next_request_and_a_new_password_ends_sessions() {
    let office = office().await;
    let anna = office.add("anna", Role::Admin).await;
    let token = office.staff.open_session(anna).await.unwrap();
    let changed = office.staff.set_role(anna, Role::Analyst, None);
    changed.await.unwrap().unwrap();
    let session = office
        .staff
        .session(&token, Asked::ByPerson)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(session.account.role, Role::Analyst);
    office
        .staff
        .change_password(anna, &password("another password"))
        .await
        .unwrap()
        .unwrap();
    assert!(
        office
            .staff
            .session(&token, Asked::ByPerson)
            .await
            .unwrap()
            .is_none()
    );
    assert!(office.sign_in("anna", PASSWORD).await.is_err());
    office.sign_in("anna", "another password").await.unwrap();
}

#[tokio::test]
async fn neither_password_nor_token_nor_code_is_in_the_database() {
    let office = office().await;
    let anna = office.add("anna", Role::Moderator).await;
    let token = office.staff.open_session(anna).await.unwrap();
    let code = office.staff.link_code(anna).await.unwrap();
    assert_eq!(code.len(), 16, "96 bits");
    for table in ["staff_accounts", "staff_sessions", "staff_link_codes"] {
        let rows: Vec<String> = sqlx::query_scalar(&format!("select t::text from {table} t"))
            .fetch_all(&office.pool)
            .await
            .unwrap();
        assert_eq!(rows.len(), 1, "{table}");
        for secret in [PASSWORD, token.expose(), code.as_str()] {
            assert!(!rows[0].contains(secret), "{table}");
        }
    }
}

#[tokio::test]
async fn a_code_links_a_telegram_account_once_and_in_time() {
    let office = office().await;
    let (anna, boris) = (
        office.add("anna", Role::Moderator).await,
        office.add("boris", Role::Senior).await,
    );
    let staff = &office.staff;
    let member = MemberId(Uuid::from_u128(1));
    let replaced = staff.link_code(anna).await.unwrap();
    let code = staff.link_code(anna).await.unwrap();
    assert!(staff.link(&replaced, member).await.unwrap().is_none());
    let linked = staff.link(&code, member).await.unwrap().unwrap();
    assert_eq!(linked.staff_id, anna);
    assert!(
        staff
            .link(&code, MemberId(Uuid::from_u128(2)))
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(
        staff.of_member(member).await.unwrap().unwrap().staff_id,
        anna
    );

    // The same Telegram account for somebody else: then it is theirs.
    let code = staff.link_code(boris).await.unwrap();
    staff.link(&code, member).await.unwrap().unwrap();
    assert_eq!(
        staff.of_member(member).await.unwrap().unwrap().staff_id,
        boris
    );
    staff.disable(boris, None).await.unwrap().unwrap();
    assert!(staff.of_member(member).await.unwrap().is_none());

    let late = staff.link_code(anna).await.unwrap();
    office.clock.advance(LINK_CODE_LIFE);
    assert!(staff.link(&late, member).await.unwrap().is_none());
}
