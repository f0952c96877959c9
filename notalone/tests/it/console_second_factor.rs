//! The second factor of the console as its people meet it: set up, asked for, lost, begun anew.

use std::time::Duration;

use app::staff::RECOVERY_CODES;
use reqwest::Method;
use reqwest::header::COOKIE;
use totp_rs::{Builder, Secret, Totp};

use crate::harness::{Colleague, Options, Page, Session, System};

const RULE: &str = "NOTALONE_STAFF_SECOND_FACTOR";
const STEP: Duration = Duration::from_secs(30);
const ACCOUNT: &str = "/console/account";
const CODE: &str = "/console/sign-in/code";
const HEAD: &str = "/api/v1/admin/audit/head";

/// An authenticator app that was given the secret of a page by hand.
fn phone(page: &Page) -> Totp {
    let secret = page.shown("secret").replace(' ', "");
    let secret = Secret::try_from_base32(secret).unwrap();
    Builder::new()
        .with_secret(secret)
        .with_account_name("anna")
        .build()
        .unwrap()
}

/// What it shows; at the end no code of this moment counts any more.
async fn next_code(system: &System, phone: &Totp) -> String {
    system.advance(STEP).await;
    let seconds = system.clock.now().timestamp().try_into().unwrap();
    phone.generate(seconds).to_string()
}

fn recovery_codes(page: &Page) -> Vec<String> {
    let codes = page.text.split("<li><code>").skip(1);
    codes
        .map(|rest| rest.split('<').next().unwrap().to_owned())
        .collect()
}

/// Sets a second factor up; the phone, and what is shown for the day it is lost.
async fn set_up(system: &System, session: &Session, who: &Colleague) -> (Totp, Vec<String>) {
    let own = format!("own={}", who.password);
    let offer = system.post(session, "/console/account/factor", &own).await;
    assert_eq!(offer.status, 200);
    let phone = phone(&offer);
    let code = format!("code={}", next_code(system, &phone).await);
    let set = system.post(session, "/console/account/factor-set", &code);
    let set = set.await;
    assert_eq!(set.status, 200, "{}", set.text);
    (phone, recovery_codes(&set))
}

impl System {
    /// The password is right: half way in.
    async fn half_way(&self, who: &Colleague) -> Session {
        let entered = self.try_password(who.name, &who.password, "").await;
        assert_eq!((entered.status, entered.location.as_str()), (303, CODE));
        assert!(entered.cookie("notalone_session").is_none());
        let cookie = entered.cookie("notalone_half").unwrap();
        let headers = [(COOKIE.as_str(), cookie.as_str())];
        let page = self.ask(Method::GET, CODE, &headers, None).await;
        Session {
            csrf: page.csrf(),
            cookie,
        }
    }

    async fn give_code(&self, half: &Session, code: &str) -> Page {
        self.post(half, CODE, &format!("code={code}")).await
    }

    async fn call(&self, who: &Colleague, code: Option<&str>) -> (u16, String) {
        let authorization = who.basic();
        let mut headers = vec![("authorization", authorization.as_str())];
        headers.extend(code.map(|code| ("x-one-time-code", code)));
        let answer = self.ask(Method::GET, HEAD, &headers, None).await;
        (answer.status, answer.text)
    }
}

async fn start(rule: &str) -> System {
    System::start(Options::default().variable(RULE, rule)).await
}

#[tokio::test]
async fn where_it_is_required_nothing_opens_before_it_is_set_up() {
    let system = start("required").await;
    let anna = system.colleague("anna", "admin").await;
    let session = system.sign_in(&anna).await;
    for path in [
        "/console",
        "/console/audit",
        "/console/staff",
        "/console/texts",
    ] {
        let page = system.page(&session, path).await;
        assert_eq!(
            (page.status, page.location.as_str()),
            (303, ACCOUNT),
            "{path}"
        );
    }
    let add = format!("name=eve&role=admin&own={}", anna.password);
    let added = system.post(&session, "/console/staff", &add).await;
    assert_eq!((added.status, added.code()), (403, "forbidden"));
    let headers = [("cookie", session.cookie.as_str())];
    let head = system.ask(Method::GET, HEAD, &headers, None).await;
    assert_eq!(head.status, 403);
    let page = system.page(&session, ACCOUNT).await;
    assert!(page.text.contains("Здесь входят в два шага"));

    let (phone, recovery) = set_up(&system, &session, &anna).await;
    assert_eq!(recovery.len(), RECOVERY_CODES);
    assert_eq!(system.page(&session, "/console").await.status, 200);
    let off = format!(
        "own={}&code={}",
        anna.password,
        next_code(&system, &phone).await
    );
    let off = system.post(&session, "/console/account/factor-off", &off);
    assert_eq!(off.await.status, 403, "it is required");
    system.finish().await;
}

