//! What is done with the accounts of the staff, and who came in by them, is in the log and on the page of the staff.

use reqwest::Method;
use uuid::Uuid;

use crate::harness::{Session, System};

impl System {
    /// What became of accounts, in the order of the log: the event, whose account, by whom.
    async fn trail(&self) -> Vec<(String, String, Option<String>)> {
        self.wait_done().await;
        sqlx::query_as(
            "select event_type, account.name, actor.name
             from events e
             cross join lateral (select payload -> event_type as fact) f
             join staff_accounts account on account.staff_id = (fact ->> 'staff')::uuid
             left join staff_accounts actor on actor.staff_id = (fact ->> 'by')::uuid
             where aggregate_type = 'staff_access' order by position",
        )
        .fetch_all(&self.pool)
        .await
        .unwrap()
    }

    pub(crate) async fn account(&self, name: &str) -> Uuid {
        sqlx::query_scalar("select staff_id from staff_accounts where name = $1")
            .bind(name)
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }

    async fn administers(&self, session: &Session, path: &str, fields: &str) {
        let done = self.post(session, path, fields).await;
        assert_eq!(done.status, 303, "{path}: {}", done.text);
    }
}

/// The list as it is compared.
fn listed(trail: &[(String, String, Option<String>)]) -> Vec<(&str, &str, Option<&str>)> {
    trail
        .iter()
        .map(|(event, staff, by)| (event.as_str(), staff.as_str(), by.as_deref()))
        .collect()
}

#[tokio::test]
async fn whatever_an_admin_does_with_accounts_is_in_the_log_and_on_the_page() {
    let system = System::start_default().await;
    let root = system.colleague("root", "admin").await;
    let session = system.sign_in(&root).await;
    let own = &root.password;
    let add = format!("name=eve&role=moderator&own={own}");
    let added = system.post(&session, "/console/staff", &add).await;
    let first = added.shown("first");
    let eve = format!("/console/staff/{}", system.account("eve").await);
    let role = format!("{eve}/role");
    // The second time it is the role that she has already, which is nothing new.
    for _ in 0..2 {
        let senior = format!("role=senior&own={own}");
        system.administers(&session, &role, &senior).await;
    }
    let refused = system.try_password("eve", "not-her-password", "").await;
    assert_eq!(refused.status, 401);
    system.wait_events("SignInRefused", 1).await;
    let entered = system.try_password("eve", &first, "").await;
    assert_eq!(entered.status, 303);
    system
        .administers(&session, &format!("{eve}/disable"), "")
        .await;
    let late = system.try_password("eve", &first, "").await;
    assert_eq!(late.status, 401);
    system.wait_events("SignInRefused", 2).await;
    system.run(["staff", "disable", "eve"]).await.succeeded();

    let root = Some("root");
    let expected = [
        ("AccountAdded", "root", None),
        ("SignedIn", "root", None),
        ("AccountAdded", "eve", root),
        ("RoleChanged", "eve", root),
        ("SignInRefused", "eve", None),
        ("SignedIn", "eve", None),
        ("AccountDisabled", "eve", root),
        ("SignInRefused", "eve", None),
    ];
    assert_eq!(listed(&system.trail().await), expected);

    let page = system.page(&session, "/console/staff").await.text;
    let (_, trail) = page.split_once("id=\"trail\"").unwrap();
    let told = [
        "Не впущен",
        "Запись закрыта",
        "Вошёл",
        "Роль сменилась",
        "модератор → старший модератор",
        "Запись добавлена",
        "из командной строки",
    ];
    let places = told.map(|words| trail.find(words).unwrap_or_else(|| panic!("{words}")));
    assert!(places.is_sorted(), "the newest first: {trail}");
    system.finish().await;
}

#[tokio::test]
async fn what_somebody_does_with_their_own_account_is_in_the_log() {
    let system = System::start_default().await;
    let anna = system.colleague("anna", "moderator").await;
    let session = system.sign_in(&anna).await;
    system.administers(&session, "/console/sign-out", "").await;
    let session = system.sign_in(&anna).await;
    let other = system.sign_in(&anna).await;
    let account = "/console/account";
    let page = system.page(&session, account).await.text;
    let sessions = ["этот вход", "другой вход"].map(|words| page.matches(words).count());
    assert_eq!(sessions, [1, 1], "{page}");
    let end_others = "/console/account/end-others";
    let refused = system.post(&session, end_others, "own=x").await;
    assert_eq!(refused.status, 422);
    let own = format!("own={}", anna.password);
    system.administers(&session, end_others, &own).await;
    assert_eq!(system.page(&other, account).await.status, 303);
    let page = system.page(&session, account).await;
    assert!(page.status == 200 && !page.text.contains("другой вход"));
    // There is no other any more: nothing happens.
    system.administers(&session, end_others, &own).await;
    let change = format!("old={}&new=another-long-password", anna.password);
    system
        .administers(&session, "/console/account/password", &change)
        .await;
    let own = [
        "SignedIn",
        "SignedOut",
        // Each time from a browser that brings no cookie.
        "SignedIn",
        "NewBrowserSeen",
        "SignedIn",
        "NewBrowserSeen",
        "SignInRefused",
        "OtherSessionsEnded",
        "PasswordChanged",
    ];
    let events: Vec<String> = system
        .trail()
        .await
        .into_iter()
        .map(|(event, ..)| event)
        .skip(1)
        .collect();
    assert_eq!(events, own);
    system.finish().await;
}

