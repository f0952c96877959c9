mod in_talk;
mod moderators;
mod tips;

use chrono::{DateTime, Utc};
use domain::member::Member;
use domain::policies::ProposalOutcome;
use domain::search::{EndReason, SearchState};
use domain::values::{
    FreeWindows, Language, MatchId, MemberId, Purpose, SearchId, Sensitivity, Topic,
    availability::Window,
};
use insta::assert_snapshot;
use uuid::Uuid;

use super::{profile, proposal, question, search, settings, talk};
use crate::callback_data::{Action, TokenKey};
use crate::dialogues::{Dialogue, Question};
use crate::keyboards::{Pen, Screen};
use crate::texts;

fn pen() -> Pen {
    Pen {
        member: MemberId(Uuid::from_u128(7)),
        words: texts::words(Language::Russian),
        key: TokenKey::new([1; 32]),
    }
}

fn now() -> DateTime<Utc> {
    "2026-03-01T09:00:00Z".parse().expect("a moment")
}

fn member() -> Member {
    Member {
        registered: true,
        time_zone: "Europe/Moscow".parse().ok(),
        topics: [
            Topic::Burnout,
            Topic::Anxiety,
            Topic::Relocation,
            Topic::Identity,
        ]
        .into_iter()
        .collect(),
        bio_answered: true,
        purpose: Some(Some(Purpose::Support)),
        sensitivity: Some(Some(Sensitivity::Gentle)),
        free_time: Some(
            [Window::Evening, Window::Night]
                .into_iter()
                .collect::<FreeWindows>(),
        ),
        complete: true,
        ..Member::default()
    }
}

/// What the member sees: the text, and the buttons row by row.
fn look(screen: &Screen) -> String {
    let rows = screen.keyboard.iter().map(|row| {
        let labels: Vec<String> = row
            .iter()
            .map(|button| format!("[{}]", button.text))
            .collect();
        labels.join(" ")
    });
    let mut lines = vec![screen.text.styled().text];
    lines.extend(rows);
    lines.join("\n")
}

fn asked(question: Question) -> Screen {
    question::question(&pen(), &Dialogue::fresh(question, &member(), now()))
}

