//! What people try on a console.

use domain::moderation::ReportReason;
use reqwest::Method;

use crate::harness::{Profile, Session, System};

const WRITTEN: &str = "<img src=x onerror=\"window.hacked=1\"> 'слова' & \"ещё\"";

async fn office() -> (System, Session) {
    let system = System::start_default().await;
    let anna = system.colleague("anna", "moderator").await;
    let session = system.sign_in(&anna).await;
    (system, session)
}

#[tokio::test]
async fn a_session_that_was_planted_is_not_the_one_that_is_opened() {
    let system = System::start_default().await;
    let anna = system.colleague("anna", "moderator").await;
    let boris = system.colleague("boris", "moderator").await;
    let planted = system.sign_in(&boris).await;
    let more = format!("; {}", planted.cookie);
    let entered = system.try_password(anna.name, &anna.password, &more).await;
    let opened = entered.cookie("notalone_session").unwrap();
    assert_ne!(opened, planted.cookie);
    let flags = &entered
        .cookies
        .iter()
        .find(|line| line.starts_with(&opened))
        .unwrap();
    assert!(
        flags.contains("; HttpOnly") && flags.contains("; SameSite=Strict"),
        "{flags}"
    );
    let old = system.page(&planted, "/console").await;
    assert_eq!(
        (old.status, old.location.as_str()),
        (303, "/console/sign-in")
    );
    system.finish().await;
}

#[tokio::test]
async fn signing_out_ends_the_session_everywhere() {
    let (system, session) = office().await;
    assert_eq!(system.page(&session, "/console").await.status, 200);
    let left = system.post(&session, "/console/sign-out", "").await;
    assert_eq!(left.status, 303);
    assert_eq!(system.page(&session, "/console").await.status, 303);
    system.finish().await;
}

#[tokio::test]
async fn a_form_of_another_site_or_another_session_changes_nothing() {
    let (system, session) = office().await;
    let boris = system.colleague("boris", "moderator").await;
    let other = system.sign_in(&boris).await;
    let path = "/console/account/link";
    for forged in [
        "",
        "csrf=",
        "csrf=abc",
        &format!("csrf={}", other.csrf),
        "csrf=a&csrf=b",
    ] {
        let cookie = [("cookie", session.cookie.as_str())];
        let refused = system
            .ask(Method::POST, path, &cookie, Some(forged.to_owned()))
            .await;
        assert_eq!(
            (refused.status, refused.code()),
            (403, "forged"),
            "{forged}"
        );
    }
    let right = format!("csrf={}", session.csrf);
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        let headers = [("cookie", session.cookie.as_str()), (name, value)];
        let refused = system
            .ask(Method::POST, path, &headers, Some(right.clone()))
            .await;
        assert_eq!((refused.status, refused.code()), (403, "forged"), "{value}");
    }
    let codes: i64 = sqlx::query_scalar("select count(*) from staff_link_codes")
        .fetch_one(&system.pool)
        .await
        .unwrap();
    assert_eq!(codes, 0);
    assert_eq!(system.post(&session, path, "").await.status, 200);
    system.finish().await;
}

#[tokio::test]
async fn guessing_is_stopped_and_says_nothing_about_who_exists() {
    let system = System::start_default().await;
    system.colleague("anna", "moderator").await;
    for name in ["anna", "nobody"] {
        let mut pages = Vec::new();
        for _ in 0..5 {
            let page = system.try_password(name, "wrong-password", "").await;
            assert_eq!(page.status, 401, "{name}");
            pages.push(page.text.replace(&page.csrf(), ""));
        }
        pages.dedup();
        assert_eq!(pages.len(), 1);
        let locked = system.try_password(name, "wrong-password", "").await;
        assert_eq!(locked.status, 429, "{name}");
        assert_eq!(locked.headers["retry-after"], "900");
    }
    system.finish().await;
}

