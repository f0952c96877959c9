//! Words of the console, from one file: what a stable name is called there.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::Duration;
use domain::values::Timestamp;

pub(super) use app::staff::short_id as short;

const FILE: &str = include_str!("../../templates/words.txt");

static WORDS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    FILE.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(" = "))
        .collect()
});

/// What a stable name of a group is called; the name itself where the file has no word for it.
pub(super) fn say<'a>(group: &str, name: &'a str) -> Cow<'a, str> {
    find(&format!("{group}.{name}")).map_or(Cow::Borrowed(name), Cow::Borrowed)
}

/// What a stable name is called as the value of a field: the same name may mean two things.
pub(super) fn say_value(field: &str, name: &str) -> Option<&'static str> {
    let own = format!("value.{field}");
    let kind = match field {
        "policy_reason" => "policy",
        "template" => "template",
        _ => "topic",
    };
    let groups = [own.as_str(), kind, "value"];
    groups
        .into_iter()
        .find_map(|group| find(&format!("{group}.{name}")))
}

fn find(key: &str) -> Option<&'static str> {
    WORDS.get(key).copied()
}

/// A moment as the page shows it until the script puts it into the reader's own time.
pub(super) fn moment(at: &Timestamp) -> String {
    at.format("%d.%m.%Y %H:%M:%S UTC").to_string()
}

/// How long something lasts, in the two largest units.
pub(super) fn lasting(span: Duration) -> String {
    let minutes = span.num_minutes().max(0);
    let (days, hours, minutes) = (minutes / 1_440, minutes / 60 % 24, minutes % 60);
    let units = match (days, hours) {
        (0, 0) => [(minutes, "minutes"), (0, "")],
        (0, _) => [(hours, "hours"), (minutes, "minutes")],
        _ => [(days, "days"), (hours, "hours")],
    };
    let told = units
        .into_iter()
        .enumerate()
        .filter(|(place, (count, _))| *place == 0 || *count > 0)
        .map(|(_, (count, unit))| format!("{count}\u{a0}{}", say("unit", unit)));
    told.collect::<Vec<_>>().join(" ")
}

/// A moment for programs.
pub(super) fn stamp(at: &Timestamp) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_told_in_its_two_largest_units() {
        let told = |minutes| lasting(Duration::minutes(minutes)).replace('\u{a0}', " ");
        assert_eq!(told(-5), "0 мин");
        assert_eq!(told(59), "59 мин");
        assert_eq!(told(120), "2 ч");
        assert_eq!(told(125), "2 ч 5 мин");
        assert_eq!(told(1_440 * 3 + 65), "3 дн 1 ч");
    }
}
