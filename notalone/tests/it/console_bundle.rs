//! A case leaves the console as a file that proves itself on a computer without a database.

use std::path::Path;

use domain::moderation::ReportReason;
use reqwest::Method;

use crate::harness::{Colleague, CommandOutput, Profile, Session, System};

const COMMENT: &str = "он требовал мой адрес";
const NOTE: &str = "видели+такое+раньше";
const BIO: &str = "Вечерами пеку хлеб и молчу";

async fn staff(system: &System, name: &'static str, role: &str) -> (Colleague, Session) {
    let who = system.colleague(name, role).await;
    let session = system.sign_in(&who).await;
    (who, session)
}

async fn check(system: &System, file: &Path) -> CommandOutput {
    let file = file.to_str().unwrap();
    let arguments = ["log", "verify", "--bundle", file];
    system.run_without_environment(arguments).await
}

#[tokio::test]
async fn a_senior_downloads_a_case_that_proves_itself_and_tells_nothing_of_anybody() {
    let system = System::start_default().await;
    let people = [system.person("Анна").await, system.person("Борис").await];
    for (person, nickname) in people.iter().zip(["Тихая гавань", "Берёзовый лист"])
    {
        let profile = Profile::named(nickname).nickname(nickname).bio(BIO);
        person.onboard(&profile).await;
    }
    people[0].meet(&people[1]).await;
    let talk = system.newest_talk().await;
    let case_id = system.report(talk, ReportReason::Abuse, COMMENT).await;
    let (_, senior) = staff(&system, "vera", "senior").await;
    let path = format!("/console/cases/{case_id}");
    let decision = format!("decision=warn&reason=harassment&template=plain&note={NOTE}&version=1");
    let decided = system
        .post(&senior, &format!("{path}/decide"), &decision)
        .await;
    assert_eq!(decided.status, 303, "{}", decided.text);
    system.wait_done().await;
    assert!(system.page(&senior, &path).await.text.contains("/bundle\""));

    let bundle = system.post(&senior, &format!("{path}/bundle"), "").await;
    assert_eq!(bundle.status, 200, "{}", bundle.text);
    let disposition = bundle.headers["content-disposition"].to_str().unwrap();
    assert!(disposition.starts_with("attachment; filename=\"case-"));
    assert_eq!(bundle.headers["cache-control"], "no-store");
    assert_eq!(system.events("BundleExported").await, 1);
    for shown in ["ReportFiled", "DecisionMade", "ChatStarted"] {
        assert!(bundle.text.contains(shown), "{shown}");
    }
    let [reporter, subject] = people
        .each_ref()
        .map(|person| person.control.id().to_string());
    for personal in [
        "гавань",
        "Берёзовый",
        "хлеб",
        "адрес",
        "видели",
        "Анна",
        "Борис",
        &reporter,
        &subject,
        "NicknameChosen",
    ] {
        assert!(!bundle.text.contains(personal), "{personal}");
    }

    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("case.bundle");
    std::fs::write(&file, &bundle.text).unwrap();
    let found = check(&system, &file).await.succeeded();
    assert!(found.contains(&format!("of case/{case_id}")), "{found}");
    let bytes = bundle.text.as_bytes();
    // In the first line, in the middle and in the signature.
    for place in [30, bytes.len() / 2, bytes.len() - 200] {
        let mut changed = bytes.to_vec();
        changed[place] ^= 1;
        std::fs::write(&file, changed).unwrap();
        let found = check(&system, &file).await;
        assert_eq!(found.exit_code, Some(1), "byte {place}: {}", found.text);
        assert!(
            found.text.contains("the bundle proves nothing"),
            "{}",
            found.text
        );
    }
    people[0].end().await;
    people[1].expect("Разговор").await;
    system.finish().await;
}

#[tokio::test]
async fn who_is_no_senior_and_who_forges_a_form_takes_nothing_out() {
    let system = System::start_default().await;
    let (first, second) = system.pair_in_talk("Анна", "Борис").await;
    let talk = system.newest_talk().await;
    let case_id = system.report(talk, ReportReason::Abuse, COMMENT).await;
    let path = format!("/console/cases/{case_id}/bundle");
    let (_, moderator) = staff(&system, "anna", "moderator").await;
    let (_, analyst) = staff(&system, "eva", "analyst").await;
    let (_, senior) = staff(&system, "vera", "senior").await;
    for session in [&moderator, &analyst] {
        let refused = system.post(session, &path, "").await;
        assert_eq!((refused.status, refused.code()), (403, "forbidden"));
    }
    let page = format!("/console/cases/{case_id}");
    let page = system.page(&moderator, &page).await;
    assert!(!page.text.contains("/bundle\""), "no button leads there");
    let forged = Session {
        csrf: moderator.csrf.clone(),
        ..senior.clone()
    };
    let refused = system.post(&forged, &path, "").await;
    assert_eq!((refused.status, refused.code()), (403, "forged"));
    // A link cannot do it.
    let followed = [("cookie", senior.cookie.as_str())];
    let followed = system.ask(Method::GET, &path, &followed, None).await;
    assert_eq!(followed.status, 405);
    let nothing = "/console/cases/00000000-0000-0000-0000-000000000000/bundle";
    assert_eq!(system.post(&senior, nothing, "").await.status, 404);
    assert_eq!(system.events("BundleExported").await, 0);
    first.end().await;
    second.expect("Разговор").await;
    system.finish().await;
}
