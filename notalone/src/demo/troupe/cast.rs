//! Who the forty are: what they live through, where, and how they behave.

use domain::values::{Purpose, Sensitivity, TimeZone, Topic, availability::Window};
use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, IteratorRandom};

use super::manner::Manner;
use crate::demo::phrases::Phrases;
use crate::demo::profile::Profile;

use Topic::{
    Anxiety, Burnout, Career, Divorce, Finance, Identity, Illness, Loneliness, Loss, Parenting,
    Relationships, Relocation,
};

/// Topics of the hosts. Every two topics are together in exactly one row, so that whoever chose two topics finds a host; and two
/// rows share at most one topic, so that hosts are never proposed to each other and wait for a visitor. (The plane of order 3
/// without a point.)
const HOSTS: [&[Topic]; 13] = [
    &[Loneliness, Burnout, Anxiety, Career],
    &[Relocation, Divorce, Loss, Career],
    &[Illness, Parenting, Relationships, Career],
    &[Loneliness, Relocation, Illness, Finance],
    &[Burnout, Divorce, Parenting, Finance],
    &[Anxiety, Loss, Relationships, Finance],
    &[Loneliness, Divorce, Relationships, Identity],
    &[Burnout, Loss, Illness, Identity],
    &[Anxiety, Relocation, Parenting, Identity],
    &[Loneliness, Loss, Parenting],
    &[Burnout, Relocation, Relationships],
    &[Anxiety, Divorce, Illness],
    &[Career, Finance, Identity],
];
/// Zones of the hosts, so that the card says a small difference to most.
const HOST_ZONES: [&str; 3] = ["Europe/Moscow", "Europe/Minsk", "Europe/Samara"];
/// How many topics a guest has: enough to meet other guests, few enough to meet few of the hosts, who are taken from the visitors
/// until they have declined.
const GUEST_TOPICS: std::ops::RangeInclusive<usize> = 3..=4;
/// Out of this many, so many state their free time, sensitivity or purpose.
const STATED: (u32, u32) = (1, 3);

/// One of the forty.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// What they answer.
    pub(super) profile: Profile,
    /// How they behave.
    pub(super) manner: Manner,
}

/// The part with this number, the hosts first. The generator makes the rest of it up.
pub(super) fn part(number: usize, phrases: &Phrases, rng: &mut StdRng) -> Part {
    let (manner, mut profile) = match HOSTS.get(number) {
        Some(topics) => (Manner::Host, host(number, topics)),
        None => (Manner::of_guest(number), guest(rng)),
    };
    let main_topic = profile.topics.get(number % 3).copied();
    profile.nickname = Some(phrases.nth("nickname", number).to_owned());
    profile.bio = main_topic.map(|topic| {
        let section = format!("bio.{}", topic.slug());
        phrases.any(&section, rng).to_owned()
    });
    Part { profile, manner }
}

/// Meets anybody: free at all hours by name, which no difference of clocks rules out, and with no word on sensitivity.
fn host(number: usize, topics: &[Topic]) -> Profile {
    Profile {
        nickname: None,
        time_zone: HOST_ZONES[number % HOST_ZONES.len()].to_owned(),
        topics: topics.to_vec(),
        bio: None,
        purpose: Some(Purpose::Support),
        sensitivity: None,
        windows: Window::ALL.to_vec(),
    }
}

fn guest(rng: &mut StdRng) -> Profile {
    let zone = TimeZone::COMMON.choose(rng).map(ToString::to_string);
    let count = rng.random_range(GUEST_TOPICS);
    Profile {
        nickname: None,
        time_zone: zone.unwrap_or_else(|| HOST_ZONES[0].to_owned()),
        topics: Topic::ALL.into_iter().choose_multiple(rng, count),
        bio: None,
        purpose: stated(rng, &Purpose::ALL),
        sensitivity: stated(rng, &Sensitivity::ALL),
        windows: if rng.random_ratio(STATED.0, STATED.1) {
            Window::ALL.into_iter().choose_multiple(rng, 2)
        } else {
            Vec::new()
        },
    }
}

fn stated<T: Copy>(rng: &mut StdRng, choices: &[T]) -> Option<T> {
    let is_stated = rng.random_ratio(STATED.0, STATED.1);
    choices.choose(rng).copied().filter(|_| is_stated)
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;
    use crate::demo::troupe::SIZE;

    #[test]
    fn whoever_has_two_topics_finds_one_host_and_no_host_finds_another() {
        for (place, one) in Topic::ALL.iter().enumerate() {
            for other in &Topic::ALL[place + 1..] {
                let hosts = HOSTS
                    .iter()
                    .filter(|host| host.contains(one) && host.contains(other));
                assert_eq!(hosts.count(), 1, "{one:?} and {other:?}");
            }
        }
    }

    #[test]
    fn everybody_can_answer_every_question() {
        let phrases = Phrases::read();
        let mut rng = StdRng::seed_from_u64(0);
        let parts: Vec<_> = (0..SIZE)
            .map(|number| part(number, &phrases, &mut rng))
            .collect();
        for part in &parts {
            let profile = &part.profile;
            assert!((2..=6).contains(&profile.topics.len()));
            let nickname = profile.nickname.as_deref().unwrap_or_default();
            assert!(
                domain::values::Nickname::parse(nickname).is_ok(),
                "{nickname}"
            );
            let bio = profile.bio.as_deref().unwrap_or_default();
            assert!(domain::values::Bio::parse(bio).is_ok(), "{bio}");
        }
        let names: std::collections::HashSet<_> =
            parts.iter().map(|part| &part.profile.nickname).collect();
        assert_eq!(names.len(), SIZE, "two have the same nickname");
    }
}
