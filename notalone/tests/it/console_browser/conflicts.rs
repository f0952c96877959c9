//! Two people at the same case.

use domain::moderation::ReportReason;
use testkit::chromium::Tab;

use super::tools::{
    HARASSMENT, THREATS, draft, end, follow, go, path_of, reported, says, shows, tab_of,
};
use crate::harness::System;

/// The browser itself reports the answers 409, and nothing else.
fn complains_of_conflicts_alone(tab: &Tab, count: usize) {
    assert_eq!(tab.complaints.len(), count, "{:?}", tab.complaints);
    for complaint in &tab.complaints {
        assert!(complaint.to_string().contains("409"), "{complaint}");
    }
}

#[tokio::test]
async fn who_decides_second_sees_a_conflict_and_nothing_is_overwritten() {
    let system = System::start_default().await;
    let anna = system.colleague("anna", "moderator").await;
    let boris = system.colleague("boris", "moderator").await;
    let case = reported(&system, ["Анна", "Борис"], ReportReason::Abuse).await;
    let (mut hers, mut his) = (tab_of(&system, &anna).await, tab_of(&system, &boris).await);
    let path = path_of(case.case_id);
    go(&mut hers, &system, &path).await;
    go(&mut his, &system, &path).await;
    shows(&mut his, "Сейчас смотрит: anna").await;

    draft(&mut hers, "2", HARASSMENT).await;
    draft(&mut his, "5", THREATS).await;
    follow(&mut hers, "w", &says("Предупреждение — оскорбления")).await;
    follow(&mut his, "w", "document.getElementById('conflict')").await;
    shows(&mut his, "Решение не записано").await;
    shows(&mut his, "anna: Предупреждение").await;
    his.picture("conflict.png").await;

    system.wait_done().await;
    assert_eq!(system.events("DecisionMade").await, 1);
    assert_eq!(system.events("MemberBanned").await, 0);
    go(&mut his, &system, &path).await;
    shows(&mut his, "Предупреждение — оскорбления").await;
    complains_of_conflicts_alone(&hers, 0);
    complains_of_conflicts_alone(&his, 1);
    end(&case.members).await;
    system.finish().await;
}

#[tokio::test]
async fn what_happened_meanwhile_is_shown_and_what_was_typed_stays() {
    let system = System::start_default().await;
    let anna = system.colleague("anna", "moderator").await;
    let boris = system.colleague("boris", "moderator").await;
    let case = reported(&system, ["Анна", "Борис"], ReportReason::Abuse).await;
    let (mut hers, mut his) = (tab_of(&system, &anna).await, tab_of(&system, &boris).await);
    let path = path_of(case.case_id);
    go(&mut hers, &system, &path).await;
    follow(&mut hers, "a", &says("Вы ведёте это дело")).await;
    go(&mut his, &system, &path).await;
    his.click("document.querySelector('form[action$=\"/note\"] textarea')")
        .await;
    his.type_text("уже было похожее").await;
    his.click("document.querySelector('form[action$=\"/note\"] button')")
        .await;
    shows(&mut his, "уже было похожее").await;

    draft(&mut hers, "2", HARASSMENT).await;
    follow(&mut hers, "w", "document.getElementById('conflict')").await;
    let code = hers
        .evaluate("document.getElementById('conflict').dataset.code")
        .await;
    assert_eq!(code, "changed");
    shows(&mut hers, "уже было похожее").await;
    let kept = "[document.querySelector('[name=decision]:checked').value, document.querySelector('[name=reason]').value, document.querySelector('.verdict [name=note]').value].join()";
    let kept = hers.evaluate(kept).await;
    assert_eq!(kept, "warn,harassment,посмотрели вместе");
    // Having seen it, she decides the same.
    follow(&mut hers, "w", &says("Предупреждение — оскорбления")).await;
    complains_of_conflicts_alone(&hers, 1);
    system.wait_done().await;
    end(&case.members).await;
    system.finish().await;
}
