//! Free windows of two members across zones, and over the nights in which clocks change.

use chrono::{Duration, TimeZone as _, Timelike, Utc};
use chrono_tz::Tz;
use domain::matching::{Candidate, Eligible, Ineligible, eligible};
use domain::values::{FreeWindows, TimeZone, Timestamp, Window};
use proptest::prelude::*;

use crate::common::{member, minute, search, topics, zone};

fn free(number: u128, time_zone: TimeZone, windows: &[Window]) -> Candidate {
    Candidate {
        member: member(number),
        search_id: search(number),
        waiting_since: minute(0),
        softened: false,
        soft_allowed: false,
        topics: topics(2),
        time_zone,
        free_time: windows.iter().copied().collect(),
        sensitivity: None,
        mean_rating_permille: None,
    }
}

/// Noon in UTC.
fn noon(year: i32, month: u32, day: u32) -> Timestamp {
    Utc.with_ymd_and_hms(year, month, day, 12, 0, 0).unwrap()
}

fn between(
    one: (&str, Window),
    other: (&str, Window),
    at: Timestamp,
) -> Result<Eligible, Ineligible> {
    let one = free(1, zone(one.0), &[one.1]);
    let other = free(2, zone(other.0), &[other.1]);
    let answer = eligible(&one, &other, at);
    assert_eq!(eligible(&other, &one, at), answer, "the order matters");
    answer
}

/// Minutes both are free in the 24 hours after a noon.
fn shared_minutes(one: (&str, Window), other: (&str, Window), at: Timestamp) -> u32 {
    match between(one, other, at) {
        Ok(found) => found.shared_free_quarters * 15,
        Err(rule) => {
            assert_eq!(rule, Ineligible::NoSharedFreeTime);
            0
        }
    }
}

const KYIV_EVENING: (&str, Window) = ("Europe/Kyiv", Window::Evening);
const KALININGRAD_EVENING: (&str, Window) = ("Europe/Kaliningrad", Window::Evening);

#[test]
fn kyiv_and_kaliningrad_share_a_clock_in_winter_and_are_an_hour_apart_in_summer() {
    for (at, hours) in [
        (noon(2026, 1, 15), 6),
        // The last evening before the clocks of Kyiv go forward, and the first after.
        (noon(2026, 3, 28), 6),
        (noon(2026, 3, 29), 5),
        (noon(2026, 7, 15), 5),
        // The same when they go back.
        (noon(2026, 10, 24), 5),
        (noon(2026, 10, 25), 6),
    ] {
        let shared = shared_minutes(KYIV_EVENING, KALININGRAD_EVENING, at);
        assert_eq!(shared, hours * 60, "{at}");
    }
}

#[test]
fn the_night_of_the_change_is_as_long_as_it_is_where_clocks_change() {
    let kyiv = ("Europe/Kyiv", Window::Night);
    let kaliningrad = ("Europe/Kaliningrad", Window::Night);
    for (at, hours) in [
        (noon(2026, 3, 28), 5),
        // Seven hours in Kyiv, six of them in Kaliningrad.
        (noon(2026, 10, 24), 6),
    ] {
        let found = between(kyiv, kaliningrad, at).unwrap();
        assert_eq!(found.shared_free_quarters, hours * 4, "{at}");
        assert_eq!(found.time_overlap_permille, 1_000, "{at}");
    }
}

#[test]
fn an_evening_in_kyiv_meets_a_night_in_moscow_only_in_winter() {
    let moscow = ("Europe/Moscow", Window::Night);
    assert_eq!(shared_minutes(KYIV_EVENING, moscow, noon(2026, 1, 15)), 60);
    assert_eq!(shared_minutes(KYIV_EVENING, moscow, noon(2026, 7, 15)), 0);
}

#[test]
fn zones_with_half_and_quarter_hours_share_what_they_share_to_the_quarter() {
    let moscow = ("Europe/Moscow", Window::Evening);
    for (other, minutes) in [
        ("Asia/Kolkata", 3 * 60 + 30),
        ("UTC+5:30", 3 * 60 + 30),
        ("Asia/Kathmandu", 3 * 60 + 15),
        ("Asia/Tehran", 5 * 60 + 30),
        ("America/St_Johns", 0),
    ] {
        let shared = shared_minutes(moscow, (other, Window::Evening), noon(2026, 1, 15));
        assert_eq!(shared, minutes, "{other}");
    }
}

