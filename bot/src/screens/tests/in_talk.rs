use domain::matching::{Match, Party};
use domain::values::{MatchId, MemberId, Rating, SearchId, VaultRef};
use insta::assert_snapshot;
use uuid::Uuid;

use super::{look, member, now, pen};
use crate::screens::block;
use crate::screens::talk::{self, Reveal};

#[test]
fn the_talk_from_its_beginning_to_its_rating() {
    let id = MatchId(Uuid::from_u128(2));
    assert_snapshot!(look(&talk::opened(&pen(), id, "Маяк", None)), @r"
    🔹 Разговор открыт. Ваш собеседник — Маяк.

    Слушайте, не торопите и берегите границы друг друга. Всё, что вы напишете дальше, увидит собеседник.
    [Завершить] [Пожаловаться]
    [Заблокировать]
    [Открыться]
    ");
    assert_snapshot!(look(&talk::end_question(&pen(), id)), @r"
    🔹 Завершить разговор? Он закончится сразу для вас обоих.
    [Да, завершить] [Нет, продолжим]
    ");
    assert_snapshot!(look(&block::question(&pen(), id)), @r"
    🔹 Заблокировать собеседника? Разговор закончится сразу, и вы больше не встретитесь, пока блокировка действует. Причину собеседник не узнает.
    [Да, заблокировать] [Нет, не нужно]
    ");
    let rated = Rating::try_from(4).ok();
    assert_snapshot!(look(&talk::closed(&pen(), id, true, Some(rated))), @r"
    🔹 Вы завершили разговор.

    Стало ли хоть немного легче? Оцените разговор от 1 до 5 — или ничего не нажимайте.

    Если хочется сказать спасибо, можно подарить собеседнику немного звёзд Telegram. Это совсем не обязательно.
    [1 ⭐] [2 ⭐] [3 ⭐] [✅ 4 ⭐] [5 ⭐]
    [🎁 5] [🎁 10] [🎁 25] [🎁 50]
    [🎁 Другая сумма]
    [Найти ещё]
    [Пожаловаться] [Заблокировать]
    ");
    assert_snapshot!(look(&talk::closed(&pen(), id, false, None)), @r"
    🔹 Разговор завершён.
    [Найти ещё]
    [Пожаловаться] [Заблокировать]
    ");
}

#[test]
fn a_talk_tells_when_it_will_end_by_itself() {
    let id = MatchId(Uuid::from_u128(2));
    let zone = member().time_zone;
    let boxed = talk::opened(&pen(), id, "Маяк", Some(chrono::Duration::hours(24)));
    assert_snapshot!(look(&boxed), @r"
    🔹 Разговор открыт. Ваш собеседник — Маяк.

    Слушайте, не торопите и берегите границы друг друга. Всё, что вы напишете дальше, увидит собеседник.

    Этот разговор рассчитан на 24 часа. Незадолго до конца я спрошу, хотите ли вы оба продолжить.
    [Завершить] [Пожаловаться]
    [Заблокировать]
    [Открыться]
    ");
    assert_snapshot!(look(&talk::fell_silent(&pen(), id, now(), zone)), @r"
    🔹 Здесь давно тихо — и это нормально, у каждого бывает пауза.

    Если хотите продолжить, просто напишите. Если никто из вас не напишет, в 12:00 по вашему времени разговор закончится.
    [Завершить]
    ");
    assert_snapshot!(look(&talk::extension_question(&pen(), id, now(), zone, false)), @r"
    🔹 В 12:00 по вашему времени этот разговор закончится. Хотите его продолжить? Если захотите вы оба, он пойдёт дальше.
    [Продолжить разговор]
    ");
    assert_snapshot!(look(&talk::extension_question(&pen(), id, now(), zone, true)), @r"
    🔹 Ваш собеседник хотел бы продолжить. Если хотите и вы, разговор не закончится в 12:00 по вашему времени, а пойдёт дальше.
    [Продолжить разговор]
    ");
    assert_snapshot!(look(&talk::extended(&pen(), chrono::Duration::hours(72))), @r"
    🔹 Вы оба захотели продолжить. Разговор идёт дальше, ещё 72 часа.
    ");
}

#[test]
fn the_card_offers_to_reveal_oneself_and_to_take_that_back() {
    let id = MatchId(Uuid::from_u128(2));
    let last_row = |reveal| -> Vec<String> {
        let rows = talk::card_buttons(&pen(), id, reveal);
        let row = rows.into_iter().last().expect("has buttons");
        row.into_iter().map(|button| button.text).collect()
    };
    assert_eq!(last_row(Reveal::Hidden), ["Открыться"]);
    assert_eq!(last_row(Reveal::Offered), ["Не открываться"]);
    assert_eq!(last_row(Reveal::Revealed), ["Заблокировать"]);
    assert_snapshot!(look(&talk::revealed(&pen(), "mayak_77")), @r"
    🔹 Вы оба решили открыться.

    Ваш собеседник в Telegram: @mayak_77. Ваше имя он получил в ту же минуту. Разговор здесь продолжается, пока вы его не завершите.
    ");
}

#[test]
fn the_card_tells_nothing_of_what_the_other_offered() {
    let party = |number| Party {
        member: MemberId(Uuid::from_u128(number)),
        search_id: SearchId(Uuid::from_u128(number)),
    };
    let offered_by_peer = Match {
        parties: Some([party(7), party(8)]),
        reveals: [None, Some(VaultRef(Uuid::from_u128(9)))],
        ..Match::default()
    };
    assert_eq!(pen().member, party(7).member);
    assert_eq!(Reveal::of(&offered_by_peer, pen().member), Reveal::Hidden);
    assert_eq!(
        Reveal::of(&offered_by_peer, party(8).member),
        Reveal::Offered
    );
}
