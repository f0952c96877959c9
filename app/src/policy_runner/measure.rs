//! What operators see of proposals, talks and tips, counted as their events pass. An event that is handled again after a crash counts twice.

use domain::Event;
use domain::matching::{Match, MatchEvent};
use domain::member::MemberEvent;
use domain::moderation::{Case, CaseEvent};
use domain::tip::TipEvent;
use domain::values::{CaseId, Timestamp, TipId};

use crate::Dispatcher;

/// A payment that belongs to no tip.
const UNMATCHED: &str = "unmatched";

/// Begins to count what an alert looks for: it has to have seen that there was none before it can see the first.
pub fn count_from_zero() {
    metrics::counter!("notalone_tips_total", "outcome" => UNMATCHED).increment(0);
}

/// Counts one event.
pub(super) async fn measure(dispatcher: &Dispatcher, event: &Event) {
    match event {
        Event::Match(_, event) => measure_match(dispatcher, event).await,
        Event::Member(_, MemberEvent::UserBlocked { .. }) => {
            metrics::counter!("notalone_blocks_total").increment(1);
        }
        Event::Tip(id, event) => measure_tip(*id, event),
        Event::Case(_, CaseEvent::ReportFiled { reason, .. }) => {
            metrics::counter!("notalone_reports_total", "reason" => reason.name()).increment(1);
        }
        Event::Case(case_id, CaseEvent::DecisionMade { at, .. }) => {
            measure_case(dispatcher, *case_id, *at).await;
        }
        Event::Member(..)
        | Event::Search(..)
        | Event::Account(..)
        | Event::Case(..)
        | Event::StaffAccess(..) => {}
    }
}

/// How long the first report waited for its decision.
async fn measure_case(dispatcher: &Dispatcher, case_id: CaseId, at: Timestamp) {
    // Without an answer from the database the time of this case is not measured; nothing else depends on it.
    let case = dispatcher.load_cached::<Case>(case_id).await.ok();
    if let Some(first) = case.and_then(|case| case.reports.first().copied()) {
        metrics::histogram!("notalone_case_handling_seconds")
            .record((at - first.at).as_seconds_f64().max(0.0));
    }
}

async fn measure_match(dispatcher: &Dispatcher, event: &MatchEvent) {
    let outcome = match event {
        MatchEvent::ChatStarted { .. } => "accepted",
        MatchEvent::ProposalDeclined { .. } => "declined",
        MatchEvent::ProposalExpired { .. } => "expired",
        MatchEvent::ProposalWithdrawn { .. } => "withdrawn",
        MatchEvent::ChatEnded { match_id, at, .. } => {
            // Without an answer from the database the length of this talk is not measured; nothing else depends on it.
            let started_at = dispatcher.load_cached::<Match>(*match_id).await.ok();
            if let Some(started_at) = started_at.and_then(|talk| talk.started_at) {
                metrics::histogram!("notalone_chat_duration_seconds")
                    .record((*at - started_at).as_seconds_f64().max(0.0));
            }
            return;
        }
        _ => return,
    };
    metrics::counter!("notalone_proposals_total", "outcome" => outcome).increment(1);
}

fn measure_tip(tip_id: TipId, event: &TipEvent) {
    let outcome = match event {
        TipEvent::TipInvoiced { .. } => "invoiced",
        TipEvent::TipCheckoutApproved { .. } => "checkout_approved",
        TipEvent::TipCheckoutRefused { .. } => "checkout_refused",
        TipEvent::TipPaid { amount, split, .. } => {
            metrics::counter!("notalone_tips_stars_total")
                .increment(u64::from(amount.stars().get()));
            metrics::counter!("notalone_tips_commission_stars_total")
                .increment(u64::from(split.commission.get()));
            "paid"
        }
        TipEvent::TipPaymentUnmatched { stars, reason, .. } => {
            // Somebody has to look at it: Stars that we hold and owe to nobody.
            tracing::error!(tip = %tip_id, stars = stars.get(), ?reason, "a payment belongs to no tip");
            UNMATCHED
        }
        TipEvent::TipRefundOrdered { .. } => "refund_ordered",
        TipEvent::TipRefunded { .. } => "refunded",
    };
    metrics::counter!("notalone_tips_total", "outcome" => outcome).increment(1);
}
