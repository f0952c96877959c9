//! What is a payload of ours, and what is not.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use uuid::Uuid;

use super::{MAX_BYTES, NotOurs, PayloadKeys, SIGNED_BYTES};
use crate::config::RotatingSecret;

const FIRST: &str = "the first secret of the invoices, long enough";
const SECOND: &str = "the second secret of the invoices, long enough";
const THIRD: &str = "the third secret of the invoices, long enough";

fn keys(current: &str, previous: Option<&str>) -> PayloadKeys {
    PayloadKeys::new(&RotatingSecret {
        current: current.into(),
        previous: previous.map(Into::into),
    })
}

fn tip() -> impl Strategy<Value = Uuid> {
    any::<u128>().prop_map(Uuid::from_u128)
}

proptest! {
    #[test]
    fn what_was_sealed_opens_to_the_same_tip_and_fits_telegram(tip in tip()) {
        let keys = keys(FIRST, None);
        let payload = keys.seal(tip);
        prop_assert!((1..=MAX_BYTES).contains(&payload.len()));
        prop_assert_eq!(keys.open(&payload), Ok(tip));
        prop_assert_eq!(keys.seal(tip), payload);
    }

    #[test]
    fn one_changed_bit_anywhere_makes_it_foreign(tip in tip(), bit in 0_usize..53 * 8) {
        let keys = keys(FIRST, None);
        let mut bytes = URL_SAFE_NO_PAD.decode(keys.seal(tip)).unwrap();
        bytes[bit / 8] ^= 1 << (bit % 8);
        prop_assert_eq!(keys.open(&URL_SAFE_NO_PAD.encode(bytes)), Err(NotOurs));
    }

    #[test]
    fn whatever_is_cut_off_or_added_makes_it_foreign(tip in tip(), keep in 0_usize..71, more in "[A-Za-z0-9_-]{1,60}") {
        let keys = keys(FIRST, None);
        let payload = keys.seal(tip);
        prop_assert_eq!(keys.open(&payload[..keep]), Err(NotOurs));
        prop_assert_eq!(keys.open(&format!("{payload}{more}")), Err(NotOurs));
        prop_assert_eq!(keys.open(&format!("{more}{payload}")), Err(NotOurs));
    }

    #[test]
    fn no_text_that_somebody_makes_up_is_ours(text in any::<String>(), bytes in prop::collection::vec(any::<u8>(), 0..90)) {
        let keys = keys(FIRST, Some(SECOND));
        prop_assert_eq!(keys.open(&text), Err(NotOurs));
        prop_assert_eq!(keys.open(&URL_SAFE_NO_PAD.encode(bytes)), Err(NotOurs));
    }

    #[test]
    fn the_signature_of_one_tip_is_worth_nothing_for_another(one in tip(), other in tip()) {
        prop_assume!(one != other);
        let keys = keys(FIRST, None);
        let (one, other) = (keys.seal(one), keys.seal(other));
        let (one, other) = (URL_SAFE_NO_PAD.decode(one).unwrap(), URL_SAFE_NO_PAD.decode(other).unwrap());
        let mixed = [&one[..SIGNED_BYTES], &other[SIGNED_BYTES..]].concat();
        prop_assert_eq!(keys.open(&URL_SAFE_NO_PAD.encode(mixed)), Err(NotOurs));
    }
}

#[test]
fn during_a_rotation_both_keys_are_accepted_and_the_new_one_signs() {
    let tip = Uuid::from_u128(7);
    let before = keys(FIRST, None).seal(tip);
    let rotating = keys(SECOND, Some(FIRST));
    assert_eq!(rotating.open(&before), Ok(tip));
    let during = rotating.seal(tip);
    assert_eq!(keys(SECOND, None).open(&during), Ok(tip));
    assert_eq!(keys(FIRST, None).open(&during), Err(NotOurs));
}

#[test]
fn after_a_rotation_the_old_key_is_worth_nothing() {
    let before = keys(FIRST, None).seal(Uuid::from_u128(7));
    assert_eq!(keys(SECOND, None).open(&before), Err(NotOurs));
    assert_eq!(keys(THIRD, Some(SECOND)).open(&before), Err(NotOurs));
}

#[test]
fn the_name_of_a_known_key_does_not_help_another_key() {
    let tip = Uuid::from_u128(7);
    let mut forged = URL_SAFE_NO_PAD.decode(keys(THIRD, None).seal(tip)).unwrap();
    let ours = URL_SAFE_NO_PAD.decode(keys(FIRST, None).seal(tip)).unwrap();
    forged[..SIGNED_BYTES].copy_from_slice(&ours[..SIGNED_BYTES]);
    assert_eq!(
        keys(FIRST, None).open(&URL_SAFE_NO_PAD.encode(forged)),
        Err(NotOurs)
    );
}

#[test]
fn the_keys_are_not_shown() {
    assert_eq!(format!("{:?}", keys(FIRST, None)), "PayloadKeys(hidden)");
}

#[test]
fn the_payload_says_nothing_but_the_tip() {
    let bytes = URL_SAFE_NO_PAD
        .decode(keys(FIRST, None).seal(Uuid::from_u128(7)))
        .unwrap();
    assert_eq!(bytes.len(), 53);
    assert_eq!(bytes[5..21], *Uuid::from_u128(7).as_bytes());
}
