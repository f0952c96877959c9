//! Every page of the console, as it looks.

use domain::moderation::ReportReason;
use serde_json::Value;
use testkit::chromium::Tab;

use super::looks::looks_well;
use super::tools::{HARASSMENT, draft, end, follow, go, path_of, reported, says, shows, tab_of};
use crate::harness::System;

#[tokio::test]
async fn the_pages_of_a_case_look_well_on_a_desk_and_on_a_phone_by_day_and_by_night() {
    let system = System::start_default().await;
    let anna = system.colleague("anna", "senior").await;
    let boris = system.colleague("boris", "moderator").await;
    let case = reported(&system, ["Анна", "Борис"], ReportReason::Danger).await;
    let other = reported(&system, ["Вера", "Глеб"], ReportReason::Abuse).await;
    let mut tab = tab_of(&system, &anna).await;
    looks_well(&mut tab, "queue").await;
    let mut his = tab_of(&system, &boris).await;
    go(&mut his, &system, &path_of(other.case_id)).await;
    follow(&mut his, "e", &says("Дело ждёт старшего модератора")).await;
    looks_well(&mut his, "case-escalated").await;
    let path = path_of(case.case_id);
    go(&mut his, &system, &path).await;
    go(&mut tab, &system, &path).await;
    follow(&mut tab, "a", &says("меня оскорбляли")).await;
    assert_eq!(tab.evaluate("window.hacked ?? 0").await, 0);
    looks_well(&mut tab, "case").await;
    draft(&mut tab, "2", HARASSMENT).await;
    looks_well(&mut tab, "case-draft").await;
    follow(&mut tab, "w", &says("Предупреждение — оскорбления")).await;
    looks_well(&mut tab, "case-decided").await;
    go(&mut tab, &system, "/console?show=resolved").await;
    looks_well(&mut tab, "queue-resolved").await;
    go(&mut tab, &system, &path).await;
    // What he saw is over.
    draft(&mut his, "2", HARASSMENT).await;
    follow(&mut his, "w", "document.getElementById('conflict')").await;
    looks_well(&mut his, "conflict").await;
    system.wait_done().await;
    system
        .appeal(case.talk, case.case_id, "Я не согласен")
        .await;
    go(&mut his, &system, &path).await;
    follow(&mut his, "a", &says("Я не согласен")).await;
    looks_well(&mut his, "appeal").await;

    let subject = case.talk.members[1];
    go(&mut tab, &system, &format!("/console/members/{subject}")).await;
    looks_well(&mut tab, "member").await;
    go(
        &mut tab,
        &system,
        &format!("/console/replay/member/{subject}"),
    )
    .await;
    looks_well(&mut tab, "replay").await;
    every_step_is_in_russian(&mut tab).await;
    let first = tab
        .evaluate("document.querySelector('#steps a').dataset.position")
        .await;
    let both = format!(
        "/console/replay/case/{}?with={}",
        case.case_id,
        first.as_str().unwrap()
    );
    go(&mut tab, &system, &both).await;
    looks_well(&mut tab, "compare").await;
    end(&case.members).await;
    end(&other.members).await;
    system.finish().await;
}

/// Goes back through the whole history: no read model shows a stable name.
async fn every_step_is_in_russian(tab: &mut Tab) {
    loop {
        let step = tab
            .evaluate("document.getElementById('slider').value")
            .await;
        let step: i64 = step.as_str().unwrap().parse().unwrap();
        if step == 0 {
            return;
        }
        let before = format!("document.getElementById('slider')?.value == {}", step - 1);
        follow(tab, "ArrowLeft", &before).await;
        let found = tab.evaluate(&super::looks::untranslated()).await;
        assert_eq!(found, Value::Array(Vec::new()), "at step {step}");
    }
}

#[tokio::test]
async fn the_other_pages_look_well_and_an_admin_lets_people_in() {
    let system = System::start_default().await;
    let root = system.colleague("root", "admin").await;
    let mut tab = tab_of(&system, &root).await;
    looks_well(&mut tab, "empty").await;
    follow(&mut tab, "t", &says("Решения и тексты")).await;
    looks_well(&mut tab, "texts").await;
    follow(&mut tab, "u", &says("Проверить весь журнал сейчас")).await;
    follow(&mut tab, "v", &says("журнал цел")).await;
    looks_well(&mut tab, "audit").await;
    go(&mut tab, &system, "/console/account").await;
    tab.click("document.querySelector('form[action$=\"/link\"] button')")
        .await;
    tab.wait_until("document.getElementById('code')").await;
    looks_well(&mut tab, "account").await;
    follow(&mut tab, "s", &says("Новый сотрудник")).await;
    let own = root.password.as_str();
    let fields = [("name", "eva"), ("own", own)];
    for (name, value) in fields {
        tab.clear(&format!("document.querySelector('.stack [name={name}]')"))
            .await;
        tab.type_text(value).await;
    }
    follow(
        &mut tab,
        "Enter",
        "[...document.querySelectorAll('th')].some((th) => th.innerText == 'eva')",
    )
    .await;
    looks_well(&mut tab, "staff").await;
    tab.strike("Escape").await;
    tab.strike("?").await;
    tab.wait_until("document.getElementById('help').open").await;
    looks_well(&mut tab, "help").await;
    tab.strike("Escape").await;
    assert_eq!(tab.complaints, Vec::<Value>::new());
    go(&mut tab, &system, "/console/nothing").await;
    looks_well(&mut tab, "not-found").await;
    system.finish().await;
}

#[tokio::test]
async fn the_door_looks_well_open_and_closed() {
    let system = System::start_default().await;
    let url = format!("{}/console", system.replicas[0].url());
    let mut tab = Tab::open(&url, super::tools::WIDTH, super::tools::HEIGHT).await;
    tab.wait_until("document.activeElement.name == 'name'")
        .await;
    looks_well(&mut tab, "sign-in").await;
    tab.type_text("anna").await;
    tab.strike("Tab").await;
    tab.type_text("wrong-password").await;
    follow(&mut tab, "Enter", "document.querySelector('.refused')").await;
    shows(&mut tab, "не подходят").await;
    looks_well(&mut tab, "refused").await;
    let path = "/console/cases/00000000-0000-0000-0000-000000000000";
    go_refused(&mut tab, &system, path).await;
    system.finish().await;
}

/// Who is not signed in is led to the door, whatever the address.
async fn go_refused(tab: &mut Tab, system: &System, path: &str) {
    let url = format!("{}{path}", system.replicas[0].url());
    super::tools::leaving(tab).await;
    tab.evaluate(&format!("location.assign('{url}')")).await;
    super::tools::arrived(tab, "location.pathname == '/console/sign-in'").await;
}
