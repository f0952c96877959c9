//! A senior lifts a sanction before its time.

use crate::harness::System;

#[tokio::test]
async fn a_senior_lifts_a_suspension_and_the_member_searches_again() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.ask("/report", "Что случилось?").await;
    anna.tap_to(
        "Реклама, просьбы о деньгах, обман",
        "Хотите что-нибудь добавить?",
    )
    .await;
    anna.tap_to("Отправить без комментария", "Спасибо, жалоба отправлена")
        .await;
    anna.end().await;
    boris.expect("Разговор завершён").await;
    let case_id = system.case().await;
    system.wait_done().await;
    let moderator = system.colleague("anna", "moderator").await;
    let moderator = system.sign_in(&moderator).await;
    let senior = system.colleague("olga", "senior").await;
    let senior = system.sign_in(&senior).await;
    let path = format!("/console/cases/{case_id}");
    let decide = "decision=suspend&reason=harassment&template=plain&version=1";
    let decided = system
        .post(&moderator, &format!("{path}/decide"), decide)
        .await;
    assert_eq!(decided.status, 303, "{}", decided.text);
    boris.expect("приостановлен").await;
    boris.ask("/find", "приостановлен").await;

    // Shown to whom may do it, refused to whom may not, carried out once.
    let seen = system.page(&moderator, &path).await.text;
    assert!(!seen.contains("id=\"lift\""));
    let seen = system.page(&senior, &path).await.text;
    assert!(seen.contains("Снять раньше срока"));
    let lift = "note=хватит&version=4";
    let refused = system.post(&moderator, &format!("{path}/lift"), lift).await;
    assert_eq!(refused.status, 409);
    assert!(refused.text.contains("data-code=\"senior_lifts\""));
    let lifted = system.post(&senior, &format!("{path}/lift"), lift).await;
    assert_eq!(lifted.status, 303, "{}", lifted.text);
    let again = system.post(&senior, &format!("{path}/lift"), lift).await;
    assert!(again.text.contains("data-code=\"changed\""));
    boris.expect("Ограничение снято раньше срока").await;
    boris.find().await;
    boris.ask("/cancel", "Остановил поиск").await;
    let seen = system.page(&senior, &path).await.text;
    assert!(seen.contains("id=\"lifted\"") && !seen.contains("id=\"lift\""));
    assert!(seen.contains("хватит"), "the note is with the case");
    system.finish().await;
}
