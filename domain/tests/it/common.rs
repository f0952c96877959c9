//! Ids, moments and events that tests start from.

use chrono::{Duration, TimeZone as _, Utc};
use cqrs_es::test::{AggregateTestExecutor, TestFramework};
use domain::account::{Account, AccountEvent};
use domain::matching::{Match, MatchEvent, Party, Score};
use domain::member::{Expectation, Member, MemberEvent};
use domain::moderation::{Actor, Case, CaseEvent, FiledReport, ReportReason};
use domain::search::{Search, SearchEvent};
use domain::tip::{InvoiceVia, Tip, TipEvent};
use domain::values::{
    CaseId, ChargeId, CheckoutId, FreeWindows, MatchId, MemberId, Pair, Rating, ReportId, SearchId,
    Split, StaffId, StaffRole, Stars, TimeZone, Timestamp, TipAmount, TipId, Topic, TopicSet,
    VaultRef,
};
use domain::{Rules, Stream};
use uuid::Uuid;

/// Some Saturday noon in UTC, plus minutes.
pub(crate) fn minute(minutes: i64) -> Timestamp {
    Utc.with_ymd_and_hms(2026, 11, 21, 12, 0, 0).unwrap() + Duration::minutes(minutes)
}

pub(crate) fn hour(hours: i64) -> Timestamp {
    minute(hours * 60)
}

pub(crate) fn member(number: u128) -> MemberId {
    MemberId(Uuid::from_u128(0x100 + number))
}

pub(crate) fn search(number: u128) -> SearchId {
    SearchId(Uuid::from_u128(0x200 + number))
}

pub(crate) fn match_id(number: u128) -> MatchId {
    MatchId(Uuid::from_u128(0x300 + number))
}

pub(crate) fn vault_ref(number: u128) -> VaultRef {
    VaultRef(Uuid::from_u128(0x400 + number))
}

pub(crate) fn tip_id(number: u128) -> TipId {
    TipId(Uuid::from_u128(0x500 + number))
}

pub(crate) fn checkout(number: u128) -> CheckoutId {
    CheckoutId(Uuid::from_u128(0x600 + number))
}

pub(crate) fn charge(number: u32) -> ChargeId {
    format!("stx-charge-{number}").parse().unwrap()
}

pub(crate) fn case_id(number: u128) -> CaseId {
    CaseId(Uuid::from_u128(0x500 + number))
}

pub(crate) fn report_id(number: u128) -> ReportId {
    ReportId(Uuid::from_u128(0x600 + number))
}

pub(crate) fn staff(number: u128) -> StaffId {
    StaffId(Uuid::from_u128(0x700 + number))
}

pub(crate) fn moderator(number: u128) -> Actor {
    Actor {
        staff: staff(number),
        role: StaffRole::Moderator,
    }
}

pub(crate) fn senior(number: u128) -> Actor {
    Actor {
        staff: staff(number),
        role: StaffRole::Senior,
    }
}

/// Report `number` of member `number` about member 1 and talk `number`, the first one opening the case.
pub(crate) fn filed(number: u128, reason: ReportReason) -> CaseEvent {
    CaseEvent::ReportFiled {
        report_id: report_id(number),
        reporter: member(number),
        subject: member(1),
        pair: Pair::new(member(1), member(number)).unwrap(),
        match_id: match_id(number),
        reason,
        comment: None,
        counted: true,
        opens_case: number == 2,
        at: minute(0),
    }
}

/// The same as the case remembers it.
pub(crate) fn filed_report(number: u128, reason: ReportReason) -> FiledReport {
    FiledReport {
        report_id: report_id(number),
        reporter: member(number),
        pair: Pair::new(member(1), member(number)).unwrap(),
        match_id: match_id(number),
        reason,
        comment: None,
        counted: true,
        at: minute(0),
    }
}

pub(crate) fn given_case(events: &[CaseEvent]) -> AggregateTestExecutor<Case> {
    given(events)
}

pub(crate) fn pair() -> Pair {
    Pair::new(member(1), member(2)).unwrap()
}

/// Members 1 and 2 from searches 1 and 2.
pub(crate) fn parties() -> [Party; 2] {
    [party(1), party(2)]
}

pub(crate) fn party(number: u128) -> Party {
    Party {
        member: member(number),
        search_id: search(number),
    }
}

pub(crate) fn rating(stars: u8) -> Rating {
    Rating::try_from(stars).unwrap()
}

pub(crate) fn topics(count: usize) -> TopicSet {
    Topic::ALL.into_iter().take(count).collect()
}

