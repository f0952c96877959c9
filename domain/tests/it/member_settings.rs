//! Language and protected content.

use cqrs_es::Aggregate;
use domain::member::{Member, MemberCommand, MemberEvent};
use domain::values::Language;

use crate::common::{given_member, member, minute, onboarded_until, onboarding};

fn registration(language: Option<Language>) -> MemberCommand {
    MemberCommand::RegisterMember {
        member: member(1),
        language,
        at: minute(0),
    }
}

fn language(language: Language, at: i64) -> MemberEvent {
    MemberEvent::LanguageChosen {
        language,
        at: minute(at),
    }
}

fn protection(protected: bool, at: i64) -> MemberEvent {
    MemberEvent::ContentProtectionChosen {
        protected,
        at: minute(at),
    }
}

#[test]
fn the_first_contact_takes_the_language_from_telegram_unless_it_is_the_usual_one() {
    for other in [Language::English, Language::Ukrainian] {
        let mut expected = onboarded_until(1);
        expected.push(language(other, 0));
        given_member(&[])
            .when(registration(Some(other)))
            .then_expect_events(expected);
    }
    for usual in [None, Some(Language::Russian)] {
        given_member(&[])
            .when(registration(usual))
            .then_expect_events(onboarded_until(1));
    }
}

#[test]
fn a_later_contact_does_not_change_the_language() {
    given_member(&onboarded_until(1))
        .when(registration(Some(Language::Ukrainian)))
        .then_expect_events(vec![]);
}

#[test]
fn a_language_can_be_chosen_before_the_rules_and_at_any_time() {
    for before in [onboarded_until(1), onboarded_until(5), onboarding()] {
        given_member(&before)
            .when(MemberCommand::ChooseLanguage {
                language: Language::Ukrainian,
                at: minute(9),
            })
            .then_expect_events(vec![language(Language::Ukrainian, 9)]);
    }
}

#[test]
fn the_usual_language_can_be_chosen_too() {
    given_member(&onboarding())
        .when(MemberCommand::ChooseLanguage {
            language: Language::Russian,
            at: minute(9),
        })
        .then_expect_events(vec![language(Language::Russian, 9)]);
}

#[test]
fn the_same_language_again_changes_nothing() {
    let mut events = onboarding();
    events.push(language(Language::English, 9));
    given_member(&events)
        .when(MemberCommand::ChooseLanguage {
            language: Language::English,
            at: minute(10),
        })
        .then_expect_events(vec![]);
}

#[test]
fn protection_is_off_until_it_is_chosen_and_can_be_taken_back() {
    let choose = |protected, at| MemberCommand::ChooseContentProtection {
        protected,
        at: minute(at),
    };
    let mut events = onboarding();
    given_member(&events)
        .when(choose(false, 9))
        .then_expect_events(vec![]);
    given_member(&events)
        .when(choose(true, 9))
        .then_expect_events(vec![protection(true, 9)]);

    events.push(protection(true, 9));
    given_member(&events)
        .when(choose(true, 10))
        .then_expect_events(vec![]);
    given_member(&events)
        .when(choose(false, 10))
        .then_expect_events(vec![protection(false, 10)]);
}

#[test]
fn settings_do_not_touch_the_profile() {
    let profile = folded(onboarding());
    let mut events = onboarding();
    events.extend([language(Language::English, 9), protection(true, 9)]);
    let with_settings = folded(events);
    assert_eq!(
        Member {
            language: Some(Language::English),
            protect_content: true,
            ..profile
        },
        with_settings
    );
}

#[test]
fn what_telegram_calls_a_language_is_read_with_and_without_a_region() {
    for (code, expected) in [
        ("ru", Some(Language::Russian)),
        ("en", Some(Language::English)),
        ("en-GB", Some(Language::English)),
        ("pt-br", None),
        ("UK", Some(Language::Ukrainian)),
        ("uk_UA", Some(Language::Ukrainian)),
        ("de", None),
        ("", None),
        ("english", None),
    ] {
        assert_eq!(Language::from_telegram(code), expected, "{code}");
    }
}

fn folded(events: Vec<MemberEvent>) -> Member {
    let mut state = Member::default();
    for event in events {
        state.apply(event);
    }
    state
}
