//! The queue that is open all day.

use app::staff::{SESSION_IDLE, short_id};
use domain::moderation::ReportReason;
use serde_json::Value;

use super::tools::{
    HARASSMENT, WRITTEN, arrived, draft, end, follow, go, leaving, path_of, reported, says, shows,
    tab_of, talk,
};
use crate::harness::System;

#[tokio::test]
async fn the_queue_shows_what_members_and_colleagues_do_without_being_loaded_again() {
    let system = System::start_default().await;
    let anna = system.colleague("anna", "moderator").await;
    let boris = system.colleague("boris", "moderator").await;
    let (members, talk) = talk(&system, ["Анна", "Борис"]).await;
    let mut hers = tab_of(&system, &anna).await;
    shows(&mut hers, "Здесь пусто").await;
    shows(&mut hers, "Обновляется само").await;
    hers.evaluate("window.same = true").await;

    let case_id = system.report(talk, ReportReason::Abuse, WRITTEN).await;
    hers.wait_until("document.querySelector('#rows a.open')")
        .await;
    hers.strike("j").await;
    let mut his = tab_of(&system, &boris).await;
    go(&mut his, &system, &path_of(case_id)).await;
    shows(&mut hers, "смотрит: boris").await;
    follow(&mut his, "a", &says("Вы ведёте это дело")).await;
    shows(&mut hers, "в работе").await;
    // Whoever works with keys keeps their place.
    hers.wait_until("document.activeElement.matches('#rows a.open')")
        .await;
    draft(&mut his, "2", HARASSMENT).await;
    follow(&mut his, "w", &says("Решение")).await;
    shows(&mut hers, "Здесь пусто").await;

    assert_eq!(hers.evaluate("window.same").await, true);
    assert_eq!(hers.complaints, Vec::<Value>::new());
    system.wait_done().await;
    end(&members).await;
    system.finish().await;
}

#[tokio::test]
async fn filters_show_their_cases_and_an_id_leads_to_its_page() {
    let system = System::start_default().await;
    let anna = system.colleague("anna", "moderator").await;
    let urgent = reported(&system, ["Анна", "Борис"], ReportReason::Danger).await;
    let other = reported(&system, ["Вера", "Глеб"], ReportReason::Spam).await;
    let mut tab = tab_of(&system, &anna).await;
    go(&mut tab, &system, &path_of(other.case_id)).await;
    follow(&mut tab, "e", &says("Дело ждёт старшего модератора")).await;
    follow(&mut tab, "q", "document.getElementById('rows')").await;
    for (key, filter, shown) in [
        ("1", "open", 2),
        ("2", "free", 2),
        ("3", "mine", 0),
        ("4", "urgent", 1),
        ("5", "escalated", 1),
        ("6", "appeals", 0),
        ("7", "resolved", 0),
    ] {
        follow(
            &mut tab,
            key,
            &format!("location.search == '?show={filter}'"),
        )
        .await;
        let rows = tab
            .evaluate("document.querySelectorAll('#rows a.open').length")
            .await;
        assert_eq!(rows, shown, "{filter}");
    }
    for (id, page) in [
        (urgent.case_id.to_string(), "cases"),
        (urgent.talk.members[0].to_string(), "members"),
        (urgent.talk.match_id.to_string(), "replay/match"),
    ] {
        for typed in [&id, &short_id(&id)] {
            go(&mut tab, &system, "/console").await;
            tab.strike("/").await;
            tab.type_text(typed).await;
            follow(
                &mut tab,
                "Enter",
                &format!("location.pathname == '/console/{page}/{id}'"),
            )
            .await;
        }
    }
    assert_eq!(tab.complaints, Vec::<Value>::new());
    end(&urgent.members).await;
    end(&other.members).await;
    system.finish().await;
}

#[tokio::test]
async fn a_queue_left_open_shows_the_way_in_once_the_session_is_over() {
    let system = System::start_default().await;
    let anna = system.colleague("anna", "moderator").await;
    let mut tab = tab_of(&system, &anna).await;
    shows(&mut tab, "Обновляется само").await;
    assert_eq!(tab.evaluate(&says("Вход закончился")).await, false);
    system.advance(SESSION_IDLE.to_std().unwrap()).await;
    // Something happens, so that the page asks.
    system
        .person("Анна")
        .await
        .ask("/start", "Ты не один")
        .await;
    shows(&mut tab, "Вход закончился").await;
    leaving(&mut tab).await;
    tab.click("document.querySelector('#signed-out a')").await;
    arrived(&mut tab, "location.pathname == '/console/sign-in'").await;
    system.finish().await;
}

#[tokio::test]
async fn a_stream_that_was_refused_is_opened_again() {
    let system = System::start_default().await;
    let anna = system.colleague("anna", "moderator").await;
    let mut tab = tab_of(&system, &anna).await;
    shows(&mut tab, "Обновляется само").await;
    plays(&system, "analyst").await;
    // The browser opens the stream again by itself, and is refused: from then on it would not try any more.
    system.replicas[0].stop().await;
    system.restart(0).await;
    tab.wait_until(REFUSED_AGAIN).await;
    shows(&mut tab, "Связь прервалась").await;
    plays(&system, "moderator").await;
    shows(&mut tab, "Обновляется само").await;
    system.finish().await;
}

/// A condition: the stream ended, was refused to the browser, and was refused again to the page that opened it anew.
const REFUSED_AGAIN: &str = "performance.getEntriesByType('resource').filter((asked) => asked.name.endsWith('/console/stream')).length > 2";

/// The only account plays another role.
async fn plays(system: &System, role: &str) {
    let changed = sqlx::query("update staff_accounts set role = $1 where name = 'anna'");
    changed.bind(role).execute(&system.pool).await.unwrap();
}
