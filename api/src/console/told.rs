//! `GET /console/cases/{id}/told?decision=&days=&reason=&template=`: what the subject would read of what is chosen in the form.
//!
//! The same part stands on the page of the case, so that it is there without the script too.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use cqrs_es::Aggregate;
use domain::member::Member;
use domain::moderation::{Case, CaseCommand, CaseError, MadeDecision, Verdict};
use domain::values::CaseId;
use serde::Deserialize;

use super::Desk;
use super::case_work::code;
use super::desk::DeskParts;
use super::page;
use super::refusal::Refusal;
use super::signed_in::{Moderating, SignedIn};
use super::verdict::Draft;
use super::words::say;

/// What would come of a decision.
pub(super) enum Told {
    /// Something is not chosen yet.
    Unchosen,
    /// It cannot be decided like this.
    Refused(&'static str),
    /// The subject hears nothing of it.
    Nothing,
    /// The words, paragraph by paragraph.
    Words {
        /// The tag of the language.
        language: &'static str,
        paragraphs: Vec<String>,
    },
}

/// What the script asks with.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Chosen {
    #[serde(default)]
    decision: String,
    #[serde(default)]
    days: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    template: String,
}

#[derive(Template)]
#[template(path = "told.html")]
struct ToldPart {
    told: Told,
}

/// Tells of the case nothing but in which language its subject reads; whoever asks has it in front of them, and that is written down.
pub(super) async fn show(
    State(desk): State<Desk>,
    Moderating(me): Moderating,
    Path(id): Path<String>,
    Query(chosen): Query<Chosen>,
) -> Result<Response, Refusal> {
    let case_id: CaseId = id.parse().map_err(|_| Refusal::NotFound)?;
    let case: Case = desk.dispatcher.load(case_id).await?;
    let subject = case.subject.ok_or(Refusal::NotFound)?;
    let member: Member = desk.dispatcher.load(subject).await?;
    let draft = Draft {
        decision: chosen.decision,
        days: chosen.days,
        reason: chosen.reason,
        template: chosen.template,
        ..Draft::default()
    };
    let told = told(&desk, &me, &case, &member, &draft);
    Ok(page::html(&ToldPart { told }))
}

/// What the subject would read if the draft were the decision now.
pub(super) fn told(
    desk: &DeskParts,
    me: &SignedIn,
    case: &Case,
    member: &Member,
    draft: &Draft,
) -> Told {
    let Some((decision, policy_reason, template)) = draft.chosen() else {
        return Told::Unchosen;
    };
    let call = desk.call(&me.account);
    let command = CaseCommand::DecideCase {
        by: call.actor,
        verdict: Verdict {
            decision,
            policy_reason,
            template,
            note: None,
            bad_faith: Vec::new(),
        },
        expected_version: case.version,
        at: call.now,
    };
    let made = match made(case.clone(), &command) {
        Ok(made) => made,
        Err(rule) => return Told::Refused(code(&rule)),
    };
    let language = member.language.unwrap_or_default();
    let text = made.and_then(|made| (desk.tell_decision)(language, &made, member.time_zone));
    text.map_or(Told::Nothing, |text| Told::Words {
        language: language.tag(),
        paragraphs: text.split("\n\n").map(str::to_owned).collect(),
    })
}

/// The decision as the case would make it: nothing is written, and nothing here decides.
fn made(mut case: Case, command: &CaseCommand) -> Result<Option<MadeDecision>, CaseError> {
    for event in case.decide(command)? {
        case.apply(event);
    }
    Ok(case.decision)
}
