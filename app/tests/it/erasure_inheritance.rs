//! How long the hash of somebody who was erased is kept: while something stands that a new registration inherits, and no longer.

use app::policy_runner;
use app::vault::Address;
use chrono::Duration;
use domain::member::{Member, MemberCommand, ReinstateCause};
use domain::moderation::{
    Actor, Case, CaseCommand, Decision, DecisionTemplate, PolicyReason, ReportReason, Verdict,
};
use domain::values::{MatchId, MemberId, ReportId, StaffId, StaffRole};
use event_store::subscription;
use testkit::TestDatabase;
use uuid::Uuid;

use crate::dispatcher::noon;
use crate::erasure::{TELEGRAM_ID, address, ban, case_id, comes_back};
use crate::workshop::Workshop;

fn mute() -> MemberCommand {
    MemberCommand::MuteMember {
        case_id: case_id(),
        policy_reason: PolicyReason::Harassment,
        until: noon() + Duration::days(3),
        at: noon(),
    }
}

const REPORTER: MemberId = MemberId(Uuid::from_u128(2));

impl Workshop {
    /// A case about the member, opened by [`REPORTER`].
    async fn reported(&self, member: MemberId) {
        let report = CaseCommand::FileReport {
            report_id: ReportId(Uuid::from_u128(1)),
            reporter: REPORTER,
            subject: member,
            match_id: MatchId(Uuid::from_u128(3)),
            reason: ReportReason::Abuse,
            comment: None,
            counted: true,
            at: noon(),
        };
        self.send::<Case>(case_id(), report, 1).await;
    }

    /// A moderator takes the case and decides it; the policies have not heard of it.
    async fn decided(&self, decision: Decision, bad_faith: Vec<MemberId>) {
        let at = noon() + Duration::minutes(3);
        let by = Actor {
            staff: StaffId(Uuid::from_u128(9)),
            role: StaffRole::Moderator,
        };
        self.send::<Case>(case_id(), CaseCommand::AssignCase { by, at }, 3)
            .await;
        let case: Case = self.dispatcher.load(case_id()).await.unwrap();
        let policy_reason = if decision.is_sanction() {
            PolicyReason::Harassment
        } else {
            PolicyReason::NoViolation
        };
        let decide = CaseCommand::DecideCase {
            by,
            verdict: Verdict {
                decision,
                policy_reason,
                template: DecisionTemplate::Plain,
                note: None,
                bad_faith,
            },
            expected_version: case.version,
            at,
        };
        self.send::<Case>(case_id(), decide, 3).await;
    }

