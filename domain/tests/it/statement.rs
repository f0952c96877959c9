//! What is written to the staff.

use domain::values::{AppealText, ReportComment, StatementError};

#[test]
fn a_comment_is_trimmed_and_loses_what_cannot_be_seen() {
    let comment = ReportComment::parse("  он\u{0} угрожал\r\nмне \u{7}").unwrap();
    assert_eq!(comment.as_str(), "он угрожал\nмне");
}

#[test]
fn an_empty_comment_is_none() {
    for empty in ["", " \n ", "\u{0}"] {
        assert_eq!(ReportComment::parse(empty), Err(StatementError::Empty));
    }
}

#[test]
fn a_comment_has_500_characters_and_an_appeal_1000() {
    assert!(ReportComment::parse(&"ё".repeat(500)).is_ok());
    assert_eq!(
        ReportComment::parse(&"ё".repeat(501)),
        Err(StatementError::TooLong(500))
    );
    assert!(AppealText::parse(&"ё".repeat(1_000)).is_ok());
    assert_eq!(
        AppealText::parse(&"ё".repeat(1_001)),
        Err(StatementError::TooLong(1_000))
    );
    let endless = "a\u{301}".repeat(20_000);
    assert_eq!(
        AppealText::parse(&endless),
        Err(StatementError::TooLong(1_000))
    );
}

#[test]
fn a_comment_never_shows_in_a_debug_print() {
    let comment = ReportComment::parse("тайна").unwrap();
    assert_eq!(format!("{comment:?}"), "Statement(…)");
}
