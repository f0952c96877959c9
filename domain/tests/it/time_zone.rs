//! Time zones as members type them.

use chrono::{TimeZone as _, Utc};
use domain::values::TimeZone;

use crate::common::zone;

#[test]
fn offsets_and_names_are_read_and_written() {
    for (typed, written) in [
        ("UTC+5", "UTC+5"),
        ("utc-3:30", "UTC-3:30"),
        ("UTC−3", "UTC-3"),
        (" GMT +4 ", "UTC+4"),
        ("UTC", "UTC+0"),
        ("Europe/Moscow", "Europe/Moscow"),
        ("europe/kyiv", "Europe/Kyiv"),
    ] {
        assert_eq!(zone(typed).to_string(), written, "{typed}");
        assert_eq!(zone(written), zone(typed));
    }
}

#[test]
fn what_is_neither_a_name_nor_an_offset_is_refused() {
    for text in [
        "",
        "Москва",
        "UTC+15",
        "UTC-13",
        "UTC+5:60",
        "UTC++5",
        "UTC+5:",
        "UTC+123",
        "Mars/Base",
        "UTC5",
    ] {
        assert!(text.parse::<TimeZone>().is_err(), "{text}");
    }
}

#[test]
fn every_zone_of_the_buttons_can_be_read_back() {
    for common in TimeZone::COMMON {
        assert_eq!(zone(&common.to_string()), common);
    }
}

#[test]
fn the_difference_honours_daylight_saving_time() {
    let (moscow, berlin) = (zone("Europe/Moscow"), zone("Europe/Berlin"));
    let winter = Utc.with_ymd_and_hms(2026, 1, 15, 12, 0, 0).unwrap();
    let summer = Utc.with_ymd_and_hms(2026, 7, 15, 12, 0, 0).unwrap();
    assert_eq!(moscow.difference_minutes(berlin, winter), -120);
    assert_eq!(moscow.difference_minutes(berlin, summer), -60);
    assert_eq!(berlin.difference_minutes(moscow, summer), 60);
    assert_eq!(moscow.difference_minutes(zone("UTC+5:30"), winter), 150);
}
