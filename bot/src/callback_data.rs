//! What buttons carry: `v1:<verb>[:<argument>]`, at most 64 bytes (contract.md, "Telegram"). Parsed once, typed from then on.

mod setting;
mod token;

use app::hotlines::Place;
use domain::moderation::ReportReason;
use domain::values::time_zone::UnknownTimeZone;
use domain::values::{
    CaseId, MatchId, MemberId, Purpose, Rating, SearchId, Sensitivity, TimeZone, TipAmount, Topic,
    availability::Window,
};
use uuid::Uuid;

pub use setting::Setting;
pub use token::TokenKey;

use crate::dialogues::Question;

/// Telegram's limit for callback data.
pub const MAX_BYTES: usize = 64;
const VERSION: &str = "v1";

/// What a button asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// The next rules card.
    RulesNext,
    /// «Мне есть 18, я понимаю».
    RulesOk,
    /// «Мне нет 18».
    RulesMinor,
    /// One of the suggested nicknames, 1 to 3.
    NickPick(u8),
    /// A zone.
    TimeZoneSet(TimeZone),
    /// A zone that is not on the buttons.
    TimeZoneOther,
    /// Adds or removes a topic.
    TopicToggle(Topic),
    /// The topics are chosen.
    TopicsDone,
    /// No bio.
    BioSkip,
    /// What the member looks for, `None` to skip.
    PurposeSet(Option<Purpose>),
    /// How gently, `None` to skip.
    SensitivitySet(Option<Sensitivity>),
    /// Adds or removes a window.
    WindowsToggle(Window),
    /// The windows are chosen.
    WindowsDone,
    /// Asks one question of the profile anew.
    ProfileEdit(Question),
    /// Gives a setting a value.
    SettingsSet(Setting),
    /// «Принять».
    MatchAccept(MatchId),
    /// «Пропустить».
    MatchDecline(MatchId),
    /// «Отменить поиск».
    SearchCancel(SearchId),
    /// A new search.
    SearchAgain,
    /// «Завершить».
    ChatEnd(MatchId),
    /// «Да, завершить».
    ChatEndYes(MatchId),
    /// «Нет, продолжим».
    ChatEndNo(MatchId),
    /// «Продолжить разговор» of a talk whose time is nearly over.
    ChatExtend(MatchId),
    /// «Открыться».
    RevealOffer(MatchId),
    /// «Не открываться».
    RevealWithdraw(MatchId),
    /// A rating.
    ChatRate(Rating, MatchId),
    /// «Заблокировать».
    BlockAsk(MatchId),
    /// «Да, заблокировать».
    BlockYes(MatchId),
    /// «Нет, не нужно».
    BlockNo(MatchId),
    /// «Отправить» under a file that can hold its sender's name.
    FileSend(MatchId),
    /// «Не отправлять».
    FileSkip(MatchId),
    /// So many Stars for the other of a talk.
    TipPay(TipAmount, MatchId),
    /// «Другая сумма».
    TipOther(MatchId),
    /// «Не сейчас» under the question for the amount.
    TipSkip(MatchId),
    /// «Вопроса нет».
    PaymentCaseSkip,
    /// Lifts the block of the talk's peer.
    BlockLift(MatchId),
    /// «Пожаловаться».
    ReportAsk(MatchId),
    /// Why.
    ReportReason(ReportReason, MatchId),
    /// «Без комментария».
    ReportSkip(MatchId),
    /// «Обжаловать решение».
    AppealStart(CaseId),
    /// Takes a case, in the moderators' chat.
    ModTake(CaseId),
    /// Opens a case, in the moderators' chat.
    ModOpen(CaseId),
    /// The crisis contacts of a country.
    SosCountry(Place),
    /// «Мне страшно звонить».
    SosAfraid,
}

/// The data are not a button of ours for this member: forged, someone else's, or of a version that is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the button is not one of this member's")]
pub struct Unreadable;

impl Action {
    /// The data of a button for this member.
    pub fn print(self, member: MemberId, key: &TokenKey) -> String {
        let verb = self.verb();
        match self.argument(verb, member, key) {
            Some(argument) => format!("{VERSION}:{verb}:{argument}"),
            None => format!("{VERSION}:{verb}"),
        }
    }

    /// Reads what a button of this member carried.
    pub fn parse(data: &str, member: MemberId, key: &TokenKey) -> Result<Self, Unreadable> {
        if data.len() > MAX_BYTES {
            return Err(Unreadable);
        }
        let (version, rest) = data.split_once(':').ok_or(Unreadable)?;
        if version != VERSION {
            return Err(Unreadable);
        }
        let parsed = match rest.split_once(':') {
            None => plain(rest),
            Some((verb, argument)) => choice(verb, argument)
                .or_else(|| with_token(verb, argument, |token| key.read(token, verb, member))),
        };
        parsed.ok_or(Unreadable)
    }

