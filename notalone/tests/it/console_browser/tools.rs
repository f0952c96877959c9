//! What a person does at the console's pages.

use std::time::Duration;

use domain::moderation::ReportReason;
use domain::values::CaseId;
use testkit::chromium::Tab;

use crate::harness::{Colleague, Person, Profile, System, Talk};

pub(super) const WIDTH: u32 = 1280;
pub(super) const HEIGHT: u32 = 900;
/// What a hostile reporter writes.
pub(super) const WRITTEN: &str = "<img src=x onerror=\"window.hacked=1\"> меня оскорбляли";
/// What a hostile member writes about themselves.
const BIO: &str = "<script>window.hacked = 1</script>";
/// Two talks do not begin at the same moment.
const BETWEEN_TALKS: Duration = Duration::from_mins(1);

/// Two members in a talk that one of them reported.
pub(super) struct Reported {
    pub(super) members: [Person; 2],
    pub(super) talk: Talk,
    pub(super) case_id: CaseId,
}

/// Two members whose profiles attack, in a talk.
pub(super) async fn talk(system: &System, names: [&str; 2]) -> ([Person; 2], Talk) {
    let [first, second] = names;
    let members = [system.person(first).await, system.person(second).await];
    for (member, name) in members.iter().zip(names) {
        member.onboard(&Profile::named(name).bio(BIO)).await;
    }
    members[0].meet(&members[1]).await;
    let talk = system.newest_talk().await;
    system.advance(BETWEEN_TALKS).await;
    (members, talk)
}

/// The same, and the first of them reports the second.
pub(super) async fn reported(system: &System, names: [&str; 2], reason: ReportReason) -> Reported {
    let (members, talk) = talk(system, names).await;
    let case_id = system.report(talk, reason, WRITTEN).await;
    Reported {
        members,
        talk,
        case_id,
    }
}

/// Ends the talk, so that the test leaves nothing open.
pub(super) async fn end(members: &[Person; 2]) {
    members[0].end().await;
    members[1].expect("Разговор").await;
}

/// A tab of somebody who signs in as keyboards let them: no mouse, no script.
pub(super) async fn tab_of(system: &System, who: &Colleague) -> Tab {
    let url = format!("{}/console/sign-in", system.replicas[0].url());
    let mut tab = Tab::open(&url, WIDTH, HEIGHT).await;
    tab.wait_until("document.activeElement.name == 'name'")
        .await;
    tab.type_text(who.name).await;
    tab.strike("Tab").await;
    tab.type_text(&who.password).await;
    leaving(&mut tab).await;
    tab.strike("Enter").await;
    arrived(&mut tab, "document.querySelector('header.top')").await;
    tab
}

/// Marks the page, so that the next one can be told from it.
pub(super) async fn leaving(tab: &mut Tab) {
    tab.evaluate("window.leaving = true").await;
}

/// Waits for the page that took the marked one's place, and for its script: keys are heard from then on.
pub(super) async fn arrived(tab: &mut Tab, condition: &str) {
    tab.wait_until(&format!(
        "!window.leaving && document.readyState == 'complete' && ({condition})"
    ))
    .await;
}

/// Shows a page.
pub(super) async fn go(tab: &mut Tab, system: &System, path: &str) {
    let url = format!("{}{path}", system.replicas[0].url());
    leaving(tab).await;
    tab.evaluate(&format!("location.assign('{url}')")).await;
    arrived(tab, &format!("location.href == '{url}'")).await;
}

/// Strikes a key that leads to another page.
pub(super) async fn follow(tab: &mut Tab, key: &str, condition: &str) {
    leaving(tab).await;
    tab.strike(key).await;
    arrived(tab, condition).await;
}

/// A condition: the page shows these words.
pub(super) fn says(text: &str) -> String {
    format!("document.body.innerText.includes('{text}')")
}

/// Waits until the page shows these words.
pub(super) async fn shows(tab: &mut Tab, text: &str) {
    tab.wait_until(&says(text)).await;
}

/// Where a case is.
pub(super) fn path_of(case_id: CaseId) -> String {
    format!("/console/cases/{case_id}")
}

/// A condition: the page of this case.
pub(super) fn at_case(case_id: CaseId) -> String {
    format!("location.pathname == '{}'", path_of(case_id))
}

/// Fills in the form of a decision: the decision's key, the rule by its place in the list, and a note.
pub(super) async fn draft(tab: &mut Tab, decision: &str, rule: usize) {
    tab.strike(decision).await;
    tab.strike("p").await;
    for _ in 0..rule {
        tab.strike("ArrowDown").await;
    }
    tab.strike("Escape").await;
    tab.strike("n").await;
    tab.type_text("посмотрели вместе").await;
    tab.strike("Escape").await;
}

/// Places of rules in the list.
pub(super) const NO_VIOLATION: usize = 1;
pub(super) const HARASSMENT: usize = 6;
pub(super) const THREATS: usize = 7;