#[tokio::test]
async fn somebody_ends_one_of_their_sessions_and_nobody_elses() {
    let system = System::start_default().await;
    let anna = system.colleague("anna", "moderator").await;
    let boris = system.colleague("boris", "moderator").await;
    let his = system.sign_in(&boris).await;
    let hers = system.sign_in(&boris).await;
    let (kept, lost) = (system.sign_in(&anna).await, system.sign_in(&anna).await);
    let account = "/console/account";
    let option = |page: &str| {
        let (_, rest) = page.split_once("<option value=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    let of_boris = option(&system.page(&his, account).await.text);
    let of_anna = option(&system.page(&kept, account).await.text);
    let end = "/console/account/end";
    let own = &anna.password;
    let wrong = format!("session={of_anna}&own=x");
    assert_eq!(system.post(&kept, end, &wrong).await.status, 422);
    assert_eq!(system.page(&lost, account).await.status, 200);
    for session in [of_boris, of_anna] {
        let fields = format!("session={session}&own={own}");
        system.administers(&kept, end, &fields).await;
    }
    assert_eq!(system.page(&lost, account).await.status, 303);
    assert_eq!(
        system.page(&hers, account).await.status,
        200,
        "not hers to end"
    );
    assert_eq!(system.page(&kept, account).await.status, 200);
    system.finish().await;
}

#[tokio::test]
async fn what_strangers_try_is_an_event_no_oftener_than_it_is_compared_and_never_says_what_they_typed()
 {
    let system = System::start_default().await;
    system.colleague("anna", "moderator").await;
    for _ in 0..8 {
        system.try_password("anna", "a-strangers-guess", "").await;
        system
            .try_password("nobody-here", "a-strangers-guess", "")
            .await;
    }
    system.wait_events("LockedOut", 1).await;
    let mut expected = vec![("AccountAdded", "anna", None)];
    expected.extend([("SignInRefused", "anna", None); 5]);
    expected.push(("LockedOut", "anna", None));
    assert_eq!(listed(&system.trail().await), expected);
    let told: Vec<String> =
        sqlx::query_scalar("select payload::text || metadata::text from events")
            .fetch_all(&system.pool)
            .await
            .unwrap();
    for typed in ["anna", "nobody-here", "a-strangers-guess", "127.0.0.1"] {
        assert!(!told.iter().any(|row| row.contains(typed)), "{typed}");
    }
    system.finish().await;
}

#[tokio::test]
async fn a_program_that_calls_all_day_signs_in_once() {
    let system = System::start_default().await;
    let anna = system.colleague("anna", "moderator").await;
    for _ in 0..3 {
        let path = "/api/v1/admin/audit/head";
        let authorization = anna.basic();
        let headers = [("authorization", authorization.as_str())];
        let answer = system.ask(Method::GET, path, &headers, None).await;
        assert_eq!(answer.status, 200);
    }
    let expected = [("AccountAdded", "anna", None), ("SignedIn", "anna", None)];
    assert_eq!(listed(&system.trail().await), expected);
    system.finish().await;
}

#[tokio::test]
async fn who_finds_a_session_open_lets_nobody_in_and_raises_nobody_without_its_password() {
    let system = System::start_default().await;
    let root = system.colleague("root", "admin").await;
    system.colleague("anna", "moderator").await;
    let session = system.sign_in(&root).await;
    let anna = format!("/console/staff/{}", system.account("anna").await);
    let role = format!("{anna}/role");
    let add = "name=eve&role=admin";
    let reset = format!("{anna}/reset");
    let forms = [
        ("/console/staff", add),
        (role.as_str(), "role=admin"),
        (reset.as_str(), ""),
    ];
    for (path, fields) in forms {
        for own in ["", "&own=", "&own=not-the-password"] {
            let refused = system.post(&session, path, &format!("{fields}{own}")).await;
            assert_eq!(refused.status, 422, "{path}{own}");
        }
    }
    assert_eq!(system.events("AccountAdded").await, 2);
    assert_eq!(system.events("RoleChanged").await, 0);
    // Five failures are enough, and closing an account is still possible: it may be urgent.
    let right = format!("role=admin&own={}", root.password);
    let locked = system.post(&session, &role, &right).await;
    assert_eq!(locked.status, 422);
    assert!(locked.text.contains("Слишком много неудачных попыток"));
    system
        .administers(&session, &format!("{anna}/disable"), "")
        .await;
    system.finish().await;
}
