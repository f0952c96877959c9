//! Payments on two replicas at once, told again, out of order, and after a crash at every step: each counts once.

mod stage;

use std::future::Future;
use std::task::Poll;

use app::Clock;
use app::actions::tip::{self, Invoiced, PaymentTold, Recorded};
use chrono::TimeDelta;
use domain::tip::{RefusalReason, TipState, UnmatchedReason};
use domain::values::TipId;
use stage::{Stage, charge, fresh};

/// More than recording a payment waits for.
const MOST_STEPS: usize = 200;

#[tokio::test(flavor = "multi_thread")]
async fn one_button_is_one_tip_whatever_the_replica_and_however_often() {
    let stage = Stage::open().await;
    let taps = (0..8).map(|tap| stage.wish(tap % 2, 25, "1001:77"));
    let answers = futures::future::join_all(taps).await;
    let new = |answer: &&Invoiced| matches!(answer, Invoiced::Now(_));
    assert_eq!(answers.iter().filter(new).count(), 1, "{answers:?}");
    assert_eq!(stage.events("TipInvoiced").await, 1);
    assert!(matches!(
        stage.wish(1, 25, "1001:78").await,
        Invoiced::Now(_)
    ));
    assert!(matches!(
        stage.wish(1, 50, "1001:77").await,
        Invoiced::Now(_)
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_told_on_two_replicas_at_once_is_recorded_once() {
    let stage = Stage::open().await;
    let tip_id = stage.invoiced(25).await;
    let told = stage.told(tip_id, &charge("stx-one"), 25);
    let tellings = (0..8).map(|telling| stage.record(telling % 2, &told));
    let answers = futures::future::join_all(tellings).await;
    let first = |answer: &&Recorded| **answer == Recorded::Tip(tip_id);
    assert_eq!(answers.iter().filter(first).count(), 1, "{answers:?}");
    assert_eq!(stage.events("TipPaid").await, 1);
    assert_eq!(stage.unmatched().await, []);
    let split = stage.replicas[1].split_of(&told.charge_id).await.unwrap();
    assert_eq!(split.unwrap().receiver_share.get(), 23);
    assert!(matches!(
        stage.replicas[1].find(tip_id).await.unwrap().state,
        TipState::Paid
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_charges_for_one_tip_one_pays_it_and_the_other_is_kept_apart() {
    let stage = Stage::open().await;
    let tip_id = stage.invoiced(25).await;
    let told = [charge("stx-one"), charge("stx-two")].map(|id| stage.told(tip_id, &id, 25));
    let tellings = (0..8).map(|telling| stage.record(telling % 2, &told[telling / 2 % 2]));
    futures::future::join_all(tellings).await;
    assert_eq!(stage.events("TipPaid").await, 1);
    assert_eq!(stage.unmatched().await, [UnmatchedReason::PaidTwice]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_belongs_to_no_tip_is_recorded_once_with_its_reason() {
    let stage = Stage::open().await;
    let tip_id = stage.invoiced(25).await;
    let fits = |name: &str| stage.told(tip_id, &charge(name), 25);
    let told = [
        stage.told(TipId(fresh()), &charge("stx-unknown"), 25),
        PaymentTold {
            payload: "forged".to_owned(),
            ..fits("stx-forged")
        },
        stage.told(tip_id, &charge("stx-less"), 24),
        PaymentTold {
            stars: None,
            ..fits("stx-euros")
        },
    ];
    for told in &told {
        for replica in [0, 1, 0] {
            let recorded = stage.record(replica, told).await;
            let is_kept = matches!(recorded, Recorded::Unmatched(_) | Recorded::Before);
            assert!(is_kept, "{recorded:?}");
        }
    }
    let call = stage.call(stage.receiver);
    let stranger = fits("stx-stranger");
    tip::record(&stage.replicas[0], call, &stranger)
        .await
        .unwrap();
    assert_eq!(
        stage.unmatched().await,
        [
            UnmatchedReason::UnknownTip,
            UnmatchedReason::BadPayload,
            UnmatchedReason::AmountMismatch,
            UnmatchedReason::WrongCurrency,
            UnmatchedReason::WrongPayer,
        ]
    );
    // None of it spoiled the tip.
    let own = stage.record(1, &fits("stx-right")).await;
    assert_eq!(own, Recorded::Tip(tip_id));
}

/// Goes on for so many steps, from one wait to the next, and is cut off then.
async fn cut_off<F: Future>(steps: usize, work: F) -> Option<F::Output> {
    let (mut work, mut left) = (std::pin::pin!(work), steps);
    std::future::poll_fn(move |context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        work.as_mut().poll(context).map(Some)
    })
    .await
}

/// The process dies at any of its steps: what it did is found, and the rest is done by the next one.
#[tokio::test(flavor = "multi_thread")]
async fn a_payment_is_recorded_once_wherever_its_recording_was_cut_off() {
    let stage = Stage::open().await;
    let mut tips = 0;
    for steps in 0..MOST_STEPS {
        let tip_id = stage.invoiced(25).await;
        let told = stage.told(tip_id, &charge(&format!("stx-{steps}")), 25);
        let first = cut_off(steps, stage.record(0, &told)).await;
        let again = stage.record(1, &told).await;
        tips += 1;
        assert!(
            again == Recorded::Before || (first.is_none() && again == Recorded::Tip(tip_id)),
            "after {steps} steps: {first:?}, then {again:?}"
        );
        assert_eq!(stage.record(0, &told).await, Recorded::Before);
        assert_eq!(stage.events("TipPaid").await, tips);
        if first.is_some() {
            assert!(steps > 1, "there was nothing to cut off");
            assert_eq!(stage.unmatched().await, []);
            return;
        }
    }
    panic!("recording a payment took more than {MOST_STEPS} steps");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_told_before_its_payment_credits_nobody() {
    let stage = Stage::open().await;
    let tip_id = stage.invoiced(25).await;
    let told = stage.told(tip_id, &charge("stx-early"), 25);
    for replica in [0, 1] {
        let call = stage.call(stage.payer);
        tip::refunded(&stage.replicas[replica], call, &told)
            .await
            .unwrap();
        assert_eq!(stage.record(replica, &told).await, Recorded::Before);
    }
    assert_eq!(stage.unmatched().await, [UnmatchedReason::RefundedFirst]);
    assert_eq!(stage.events("TipRefunded").await, 1);
    assert_eq!(stage.events("TipPaid").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_checkouts_at_once_one_is_approved_and_hears_the_same_again() {
    let stage = Stage::open().await;
    let tip_id = stage.invoiced(25).await;
    let names = ["a", "b", "c", "d"];
    let asked = names
        .iter()
        .enumerate()
        .map(|(number, name)| stage.ask(number % 2, name, tip_id));
    let answers = futures::future::join_all(asked).await;
    let approved: Vec<_> = names
        .iter()
        .zip(&answers)
        .filter(|(_, answer)| answer.is_ok())
        .map(|(name, _)| *name)
        .collect();
    assert_eq!(approved.len(), 1, "{answers:?}");
    for (name, answer) in names.iter().zip(&answers) {
        if let Err(reason) = answer {
            assert_eq!(*reason, RefusalReason::AlreadyReserved);
        }
        for replica in [0, 1] {
            let again = stage.ask(replica, name, tip_id).await;
            assert_eq!(again.is_ok(), answer.is_ok(), "{name}");
        }
    }
    assert_eq!(stage.events("TipCheckoutApproved").await, 1);
    // Given up, or never paid: it is free again.
    stage.clock.advance(TimeDelta::minutes(4));
    assert_eq!(stage.ask(1, "e", tip_id).await, Ok(()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checkout_that_was_given_up_reserves_nothing() {
    let stage = Stage::open().await;
    let tip_id = stage.invoiced(25).await;
    assert_eq!(stage.ask(0, "slow", tip_id).await, Ok(()));
    let payload = stage.payload(tip_id);
    let question = stage.question("slow", &payload);
    for replica in &stage.replicas {
        let now = stage.clock.now();
        tip::refuse_checkout(replica, &question, RefusalReason::Busy, now)
            .await
            .unwrap();
    }
    assert_eq!(stage.events("TipCheckoutRefused").await, 1);
    assert_eq!(stage.ask(1, "again", tip_id).await, Ok(()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payload_that_is_not_ours_is_refused_and_written_down() {
    let stage = Stage::open().await;
    let tip_id = stage.invoiced(25).await;
    let own = stage.payload(tip_id);
    let (head, _) = own.split_at(own.len() - 4);
    for (id, payload) in [("empty", ""), ("cut", head), ("forged", "AAAA")] {
        let question = stage.question(id, payload);
        let answer = tip::check_out(&stage.replicas[0], &question, stage.clock.now()).await;
        assert_eq!(answer.unwrap(), Err(RefusalReason::BadPayload), "{id}");
    }
    assert_eq!(stage.events("TipCheckoutRefused").await, 3);
}
