//! What is written about cases: kept while a case may need it, gone when none does.

use app::erasure;
use app::vault::Kind;
use chrono::Duration;
use domain::moderation::{Case, CaseCommand, ReportReason};
use domain::values::{CaseId, MatchId, MemberId, ReportId, VaultRef};
use testkit::TestDatabase;
use uuid::Uuid;

use crate::dispatcher::noon;
use crate::erasure::case_id;
use crate::workshop::Workshop;

/// Whoever wrote it died before the command, or between the command and the mark of the vault.
#[tokio::test(flavor = "multi_thread")]
async fn a_comment_that_no_case_names_is_swept_and_one_that_a_case_names_stays() {
    let database = TestDatabase::create().await;
    let workshop = Workshop::open(&database).await;
    let reporter = workshop.registered().await;
    let named = workshop.vault.put(reporter, Kind::Comment, "он кричал");
    let named = named.await.unwrap();
    let orphan = workshop.vault.put(reporter, Kind::Comment, "он крич");
    let orphan = orphan.await.unwrap();
    let report = CaseCommand::FileReport {
        report_id: ReportId(Uuid::from_u128(1)),
        reporter,
        subject: MemberId(Uuid::from_u128(2)),
        match_id: MatchId(Uuid::from_u128(3)),
        reason: ReportReason::Abuse,
        comment: Some(named),
        counted: true,
        at: noon(),
    };
    workshop.send::<Case>(case_id(), report, 1).await;
    workshop.handle_all().await;
    let later = noon() + Duration::hours(2);
    assert_eq!(workshop.vault.sweep_unkept(later).await.unwrap(), 1);
    let read = async |reference| workshop.vault.get(reporter, Kind::Comment, reference).await;
    assert!(read(named).await.unwrap().is_some());
    assert!(read(orphan).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn old_texts_go_and_a_case_that_is_open_keeps_its_own_and_nobody_elses() {
    let database = TestDatabase::create().await;
    let workshop = Workshop::open(&database).await;
    let reporter = workshop.registered().await;
    let mut texts = Vec::new();
    for (number, case) in [case_id(), CaseId(Uuid::from_u128(0x0dd_ca5e))]
        .into_iter()
        .enumerate()
    {
        let comment = workshop.vault.put(reporter, Kind::Comment, "он кричал");
        let comment = comment.await.unwrap();
        texts.push(comment);
        let (number, minutes) = (u128::try_from(number).unwrap(), 1);
        let report = CaseCommand::FileReport {
            report_id: ReportId(Uuid::from_u128(10 + number)),
            reporter,
            subject: MemberId(Uuid::from_u128(20 + number)),
            match_id: MatchId(Uuid::from_u128(30 + number)),
            reason: ReportReason::Abuse,
            comment: Some(comment),
            counted: true,
            at: noon(),
        };
        workshop.send::<Case>(case, report, minutes).await;
    }
    let cases = projections::find("cases").unwrap();
    let log = workshop.dispatcher.log();
    projections::rebuild::rebuild(&workshop.pool, log, cases, &mut |_| {})
        .await
        .unwrap();
    let close = async |case: CaseId| {
        sqlx::query("update cases_v1 set state = 'closed' where case_id = $1")
            .bind(case.0)
            .execute(&workshop.pool)
            .await
            .unwrap();
    };
    let sweep = async |days| {
        let now = noon() + Duration::days(days);
        let kept = Duration::days(180);
        erasure::sweep_case_texts(&workshop.pool, &workshop.vault, kept, now)
            .await
            .unwrap()
    };
    let kept = "select count(*) from vault.sealed_values where kind = 'comment' and reference = ";
    let is_kept = async |text: VaultRef| workshop.count(&format!("{kept}'{text}'")).await == 1;
    assert_eq!(sweep(181).await, 0, "both cases are open");
    close(case_id()).await;
    assert_eq!(sweep(179).await, 0);
    assert_eq!(sweep(181).await, 1);
    assert!(!is_kept(texts[0]).await && is_kept(texts[1]).await);
    close(CaseId(Uuid::from_u128(0x0dd_ca5e))).await;
    assert_eq!(sweep(181).await, 1);
    let values = "select count(*) from vault.sealed_values where kind = 'nickname'";
    assert_eq!(workshop.count(values).await, 1);
}
