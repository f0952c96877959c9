//! Erasing: destroyed once, a hash only as long as something stands for it, and a way back.

use app::actions::{self, MemberCall};
use app::vault::{Address, Erasure, Kind};
use app::{AppError, BotId, CommandContext, Eraser};
use chrono::Duration;
use domain::Stream;
use domain::member::{Member, MemberCommand};
use domain::moderation::PolicyReason;
use domain::values::{CaseId, MemberId};
use event_store::subscription::Handler;
use testkit::TestDatabase;
use uuid::Uuid;

use crate::dispatcher::{self, noon};
use crate::workshop::Workshop;

pub(crate) const TELEGRAM_ID: i64 = 501;

pub(crate) fn address() -> Address {
    Address {
        bot: BotId(700_001),
        chat_id: TELEGRAM_ID,
    }
}

pub(crate) fn case_id() -> CaseId {
    CaseId(Uuid::from_u128(0xca5e))
}

/// Of a command so many minutes later.
fn context(minutes: i64) -> CommandContext {
    dispatcher::context("member", noon() + Duration::minutes(minutes))
}

impl Workshop {
    fn eraser(&self) -> Eraser {
        Eraser::new(&self.dispatcher, &self.vault)
    }

    pub(crate) async fn send<A: Stream>(&self, id: A::Id, command: A::Command, minutes: i64) {
        let sent = self
            .dispatcher
            .execute::<A>(id, command, &context(minutes))
            .await;
        assert!(sent.is_ok());
    }

    /// A registered member with a nickname in the vault.
    pub(crate) async fn registered(&self) -> MemberId {
        let member = self.vault.identify(TELEGRAM_ID, address()).await.unwrap();
        let at = noon();
        let language = None;
        let register = MemberCommand::RegisterMember {
            member,
            language,
            at,
        };
        self.send::<Member>(member, register, 0).await;
        self.vault
            .put(member, Kind::Nickname, "Ольха")
            .await
            .unwrap();
        member
    }

    pub(crate) async fn erase(&self, member: MemberId, minutes: i64) {
        assert!(
            self.eraser()
                .erase(member, &context(minutes))
                .await
                .unwrap()
        );
    }

    pub(crate) async fn sanction(&self, member: MemberId, command: MemberCommand) {
        self.send::<Member>(member, command, 1).await;
    }

    /// The policies see every event, once more if they have before.
    pub(crate) async fn handle_all(&self) {
        let events = self.dispatcher.log().after(0, 1_000).await.unwrap();
        let mut transaction = self.pool.begin().await.unwrap();
        let policies = self.policies();
        policies.handle(&mut transaction, &events).await.unwrap();
        transaction.commit().await.unwrap();
    }

    pub(crate) async fn hashes(&self) -> i64 {
        self.count("select count(*) from vault.identities where erased")
            .await
    }

    /// Hashes deleted by a sweep so many days later.
    pub(crate) async fn swept_after(&self, days: i64) -> u64 {
        let now = noon() + Duration::days(days);
        self.eraser().sweep(now).await.unwrap().hashes
    }
}

