use proptest::prelude::*;

use super::*;

const LONGEST_ZONE: &str = "America/Argentina/ComodRivadavia";

fn key() -> TokenKey {
    TokenKey::new([7; 32])
}

fn actions() -> impl Strategy<Value = Action> {
    let ids = any::<u128>().prop_map(Uuid::from_u128);
    (ids, any::<prop::sample::Index>(), 1..=5_u8).prop_map(|(id, which, stars)| {
        let rating = Rating::try_from(stars).expect("from 1 to 5");
        let (of_match, of_search) = (MatchId(id), SearchId(id));
        let actions = [
            Action::RulesNext,
            Action::RulesOk,
            Action::RulesMinor,
            Action::NickPick(1),
            Action::NickPick(3),
            Action::TimeZoneSet(LONGEST_ZONE.parse().expect("a zone")),
            Action::TimeZoneSet(TimeZone::Fixed {
                offset_minutes: -210,
            }),
            Action::TimeZoneOther,
            Action::TopicToggle(Topic::Relationships),
            Action::TopicsDone,
            Action::BioSkip,
            Action::PurposeSet(Some(Purpose::Friendship)),
            Action::PurposeSet(None),
            Action::SensitivitySet(Some(Sensitivity::Gentle)),
            Action::SensitivitySet(None),
            Action::WindowsToggle(Window::Morning),
            Action::WindowsDone,
            Action::ProfileEdit(Question::Sensitivity),
            Action::ProfileEdit(Question::TimeZone),
            Action::SettingsSet(Setting::Language(domain::values::Language::Ukrainian)),
            Action::SettingsSet(Setting::Protection(true)),
            Action::SettingsSet(Setting::Protection(false)),
            Action::SearchAgain,
            Action::MatchAccept(of_match),
            Action::MatchDecline(of_match),
            Action::SearchCancel(of_search),
            Action::ChatEnd(of_match),
            Action::ChatEndYes(of_match),
            Action::ChatEndNo(of_match),
            Action::ChatExtend(of_match),
            Action::RevealOffer(of_match),
            Action::RevealWithdraw(of_match),
            Action::ChatRate(rating, of_match),
            Action::BlockAsk(of_match),
            Action::BlockYes(of_match),
            Action::BlockNo(of_match),
            Action::FileSend(of_match),
            Action::FileSkip(of_match),
            Action::TipPay(TipAmount::PRESETS[0], of_match),
            Action::TipPay(
                TipAmount::try_from(TipAmount::MAX).expect("a tip"),
                of_match,
            ),
            Action::TipOther(of_match),
            Action::TipSkip(of_match),
            Action::PaymentCaseSkip,
            Action::BlockLift(of_match),
            Action::ReportAsk(of_match),
            Action::ReportReason(ReportReason::Danger, of_match),
            Action::ReportReason(ReportReason::Crisis, of_match),
            Action::ReportSkip(of_match),
            Action::AppealStart(CaseId(id)),
            Action::ModTake(CaseId(id)),
            Action::ModOpen(CaseId(id)),
            Action::SosCountry(Place::Other),
            Action::SosAfraid,
        ];
        *which.get(&actions)
    })
}

fn members() -> impl Strategy<Value = MemberId> {
    any::<u128>().prop_map(|id| MemberId(Uuid::from_u128(id)))
}

fn carries_token(action: Action) -> bool {
    action.print(MemberId(Uuid::nil()), &key()).len() > 40
        && !matches!(action, Action::TimeZoneSet(_))
}

proptest! {
    #[test]
    fn what_is_printed_is_read_again(action in actions(), member in members()) {
        let data = action.print(member, &key());
        prop_assert!(data.len() <= MAX_BYTES, "{} bytes", data.len());
        prop_assert_eq!(Action::parse(&data, member, &key()), Ok(action));
    }

    #[test]
    fn a_token_works_for_its_member_and_its_verb_alone(action in actions(), member in members(), other in members()) {
        prop_assume!(carries_token(action) && member != other);
        let data = action.print(member, &key());
        prop_assert_eq!(Action::parse(&data, other, &key()), Err(Unreadable));
        prop_assert_eq!(Action::parse(&data, member, &TokenKey::new([8; 32])), Err(Unreadable));
        for verb in ["match.accept", "match.decline", "chat.end", "chat.end.yes", "chat.extend", "reveal.offer", "reveal.withdraw", "block.yes", "search.cancel"] {
            if verb != action.verb() {
                let moved = data.replacen(action.verb(), verb, 1);
                prop_assert!(Action::parse(&moved, member, &key()).is_err(), "{moved}");
            }
        }
    }

    #[test]
    fn a_changed_token_is_refused(action in actions(), member in members(), place in 0..64_usize, byte in 0..=127_u8) {
        prop_assume!(carries_token(action));
        let data = action.print(member, &key());
        let start = data.len() - 32;
        let mut bytes = data.clone().into_bytes();
        let place = start + place % 32;
        prop_assume!(bytes[place] != byte);
        bytes[place] = byte;
        let changed = String::from_utf8(bytes).expect("ASCII");
        prop_assert_eq!(Action::parse(&changed, member, &key()), Err(Unreadable));
    }

    #[test]
    fn nothing_makes_the_parser_fail(data in ".{0,80}", member in members()) {
        let _ = Action::parse(&data, member, &key());
    }
}

#[test]
fn buttons_of_no_version_of_ours_are_refused() {
    let member = MemberId(Uuid::nil());
    for data in [
        "",
        "v1",
        "v1:",
        "v2:rules.ok",
        "rules.ok",
        "v1:rules.ok:",
        "v1:rules.ok:x",
        "v1:nick.pick:4",
        "v1:topic.toggle:x",
        "v1:profile.edit:rules",
        "v1:profile.edit:report_comment",
        "v1:report.reason:rude.x",
        "v1:sos.country:Russia",
    ] {
        assert_eq!(
            Action::parse(data, member, &key()),
            Err(Unreadable),
            "{data}"
        );
    }
}