#[tokio::test]
async fn a_role_opens_only_its_own_doors() {
    let system = System::start_default().await;
    let (first, second) = system.pair_in_talk("Анна", "Борис").await;
    let talk = system.newest_talk().await;
    let case_id = system.report(talk, ReportReason::Abuse, WRITTEN).await;
    let paths = [
        format!("/console/cases/{case_id}"),
        format!("/console/members/{}", talk.members[1]),
        format!("/console/replay/case/{case_id}"),
        "/console/texts".to_owned(),
        format!("/console/find?id={case_id}"),
    ];
    let moderator = system.colleague("m", "moderator").await;
    let moderator = system.sign_in(&moderator).await;
    let analyst = system.colleague("a", "analyst").await;
    let analyst = system.sign_in(&analyst).await;
    let root = system.colleague("root", "admin").await;
    let admin = system.sign_in(&root).await;
    let nobody = Session {
        cookie: "notalone_session=x".to_owned(),
        csrf: String::new(),
    };
    for path in &paths {
        assert!(system.page(&moderator, path).await.status < 400, "{path}");
        assert_eq!(system.page(&analyst, path).await.status, 403, "{path}");
        let out = system.page(&nobody, path).await;
        assert_eq!(
            (out.status, out.location.as_str()),
            (303, "/console/sign-in"),
            "{path}"
        );
    }
    assert_eq!(system.page(&moderator, "/console/staff").await.status, 403);
    assert_eq!(system.page(&admin, "/console/staff").await.status, 200);
    let own = &root.password;
    let add = &format!("name=eve&role=admin&own={own}");
    assert_eq!(
        system.post(&moderator, "/console/staff", add).await.status,
        403
    );
    let assign = format!("/console/cases/{case_id}/assign");
    assert_eq!(system.post(&analyst, &assign, "").await.status, 403);
    assert_eq!(system.post(&nobody, &assign, "").await.status, 401);
    assert_eq!(system.post(&admin, "/console/staff", add).await.status, 200);
    let listed = system.run(["staff", "list"]).await.succeeded();
    assert_eq!(listed.matches("eve").count(), 1);
    first.end().await;
    second.expect("Разговор").await;
    system.finish().await;
}

#[tokio::test]
async fn bodies_that_are_no_forms_of_ours_are_refused() {
    let (system, session) = office().await;
    let path = "/console/account/password";
    let large = format!("old=a&new={}", "x".repeat(70_000));
    assert_eq!(system.post(&session, path, &large).await.status, 413);
    assert_eq!(
        system
            .post(&session, path, "old=a&new=b&role=admin")
            .await
            .status,
        422
    );
    let cookie = [("cookie", session.cookie.as_str())];
    let headers = [cookie[0], ("content-type", "application/json")];
    let json = system.ask(Method::POST, path, &headers, None).await;
    assert_eq!(json.status, 415);
    let garbled = format!("csrf={}&old=%ff%fe&new=%", session.csrf);
    let garbled = system.ask(Method::POST, path, &cookie, Some(garbled)).await;
    assert!((400..500).contains(&garbled.status), "{}", garbled.status);
    for path in [
        "/console/cases/1",
        "/console/members/%00",
        "/console/replay/x/y",
        "/console/nothing",
    ] {
        assert_eq!(system.page(&session, path).await.status, 404, "{path}");
    }
    system.finish().await;
}

#[tokio::test]
async fn nothing_of_a_request_gets_into_a_header() {
    let (system, session) = office().await;
    let paths = [
        "/console/find?id=x%0d%0aSet-Cookie:%20planted=1",
        "/console?show=open%0d%0aLocation:%20//evil.example",
        "/console/assets/..%2f..%2fCargo.toml",
    ];
    for path in paths {
        let page = system.page(&session, path).await;
        assert_eq!(page.status, 404, "{path}");
        assert!(
            page.cookies.is_empty() && page.location.is_empty(),
            "{path}"
        );
    }
    system.finish().await;
}

#[tokio::test]
async fn every_answer_tells_browsers_to_be_careful() {
    let (system, session) = office().await;
    for path in ["/console", "/console/sign-in", "/console/assets/console.js"] {
        let page = system.page(&session, path).await;
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self'"),
            "{path}"
        );
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(page.headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(page.headers["x-frame-options"], "DENY", "{path}");
    }
    assert_eq!(
        system.page(&session, "/console").await.headers["cache-control"],
        "no-store"
    );
    system.finish().await;
}

#[tokio::test]
async fn what_members_wrote_is_shown_as_text_and_only_to_whoever_works_on_the_case() {
    let system = System::start_default().await;
    let (first, second) = system.pair_in_talk("Анна", "Борис").await;
    let talk = system.newest_talk().await;
    let case_id = system.report(talk, ReportReason::Abuse, WRITTEN).await;
    let anna = system.colleague("anna", "moderator").await;
    let anna = system.sign_in(&anna).await;
    let boris = system.colleague("boris", "moderator").await;
    let boris = system.sign_in(&boris).await;
    let path = format!("/console/cases/{case_id}");
    assert!(!system.page(&anna, &path).await.text.contains("onerror"));
    assert_eq!(
        system
            .post(&anna, &format!("{path}/assign"), "")
            .await
            .status,
        303
    );
    let page = system.page(&anna, &path).await;
    assert!(
        page.text.contains("&#60;img src=x onerror="),
        "{}",
        page.text
    );
    assert!(!page.text.contains("<img"));
    assert!(!system.page(&boris, &path).await.text.contains("onerror"));
    assert_eq!(
        looks(&system).await,
        [("CaseViewed".into(), 3), ("CommentViewed".into(), 1)]
    );
    first.end().await;
    second.expect("Разговор").await;
    system.finish().await;
}

/// How often the staff opened what.
async fn looks(system: &System) -> Vec<(String, i64)> {
    system.wait_done().await;
    sqlx::query_as(
        "select event_type, count(*) from events where event_type like '%Viewed' group by 1 order by 1",
    )
    .fetch_all(&system.pool)
    .await
    .unwrap()
}

