//! What strangers and people without the right try with accounts, and what is written down of it.

use std::time::Duration;

use app::AppError;
use app::staff::{
    ADDRESS_FAILURES_MAX, AddRefused, NAME_FAILURES_MAX, PAIR_FAILURES_MAX, Role, SignInRefused,
    StaffAccessError, StaffAccount, WayIn,
};
use domain::moderation::Actor;
use futures::future::join_all;

use crate::staff::{Office, PASSWORD, office, password};

const SOON: Duration = Duration::from_secs(30);

impl Office {
    async fn count(&self, event_type: &str) -> i64 {
        sqlx::query_scalar("select count(*) from events where event_type = $1")
            .bind(event_type)
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }

    async fn wait_count(&self, event_type: &str, count: i64) {
        let is_there = || async { self.count(event_type).await >= count };
        testkit::eventually(SOON, is_there).await;
        assert_eq!(self.count(event_type).await, count, "{event_type}");
    }
}

#[tokio::test]
async fn strangers_write_no_more_than_a_lockout_permits_from_however_many_places() {
    let office = office().await;
    office.add("anna", Role::Moderator).await;
    for place in 0..60 {
        let address = format!("198.51.100.{place}");
        for _ in 0..PAIR_FAILURES_MAX + 2 {
            office.from(&address, "anna", "wrong").await.unwrap_err();
        }
    }
    office
        .wait_count("SignInRefused", NAME_FAILURES_MAX.into())
        .await;
    // One from the first place that was closed, one from everywhere.
    office.wait_count("LockedOut", 2).await;
}

#[tokio::test]
async fn nobody_who_is_no_admin_changes_accounts_and_what_is_refused_changes_nothing() {
    let office = office().await;
    let (anna, boris) = (
        office.add("anna", Role::Senior).await,
        office.add("boris", Role::Admin).await,
    );
    let senior = Some(Actor {
        staff: anna,
        role: Role::Senior,
    });
    let itself = Some(Actor {
        staff: boris,
        role: Role::Admin,
    });
    for (by, rule) in [
        (senior, StaffAccessError::NeedsAdmin),
        (itself, StaffAccessError::OwnAccount),
    ] {
        let disabled = office.staff.disable(boris, by).await.unwrap();
        assert_eq!(disabled, Err(rule.clone()));
        let changed = office.staff.set_role(boris, Role::Analyst, by);
        assert_eq!(changed.await.unwrap(), Err(rule));
    }
    let (name, password) = ("eve".parse().unwrap(), password(PASSWORD));
    let added = office.staff.add(&name, Role::Admin, &password, senior);
    let rule = StaffAccessError::NeedsAdmin;
    assert_eq!(added.await.unwrap(), Err(AddRefused::Rule(rule)));
    let account = office.sign_in("boris", PASSWORD).await.unwrap();
    assert_eq!(account.role, Role::Admin);
    assert_eq!(office.staff.list().await.unwrap().len(), 2);
}

#[tokio::test]
async fn what_cannot_be_a_name_is_counted_for_its_address() {
    let office = office().await;
    office.add("anna", Role::Moderator).await;
    for _ in 0..ADDRESS_FAILURES_MAX {
        let refused = office.sign_in("no name at all", "wrong").await.err();
        assert_eq!(refused, Some(SignInRefused::Wrong));
    }
    for name in ["no name at all", "anna"] {
        let refused = office.sign_in(name, PASSWORD).await.err();
        assert!(matches!(refused, Some(SignInRefused::Locked { .. })));
    }
    assert!(office.from("192.0.2.2", "anna", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn whoever_gives_the_password_again_is_counted_alone() {
    let office = office().await;
    office.add("anna", Role::Moderator).await;
    office.add("boris", Role::Moderator).await;
    let anna = office.sign_in("anna", PASSWORD).await.unwrap();
    let boris = office.sign_in("boris", PASSWORD).await.unwrap();
    let again = async |who: &StaffAccount, text: &str| {
        office.staff.confirm(who, text.into()).await.unwrap()
    };
    for _ in 0..PAIR_FAILURES_MAX {
        assert_eq!(again(&anna, "wrong").await, Err(SignInRefused::Wrong));
    }
    let locked = again(&anna, PASSWORD).await;
    assert!(matches!(locked, Err(SignInRefused::Locked { .. })));
    assert_eq!(again(&boris, PASSWORD).await, Ok(()));
    // The door is another matter.
    office.sign_in("anna", PASSWORD).await.unwrap();
    office
        .wait_count("SignInRefused", PAIR_FAILURES_MAX.into())
        .await;
}

#[tokio::test]
async fn a_crowd_of_sign_ins_is_answered_at_once_and_locks_nobody_out() {
    let office = office().await;
    office.add("anna", Role::Moderator).await;
    let addresses = (0..60).map(|place| format!("198.51.100.{place}"));
    let tries = addresses.map(|address| {
        let staff = office.staff.clone();
        async move {
            let name = format!("stranger-{address}");
            let way = WayIn::Console;
            staff.sign_in(&name, "x".into(), &address, way).await
        }
    });
    let answers = join_all(tries).await;
    let crowded = answers
        .iter()
        .filter(|answer| matches!(answer, Err(AppError::Crowded)));
    assert!(crowded.count() > 0, "not everybody finds a place");
    let counted: i64 = sqlx::query_scalar("select coalesce(sum(failures), 0) from staff_failures")
        .fetch_one(&office.pool)
        .await
        .unwrap();
    let compared = answers.iter().filter(|answer| answer.is_ok()).count();
    assert_eq!(counted, 3 * i64::try_from(compared).unwrap());
    office.sign_in("anna", PASSWORD).await.unwrap();
}