    /// The policies see everything, and are known to have.
    async fn caught_up(&self) {
        self.handle_all().await;
        let head = self.dispatcher.log().head().await.unwrap().position;
        let moved = subscription::reset(&self.pool, policy_runner::NAME, head);
        moved.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hash_is_kept_while_a_sanction_stands_and_no_longer() {
    let database = TestDatabase::create().await;
    let workshop = Workshop::open(&database).await;
    let member = workshop.registered().await;
    workshop.sanction(member, mute()).await;
    workshop.erase(member, 2).await;
    assert_eq!(workshop.hashes().await, 1);
    assert_eq!(workshop.swept_after(2).await, 0);
    assert_eq!(workshop.swept_after(4).await, 1);
    assert_eq!(workshop.hashes().await, 0);
    assert_ne!(
        workshop
            .vault
            .identify(TELEGRAM_ID, address())
            .await
            .unwrap(),
        member
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hash_goes_when_an_appeal_lifts_the_ban() {
    let database = TestDatabase::create().await;
    let workshop = Workshop::open(&database).await;
    let member = workshop.registered().await;
    workshop.sanction(member, ban()).await;
    workshop.erase(member, 2).await;
    assert_eq!(workshop.swept_after(400).await, 0, "a ban has no end");
    let reinstate = MemberCommand::ReinstateMember {
        case_id: case_id(),
        cause: ReinstateCause::Appeal,
        at: noon() + Duration::minutes(3),
    };
    workshop.sanction(member, reinstate).await;
    assert_eq!(workshop.swept_after(1).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hash_is_kept_while_a_case_is_open() {
    let database = TestDatabase::create().await;
    let workshop = Workshop::open(&database).await;
    let member = workshop.registered().await;
    workshop.reported(member).await;
    workshop.erase(member, 2).await;
    assert_eq!(
        (workshop.hashes().await, workshop.swept_after(9).await),
        (1, 0)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hash_is_kept_for_who_was_blocked_and_not_for_who_blocked() {
    let database = TestDatabase::create().await;
    let workshop = Workshop::open(&database).await;
    let blocker = workshop.registered().await;
    let other = Address {
        chat_id: 502,
        ..address()
    };
    let unwanted = workshop.vault.identify(502, other).await.unwrap();
    let at = noon();
    let register = MemberCommand::RegisterMember {
        member: unwanted,
        language: None,
        at,
    };
    workshop.send::<Member>(unwanted, register, 0).await;
    let block = MemberCommand::BlockUser {
        peer: unwanted,
        match_id: None,
        at,
    };
    workshop.send::<Member>(blocker, block, 1).await;
    workshop.erase(unwanted, 2).await;
    assert_eq!(workshop.hashes().await, 1);
    assert_eq!(workshop.swept_after(400).await, 0, "the block stands");
    // Nobody is left to lift it: from here on it ends 30 days after it was set.
    workshop.erase(blocker, 3).await;
    assert_eq!(workshop.hashes().await, 1, "one's own block binds nobody");
    assert_eq!(
        (
            workshop.swept_after(29).await,
            workshop.swept_after(31).await
        ),
        (0, 1)
    );
}

/// The decision lets go of the case at once; the ban follows when the policies come to it.
#[tokio::test(flavor = "multi_thread")]
async fn a_hash_is_kept_between_a_decision_and_the_ban_it_leads_to() {
    let database = TestDatabase::create().await;
    let workshop = Workshop::open(&database).await;
    let member = workshop.registered().await;
    workshop.reported(member).await;
    workshop.erase(member, 2).await;
    workshop.decided(Decision::Ban, Vec::new()).await;
    assert_eq!(workshop.swept_after(1).await, 0, "the ban is on its way");
    workshop.caught_up().await;
    assert_eq!(workshop.swept_after(400).await, 0, "the ban stands");
    assert_eq!(comes_back(&workshop).await, member);
    let back: Member = workshop.dispatcher.load(member).await.unwrap();
    assert!(back.standing.is_banned());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_erases_themselves_between_a_decision_and_its_ban_is_banned_all_the_same() {
    let database = TestDatabase::create().await;
    let workshop = Workshop::open(&database).await;
    let member = workshop.registered().await;
    workshop.reported(member).await;
    workshop.decided(Decision::Ban, Vec::new()).await;
    workshop.erase(member, 4).await;
    assert_eq!(workshop.hashes().await, 1);
    workshop.caught_up().await;
    assert_eq!(comes_back(&workshop).await, member);
    let back: Member = workshop.dispatcher.load(member).await.unwrap();
    assert!(back.standing.is_banned());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hash_goes_once_a_dismissal_has_come_down() {
    let database = TestDatabase::create().await;
    let workshop = Workshop::open(&database).await;
    let member = workshop.registered().await;
    workshop.reported(member).await;
    workshop.erase(member, 2).await;
    workshop.decided(Decision::Dismiss, Vec::new()).await;
    assert_eq!(workshop.swept_after(1).await, 0);
    workshop.caught_up().await;
    assert_eq!(workshop.swept_after(1).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reporter_of_bad_faith_stays_one_for_as_long_as_they_are_not_counted() {
    let database = TestDatabase::create().await;
    let workshop = Workshop::open(&database).await;
    let member = workshop.registered().await;
    let mute = MemberCommand::MuteReporter {
        case_id: case_id(),
        at: noon(),
    };
    workshop.sanction(member, mute).await;
    workshop.erase(member, 2).await;
    assert_eq!(
        (
            workshop.swept_after(89).await,
            workshop.swept_after(91).await
        ),
        (0, 1)
    );
}
