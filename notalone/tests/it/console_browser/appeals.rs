//! A decision that its subject disagrees with.

use domain::moderation::ReportReason;
use serde_json::Value;

use super::tools::{HARASSMENT, draft, end, follow, go, path_of, reported, says, shows, tab_of};
use crate::harness::System;

#[tokio::test]
async fn an_appeal_is_judged_by_whoever_did_not_decide() {
    let system = System::start_default().await;
    let anna = system.colleague("anna", "moderator").await;
    let boris = system.colleague("boris", "moderator").await;
    let case = reported(&system, ["Анна", "Борис"], ReportReason::Abuse).await;
    let path = path_of(case.case_id);
    let mut hers = tab_of(&system, &anna).await;
    go(&mut hers, &system, &path).await;
    draft(&mut hers, "2", HARASSMENT).await;
    follow(&mut hers, "w", &says("Предупреждение — оскорбления")).await;
    system.wait_done().await;

    let words = "Я не согласен <b>совсем</b>";
    system.appeal(case.talk, case.case_id, words).await;
    go(&mut hers, &system, &path).await;
    shows(&mut hers, "Своё решение судит другой модератор").await;
    assert_eq!(
        hers.evaluate("document.querySelector('[name=outcome]')")
            .await,
        Value::Null
    );

    let mut his = tab_of(&system, &boris).await;
    shows(&mut his, "обжаловано").await;
    his.strike("j").await;
    follow(
        &mut his,
        "Enter",
        "document.querySelector('[name=outcome]')",
    )
    .await;
    shows(
        &mut his,
        "Текст обжалования открыт только тому, кто ведёт дело",
    )
    .await;
    follow(&mut his, "a", &says(words)).await;
    his.strike("2").await;
    follow(&mut his, "d", &says("Здесь пусто")).await;
    go(&mut his, &system, &path).await;
    shows(&mut his, "решение отменено").await;
    shows(&mut his, "На чём основано").await;
    assert_eq!(hers.complaints, Vec::<Value>::new());
    assert_eq!(his.complaints, Vec::<Value>::new());
    system.wait_done().await;
    assert_eq!(system.events("MemberReinstated").await, 1);
    end(&case.members).await;
    system.finish().await;
}
