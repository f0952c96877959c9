//! What a member wrote to the moderators, for as long as it is kept (`NOTALONE_CASE_TEXT_RETENTION`).

use cqrs_es::Aggregate;
use domain::Event;
use domain::moderation::{Case, CaseEvent};
use domain::values::MemberId;
use event_store::read;
use projections::{Positioned, mentions};

use super::collect::{Sources, open};
use super::document::{AppealText, ReportComment};
use crate::AppError;
use crate::vault::Kind;

/// The most streams that name a member and are looked through, the newest.
const MOST_STREAMS: i64 = 20_000;

/// The member's own words in cases about others and about themselves.
#[derive(Default)]
pub(super) struct Written {
    pub(super) report_comments: Vec<ReportComment>,
    pub(super) appeals: Vec<AppealText>,
}

pub(super) async fn written(sources: &Sources<'_>, id: MemberId) -> Result<Written, AppError> {
    let naming = mentions::streams_naming(sources.pool, &[id.0], MOST_STREAMS).await?;
    let cases: Vec<String> = naming
        .into_iter()
        .filter(|(aggregate_type, _)| aggregate_type == Case::TYPE)
        .map(|(_, case)| case.to_string())
        .collect();
    let mut written = Written::default();
    for record in read::streams(sources.pool, Case::TYPE, &cases).await? {
        if let Event::Case(_, event) = Positioned::decode(&record)?.event {
            written.take_in(sources, id, event).await?;
        }
    }
    written
        .report_comments
        .sort_by_key(|comment| comment.filed_at);
    written.appeals.sort_by_key(|appeal| appeal.filed_at);
    Ok(written)
}

impl Written {
    async fn take_in(
        &mut self,
        sources: &Sources<'_>,
        id: MemberId,
        event: CaseEvent,
    ) -> Result<(), AppError> {
        match event {
            CaseEvent::ReportFiled {
                report_id,
                reporter,
                reason,
                comment,
                at: filed_at,
                ..
            } if reporter == id => {
                let text = open(sources, id, Kind::Comment, comment).await?;
                self.report_comments.extend(text.map(|text| ReportComment {
                    report_id,
                    filed_at,
                    reason,
                    text,
                }));
            }
            CaseEvent::AppealFiled {
                subject,
                text: reference,
                at: filed_at,
            } if subject == id => {
                let text = open(sources, id, Kind::Appeal, Some(reference)).await?;
                self.appeals.extend(text.map(|text| AppealText {
                    id: reference,
                    filed_at,
                    text,
                }));
            }
            _ => {}
        }
        Ok(())
    }
}