#[tokio::test]
async fn a_form_that_is_refused_shows_the_case_and_is_a_look_like_any_other() {
    let (system, session) = office().await;
    let (first, second) = system.pair_in_talk("Анна", "Борис").await;
    let talk = system.newest_talk().await;
    let case_id = system.report(talk, ReportReason::Abuse, WRITTEN).await;
    system.wait_done().await;
    let path = format!("/console/cases/{case_id}");
    let late = "decision=warn&reason=harassment&template=plain&version=0";
    for (seen, (work, fields)) in [("unassign", ""), ("decide", late)].into_iter().enumerate() {
        let refused = system
            .post(&session, &format!("{path}/{work}"), fields)
            .await;
        assert_eq!(refused.status, 409, "{work}");
        let shows_case = refused.text.contains("<section class=\"person\"");
        assert!(shows_case, "{work}: {}", refused.text);
        let seen = i64::try_from(seen).unwrap() + 1;
        assert_eq!(looks(&system).await, [("CaseViewed".into(), seen)]);
    }
    let nothing = "/console/cases/00000000-0000-7000-8000-000000000000/unassign";
    assert_eq!(system.post(&session, nothing, "").await.status, 404);
    assert_eq!(looks(&system).await, [("CaseViewed".into(), 2)]);
    first.end().await;
    second.expect("Разговор").await;
    system.finish().await;
}

#[tokio::test]
async fn whatever_shows_a_case_a_member_or_a_moment_is_written_down() {
    let (system, session) = office().await;
    let (first, second) = system.pair_in_talk("Анна", "Борис").await;
    let talk = system.newest_talk().await;
    let case_id = system.report(talk, ReportReason::Abuse, WRITTEN).await;
    let subject = talk.members[1];
    let replay = format!("/console/replay/case/{case_id}");
    for (path, event, count) in [
        (format!("/console/cases/{case_id}"), "CaseViewed", 1),
        (format!("/console/members/{subject}"), "MemberViewed", 1),
        (replay.clone(), "ReplayViewed", 1),
        (format!("{replay}?with=1"), "ReplayViewed", 3),
    ] {
        assert_eq!(system.page(&session, &path).await.status, 200, "{path}");
        system.wait_done().await;
        assert_eq!(system.events(event).await, count, "{path}");
    }
    first.end().await;
    second.expect("Разговор").await;
    system.finish().await;
}

#[tokio::test]
async fn nothing_that_anybody_wrote_becomes_markup() {
    let system = System::start_default().await;
    let people = [system.person("Анна").await, system.person("Борис").await];
    let hostile = |what: &str| format!("<script>steal('{what}')</script>\"><img src=x onerror=a>");
    for (person, name) in people.iter().zip(["Анна", "Борис"]) {
        let profile = Profile::named(name).bio("<script>steal('bio')</script>");
        person.onboard(&profile).await;
    }
    people[0].meet(&people[1]).await;
    let talk = system.newest_talk().await;
    let subject = talk.members[1];
    system.goes_by_force(subject, &hostile("nickname")).await;
    let comment = hostile("comment");
    let case_id = system.report(talk, ReportReason::Abuse, &comment).await;
    let anna = system.colleague("anna", "moderator").await;
    let anna = system.sign_in(&anna).await;
    let path = format!("/console/cases/{case_id}");
    let note = urlencode(&hostile("note"));
    let decide = format!("decision=warn&reason=harassment&template=plain&note={note}&version=1");
    let decided = system.post(&anna, &format!("{path}/decide"), &decide).await;
    assert_eq!(decided.status, 303, "{}", decided.text);
    system.wait_done().await;
    system.appeal(talk, case_id, &hostile("appeal")).await;
    let boris = system.colleague("boris", "moderator").await;
    let boris = system.sign_in(&boris).await;
    let taken = system.post(&boris, &format!("{path}/assign"), "").await;
    assert_eq!(taken.status, 303);

    let of_case = ["nickname", "bio", "comment", "note", "appeal"];
    let pages = [
        (path, &of_case[..]),
        (format!("/console/members/{subject}"), &of_case[..2]),
    ];
    for (path, written) in pages {
        let page = system.page(&boris, &path).await;
        for what in written {
            let as_text = format!("&#60;script&#62;steal(&#39;{what}&#39;)");
            assert!(page.text.contains(&as_text), "{what} at {path}");
        }
        assert!(!page.text.contains("<script>"), "{path}");
        assert!(!page.text.contains("<img"), "{path}");
    }
    people[0].end().await;
    people[1].expect("Разговор").await;
    system.finish().await;
}

/// As a form is sent.
fn urlencode(text: &str) -> String {
    let digits = hex::encode(text);
    let bytes = digits.as_bytes().chunks(2);
    let escaped = bytes.flat_map(|byte| [b'%', byte[0], byte[1]]);
    String::from_utf8(escaped.collect()).unwrap()
}