#[test]
fn a_zone_whose_summer_is_half_an_hour_is_read_right() {
    let berlin = ("Europe/Berlin", Window::Day);
    let lord_howe = ("Australia/Lord_Howe", Window::Night);
    // UTC+11 in its summer, UTC+10:30 in its winter; Berlin changes by an hour the other way round.
    assert_eq!(shared_minutes(berlin, lord_howe, noon(2026, 1, 15)), 4 * 60);
    assert_eq!(
        shared_minutes(berlin, lord_howe, noon(2026, 7, 15)),
        2 * 60 + 30
    );
}

#[test]
fn windows_on_both_sides_of_midnight_are_one_stretch() {
    let late = free(1, zone("Europe/Moscow"), &[Window::Evening, Window::Night]);
    let far = free(2, zone("Asia/Vladivostok"), &[Window::Morning]);
    // 6–12 in Vladivostok is 23–5 in Moscow.
    let found = eligible(&late, &far, noon(2026, 1, 15)).unwrap();
    assert_eq!(found.shared_free_quarters, 6 * 4);
}

/// Minute by minute, with nothing of the code under test.
fn counted_minutes(one: &Candidate, other: &Candidate, at: Timestamp) -> u32 {
    let quarter = at.minute() % 15;
    let start = at
        .with_second(0)
        .and_then(|at| at.with_nanosecond(0))
        .unwrap()
        - Duration::minutes(quarter.into());
    let is_free = |candidate: &Candidate, moment: Timestamp| {
        let hour = match candidate.time_zone {
            TimeZone::Iana(zone) => moment.with_timezone(&zone).hour(),
            TimeZone::Fixed { offset_minutes } => {
                (moment + Duration::minutes(offset_minutes.into())).hour()
            }
        };
        candidate.free_time.is_free_at(hour)
    };
    let minutes = (0..24 * 60).map(|minute| start + Duration::minutes(minute));
    let shared = minutes.filter(|moment| is_free(one, *moment) && is_free(other, *moment));
    u32::try_from(shared.count()).unwrap()
}

fn zones() -> impl Strategy<Value = TimeZone> {
    let quarters = (-48..=56_i32).prop_map(|quarters| TimeZone::Fixed {
        offset_minutes: quarters * 15,
    });
    let changing = [
        Tz::Europe__Kyiv,
        Tz::Europe__Berlin,
        Tz::Australia__Lord_Howe,
        Tz::America__St_Johns,
        Tz::Asia__Kathmandu,
    ];
    prop_oneof![
        prop::sample::select(TimeZone::COMMON.to_vec()),
        prop::sample::select(changing.map(TimeZone::Iana).to_vec()),
        quarters,
    ]
}

/// At least one, so that the rule for stated times is the one asked.
fn stated() -> impl Strategy<Value = Vec<Window>> {
    prop::sample::subsequence(Window::ALL.to_vec(), 1..=4)
}

proptest! {
    #[test]
    fn shared_time_is_what_counting_minutes_says(
        zones in (zones(), zones()), windows in (stated(), stated()), minutes in 0..1_000_000_i64
    ) {
        let at = noon(2026, 1, 1) + Duration::minutes(minutes);
        let (one, other) = (free(1, zones.0, &windows.0), free(2, zones.1, &windows.1));
        let counted = counted_minutes(&one, &other, at);
        match eligible(&one, &other, at) {
            Ok(found) => prop_assert_eq!(found.shared_free_quarters * 15, counted),
            Err(rule) => {
                prop_assert_eq!(rule, Ineligible::NoSharedFreeTime);
                prop_assert!(counted < 60, "{} minutes", counted);
            }
        }
    }

    #[test]
    fn the_four_windows_cover_every_hour_once(hour in 0..24_u32) {
        let free = Window::ALL.into_iter().filter(|window| FreeWindows::from(vec![*window]).is_free_at(hour));
        prop_assert_eq!(free.count(), 1);
    }
}