pub(crate) fn zone(name: &str) -> TimeZone {
    name.parse().unwrap()
}

pub(crate) fn given<A: Stream>(events: &[A::Event]) -> AggregateTestExecutor<A> {
    TestFramework::<A>::with(Rules::default()).given(events.to_vec())
}

pub(crate) fn given_member(events: &[MemberEvent]) -> AggregateTestExecutor<Member> {
    given(events)
}

pub(crate) fn given_search(events: &[SearchEvent]) -> AggregateTestExecutor<Search> {
    given(events)
}

pub(crate) fn given_tip(events: &[TipEvent]) -> AggregateTestExecutor<Tip> {
    given(events)
}

pub(crate) fn given_account(events: &[AccountEvent]) -> AggregateTestExecutor<Account> {
    given(events)
}

pub(crate) fn given_match(events: &[MatchEvent]) -> AggregateTestExecutor<Match> {
    given(events)
}

/// The whole onboarding of member 1, in order, a minute each.
pub(crate) fn onboarding() -> Vec<MemberEvent> {
    vec![
        MemberEvent::MemberRegistered {
            member: member(1),
            at: minute(0),
        },
        MemberEvent::RulesAccepted { at: minute(1) },
        MemberEvent::NicknameChosen {
            nickname: vault_ref(1),
            at: minute(2),
        },
        MemberEvent::TimeZoneChosen {
            time_zone: zone("Europe/Moscow"),
            at: minute(3),
        },
        MemberEvent::TopicsChosen {
            topics: topics(2),
            at: minute(4),
        },
        MemberEvent::BioWritten {
            bio: None,
            at: minute(5),
        },
        MemberEvent::ExpectationsStated {
            expectation: Expectation::Purpose(None),
            at: minute(6),
        },
        MemberEvent::ExpectationsStated {
            expectation: Expectation::Sensitivity(None),
            at: minute(7),
        },
        MemberEvent::ExpectationsStated {
            expectation: Expectation::FreeTime(FreeWindows::default()),
            at: minute(8),
        },
        MemberEvent::ProfileCompleted { at: minute(8) },
    ]
}

/// The first `count` events of the onboarding.
pub(crate) fn onboarded_until(count: usize) -> Vec<MemberEvent> {
    onboarding().into_iter().take(count).collect()
}

/// Search 1 of member 1 from minute 0.
pub(crate) fn started() -> SearchEvent {
    SearchEvent::SearchStarted {
        search_id: search(1),
        member: member(1),
        soft_from: minute(5),
        expires_at: hour(24),
        at: minute(0),
    }
}

pub(crate) fn taken() -> SearchEvent {
    SearchEvent::SearchTaken {
        search_id: search(1),
        member: member(1),
        match_id: match_id(1),
        at: minute(1),
    }
}

/// Match 1 of members 1 and 2 from minute 0 to minute 5.
pub(crate) fn proposed() -> MatchEvent {
    MatchEvent::MatchProposed {
        match_id: match_id(1),
        parties: parties(),
        pair: pair(),
        shared_topics: topics(2),
        score: Score::default(),
        softened: false,
        expires_at: minute(5),
        at: minute(0),
    }
}

pub(crate) fn accepted(number: u128) -> MatchEvent {
    MatchEvent::ProposalAccepted {
        match_id: match_id(1),
        by: member(number),
        at: minute(1),
    }
}

/// Proposed, accepted by both, the talk open.
pub(crate) fn chatting() -> Vec<MatchEvent> {
    vec![
        proposed(),
        accepted(1),
        accepted(2),
        MatchEvent::ChatStarted {
            match_id: match_id(1),
            parties: parties(),
            pair: pair(),
            at: minute(1),
        },
    ]
}

/// Member 1 wants to thank member 2 with 25 Stars, at minute 0.
pub(crate) fn invoiced() -> TipEvent {
    TipEvent::TipInvoiced {
        match_id: match_id(1),
        payer: member(1),
        receiver: member(2),
        amount: TipAmount::try_from(25).unwrap(),
        via: InvoiceVia::Chat,
        at: minute(0),
    }
}

/// The tip of [`invoiced`] is paid by a charge.
pub(crate) fn paid(by_charge: u32, at: Timestamp) -> TipEvent {
    TipEvent::TipPaid {
        match_id: match_id(1),
        payer: member(1),
        receiver: member(2),
        amount: TipAmount::try_from(25).unwrap(),
        split: Split::of(Stars::from(25)),
        charge_id: charge(by_charge),
        payer_ref: vault_ref(1),
        at,
    }
}
