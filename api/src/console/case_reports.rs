//! The reports of a case: what was written, and how often whoever wrote it was right.

use app::caught_up;
use app::vault::Kind;
use domain::moderation::{Case, FiledReport};
use domain::staff_access::StaffAccessCommand;
use domain::values::CaseId;
use projections::Projection;
use projections::reporters::{self, Reporter, Reporters};

use super::case_page::open;
use super::desk::DeskParts;
use super::look::look;
use super::refusal::Refusal;
use super::signed_in::SignedIn;

/// A report as the page shows it.
pub(super) struct ReportShown {
    pub(super) report: FiledReport,
    /// What the reporter wrote, for whoever works on the case.
    pub(super) comment: Option<String>,
    /// How many of the reporter's answered reports led to something, and how many were answered.
    pub(super) right: Option<(i32, i32)>,
    /// How many cases found bad faith.
    pub(super) bad_faith: i32,
}

/// What reporters wrote is opened for whoever works on the case, and that is written down too.
pub(super) async fn reports(
    desk: &DeskParts,
    me: &SignedIn,
    case_id: CaseId,
    case: &Case,
    reads: bool,
) -> Result<Vec<ReportShown>, Refusal> {
    caught_up(desk.dispatcher.log(), Reporters::NAME).await?;
    let mut shown = Vec::new();
    for report in &case.reports {
        let comment = match report.comment.filter(|_| reads) {
            Some(reference) => {
                look(desk, me, |by, at| StaffAccessCommand::ViewComment {
                    by,
                    case_id,
                    report_id: report.report_id,
                    at,
                })
                .await?;
                open(desk, report.reporter, Kind::Comment, reference).await?
            }
            None => None,
        };
        let known = reporters::find(&desk.pool, report.reporter).await;
        let known = known.map_err(app::AppError::from)?;
        shown.push(ReportShown {
            report: *report,
            comment,
            right: known.as_ref().and_then(Reporter::right),
            bad_faith: known.map_or(0, |reporter| reporter.bad_faith),
        });
    }
    Ok(shown)
}
