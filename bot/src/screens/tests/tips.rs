use domain::values::{Split, Stars, TipAmount, TipId};

use super::*;
use crate::dialogues::Draft;
use crate::screens::tips::{self, Receipt};

fn id() -> MatchId {
    MatchId(Uuid::from_u128(2))
}

fn paid(stars: u32) -> Receipt {
    Receipt {
        tip_id: TipId(Uuid::from_u128(0x3f2a_9c41_0000_0000_0000_0000_0000_0001)),
        stars: Stars::from(stars),
        split: Split::of(Stars::from(stars)),
    }
}

#[test]
fn thanks_are_offered_with_their_terms() {
    assert_snapshot!(look(&tips::card(&pen(), id(), "Маяк")), @r"
    🔹 Сказать спасибо звёздами

    Звёзды Telegram получит ваш собеседник, Маяк. Платформа удерживает 10 % комиссии и округляет её в его пользу; точные числа будут в счёте. Кто вы в Telegram, собеседник не узнает.

    Сколько подарить?
    [🎁 5] [🎁 10] [🎁 25] [🎁 50]
    [🎁 Другая сумма]
    ");
    let unnamed = look(&tips::card(&pen(), id(), ""));
    assert!(
        unnamed.contains("получит ваш собеседник. Платформа"),
        "{unnamed}"
    );
}

#[test]
fn a_question_that_a_talk_waits_for_says_so() {
    let mut asked = Dialogue::aside(Question::TipAmount, Draft::default(), now());
    asked.draft.about = Some(id().0);
    assert_snapshot!(look(&question::question(&pen(), &asked)), @r"
    🔹 Сколько звёзд подарить? Напишите целое число от 1 до 2 500.
    [Не сейчас]
    ");
    asked.draft.in_talk = Some(id().0);
    let in_talk = look(&question::question(&pen(), &asked));
    assert!(
        in_talk.contains("Пока этот вопрос открыт, собеседнику ничего не передаю."),
        "{in_talk}"
    );
    let case = Dialogue::aside(Question::PaymentCase, Draft::default(), now());
    assert_snapshot!(look(&question::question(&pen(), &case)), @r"
    🔹 Что случилось с оплатой?

    Напишите одним сообщением, до 1 000 знаков: что вы оплатили и что пошло не так. Номер платежа есть в сообщении о нём. Прочтёт человек, ответ придёт сюда.

    Поддержка Telegram с этими платежами не помогает: за них отвечаем мы.
    [Вопроса нет]
    ");
}

#[test]
fn receipts_say_where_each_star_went() {
    assert_snapshot!(look(&tips::receipt(&pen(), &paid(25))), @r"
    🔹 Ваше спасибо передано.

    Списано: 25 ⭐
    Собеседнику: 23 ⭐
    Комиссия платформы: 2 ⭐

    Если с оплатой что-то не так — /paysupport. Номер платежа: 3F2A9C41.
    ");
    assert_snapshot!(look(&tips::received(&pen(), &paid(25), "Маяк")), @r"
    🔹 Вам сказали спасибо: 25 ⭐

    От кого: Маяк
    Начислено вам: 23 ⭐
    Комиссия платформы: 2 ⭐

    Как выплачивается начисленное — в /terms. Номер платежа: 3F2A9C41.
    ");
    assert_snapshot!(look(&tips::refunded(&pen(), &paid(5))), @"🔹 Возврат: 5 ⭐. Звёзды уже снова у вас в Telegram. Номер платежа: 3F2A9C41.");
    assert_snapshot!(look(&tips::taken_back(&pen(), &paid(50))), @"🔹 Подаренные вам 50 ⭐ вернулись к тому, кто их отправил, поэтому из начисленного вам вычтено 45 ⭐. Вы ни в чём не виноваты, так бывает. Номер платежа: 3F2A9C41.");
}

/// Telegram's limits (Bot API, `sendInvoice`): 32 characters of title, 255 of description, one price, 128 bytes of payload.
#[test]
fn an_invoice_fits_telegram_in_every_language_and_says_the_commission() {
    let amounts =
        [1, 5, 25, TipAmount::MAX].map(|stars| TipAmount::try_from(stars).expect("a tip"));
    for language in Language::ALL {
        for amount in amounts {
            let invoice = tips::invoice_message(texts::words(language), 7, amount, "payload");
            let characters = |field: &str| {
                let text = invoice[field].as_str().expect("a text");
                assert!(!text.is_empty());
                text.encode_utf16().count()
            };
            assert!(characters("title") <= 32, "{invoice}");
            assert!(characters("description") <= 255, "{invoice}");
            let commission = format!("{} ⭐", amount.stars().get() / 10);
            let description = invoice["description"].as_str().expect("a text");
            assert!(description.contains(&commission), "{description}");
            assert_eq!(invoice["currency"], "XTR");
            assert_eq!(invoice["provider_token"], "");
            assert_eq!(invoice["prices"].as_array().map(Vec::len), Some(1));
            assert_eq!(invoice["prices"][0]["amount"], amount.stars().get());
        }
    }
}