    /// The stable verb.
    pub const fn verb(self) -> &'static str {
        match self {
            Self::RulesNext => "rules.next",
            Self::RulesOk => "rules.ok",
            Self::RulesMinor => "rules.minor",
            Self::NickPick(_) => "nick.pick",
            Self::TimeZoneSet(_) | Self::TimeZoneOther => "tz.set",
            Self::TopicToggle(_) => "topic.toggle",
            Self::TopicsDone => "topics.done",
            Self::BioSkip => "bio.skip",
            Self::PurposeSet(_) => "purpose.set",
            Self::SensitivitySet(_) => "sensitivity.set",
            Self::WindowsToggle(_) => "windows.toggle",
            Self::WindowsDone => "windows.done",
            Self::ProfileEdit(_) => "profile.edit",
            Self::SettingsSet(_) => "settings.set",
            Self::MatchAccept(_) => "match.accept",
            Self::MatchDecline(_) => "match.decline",
            Self::SearchCancel(_) => "search.cancel",
            Self::SearchAgain => "search.again",
            Self::ChatEnd(_) => "chat.end",
            Self::ChatEndYes(_) => "chat.end.yes",
            Self::ChatEndNo(_) => "chat.end.no",
            Self::ChatExtend(_) => "chat.extend",
            Self::RevealOffer(_) => "reveal.offer",
            Self::RevealWithdraw(_) => "reveal.withdraw",
            Self::ChatRate(..) => "chat.rate",
            Self::BlockAsk(_) => "block.ask",
            Self::BlockYes(_) => "block.yes",
            Self::BlockNo(_) => "block.no",
            Self::FileSend(_) => "file.send",
            Self::FileSkip(_) => "file.skip",
            Self::TipPay(..) => "tip.pay",
            Self::TipOther(_) => "tip.other",
            Self::TipSkip(_) => "tip.skip",
            Self::PaymentCaseSkip => "paysupport.skip",
            Self::BlockLift(_) => "block.lift",
            Self::ReportAsk(_) => "report.ask",
            Self::ReportReason(..) => "report.reason",
            Self::ReportSkip(_) => "report.skip",
            Self::AppealStart(_) => "appeal.start",
            Self::ModTake(_) => "mod.take",
            Self::ModOpen(_) => "mod.open",
            Self::SosCountry(_) => "sos.country",
            Self::SosAfraid => "sos.afraid",
        }
    }

    fn argument(self, verb: &str, member: MemberId, key: &TokenKey) -> Option<String> {
        let token = |id: Uuid| Some(key.print(verb, id, member));
        match self {
            Self::RulesNext
            | Self::RulesOk
            | Self::RulesMinor
            | Self::TopicsDone
            | Self::BioSkip
            | Self::WindowsDone
            | Self::SearchAgain
            | Self::PaymentCaseSkip
            | Self::SosAfraid => None,
            Self::NickPick(number) => Some(number.to_string()),
            Self::TimeZoneSet(zone) => Some(zone.to_string()),
            Self::TimeZoneOther => Some(OTHER.to_owned()),
            Self::TopicToggle(topic) => Some(topic.slug().to_owned()),
            Self::PurposeSet(purpose) => Some(purpose.map_or(SKIP, Purpose::slug).to_owned()),
            Self::SensitivitySet(choice) => Some(choice.map_or(SKIP, Sensitivity::slug).to_owned()),
            Self::WindowsToggle(window) => Some(window.slug().to_owned()),
            Self::ProfileEdit(question) => Some(question.slug().to_owned()),
            Self::SettingsSet(setting) => Some(setting.print()),
            Self::SosCountry(place) => Some(place.to_string()),
            Self::SearchCancel(search) => token(search.0),
            Self::ChatRate(rating, id) => Some(format!(
                "{}.{}",
                rating.get(),
                key.print(verb, id.0, member)
            )),
            Self::TipPay(amount, id) => Some(format!(
                "{}.{}",
                amount.stars(),
                key.print(verb, id.0, member)
            )),
            Self::ReportReason(reason, id) => Some(format!(
                "{}.{}",
                reason.name(),
                key.print(verb, id.0, member)
            )),
            Self::AppealStart(id) | Self::ModTake(id) | Self::ModOpen(id) => token(id.0),
            Self::MatchAccept(id)
            | Self::MatchDecline(id)
            | Self::BlockLift(id)
            | Self::ReportAsk(id)
            | Self::ReportSkip(id)
            | Self::ChatEnd(id)
            | Self::ChatEndYes(id)
            | Self::ChatEndNo(id)
            | Self::ChatExtend(id)
            | Self::RevealOffer(id)
            | Self::RevealWithdraw(id)
            | Self::BlockAsk(id)
            | Self::BlockYes(id)
            | Self::BlockNo(id)
            | Self::FileSend(id)
            | Self::FileSkip(id)
            | Self::TipOther(id)
            | Self::TipSkip(id) => token(id.0),
        }
    }
}

