//! A day at the console without a mouse.

use domain::moderation::ReportReason;
use serde_json::Value;

use super::tools::{
    HARASSMENT, NO_VIOLATION, arrived, at_case, draft, end, follow, leaving, reported, says, shows,
    tab_of,
};
use crate::harness::System;

#[tokio::test]
async fn two_cases_are_worked_from_the_sign_in_to_an_empty_queue_by_keys_alone() {
    let system = System::start_default().await;
    let anna = system.colleague("anna", "moderator").await;
    let first = reported(&system, ["Анна", "Борис"], ReportReason::Danger).await;
    let second = reported(&system, ["Вера", "Глеб"], ReportReason::Abuse).await;
    let mut tab = tab_of(&system, &anna).await;
    tab.wait_until("document.querySelectorAll('#rows a.open').length == 2")
        .await;

    tab.strike("?").await;
    tab.wait_until("document.getElementById('help').open").await;
    tab.strike("Escape").await;
    tab.wait_until("!document.getElementById('help').open")
        .await;

    // What cannot wait is above.
    for (key, row) in [("j", 0), ("j", 1), ("j", 1), ("k", 0)] {
        tab.strike(key).await;
        tab.wait_until(&format!(
            "document.activeElement == document.querySelectorAll('#rows a.open')[{row}]"
        ))
        .await;
    }
    follow(&mut tab, "Enter", &at_case(first.case_id)).await;
    shows(&mut tab, "Комментарий открыт только тому, кто ведёт дело").await;
    follow(&mut tab, "a", &says("Вы ведёте это дело")).await;
    shows(&mut tab, "меня оскорбляли").await;
    assert_eq!(tab.evaluate("window.hacked ?? 0").await, 0);

    follow(&mut tab, "q", "document.getElementById('rows')").await;
    follow(&mut tab, "3", "location.search == '?show=mine'").await;
    assert_eq!(
        tab.evaluate("document.querySelectorAll('#rows a.open').length")
            .await,
        1
    );
    tab.strike("j").await;
    follow(&mut tab, "Enter", &at_case(first.case_id)).await;
    draft(&mut tab, "2", HARASSMENT).await;
    // Decided, and the next one is there.
    follow(&mut tab, "d", &at_case(second.case_id)).await;

    // The same keys where the layout has other letters on them: «ф» is a, «в» is d.
    leaving(&mut tab).await;
    tab.strike_at("ф", "KeyA").await;
    arrived(&mut tab, &says("Вы ведёте это дело")).await;
    draft(&mut tab, "1", NO_VIOLATION).await;
    leaving(&mut tab).await;
    tab.strike_at("в", "KeyD").await;
    arrived(&mut tab, &says("Здесь пусто")).await;

    let decisions: Vec<(String, String)> =
        sqlx::query_as("select decision, policy_reason from cases_v1 order by opened_at")
            .fetch_all(&system.pool)
            .await
            .unwrap();
    let decisions: Vec<_> = decisions
        .iter()
        .map(|(decision, rule)| (decision.as_str(), rule.as_str()))
        .collect();
    assert_eq!(
        decisions,
        [("warn", "harassment"), ("dismiss", "no_violation")]
    );
    assert_eq!(system.events("NoteAdded").await, 0);
    assert_eq!(tab.complaints, Vec::<Value>::new());
    end(&first.members).await;
    end(&second.members).await;
    system.finish().await;
}
