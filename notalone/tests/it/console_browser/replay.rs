//! A case, a talk and a member as they were.

use domain::moderation::ReportReason;
use serde_json::Value;
use testkit::chromium::Tab;

use super::tools::{arrived, end, follow, go, leaving, path_of, reported, says, shows, tab_of};
use crate::harness::System;

const SLIDER: &str = "document.getElementById('slider')";

async fn number(tab: &mut Tab, expression: &str) -> i64 {
    let value = tab.evaluate(&format!("Number({expression})")).await;
    value.as_i64().unwrap()
}

/// A condition: the moment on the page is this step.
fn at_step(step: i64) -> String {
    format!("{SLIDER}?.value == {step}")
}

#[tokio::test]
async fn a_case_is_gone_through_by_steps_by_the_slider_and_by_two_moments_side_by_side() {
    let system = System::start_default().await;
    let anna = system.colleague("anna", "moderator").await;
    let case = reported(&system, ["Анна", "Борис"], ReportReason::Abuse).await;
    let mut tab = tab_of(&system, &anna).await;
    go(&mut tab, &system, &path_of(case.case_id)).await;
    follow(&mut tab, "a", &says("Вы ведёте это дело")).await;
    follow(&mut tab, "r", SLIDER).await;
    shows(&mut tab, "Дело взято").await;
    let last = number(&mut tab, &format!("{SLIDER}.max")).await;
    assert!(last > 5, "the whole history is there");
    assert_eq!(number(&mut tab, &format!("{SLIDER}.value")).await, last);

    follow(&mut tab, "ArrowLeft", &at_step(last - 1)).await;
    follow(&mut tab, "ArrowRight", &at_step(last)).await;
    follow(&mut tab, "Home", &at_step(0)).await;
    shows(&mut tab, "Пришёл").await;
    assert_eq!(
        tab.evaluate(&says("Дела").replace("body", "getElementById('models')"))
            .await,
        false
    );
    // Keys of the slider itself, and the mouse.
    tab.evaluate(&format!("{SLIDER}.focus()")).await;
    follow(&mut tab, "ArrowRight", &at_step(1)).await;
    leaving(&mut tab).await;
    tab.drag(SLIDER, step_at(1, last), 0.5).await;
    arrived(&mut tab, SLIDER).await;
    let middle = number(&mut tab, &format!("{SLIDER}.value")).await;
    assert!((middle - last / 2).abs() <= 1, "{middle} of {last}");
    let address = tab.evaluate("location.search").await;
    assert!(address.as_str().unwrap().starts_with("?at="));

    // The address of a moment shows the same again.
    let before = tab
        .evaluate("document.getElementById('models').innerText")
        .await;
    let path = tab.evaluate("location.pathname + location.search").await;
    go(&mut tab, &system, path.as_str().unwrap()).await;
    assert_eq!(
        tab.evaluate("document.getElementById('models').innerText")
            .await,
        before
    );

    compare(&mut tab).await;
    assert_eq!(tab.complaints, Vec::<Value>::new());
    end(&case.members).await;
    system.finish().await;
}

/// Where on its width the knob of a slider stands; it does not go quite to the edges.
fn step_at(step: i32, last: i64) -> f64 {
    let last = f64::from(i32::try_from(last).unwrap());
    0.01 + 0.98 * f64::from(step) / last
}

/// The beginning and the end side by side, by keys.
async fn compare(tab: &mut Tab) {
    follow(tab, "Home", &at_step(0)).await;
    let position = tab
        .evaluate("document.querySelector('#steps li:last-child a').dataset.position")
        .await;
    tab.strike("c").await;
    tab.type_text(position.as_str().unwrap()).await;
    follow(tab, "Enter", "location.search.includes('with=')").await;
    tab.wait_until("document.querySelector('tr.changed')").await;
    let heads = tab
        .evaluate("[...document.querySelectorAll('#models th')].map((th) => th.innerText).join()")
        .await;
    assert!(heads.as_str().unwrap().contains(position.as_str().unwrap()));
}

#[tokio::test]
async fn the_talk_and_the_member_of_a_case_are_replayed_too() {
    let system = System::start_default().await;
    let anna = system.colleague("anna", "moderator").await;
    let case = reported(&system, ["Анна", "Борис"], ReportReason::Abuse).await;
    let mut tab = tab_of(&system, &anna).await;
    for (kind, id) in [
        ("match", case.talk.match_id.to_string()),
        ("member", case.talk.members[1].to_string()),
    ] {
        go(&mut tab, &system, &format!("/console/replay/{kind}/{id}")).await;
        shows(&mut tab, "Разговор открылся").await;
        follow(&mut tab, "Home", &at_step(0)).await;
        follow(&mut tab, "End", "document.querySelector('#models table')").await;
    }
    assert_eq!(tab.complaints, Vec::<Value>::new());
    end(&case.members).await;
    system.finish().await;
}
