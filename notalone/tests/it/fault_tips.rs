//! Payments while things break: the question is answered in time whatever the database does, and no payment is lost or counted twice
//! wherever the process dies.

use std::time::Duration;

use sqlx::{Connection, PgConnection};
use telegram_simulator::client::{InvoiceView, Pay, PaymentState, PaymentView};
use testkit::eventually;

use crate::fault_tools::RECOVERED_WITHIN;
use crate::harness::{Options, Person, System};
use crate::journey_tips::{RECEIPT, THANKED};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_mins(1);

/// A database that is held still by somebody else until this is dropped.
struct Held {
    holder: PgConnection,
}

impl Held {
    /// Runs a statement that takes a lock, and keeps it.
    async fn by(system: &System, statement: &str) -> Self {
        let options = system.pool.connect_options();
        let mut holder = PgConnection::connect_with(&options).await.unwrap();
        sqlx::query("begin").execute(&mut holder).await.unwrap();
        sqlx::query(statement).execute(&mut holder).await.unwrap();
        Self { holder }
    }

    async fn release(mut self) {
        sqlx::query("rollback")
            .execute(&mut self.holder)
            .await
            .unwrap();
        self.holder.close().await.unwrap();
    }
}

async fn invoiced(system: &System) -> (Person, Person, InvoiceView) {
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.is_rich().await;
    anna.ask("/tips", "Сказать спасибо звёздами").await;
    let invoice = anna.wants_to_give(25).await;
    system.wait_done().await;
    (anna, boris, invoice)
}

/// Presses «Заплатить» without waiting for what becomes of it.
async fn pressed(anna: &Person, invoice: &InvoiceView) -> PaymentView {
    let pay = Pay::message(invoice.message_id).without_waiting();
    anna.control.pay(&pay).await.unwrap()
}

#[tokio::test]
async fn while_the_database_is_slow_a_payment_is_politely_refused_in_time_and_can_be_made_later() {
    let system = System::start(Options::default().database_proxy()).await;
    let (anna, boris, invoice) = invoiced(&system).await;
    let proxy = system.database_proxy.as_ref().unwrap();
    proxy.stall();
    let payment = pressed(&anna, &invoice).await;
    assert_eq!(payment.state, PaymentState::Waiting);
    // Telegram waits ten seconds.
    system.advance(8 * SECOND).await;
    let payment = anna
        .control
        .settled_payment(payment.payment_id)
        .await
        .unwrap();
    assert_eq!(payment.state, PaymentState::Refused, "{payment:?}");
    let words = payment.error_message.unwrap();
    assert!(
        words.contains("Не успел проверить платёж. Звёзды не списаны"),
        "{words}"
    );
    assert_eq!(anna.control.stars().await.unwrap(), 10_000);

    proxy.resume();
    // It is written down, and gives back what a late yes may have reserved: nobody has to wait for that.
    eventually(RECOVERED_WITHIN, || async {
        system.refusals().await == ["busy"]
    })
    .await;
    anna.has_paid(&invoice).await;
    anna.expect(RECEIPT).await;
    boris.expect(THANKED).await;
    anna.end().await;
    system.finish().await;
}

/// One who has other things waiting pays all the same: the question overtakes their own updates.
#[tokio::test]
async fn a_payment_does_not_wait_for_what_its_payer_said_before() {
    let system = System::start_default().await;
    let (anna, boris, invoice) = invoiced(&system).await;
    // What she says cannot be finished, and everything else of hers waits behind it.
    let inbox = Held::by(&system, "lock table inbox in share mode").await;
    anna.control.send_text("это подождёт").await.unwrap();
    let held = Pay::message(invoice.message_id).held();
    let payment = anna.control.pay(&held).await.unwrap();
    assert_eq!(payment.state, PaymentState::Approved);
    inbox.release().await;
    anna.control
        .complete_payment(payment.payment_id)
        .await
        .unwrap();
    boris.control.wait_for_text(0, THANKED).await.unwrap();
    system.redeliver_until_done().await;
    anna.end().await;
    system.finish().await;
}

/// Where the process dies, between Telegram taking the Stars and both having their receipts.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// The update cannot even be claimed.
    Claim,
    /// Who would get the Stars back is not written down yet.
    Payer,
    /// The payment is not in the log yet.
    Append,
    /// It is in the log; that the update is done is not written down.
    Finish,
    /// It is in the log; nothing has followed from it.
    Policies,
    /// Receipts wait to be sent.
    Outbox,
}

impl Step {
    /// What keeps the process from going on.
    const fn statement(self) -> &'static str {
        match self {
            Self::Claim => "lock table inbox in share mode",
            Self::Payer => "lock table vault.payers in share mode",
            Self::Append => "select 1 from log_head for update",
            Self::Finish => "select 1 from inbox where state = 'claimed' for update",
            Self::Policies => "select 1 from checkpoints where name = 'policies' for update",
            Self::Outbox => "lock table outbox in share mode",
        }
    }
}

