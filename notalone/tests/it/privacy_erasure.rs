//! `/delete_me`: afterwards nothing says who it was, and nobody sheds what others need to be protected by.

use domain::moderation::{Decision, ReportReason};
use serde_json::{Value, json};
use telegram_simulator::client::Duplicates;
use uuid::Uuid;

use crate::harness::{BLOCK, Options, Person, Profile, Redis, System};
use crate::privacy_traces::Known;

const DONE: &str = "Всё удалено";

impl Person {
    pub(crate) async fn deletes_everything(&self) {
        self.ask("/delete_me", "Удалить всё, что я о вас знаю?")
            .await;
        self.ask("удалить", DONE).await;
    }
}

impl System {
    /// The opaque id behind a nickname's owner: the newest member of the vault.
    pub(crate) async fn newest_member(&self) -> Uuid {
        sqlx::query_scalar(
            "select aggregate_id::uuid from events where event_type = 'MemberRegistered' order by position desc limit 1",
        )
        .fetch_one(&self.pool)
        .await
        .unwrap()
    }

    async fn rows_of(&self, table: &str, member: Uuid) -> i64 {
        let query = format!("select count(*) from {table} where member_id = $1");
        sqlx::query_scalar(&query)
            .bind(member)
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }

    /// Whether the hash of an erased member's Telegram id is still there.
    async fn kept_hashes(&self) -> i64 {
        sqlx::query_scalar("select count(*) from vault.identities where erased")
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn only_the_word_itself_erases() {
    let system = System::start_default().await;
    let anna = system.member("Анна").await;
    let question = anna
        .ask("/delete_me", "Удалить всё, что я о вас знаю?")
        .await;
    insta::assert_snapshot!(question.text, @"
    🔹 Удалить всё, что я о вас знаю?

    Разговор и поиск закончатся сразу. Псевдоним, рассказ о себе и связь с вашим аккаунтом Telegram станут нечитаемыми тоже сразу, а из резервных копий исчезнут в течение 7 дней. Вернуть их не сможет никто. Файл со своими данными можно забрать заранее: /export.

    Останутся три вещи, и ни одна не говорит, кто вы:
    • отпечаток номера вашего аккаунта — только если есть решение модератора, открытая жалоба или кто-то вас заблокировал, и только пока это в силе: если вы вернётесь, оно будет действовать и дальше;
    • если вы дарили звёзды — запечатанный адрес для возврата, пока возврат возможен;
    • записи о самих звёздах.
    Поиски и разговоры останутся строчками статистики без имён.

    Сообщения в этом чате хранит Telegram: его можно очистить самостоятельно.

    Если решили, напишите слово УДАЛИТЬ.

    /cancel — оставить всё как есть
    ");
    anna.ask("да", "Чтобы удалить всё, нужно одно слово").await;
    anna.ask("/cancel", "Хорошо, ничего не удаляю").await;
    // The word alone means nothing when nobody asked.
    anna.ask("УДАЛИТЬ", "Сейчас вы ни с кем не разговариваете")
        .await;
    assert_eq!(system.events("MemberErased").await, 0);
    anna.ask("/profile", "Ваш профиль").await;
    system.finish().await;
}

#[tokio::test]
async fn after_an_erasure_nothing_says_who_it_was() {
    let options = Options::default().replicas(2).redis(Redis::Running);
    let system = System::start(options).await;
    let (boris, vera) = (system.member("Борис").await, system.member("Вера").await);
    let known = Known::meets_everything(&system, &boris).await;
    let (anna, member) = (&known.anna, known.member);
    anna.meet(&vera).await;
    anna.tell(&vera, "мне пора").await;
    anna.deletes_everything().await;
    // The other hears what is heard at any other end, and is asked for nothing.
    let told = vera.expect("Разговор завершён").await;
    assert!(!told.text.contains("удал"), "{}", told.text);
    vera.expect_no_button("5").await;
    vera.ask("ты тут?", "Сейчас вы ни с кем не разговариваете")
        .await;
    system.wait_done().await;

    for table in [
        "vault.identities",
        "vault.addresses",
        "vault.sealed_values",
        "vault_keys.member_keys",
        "dialogues",
        "cards",
    ] {
        assert_eq!(system.rows_of(table, member).await, 0, "{table}");
    }
    assert_eq!(system.kept_hashes().await, 0);
    known.left_no_trace(&system, &boris).await;

    // History is readable as statistics, by the live read models and by rebuilt ones.
    system.run(["projections", "verify"]).await.succeeded();
    system.rebuilds_everything().await;
    known.left_no_trace(&system, &vera).await;
    let (nickname, time_zone, topics): (Option<Uuid>, Option<String>, Vec<String>) =
        sqlx::query_as("select nickname, time_zone, topics from member_cards_v1 where member = $1")
            .bind(member)
            .fetch_one(&system.pool)
            .await
            .unwrap();
    assert_eq!((nickname, time_zone, topics), (None, None, vec![]));
    let talks: i64 = sqlx::query_scalar(
        "select count(*) from conversations_v1 where end_reason = 'erased' and messages_from_first + messages_from_second = 1",
    )
    .fetch_one(&system.pool)
    .await
    .unwrap();
    assert_eq!(talks, 1);
    system.run(["log", "verify"]).await.succeeded();

    // Whoever comes back is somebody new.
    anna.ask("/start", "Ты не один").await;
    system.wait_done().await;
    assert_eq!(system.events("MemberReturned").await, 0);
    assert_ne!(system.newest_member().await, member);
    anna.onboard(&Profile::named("Анна")).await;
    anna.find().await;
    anna.ask("/cancel", "Остановил поиск").await;
    system.finish().await;
}

#[tokio::test]
async fn the_word_delivered_thrice_through_two_replicas_erases_once() {
    let options = Options::default().replicas(2).redis(Redis::Running);
    let system = System::start(options).await;
    let anna = system.member("Анна").await;
    anna.find().await;
    anna.ask("/delete_me", "Удалить всё, что я о вас знаю?")
        .await;
    let thrice = Duplicates {
        times: 3,
        updates: 1,
        concurrent: true,
    };
    system.bot.duplicate(&thrice).await.unwrap();
    anna.ask("Удалить", DONE).await;
    system.redeliver_until_done().await;
    system.wait_done().await;
    assert_eq!(system.events("MemberErased").await, 1);
    assert_eq!(anna.count_of(DONE).await, 1);
    system.finish().await;
}

#[tokio::test]
async fn nobody_sheds_a_ban_by_registering_again() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let talk = system.newest_talk().await;
    let case_id = system.report(talk, ReportReason::Abuse, "он угрожал").await;
    let moderator = system.moderator(1).await;
    let banned = talk.members[1];
    moderator.decide(case_id, Decision::Ban).await;
    system.wait_events("MemberBanned", 1).await;
    system.wait_done().await;
    let (person, other) = if banned.0 == system.newest_member().await {
        (&boris, &anna)
    } else {
        (&anna, &boris)
    };
    person
        .expect("поиск собеседника для вас закрыт насовсем")
        .await;
    other.expect("Разговор завершён").await;

    person.deletes_everything().await;
    system.wait_done().await;
    assert_eq!(system.rows_of("vault_keys.member_keys", banned.0).await, 0);
    assert_eq!(system.rows_of("vault.sealed_values", banned.0).await, 0);
    assert_eq!(system.kept_hashes().await, 1, "the hash, and nothing else");

    person
        .ask("/start", "Разговоры здесь для вас закрыты")
        .await;
    person.ask("/find", "Разговоры здесь для вас закрыты").await;
    person.ask("/sos", "112").await;
    assert_eq!(system.events("MemberReturned").await, 1);
    assert_eq!(system.events("MemberRegistered").await, 2);
    system.finish().await;
}

#[tokio::test]
async fn nobody_meets_their_blocker_by_registering_again() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.tap_to(BLOCK, "Заблокировать собеседника?").await;
    anna.tap_to("Да, заблокировать", "вы больше не встретитесь")
        .await;
    boris.expect("Разговор завершён").await;
    boris.deletes_everything().await;
    system.wait_done().await;
    assert_eq!(system.kept_hashes().await, 1);

    boris.ask("/start", "Ты не один").await;
    boris.onboard(&Profile::named("Борис")).await;
    anna.find().await;
    boris.find().await;
    system.others_are_matched().await;
    anna.assert_no_proposal().await;
    boris.assert_no_proposal().await;
    assert_eq!(system.events("MemberReturned").await, 1);
    anna.ask("/cancel", "Остановил поиск").await;
    boris.ask("/cancel", "Остановил поиск").await;
    system.finish().await;
}

#[tokio::test]
async fn another_front_end_erases_too_and_a_repeated_call_changes_nothing() {
    let system = System::start_default().await;
    let anna = system.member("Анна").await;
    let front_end = system.front_end(&anna);
    let call = front_end.sign(reqwest::Method::DELETE, "/api/v1/me", b"");
    let erased = system.send(0, &call).await;
    assert_eq!(erased.expect(200), &json!({"status": "erased"}));
    let again = front_end.sign(reqwest::Method::DELETE, "/api/v1/me", b"");
    assert_eq!(
        system.send(0, &again).await.expect(200),
        &json!({"status": "erased"})
    );
    system.wait_done().await;
    assert_eq!(system.events("MemberErased").await, 1);
    let me = front_end.me(0).await;
    assert_eq!(
        (&me["missing"], &me["profile"]["nickname"]),
        (&json!("rules"), &Value::Null)
    );
    // By HTTP nobody wrote to the bot: the chat was told nothing, and begins anew when its owner wants.
    anna.ask("/start", "Ты не один").await;
    system.finish().await;
}

#[tokio::test]
async fn an_operator_erases_by_the_opaque_id() {
    let system = System::start_default().await;
    let anna = system.member("Анна").await;
    let member = system.newest_member().await.to_string();
    let erase = ["members", "erase", &member, "--json"];
    let first = system.run(erase).await.succeeded();
    assert!(first.contains(r#""status":"erased""#), "{first}");
    let second = system.run(erase).await.succeeded();
    assert!(second.contains(r#""status":"already_erased""#), "{second}");
    let unknown = Uuid::nil().to_string();
    let missed = system.run(["members", "erase", &unknown]).await;
    assert_eq!(missed.exit_code, Some(1));
    let listed = system.run(["members", "erasures"]).await.succeeded();
    assert!(listed.contains(&member), "{listed}");
    system.wait_done().await;
    assert_eq!(system.events("MemberErased").await, 1);
    anna.ask("/start", "Ты не один").await;
    system.finish().await;
}