const SKIP: &str = "skip";
const OTHER: &str = "other";

fn plain(verb: &str) -> Option<Action> {
    match verb {
        "rules.next" => Some(Action::RulesNext),
        "rules.ok" => Some(Action::RulesOk),
        "rules.minor" => Some(Action::RulesMinor),
        "topics.done" => Some(Action::TopicsDone),
        "bio.skip" => Some(Action::BioSkip),
        "windows.done" => Some(Action::WindowsDone),
        "search.again" => Some(Action::SearchAgain),
        "paysupport.skip" => Some(Action::PaymentCaseSkip),
        "sos.afraid" => Some(Action::SosAfraid),
        _ => None,
    }
}

fn choice(verb: &str, argument: &str) -> Option<Action> {
    match verb {
        "nick.pick" => match argument {
            "1" => Some(Action::NickPick(1)),
            "2" => Some(Action::NickPick(2)),
            "3" => Some(Action::NickPick(3)),
            _ => None,
        },
        "tz.set" if argument == OTHER => Some(Action::TimeZoneOther),
        "tz.set" => {
            let zone: Result<TimeZone, UnknownTimeZone> = argument.parse();
            zone.ok().map(Action::TimeZoneSet)
        }
        "topic.toggle" => Topic::from_slug(argument).map(Action::TopicToggle),
        "purpose.set" => skippable(argument, Purpose::from_slug).map(Action::PurposeSet),
        "sensitivity.set" => {
            skippable(argument, Sensitivity::from_slug).map(Action::SensitivitySet)
        }
        "windows.toggle" => Window::from_slug(argument).map(Action::WindowsToggle),
        "profile.edit" => Question::from_slug(argument)
            .filter(|question| question.is_editable())
            .map(Action::ProfileEdit),
        "settings.set" => Setting::parse(argument).map(Action::SettingsSet),
        "sos.country" => argument.parse().ok().map(Action::SosCountry),
        _ => None,
    }
}

/// `Some(None)` for «пропустить», `None` for an unknown slug.
#[expect(
    clippy::option_option,
    reason = "the outer one is the parser's, the inner one the answer"
)]
fn skippable<T>(argument: &str, from_slug: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    if argument == SKIP {
        return Some(None);
    }
    from_slug(argument).map(Some)
}

fn with_token(verb: &str, argument: &str, read: impl Fn(&str) -> Option<Uuid>) -> Option<Action> {
    if verb == "chat.rate" {
        let (stars, token) = argument.split_once('.')?;
        // "+4" and "04" are numbers too, but no button of ours says them.
        let stars = Some(stars).filter(|stars| stars.len() == 1)?;
        let rating = Rating::try_from(stars.parse::<u8>().ok()?).ok()?;
        return Some(Action::ChatRate(rating, read(token)?.into()));
    }
    if verb == "tip.pay" {
        let (stars, token) = argument.split_once('.')?;
        let amount = TipAmount::try_from(stars.parse::<u32>().ok()?).ok()?;
        // "+25" and "025" are numbers too, but no button of ours says them.
        let amount = Some(amount).filter(|amount| amount.stars().to_string() == stars)?;
        return Some(Action::TipPay(amount, read(token)?.into()));
    }
    if verb == "report.reason" {
        let (reason, token) = argument.split_once('.')?;
        let reason = ReportReason::from_name(reason)?;
        return Some(Action::ReportReason(reason, read(token)?.into()));
    }
    if let Some(of_case) = of_case(verb) {
        return read(argument).map(|id| of_case(id.into()));
    }
    let of_match: fn(MatchId) -> Action = match verb {
        "search.cancel" => return Some(Action::SearchCancel(read(argument)?.into())),
        "match.accept" => Action::MatchAccept,
        "match.decline" => Action::MatchDecline,
        "chat.end" => Action::ChatEnd,
        "chat.end.yes" => Action::ChatEndYes,
        "chat.end.no" => Action::ChatEndNo,
        "chat.extend" => Action::ChatExtend,
        "reveal.offer" => Action::RevealOffer,
        "reveal.withdraw" => Action::RevealWithdraw,
        "block.ask" => Action::BlockAsk,
        "block.yes" => Action::BlockYes,
        "block.no" => Action::BlockNo,
        "block.lift" => Action::BlockLift,
        "report.ask" => Action::ReportAsk,
        "report.skip" => Action::ReportSkip,
        "file.send" => Action::FileSend,
        "file.skip" => Action::FileSkip,
        "tip.other" => Action::TipOther,
        "tip.skip" => Action::TipSkip,
        _ => return None,
    };
    read(argument).map(|id| of_match(id.into()))
}

/// Buttons of cases.
fn of_case(verb: &str) -> Option<fn(CaseId) -> Action> {
    Some(match verb {
        "appeal.start" => Action::AppealStart,
        "mod.take" => Action::ModTake,
        "mod.open" => Action::ModOpen,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