async fn a_kill_loses_and_doubles_nothing(step: Step) {
    let system = System::start_default().await;
    let (anna, boris, invoice) = invoiced(&system).await;
    let held = Pay::message(invoice.message_id).held();
    let payment = anna.control.pay(&held).await.unwrap();
    assert_eq!(payment.state, PaymentState::Approved);
    system.wait_done().await;

    let hindrance = match step {
        Step::Finish => finishing_is_hindered(&system, &anna, &payment).await,
        step => {
            let hindrance = Held::by(&system, step.statement()).await;
            anna.control
                .complete_payment(payment.payment_id)
                .await
                .unwrap();
            hindrance
        }
    };
    system.wait_until_it_hangs(step).await;
    system.replicas[0].kill();
    hindrance.release().await;
    system.let_claims_of_the_dead_run_out().await;
    system.restart(0).await;
    system.redeliver_until_done().await;
    system.wait_done().await;
    assert_eq!(system.events("TipPaid").await, 1, "{step:?}");
    assert_eq!(system.events("TipPaymentUnmatched").await, 0, "{step:?}");
    assert_eq!(system.owed().await, 23, "{step:?}");
    anna.control.wait_for_text(0, RECEIPT).await.unwrap();
    boris.control.wait_for_text(0, THANKED).await.unwrap();
    for (person, receipt) in [(&anna, RECEIPT), (&boris, THANKED)] {
        assert_eq!(person.count_of(receipt).await, 1, "{step:?}");
    }
    anna.end().await;
    system.finish().await;
}

/// The payment goes into the log, and that its update is done does not go into the inbox.
async fn finishing_is_hindered(system: &System, anna: &Person, payment: &PaymentView) -> Held {
    let log = Held::by(system, Step::Append.statement()).await;
    anna.control
        .complete_payment(payment.payment_id)
        .await
        .unwrap();
    eventually(RECOVERED_WITHIN, || async {
        count(system, "select count(*) from inbox where state = 'claimed'").await > 0
    })
    .await;
    let inbox = Held::by(system, Step::Finish.statement()).await;
    log.release().await;
    inbox
}

impl System {
    /// Returns once the process can go no further.
    async fn wait_until_it_hangs(&self, step: Step) {
        let is_there = match step {
            Step::Finish | Step::Policies | Step::Outbox => {
                "select count(*) from events where event_type = 'TipPaid'"
            }
            Step::Claim | Step::Payer | Step::Append => {
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
            }
        };
        eventually(RECOVERED_WITHIN, || async {
            count(self, is_there).await > 0
        })
        .await;
        if matches!(step, Step::Finish | Step::Policies | Step::Outbox) {
            let waits = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
            eventually(RECOVERED_WITHIN, || async { count(self, waits).await > 0 }).await;
        }
        // The receipts go out meanwhile. One that Telegram took and that is not written down as sent would come again, rightly.
        if matches!(step, Step::Finish) {
            self.wait_effects().await;
        }
    }
}

async fn count(system: &System, query: &str) -> i64 {
    sqlx::query_scalar(query)
        .fetch_one(&system.pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn killed_before_a_payment_was_claimed() {
    a_kill_loses_and_doubles_nothing(Step::Claim).await;
}

#[tokio::test]
async fn killed_before_it_was_known_who_would_get_the_stars_back() {
    a_kill_loses_and_doubles_nothing(Step::Payer).await;
}

#[tokio::test]
async fn killed_before_a_payment_was_in_the_log() {
    a_kill_loses_and_doubles_nothing(Step::Append).await;
}

#[tokio::test]
async fn killed_between_the_log_and_the_inbox() {
    a_kill_loses_and_doubles_nothing(Step::Finish).await;
}

#[tokio::test]
async fn killed_before_anything_followed_from_a_payment() {
    a_kill_loses_and_doubles_nothing(Step::Policies).await;
}

#[tokio::test]
async fn killed_before_the_receipts_were_written() {
    a_kill_loses_and_doubles_nothing(Step::Outbox).await;
}

/// Killed between the answer and the charge: the tip stays reserved for whoever was told yes, and the payment is recorded.
#[tokio::test]
async fn killed_between_the_yes_and_the_payment() {
    let system = System::start_default().await;
    let (anna, boris, invoice) = invoiced(&system).await;
    let held = Pay::message(invoice.message_id).held();
    let payment = anna.control.pay(&held).await.unwrap();
    assert_eq!(payment.state, PaymentState::Approved);
    system.replicas[0].kill();
    anna.control
        .complete_payment(payment.payment_id)
        .await
        .unwrap();
    // Long after: what was paid in time counts, however late we hear of it.
    system.clock.advance(30 * MINUTE);
    system.let_claims_of_the_dead_run_out().await;
    system.restart(0).await;
    system.redeliver_until_done().await;
    anna.control.wait_for_text(0, RECEIPT).await.unwrap();
    boris.control.wait_for_text(0, THANKED).await.unwrap();
    assert_eq!(system.owed().await, 23);
    anna.end().await;
    system.finish().await;
}

/// An order to give back is carried out by whoever lives.
#[tokio::test]
async fn killed_between_the_order_and_the_refund() {
    let system = System::start_default().await;
    let (anna, _boris, invoice) = invoiced(&system).await;
    anna.has_paid(&invoice).await;
    system.wait_done().await;
    let held = Held::by(
        &system,
        "select 1 from checkpoints where name = 'star_refunds' for update",
    )
    .await;
    let forced = Pay::message(invoice.message_id).forced();
    anna.control.pay(&forced).await.unwrap();
    eventually(RECOVERED_WITHIN, || async {
        system.events("TipRefundOrdered").await == 1
    })
    .await;
    system.replicas[0].kill();
    held.release().await;
    system.let_claims_of_the_dead_run_out().await;
    system.restart(0).await;
    system.redeliver_until_done().await;
    eventually(RECOVERED_WITHIN, || async {
        system.events("TipRefunded").await == 1
    })
    .await;
    system.wait_done().await;
    assert_eq!(anna.control.stars().await.unwrap(), 9_975);
    anna.end().await;
    system.finish().await;
}