#[tokio::test]
async fn after_the_password_the_code_opens_the_console_and_nothing_less_does() {
    let system = start("optional").await;
    let anna = system.colleague("anna", "moderator").await;
    let session = system.sign_in(&anna).await;
    let (phone, recovery) = set_up(&system, &session, &anna).await;
    system.post(&session, "/console/sign-out", "").await;

    let half = system.half_way(&anna).await;
    let token = half.cookie.split_once('=').unwrap().1;
    for name in ["notalone_half", "notalone_session"] {
        let cookie = format!("{name}={token}");
        let headers = [("cookie", cookie.as_str())];
        let page = system.ask(Method::GET, "/console", &headers, None).await;
        let way_in = "/console/sign-in";
        assert_eq!(
            (page.status, page.location.as_str()),
            (303, way_in),
            "{name}"
        );
        let head = system.ask(Method::GET, HEAD, &headers, None).await;
        assert_eq!(head.status, 401, "{name}");
    }
    let forged = Session {
        csrf: session.csrf.clone(),
        cookie: half.cookie.clone(),
    };
    let code = next_code(&system, &phone).await;
    assert_eq!(system.give_code(&forged, &code).await.code(), "forged");
    let wrong = system.give_code(&half, "000000").await;
    assert_eq!(wrong.status, 401);
    assert!(wrong.text.contains("Код не подходит"));

    let entered = system.give_code(&half, &code).await;
    assert_eq!(
        (entered.status, entered.location.as_str()),
        (303, "/console")
    );
    let cookie = entered.cookie("notalone_session").unwrap();
    let headers = [("cookie", cookie.as_str())];
    let page = system.ask(Method::GET, "/console", &headers, None).await;
    assert_eq!(page.status, 200);
    // The question was answered: it lets nobody in a second time.
    let code = next_code(&system, &phone).await;
    let again = system.give_code(&half, &code).await;
    assert_eq!(again.location, "/console/sign-in");

    let half = system.half_way(&anna).await;
    let lost = system.give_code(&half, &recovery[0]).await;
    assert_eq!(lost.location, "/console");
    let half = system.half_way(&anna).await;
    let used = system.give_code(&half, &recovery[0]).await;
    assert_eq!(used.status, 401);
    for _ in 0..4 {
        system.give_code(&half, "000000").await;
    }
    let code = next_code(&system, &phone).await;
    let locked = system.give_code(&half, &code).await;
    assert_eq!(locked.status, 429);
    assert!(locked.headers.contains_key("retry-after"));
    system.finish().await;
}

#[tokio::test]
async fn whoever_finds_a_session_open_changes_no_second_factor() {
    let system = start("optional").await;
    let anna = system.colleague("anna", "moderator").await;
    let session = system.sign_in(&anna).await;
    for own in ["", "own=", "own=not-the-password"] {
        let refused = system.post(&session, "/console/account/factor", own).await;
        assert_eq!(refused.status, 422, "{own}");
        assert!(!refused.text.contains("id=\"secret\""));
    }
    let (phone, _) = set_up(&system, &session, &anna).await;
    for work in ["factor", "recovery", "factor-off"] {
        let path = format!("/console/account/{work}");
        let own = format!("own={}", anna.password);
        let refused = system.post(&session, &path, &own).await;
        assert_eq!(refused.status, 422, "{work} without a code");
        let code = format!("code={}", next_code(&system, &phone).await);
        let refused = system.post(&session, &path, &code).await;
        assert_eq!(refused.status, 422, "{work} without the password");
    }
    let both = |code: String| format!("own={}&code={code}", anna.password);
    let fields = both(next_code(&system, &phone).await);
    let fresh = system.post(&session, "/console/account/recovery", &fields);
    assert_eq!(recovery_codes(&fresh.await).len(), RECOVERY_CODES);
    let fields = both(next_code(&system, &phone).await);
    let off = system.post(&session, "/console/account/factor-off", &fields);
    assert_eq!(off.await.status, 200);
    system.sign_in(&anna).await;
    system.finish().await;
}

#[tokio::test]
async fn a_wrong_first_code_leaves_the_same_picture_on_the_page() {
    let system = start("optional").await;
    let anna = system.colleague("anna", "moderator").await;
    let session = system.sign_in(&anna).await;
    let nothing = system.post(&session, "/console/account/factor-set", "code=000000");
    assert!(nothing.await.text.contains("Картинка устарела"));
    let own = format!("own={}", anna.password);
    let offer = system.post(&session, "/console/account/factor", &own).await;
    assert!(offer.text.contains("<svg") && offer.text.contains("otpauth://totp/"));
    let wrong = system.post(&session, "/console/account/factor-set", "code=000000");
    let wrong = wrong.await;
    assert_eq!(wrong.status, 422);
    assert_eq!(wrong.shown("secret"), offer.shown("secret"));
    let sign_in = system.try_password(anna.name, &anna.password, "").await;
    assert_eq!(
        sign_in.location, "/console",
        "what was only shown asks nobody"
    );
    system.finish().await;
}

