//! Amounts, charge ids and operators' notes.

use domain::values::{
    ChargeId, NotATip, OperatorNote, OperatorNoteError, Split, Stars, TextFault, TipAmount,
};
use proptest::prelude::*;

#[test]
fn the_commission_is_ten_percent_rounded_down_in_the_receivers_favour() {
    for (stars, commission) in [
        (1, 0),
        (5, 0),
        (9, 0),
        (10, 1),
        (25, 2),
        (50, 5),
        (2_500, 250),
    ] {
        let split = Split::of(Stars::from(stars));
        assert_eq!(split.commission.get(), commission, "{stars}");
        assert_eq!(split.receiver_share.get(), stars - commission, "{stars}");
    }
}

proptest! {
    #[test]
    fn no_star_is_lost_or_made_by_dividing(stars: u32) {
        let split = Split::of(Stars::from(stars));
        prop_assert_eq!(
            u64::from(split.commission.get()) + u64::from(split.receiver_share.get()),
            u64::from(stars)
        );
        prop_assert!(u64::from(split.commission.get()) * 10 <= u64::from(stars));
    }
}

#[test]
fn a_tip_is_1_to_2500_stars() {
    for stars in [1, 5, 2_500] {
        assert_eq!(u32::from(TipAmount::try_from(stars).unwrap()), stars);
    }
    for stars in [0, 2_501, u32::MAX] {
        assert_eq!(TipAmount::try_from(stars), Err(NotATip));
    }
    assert!(serde_json::from_str::<TipAmount>("2501").is_err());
    assert_eq!(TipAmount::PRESETS.map(u32::from), [5, 10, 25, 50]);
}

#[test]
fn an_amount_of_telegram_is_never_negative() {
    assert_eq!(Stars::try_from(0_i64), Ok(Stars::ZERO));
    assert!(Stars::try_from(-1_i64).is_err());
    assert!(Stars::try_from(i64::MAX).is_err());
}

#[test]
fn a_charge_id_is_1_to_255_visible_characters() {
    for text in ["x", "stx_1-2.3~", &"c".repeat(255)] {
        assert_eq!(text.parse::<ChargeId>().unwrap().as_str(), text);
    }
    for text in ["", " ", "a b", "заряд", "a\u{0}", &"c".repeat(256)] {
        assert!(text.parse::<ChargeId>().is_err(), "{text:?}");
    }
}

#[test]
fn a_note_says_why_on_one_line_and_leads_to_nobody() {
    let note: OperatorNote = "  Двойная   оплата, обращение 17 ".parse().unwrap();
    assert_eq!(note.as_str(), "Двойная оплата, обращение 17");
    for (text, fault) in [
        ("", OperatorNoteError::Empty),
        (" \t", OperatorNoteError::Empty),
        ("одна\nдве", OperatorNoteError::TooLong),
        (&"я ".repeat(150), OperatorNoteError::TooLong),
        ("для @someone", OperatorNoteError::Text(TextFault::AtSign)),
    ] {
        assert_eq!(text.parse::<OperatorNote>(), Err(fault), "{text:?}");
    }
}
