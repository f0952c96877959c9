//! What the member will read, before it is decided.

use domain::moderation::ReportReason;
use serde_json::Value;

use super::tools::{HARASSMENT, NO_VIOLATION, draft, end, go, path_of, reported, shows, tab_of};
use crate::harness::System;

#[tokio::test]
async fn what_the_member_would_read_follows_what_is_chosen() {
    let system = System::start_default().await;
    let anna = system.colleague("anna", "moderator").await;
    let case = reported(&system, ["Анна", "Борис"], ReportReason::Abuse).await;
    let mut tab = tab_of(&system, &anna).await;
    go(&mut tab, &system, &path_of(case.case_id)).await;
    shows(&mut tab, "Выберите решение и правило").await;
    draft(&mut tab, "2", HARASSMENT).await;
    shows(&mut tab, "Предупреждение от модератора").await;
    shows(&mut tab, "Правило: уважать собеседника").await;
    tab.strike("5").await;
    shows(&mut tab, "закрыт насовсем").await;
    tab.wait_until("!document.getElementById('told').innerText.includes('Предупреждение')")
        .await;
    tab.strike("1").await;
    shows(&mut tab, "Правило не подходит к решению").await;
    assert_eq!(
        tab.evaluate("document.getElementById('told-show').hidden")
            .await,
        Value::Bool(true)
    );
    tab.evaluate("document.querySelector('[name=reason]').selectedIndex = 0")
        .await;
    draft(&mut tab, "1", NO_VIOLATION).await;
    shows(&mut tab, "Участнику об этом ничего не пишут").await;
    assert_eq!(system.events("DecisionMade").await, 0);
    assert_eq!(tab.complaints, Vec::<Value>::new());
    end(&case.members).await;
    system.finish().await;
}
