//! `/paysupport`: a question about a payment reaches the operators, and their reply reaches whoever asked.

use serde_json::json;
use telegram_simulator::client::{NewMessage, NewUser};

use crate::harness::{Options, Person, System};
use crate::journey_tips::RECEIPT;

const OPERATORS: i64 = 990_001;
const QUESTION: &str = "Что случилось с оплатой?";

async fn with_operators() -> (System, Person) {
    let system = System::start(Options::default().variable("MOD_CHAT_ID", OPERATORS)).await;
    let user = NewUser {
        id: Some(OPERATORS),
        first_name: Some("Дежурная".to_owned()),
        ..NewUser::default()
    };
    let operators = system.person_like(&user).await;
    operators.ask("/help", "Что я умею").await;
    (system, operators)
}

#[tokio::test]
async fn a_case_reaches_the_operators_and_their_answer_whoever_asked() {
    let (system, operators) = with_operators().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let question = anna.ask("/paysupport", QUESTION).await;
    assert!(
        question.text.contains("собеседнику ничего не передаю"),
        "{}",
        question.text
    );
    operators.look().await;
    let words = "дважды заплатила за один счёт";
    let sent = anna.ask(words, "Передал. Номер обращения").await;
    let case = operators.expect("Обращение об оплате").await;
    assert!(case.text.contains(words), "{}", case.text);
    let number = sent.text.split("обращения: ").nth(1).unwrap();
    let number = number.split('.').next().unwrap();
    assert!(case.text.contains(number), "{}", case.text);
    // The end of the id, as in every alert of that chat; the whole of it is nowhere in what is sent.
    let members: Vec<String> = sqlx::query_scalar(
        "select aggregate_id from events where event_type = 'MemberRegistered' order by position",
    )
    .fetch_all(&system.pool)
    .await
    .unwrap();
    for id in &members {
        assert!(!case.text.contains(id.as_str()), "{}", case.text);
    }
    let end = case.text.split('…').nth(1).unwrap_or_default();
    let end: String = end.chars().take_while(char::is_ascii_hexdigit).collect();
    let named = members.iter().filter(|id| id.ends_with(&end));
    assert_eq!((end.len(), named.count()), (6, 1), "{}", case.text);
    let moderator = system.colleague("vera", "moderator").await;
    let moderator = system.sign_in(&moderator).await;
    let found = format!("/console/find?id={end}");
    let found = system.page(&moderator, &found).await;
    assert_eq!(found.status, 303, "the console finds whoever asked");
    for telling in [
        anna.control.id().to_string(),
        "Анна-Фамильная".to_owned(),
        anna.nickname(),
    ] {
        assert!(!case.text.contains(&telling), "{}", case.text);
    }
    assert!(
        !boris.chat().await.bot_said(words),
        "a question is not for the peer"
    );

    anna.look().await;
    let reply = NewMessage {
        text: "вернём сегодня, извините".to_owned(),
        reply_to: Some(case.message_id),
        ..NewMessage::default()
    };
    operators.send(&reply).await;
    operators.expect("Ответ передан").await;
    let answer = anna.expect("вернём сегодня, извините").await;
    assert!(
        answer
            .text
            .contains(&format!("Ответ на обращение {number}")),
        "{}",
        answer.text
    );
    assert!(!answer.text.contains("Дежурная"), "{}", answer.text);
    anna.tell(&boris, "и снова разговор").await;
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn a_question_about_a_payment_is_left_or_too_long_or_one_too_many() {
    let (system, operators) = with_operators().await;
    let anna = system.member("Анна").await;
    anna.ask("/paysupport", QUESTION).await;
    anna.tap_to("Вопроса нет", "Если вопрос появится").await;
    anna.ask("/paysupport", QUESTION).await;
    let long = anna.ask(&"ой ".repeat(400), "слишком длинно").await;
    assert!(long.text.contains(QUESTION), "{}", long.text);
    anna.ask("теперь коротко", "Передал").await;
    for number in 2..=3 {
        anna.ask("/paysupport", QUESTION).await;
        anna.ask(&format!("вопрос номер {number}"), "Передал").await;
    }
    anna.ask("/paysupport", QUESTION).await;
    anna.ask("вопрос номер четыре", "несколько раз подряд")
        .await;
    assert_eq!(operators.count_of("Обращение об оплате").await, 3);
    system.finish().await;
}

/// The number on a receipt is all that a case needs: the operator gives the payment back by it.
#[tokio::test]
async fn the_number_of_a_receipt_is_enough_for_a_refund() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.is_rich().await;
    anna.ask("/tips", "Сказать спасибо звёздами").await;
    let invoice = anna.wants_to_give(25).await;
    anna.has_paid(&invoice).await;
    let receipt = anna.expect(RECEIPT).await.text;
    let number = receipt
        .rsplit(": ")
        .next()
        .unwrap()
        .trim_end_matches('.')
        .to_owned();
    system.wait_done().await;
    anna.look().await;
    boris.look().await;
    let refund = ["tips", "refund", &number, "--reason", "оплата по ошибке"];
    system.run(refund).await.succeeded();
    let back = anna.expect("Возврат: 25 ⭐").await;
    assert!(back.text.contains(&number), "{}", back.text);
    boris.expect("Подаренные вам 25 ⭐ вернулись").await;
    assert_eq!(anna.control.stars().await.unwrap(), 10_000);
    assert_eq!(system.owed().await, 0);
    let unknown = ["tips", "refund", "0BADCAFE", "--reason", "оплата по ошибке"];
    assert_eq!(system.run(unknown).await.exit_code, Some(1));
    anna.end().await;
    system.finish().await;
}

/// In a group only replies to a case are read, and nobody who writes there becomes a member by it.
#[tokio::test]
async fn of_a_group_only_replies_to_cases_are_read() {
    let group = -100_777;
    let system = System::start(Options::default().variable("MOD_CHAT_ID", group)).await;
    let anna = system.member("Анна").await;
    let case = uuid::Uuid::from_u128(5);
    sqlx::query(
        "insert into payment_cases (case_id, member_id, bot_id, message_id, opened_at)
         select $1, aggregate_id::uuid, $2, 7, now() from events where event_type = 'MemberRegistered' limit 1",
    )
    .bind(case)
    .bind(system.bot.id())
    .execute(&system.pool)
    .await
    .unwrap();
    let members = "select count(*) from vault.identities";
    let before: i64 = sqlx::query_scalar(members)
        .fetch_one(&system.pool)
        .await
        .unwrap();
    let said = |text: &str, to: i64| {
        json!({"message": {
            "message_id": 50, "date": 1, "text": text,
            "from": {"id": 880_002, "is_bot": false, "first_name": "x"},
            "chat": {"id": group, "type": "supergroup", "title": "x"},
            "reply_to_message": {"message_id": to, "date": 1, "chat": {"id": group, "type": "supergroup", "title": "x"}},
        }})
    };
    anna.look().await;
    system
        .bot
        .deliver_raw(&said("между нами", 6))
        .await
        .unwrap();
    system
        .bot
        .deliver_raw(&said("ответ из группы", 7))
        .await
        .unwrap();
    anna.expect("ответ из группы").await;
    system.redeliver_until_done().await;
    assert!(!anna.chat().await.bot_said("между нами"));
    let after: i64 = sqlx::query_scalar(members)
        .fetch_one(&system.pool)
        .await
        .unwrap();
    assert_eq!(before, after);
    system.finish().await;
}