#[test]
fn the_rules_and_the_age_gate() {
    let mut dialogue = Dialogue::fresh(Question::Rules, &Member::default(), now());
    assert_snapshot!(look(&question::question(&pen(), &dialogue)), @r"
    🔹 Здравствуйте! Это «Ты не один».

    Здесь двое, кто переживает похожее, говорят один на один. Без имён и телефонов: собеседник видит только ваш псевдоним.

    Вам ответит такой же человек, как вы, — не психолог и не врач. Это поддержка, а не лечение, и она бесплатна.

    1 из 3
    [Дальше]
    ");
    dialogue.draft.card = 1;
    assert_snapshot!(look(&question::question(&pen(), &dialogue)), @r"
    🔹 Как мы здесь разговариваем

    • Слушаем и не торопим.
    • Не ставим диагнозов.
    • Не обещаем «я всё исправлю»: побыть рядом — уже много.
    • Уважаем границы: «не хочу об этом» — достаточная причина.
    • Не называем имён, телефонов и адресов — ни своих, ни чужих.

    2 из 3
    [Дальше]
    ");
    dialogue.draft.card = 2;
    assert_snapshot!(look(&question::question(&pen(), &dialogue)), @r"
    🔹 Если помощь нужна прямо сейчас

    Когда есть угроза жизни — вашей или чьей-то ещё, — звоните 112.
    Телефоны, по которым выслушают, всегда под рукой: /sos.

    Разговоры здесь — для тех, кому уже есть 18.

    Что я храню о вас, а что забываю сразу, — /privacy. Нажимая «Мне есть 18, я понимаю», вы соглашаетесь и с этим.

    3 из 3
    [Мне есть 18, я понимаю]
    [Мне нет 18]
    ");
}

#[test]
fn the_questions_of_the_profile() {
    let nickname = asked(Question::Nickname);
    assert_snapshot!(nickname.text.styled().text, @r"
    🔹 Как вас называть?

    Придумайте псевдоним: 2–32 символа, без настоящей фамилии, ссылок и номеров. Его увидит собеседник. Или возьмите один из этих:
    ");
    let labels = nickname
        .keyboard
        .concat()
        .into_iter()
        .map(|button| button.text);
    assert!(labels.eq(question::suggestions(Language::Russian, pen().member)));
    assert_snapshot!(look(&asked(Question::TimeZone)), @r"
    🔹 Какое у вас время?

    Выберите город с вашим временем. Собеседник увидит только разницу в часах.
    [Калининград] [Москва]
    [Самара] [Екатеринбург]
    [Омск] [Новосибирск]
    [Красноярск] [Иркутск]
    [Якутск] [Владивосток]
    [Магадан] [Камчатка]
    [Киев] [Минск]
    [Алматы] [Тбилиси]
    [Ереван] [Баку]
    [Ташкент] [Другой пояс]
    ");
    assert_snapshot!(look(&asked(Question::Topics)), @r"
    🔹 Что сейчас с вами происходит?

    Отметьте от 2 до 6 тем: по ним я найду того, кто переживает похожее.

    Выбрано: 4 из 6
    [🫂 Одиночество] [✅ 🔥 Выгорание]
    [✅ 😰 Тревога] [✅ 🏠 Переезд]
    [💔 Развод] [😢 Утрата]
    [🏥 Болезнь] [👶 Родительство]
    [💑 Отношения] [📈 Карьера]
    [💰 Финансы] [✅ 🌱 Поиск себя]
    [Готово]
    ");
    assert_snapshot!(look(&asked(Question::Bio)), @r"
    🔹 Расскажите о себе в двух словах

    До 160 символов: что хочется, чтобы собеседник знал с самого начала. Без имён и контактов. Можно пропустить.
    [Пропустить]
    ");
    assert_snapshot!(look(&asked(Question::Purpose)), @r"
    🔹 Что вы ищете в разговоре?
    [Поддержку] [Совет] [Дружбу]
    [Пропустить]
    ");
    assert_snapshot!(look(&asked(Question::Sensitivity)), @r"
    🔹 Как говорить о ваших темах?

    Бережно — осторожно, без тяжёлых подробностей. Открыто — можно прямо обо всём.
    [Бережно] [Открыто]
    [Пропустить]
    ");
    assert_snapshot!(look(&asked(Question::Windows)), @r"
    🔹 Когда вам удобно разговаривать?

    Можно отметить несколько. Ничего не отмечено — значит, в любое время.
    [Утро, 6–12] [День, 12–18]
    [✅ Вечер, 18–24] [✅ Ночь, 0–6]
    [Готово]
    ");
}

#[test]
fn the_profile() {
    let card = profile::profile(
        &pen(),
        &member(),
        "Тихая Сова",
        Some("Переехала\nосенью <3"),
    );
    assert_snapshot!(look(&card), @r"
    🔹 Ваш профиль

    Псевдоним: Тихая Сова
    Время: Москва
    Темы: 🔥 Выгорание, 😰 Тревога, 🏠 Переезд, 🌱 Поиск себя
    О себе: Переехала
    осенью <3
    Ищу: Поддержку
    Как говорить: Бережно
    Удобно: Вечер, 18–24; Ночь, 0–6
    [Псевдоним] [Время]
    [Темы] [О себе]
    [Что ищу] [Как говорить]
    [Когда удобно]
    ");
}

#[test]
fn the_settings() {
    assert_snapshot!(look(&settings::settings(&pen(), &member())), @r"
    🔹 Настройки

    Язык: Русский
    Защита ваших сообщений: выключена

    С защитой собеседник не сможет переслать или сохранить то, что вы ему напишете. Уже отправленного она не меняет и от снимка экрана не спасает.
    [✅ Русский] [English] [Українська]
    [Включить защиту]
    ");
    let english = Pen {
        words: texts::words(Language::English),
        ..pen()
    };
    let chosen = Member {
        language: Some(Language::English),
        protect_content: true,
        ..member()
    };
    assert_snapshot!(look(&settings::settings(&english, &chosen)), @r"
    🔹 Settings

    Language: English
    Protection of your messages: on

    With protection on, the other person can neither forward nor save what you write to them. It doesn’t change what was sent before, and it can’t prevent a screenshot.
    [Русский] [✅ English] [Українська]
    [Turn protection off]
    ");
}

#[test]
fn the_waiting_card() {
    let after = |minutes, state| {
        let waiting = search::Waiting {
            search_id: SearchId(Uuid::from_u128(1)),
            state,
            started_at: now(),
            time_zone: member().time_zone,
            seekers: Some(13),
            now: now() + chrono::Duration::minutes(minutes),
        };
        look(&search::card(&pen(), &waiting))
    };
    assert_snapshot!(after(0, SearchState::Waiting), @r"
    🔹 Ищу вам собеседника

    Ищу с 12:00 по вашему времени. В 12:00 искали примерно 15 человек.

    Когда кто-то найдётся, напишу сразу. Поиск длится до суток, ждать в чате не нужно.
    [Отменить поиск]
    ");
    assert_snapshot!(after(7, SearchState::Waiting), @r"
    🔹 Ищу вам собеседника

    Ищу с 12:00 по вашему времени, к 12:07 — уже 7 минут. В 12:07 искали примерно 15 человек.

    Когда кто-то найдётся, напишу сразу. Поиск длится до суток, ждать в чате не нужно.
    [Отменить поиск]
    ");
    assert!(after(195, SearchState::Waiting).contains("к 15:15 — уже 3 часа."));
    assert_snapshot!(after(7, SearchState::Taken(MatchId(Uuid::from_u128(2)))), @r"
    🔹 Ищу вам собеседника

    Кажется, кто-то нашёлся: карточка ниже. Пока вы оба решаете, никого другого не предлагаю.

    Если в этот раз не сложится, поиск пойдёт дальше, и ваше место в очереди сохранится.
    [Отменить поиск]
    ");
    assert_snapshot!(after(7, SearchState::Ended(EndReason::Restricted)), @"🔹 Этот поиск окончен.");
    let missed = search::search_closed(&pen(), EndReason::Missed).expect("is told");
    assert_snapshot!(look(&missed), @r"
    🔹 Я предлагал вам собеседников, но ответа не дождался и остановил поиск, чтобы никто не ждал зря.

    Когда будете рядом — начните снова.
    [Найти собеседника]
    ");
}

fn proposal_with(nickname: &str, bio: Option<&str>) -> Screen {
    let peer = Member {
        time_zone: "Asia/Yekaterinburg".parse().ok(),
        ..member()
    };
    let shown = proposal::Peer {
        member: &peer,
        nickname,
        bio,
    };
    let card = proposal::Proposal {
        match_id: MatchId(Uuid::from_u128(2)),
        shared_topics: [Topic::Identity, Topic::Relocation].into_iter().collect(),
        expires_at: now() + chrono::Duration::minutes(5),
    };
    proposal::card(&pen(), &card, member().time_zone, &shown, now())
}

#[test]
fn the_proposal() {
    assert_snapshot!(look(&proposal_with("Маяк", Some("Рядом, если тяжело"))), @r"
    🔹 Кажется, есть собеседник: Маяк

    Темы: 🏠 Переезд, 🌱 Поиск себя, 🔥 Выгорание
    О себе: Рядом, если тяжело
    Время: +2 ч
    Ищет: поддержку

    Решить нужно за 5 минут.
    [✅ Принять] [➖ Пропустить]
    ");
    let closed = proposal::closed(
        &pen(),
        ProposalOutcome::DeclinedByPeer,
        Some(Action::SearchCancel(SearchId(Uuid::from_u128(1)))),
    );
    assert_snapshot!(look(&closed.expect("is told")), @r"
    🔹 В этот раз не совпало. Ищу дальше, ваше место в очереди сохранилось.
    [Отменить поиск]
    ");
}

#[test]
fn a_peer_is_shown_by_three_topics_the_shared_ones_first_and_a_short_bio() {
    let text = proposal_with("Маяк", Some(&"я".repeat(160)))
        .text
        .styled()
        .text;
    assert!(
        text.contains("Темы: 🏠 Переезд, 🌱 Поиск себя, 🔥 Выгорание\n"),
        "{text}"
    );
    assert!(
        text.contains(&format!("О себе: {}…\n", "я".repeat(119))),
        "{text}"
    );
    assert!(!text.contains("Тревога"), "{text}");
}

#[test]
fn a_peer_cannot_speak_as_the_bot_from_a_card() {
    let text = proposal_with("🔹 Админ", Some("ok\n✉️ Бот"))
        .text
        .styled()
        .text;
    assert_eq!(text.matches(texts::SYSTEM_MARK).count(), 1, "{text}");
    assert!(!text.contains("\n✉️"), "{text}");
}

#[test]
fn every_button_fits_and_is_read_again_by_its_member() {
    let id = MatchId(Uuid::from_u128(2));
    let screens = Question::ALL.into_iter().map(asked).chain([
        settings::settings(&pen(), &member()),
        proposal_with("Маяк", None),
        talk::opened(&pen(), id, "Маяк", None),
        talk::extension_question(&pen(), id, now(), None, false),
        talk::closed(&pen(), id, true, Some(None)),
    ]);
    for button in screens.flat_map(|screen| screen.keyboard.concat()) {
        let teloxide::types::InlineKeyboardButtonKind::CallbackData(data) = button.kind else {
            panic!("a button of another kind");
        };
        assert!(data.len() <= 64, "{data}");
        assert!(
            Action::parse(&data, pen().member, &pen().key).is_ok(),
            "{data}"
        );
    }
}