#[tokio::test]
async fn calls_bring_the_code_beside_the_password() {
    let system = start("everywhere").await;
    let anna = system.colleague("anna", "moderator").await;
    let (status, text) = system.call(&anna, None).await;
    assert_eq!(status, 403);
    assert!(text.contains("second_factor_missing"), "{text}");
    let session = system.sign_in(&anna).await;
    let (phone, recovery) = set_up(&system, &session, &anna).await;
    let (status, text) = system.call(&anna, None).await;
    assert_eq!(status, 401);
    assert!(text.contains("code_required"), "{text}");
    let code = next_code(&system, &phone).await;
    assert_eq!(system.call(&anna, Some(&code)).await.0, 200);
    assert_eq!(system.call(&anna, Some(&code)).await.0, 401, "once");
    assert_eq!(system.call(&anna, Some(&recovery[0])).await.0, 200);
    for _ in 0..5 {
        system.call(&anna, Some("000000")).await;
    }
    let code = next_code(&system, &phone).await;
    assert_eq!(system.call(&anna, Some(&code)).await.0, 429);
    system.finish().await;
}

#[tokio::test]
async fn whoever_lost_phone_and_password_begins_anew_with_an_admin() {
    let system = start("required").await;
    let root = system.colleague("root", "admin").await;
    let anna = system.colleague("anna", "moderator").await;
    let session = system.sign_in(&anna).await;
    set_up(&system, &session, &anna).await;
    let office = system.sign_in(&root).await;
    set_up(&system, &office, &root).await;

    let path = format!("/console/staff/{}/reset", system.account("anna").await);
    let own = format!("own={}", root.password);
    let reset = system.post(&office, &path, &own).await;
    let first = reset.shown("first");
    assert_eq!(
        system.page(&session, ACCOUNT).await.status,
        303,
        "signed out"
    );
    let anna = Colleague {
        name: "anna",
        password: first,
    };
    let session = system.sign_in(&anna).await;
    let page = system.page(&session, ACCOUNT).await;
    assert!(page.text.contains("Вход сброшен"), "{}", page.text);

    let mine = format!("/console/staff/{}/reset", system.account("root").await);
    let refused = system.post(&office, &mine, &own).await;
    assert_eq!(refused.status, 422, "nobody does so to themselves");

    // The last admin has the command line.
    let printed = system.run(["staff", "reset", "root", "--json"]).await;
    assert!(printed.succeeded().contains("\"password\""));
    assert_eq!(system.page(&office, ACCOUNT).await.status, 303);
    system.run(["staff", "disable", "anna"]).await.succeeded();
    let closed = system.run(["staff", "reset", "anna"]).await;
    assert_eq!(closed.exit_code, Some(1));
    assert_eq!(system.events("AccessReset").await, 2);
    system.finish().await;
}

#[tokio::test]
async fn what_became_of_an_account_is_on_every_page_until_it_was_read() {
    let system = start("optional").await;
    let anna = system.colleague("anna", "moderator").await;
    let session = system.sign_in(&anna).await;
    let news = "С вашей записью что-то было";
    assert!(!system.page(&session, "/console").await.text.contains(news));
    // Somebody else knows the password and has another browser.
    system.sign_in(&anna).await;
    system.wait_done().await;
    let page = system.page(&session, "/console").await;
    assert!(page.text.contains(news), "{}", page.text);
    let page = system.page(&session, ACCOUNT).await;
    assert!(page.text.contains("Вход из нового браузера"));
    let (_, rest) = page.text.split_once("name=\"position\" value=\"").unwrap();
    let position = rest.split('"').next().unwrap();
    let seen = format!("position={position}");
    let read = system.post(&session, "/console/account/seen", &seen).await;
    assert_eq!(read.status, 303);
    assert!(!system.page(&session, "/console").await.text.contains(news));
    let unreadable = system.post(&session, "/console/account/seen", "position=x");
    assert_eq!(unreadable.await.status, 422);
    system.finish().await;
}

#[tokio::test]
async fn the_same_browser_is_no_news() {
    let system = start("optional").await;
    let anna = system.colleague("anna", "moderator").await;
    let entered = system.try_password(anna.name, &anna.password, "").await;
    let browser = entered.cookie("notalone_browser").unwrap();
    let kept = entered
        .cookies
        .iter()
        .find(|line| line.starts_with("notalone_browser"));
    assert!(kept.unwrap().contains("Max-Age=15552000"), "half a year");
    let more = format!("; {browser}");
    system.try_password(anna.name, &anna.password, &more).await;
    system.wait_done().await;
    assert_eq!(system.events("NewBrowserSeen").await, 0);
    system.finish().await;
}

#[tokio::test]
async fn the_bot_tells_whoever_linked_their_telegram_account() {
    let system = start("optional").await;
    let person = system.person("Анна").await;
    let anna = system.colleague("anna", "moderator").await;
    let session = system.linked(&anna, &person).await;
    let (phone, _) = set_up(&system, &session, &anna).await;
    person
        .expect("Для вашей записи в консоли настроен второй шаг входа")
        .await;
    let half = system.half_way(&anna).await;
    let code = next_code(&system, &phone).await;
    system.give_code(&half, "000000").await;
    person.expect("неверный код").await;
    system.give_code(&half, &code).await;
    person.expect("из нового браузера").await;
    let half = system.half_way(&anna).await;
    system.give_code(&half, &code).await;
    person.expect("код, который уже был использован").await;
    system.finish().await;
}