pub(crate) fn ban() -> MemberCommand {
    MemberCommand::BanMember {
        case_id: case_id(),
        policy_reason: PolicyReason::Harassment,
        at: noon(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_member_leaves_nothing_and_comes_back_as_somebody_else() {
    let database = TestDatabase::create().await;
    let workshop = Workshop::open(&database).await;
    let member = workshop.registered().await;
    workshop.erase(member, 1).await;
    for table in [
        "vault.identities",
        "vault.addresses",
        "vault.sealed_values",
        "vault_keys.member_keys",
    ] {
        let query = format!("select count(*) from {table}");
        assert_eq!(workshop.count(&query).await, 0, "{table}");
    }
    assert_eq!(workshop.vault.find(TELEGRAM_ID).await.unwrap(), None);
    assert!(matches!(
        workshop.vault.put(member, Kind::Bio, "снова").await,
        Err(AppError::Sealed)
    ));
    let again = workshop
        .vault
        .identify(TELEGRAM_ID, address())
        .await
        .unwrap();
    assert_ne!(again, member);
}

/// The process died between the event and the vault: the policy runner carries the erasure out, once.
#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_that_was_cut_off_is_carried_out_by_the_policies_and_not_after_a_return() {
    let database = TestDatabase::create().await;
    let workshop = Workshop::open(&database).await;
    let member = workshop.registered().await;
    workshop.sanction(member, ban()).await;
    let at = noon() + Duration::minutes(2);
    workshop
        .send::<Member>(member, MemberCommand::EraseMember { at }, 2)
        .await;
    assert_eq!(
        workshop
            .count("select count(*) from vault_keys.member_keys")
            .await,
        1
    );
    workshop.handle_all().await;
    assert_eq!(
        workshop
            .count("select count(*) from vault_keys.member_keys")
            .await,
        0
    );
    assert_eq!(workshop.hashes().await, 1);

    let back = comes_back(&workshop).await;
    assert_eq!(back, member, "the ban is inherited");
    workshop
        .vault
        .put(member, Kind::Nickname, "Ольха")
        .await
        .unwrap();
    // Delivered again, long after.
    workshop.handle_all().await;
    workshop.eraser().sweep(at).await.unwrap();
    assert_eq!(
        workshop
            .count("select count(*) from vault.sealed_values")
            .await,
        1
    );
}

/// As the intake and the handlers do it.
pub(crate) async fn comes_back(workshop: &Workshop) -> MemberId {
    let mut member = workshop
        .vault
        .identify(TELEGRAM_ID, address())
        .await
        .unwrap();
    if workshop.eraser().make_way(member).await.unwrap() {
        member = workshop
            .vault
            .identify(TELEGRAM_ID, address())
            .await
            .unwrap();
    }
    let call = MemberCall {
        member,
        correlation: context(9).correlation,
        now: noon() + Duration::minutes(9),
    };
    let arrived = actions::arrive(&workshop.dispatcher, &workshop.vault, call, None).await;
    assert!(arrived.unwrap().registered);
    member
}

/// Another process remembers the member for a while; what it does meanwhile is right all the same.
#[tokio::test(flavor = "multi_thread")]
async fn another_process_that_remembers_the_erased_does_no_harm() {
    let database = TestDatabase::create().await;
    let (here, there) = (
        Workshop::open(&database).await,
        Workshop::open(&database).await,
    );
    let member = here.registered().await;
    let reference = there.vault.put(member, Kind::Bio, "рассказ").await.unwrap();
    assert_eq!(there.vault.find(TELEGRAM_ID).await.unwrap(), Some(member));
    here.sanction(member, ban()).await;
    here.erase(member, 2).await;
    assert_eq!(comes_back(&here).await, member);

    // Sealed there under the new key, readable here; and the other way round.
    let fresh = there
        .vault
        .put(member, Kind::Nickname, "Клён")
        .await
        .unwrap();
    assert!(
        here.vault
            .get(member, Kind::Nickname, fresh)
            .await
            .unwrap()
            .is_some()
    );
    let fresh = here
        .vault
        .put(member, Kind::Nickname, "Ольха")
        .await
        .unwrap();
    assert!(
        there
            .vault
            .get(member, Kind::Nickname, fresh)
            .await
            .unwrap()
            .is_some()
    );
    let gone = here.vault.get(member, Kind::Bio, reference).await.unwrap();
    assert!(gone.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_somebody_else_by_now_is_asked_again() {
    let database = TestDatabase::create().await;
    let (here, there) = (
        Workshop::open(&database).await,
        Workshop::open(&database).await,
    );
    let member = here.registered().await;
    assert_eq!(there.vault.find(TELEGRAM_ID).await.unwrap(), Some(member));
    here.erase(member, 2).await;
    let call = MemberCall {
        member,
        correlation: context(3).correlation,
        now: noon() + Duration::minutes(3),
    };
    let arrived = actions::arrive(&there.dispatcher, &there.vault, call, None).await;
    assert!(matches!(arrived, Err(AppError::ErasedMeanwhile)));
    assert_eq!(
        there.vault.find(TELEGRAM_ID).await.unwrap(),
        None,
        "forgotten"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_was_brought_back_by_a_backup_is_erased_again() {
    let database = TestDatabase::create().await;
    let workshop = Workshop::open(&database).await;
    let member = workshop.registered().await;
    workshop.sanction(member, ban()).await;
    workshop.erase(member, 2).await;
    comes_back(&workshop).await;
    let listed = workshop.vault.erasures().await.unwrap();
    assert_eq!(listed.len(), 1);
    let now = noon() + Duration::minutes(20);
    // They came back by themselves.
    assert_eq!(workshop.eraser().replay(&listed, now).await.unwrap(), 0);
    // As after a backup that knows nothing of an erasure that came later.
    let later = Erasure {
        member_id: member,
        erased_at: noon() + Duration::minutes(15),
    };
    assert_eq!(workshop.eraser().replay(&[later], now).await.unwrap(), 1);
    assert_eq!(workshop.eraser().replay(&[later], now).await.unwrap(), 0);
    assert_eq!(workshop.events("MemberErased").await, 2);
    assert_eq!(workshop.swept_after(40).await, 0);
    assert!(
        workshop.vault.erasures().await.unwrap().is_empty(),
        "35 days are over"
    );
}
