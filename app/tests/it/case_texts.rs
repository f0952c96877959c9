//! What is written about cases: kept while a case may need it, gone when none does.

use app::erasure;
use app::vault::Kind;
use chrono::Duration;
use domain::moderation::{Case, CaseCommand, ReportReason};
use domain::values::{MatchId, MemberId, ReportId};
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
async fn texts_of_cases_go_when_they_are_old_but_not_before_the_oldest_open_case() {
    let database = TestDatabase::create().await;
    let workshop = Workshop::open(&database).await;
    let reporter = workshop.registered().await;
    let put = workshop.vault.put(reporter, Kind::Comment, "он кричал");
    put.await.unwrap();
    let sweep = async |days| {
        let now = noon() + Duration::days(days);
        let kept = Duration::days(180);
        erasure::sweep_case_texts(&workshop.pool, &workshop.vault, kept, now).await
    };
    let open = "insert into cases_v1 (case_id, subject, state, urgent, reasons, reports, events, opened_at, last_report_at,
            escalated, position)
        values (gen_random_uuid(), gen_random_uuid(), 'assigned', false, '{}', 1, 1, $1, $1, false, 1)";
    let opened = sqlx::query(open).bind(noon() - Duration::days(1));
    opened.execute(&workshop.pool).await.unwrap();
    assert_eq!(sweep(181).await.unwrap(), 0, "a case from then is open");
    let close = "update cases_v1 set state = 'closed'";
    sqlx::query(close).execute(&workshop.pool).await.unwrap();
    assert_eq!(sweep(179).await.unwrap(), 0);
    assert_eq!(sweep(181).await.unwrap(), 1);
    let values = "select count(*) from vault.sealed_values where kind = 'nickname'";
    assert_eq!(workshop.count(values).await, 1);
}
