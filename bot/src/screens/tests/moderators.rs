use app::audit::SignedHead;
use chrono::Duration;
use domain::moderation::{Case, CaseState, FiledReport, ReportReason};
use domain::values::{CaseId, MatchId, MemberId, Pair, ReportId};
use insta::assert_snapshot;
use uuid::Uuid;

use super::{look, now, pen};
use crate::screens::moderators as screens;

fn reported(reasons: &[ReportReason]) -> Case {
    let (reporter, subject) = (MemberId(Uuid::from_u128(1)), MemberId(Uuid::from_u128(2)));
    let report = |reason: &ReportReason| FiledReport {
        report_id: ReportId(Uuid::from_u128(3)),
        reporter,
        pair: Pair::new(reporter, subject).expect("two people"),
        match_id: MatchId(Uuid::from_u128(4)),
        reason: *reason,
        comment: None,
        counted: true,
        at: now() - Duration::minutes(5),
    };
    Case {
        subject: Some(subject),
        state: CaseState::Open,
        reports: reasons.iter().map(report).collect(),
        ..Case::default()
    }
}

#[test]
fn a_case_in_the_moderators_chat_from_its_report_to_its_end() {
    let id = CaseId(Uuid::from_u128(0xabc_def));
    let mut case = reported(&[ReportReason::Spam, ReportReason::Danger, ReportReason::Spam]);
    let shown = |case: &Case, holder: Option<&str>| {
        let holder = holder.map(str::to_owned);
        look(&screens::case(&pen(), id, case, holder, now()))
    };
    assert_snapshot!(shown(&case, None), @r"
    🔹 Срочное дело abcdef

    Причина: Угрожает мне или другим; Реклама, просьбы о деньгах, обман
    Приоритет: срочно, решить в течение часа
    Открыто: 01.03 08:55 UTC
    Ждёт: 5 минут, пока никто не взял
    [Взять] [Открыть]
    ");
    assert!(shown(&case, Some("vera")).ends_with("В работе: vera\n[Открыть]"));
    case.escalated = true;
    assert!(shown(&case, None).ends_with("Ждёт старшего модератора\n[Взять] [Открыть]"));
    case.state = CaseState::Closed;
    assert!(shown(&case, Some("vera")).ends_with("Решение принято\n[Открыть]"));
}

#[test]
fn a_hold_that_lapsed_and_a_head_that_can_be_checked() {
    let member = MemberId(Uuid::from_u128(0x12_3456));
    assert_snapshot!(look(&screens::hold_lapsed(&pen(), member, None)), @r"
    🔹 Прошли сутки, а решения по жалобам нет.

    Поиск для участника 123456 был приостановлен, теперь он снова открыт. Жалобы всё ещё ждут.
    ");
    let head = SignedHead {
        head: "7:0f".to_owned(),
        signed_at: now(),
        public_key: "aa".to_owned(),
        signature: "bb".to_owned(),
    };
    assert_snapshot!(look(&screens::head(pen().words, &head)), @r"
    🔹 Голова журнала событий

    7:0f

    Подписано: 2026-03-01T09:00:00.000000Z
    Ключ: aa
    Подпись: bb

    Не удаляйте это сообщение: по нему видно, если журнал потом переписали.
    ");
}
