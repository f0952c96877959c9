//! From an urgent report to its taker, through the buttons of the moderators' chat.

use std::time::Duration;

use domain::moderation::ReportReason;
use domain::values::CaseId;

use crate::harness::{OPEN, Options, Person, StaffChat, System, TAKE, data_of};

const ALERT: &str = "Срочное дело";
const FOREIGN: &str = "Эта кнопка здесь не работает.";
const COMMENT: &str = "пишет, что найдёт меня";

/// A system with the chat, in which these two are.
async fn with_chat() -> (System, StaffChat, [Person; 2]) {
    let system = System::start(Options::default().staff_chat()).await;
    let people = [system.person("Вера").await, system.person("Глеб").await];
    let chat = system.staff_chat(&[&people[0], &people[1]]).await;
    (system, chat, people)
}

/// A case of danger between two who are in a talk with each other.
async fn urgent_case(system: &System) -> (CaseId, Person) {
    let (anna, _boris) = system.pair_in_talk("Анна", "Борис").await;
    let talk = system.newest_talk().await;
    let case_id = system.report(talk, ReportReason::Danger, COMMENT).await;
    (case_id, anna)
}

#[tokio::test]
async fn whoever_presses_first_takes_the_case_and_everybody_else_reads_who_it_is() {
    let (system, chat, [vera, gleb]) = with_chat().await;
    let (moderator, senior) = (
        system.colleague("vera", "moderator").await,
        system.colleague("gleb", "senior").await,
    );
    let hers = system.linked(&moderator, &vera).await;
    let his = system.linked(&senior, &gleb).await;

    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.tap_to("Пожаловаться", "Что случилось?").await;
    anna.tap_to("Угрожает мне или другим", "Хотите что-нибудь добавить?")
        .await;
    anna.ask(COMMENT, "Спасибо, жалоба отправлена").await;
    let alert = chat.expect(ALERT).await;
    for part in [
        "Причина: Угрожает мне или другим",
        "Приоритет: срочно",
        "Ждёт: меньше минуты",
    ] {
        assert!(alert.text.contains(part), "{}", alert.text);
    }
    for telling in [
        anna.nickname(),
        boris.nickname(),
        anna.control.id().to_string(),
        boris.control.id().to_string(),
        COMMENT.to_owned(),
    ] {
        assert!(!alert.text.contains(&telling), "{}", alert.text);
    }
    assert_eq!(alert.labels(), [TAKE, OPEN]);

    assert_eq!(chat.tap(&vera, TAKE).await, "Дело у вас.");
    let taken = chat.expect("В работе: vera").await;
    assert_eq!(taken.message_id, alert.message_id, "edited, not sent anew");
    assert_eq!(taken.labels(), [OPEN]);
    let old = data_of(&alert, TAKE);
    let again = chat.forge(&vera, alert.message_id, &old).await;
    assert_eq!(again, "Это дело уже у вас.");
    // A senior could take it over in the console; a button that shows what was does not.
    let second = chat.forge(&gleb, alert.message_id, &old).await;
    assert_eq!(second, "Это дело уже в работе: vera.");
    assert_eq!(system.events("CaseAssigned").await, 1);
    assert_eq!(chat.count_of(ALERT).await, 1);

    let case_id = system.case().await;
    let page = format!("/console/cases/{case_id}");
    assert!(
        system
            .page(&his, &page)
            .await
            .text
            .contains("Дело ведёт vera.")
    );
    assert!(
        system
            .page(&hers, &page)
            .await
            .text
            .contains("Вы ведёте это дело.")
    );
    // Given back in the console, it is free in the chat again.
    system.post(&hers, &format!("{page}/unassign"), "").await;
    let free = chat.expect("Ждёт:").await;
    assert_eq!(
        (free.message_id, free.labels()),
        (alert.message_id, vec![TAKE, OPEN])
    );
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn a_case_is_opened_by_a_link_in_private_and_the_look_is_written_down() {
    let (system, chat, [vera, _gleb]) = with_chat().await;
    let moderator = system.colleague("vera", "moderator").await;
    system.linked(&moderator, &vera).await;
    let (case_id, anna) = urgent_case(&system).await;
    chat.expect(ALERT).await;
    assert_eq!(
        chat.tap(&vera, OPEN).await,
        "Ссылку я отправил вам в личный чат."
    );
    let link = vera.expect("открывается в консоли").await;
    let url = link.keyboard[0][0].url.clone().unwrap();
    assert_eq!(
        url,
        format!("{}/console/cases/{case_id}", system.replicas[0].url())
    );
    assert_eq!(system.events("CaseViewed").await, 1);
    let viewed: String =
        sqlx::query_scalar("select payload::text from events where event_type = 'CaseViewed'")
            .fetch_one(&system.pool)
            .await
            .unwrap();
    assert!(viewed.contains(&case_id.to_string()), "{viewed}");
    // Who stopped the bot in private reads the link where the button is.
    vera.control.block_bot().await.unwrap();
    let shown = chat.tap(&vera, OPEN).await;
    assert!(shown.contains(&url), "{shown}");
    assert_eq!(system.events("CaseAssigned").await, 0);
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn who_is_not_linked_or_no_moderator_changes_nothing() {
    let (system, chat, [vera, gleb]) = with_chat().await;
    let analyst = system.colleague("gleb", "analyst").await;
    system.linked(&analyst, &gleb).await;
    let (_, anna) = urgent_case(&system).await;
    chat.expect(ALERT).await;
    let members = "select count(*) from vault.identities";
    let before: i64 = sqlx::query_scalar(members)
        .fetch_one(&system.pool)
        .await
        .unwrap();
    for label in [TAKE, OPEN] {
        let unknown = chat.tap(&vera, label).await;
        assert!(unknown.contains("/link КОД"), "{unknown}");
        let refused = chat.tap(&gleb, label).await;
        assert!(refused.contains("вашей роли"), "{refused}");
    }
    let after: i64 = sqlx::query_scalar(members)
        .fetch_one(&system.pool)
        .await
        .unwrap();
    assert_eq!(
        before, after,
        "nobody becomes a member by a press in a group"
    );
    assert_eq!(system.events("CaseAssigned").await, 0);
    assert_eq!(system.events("CaseViewed").await, 0);
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn a_button_is_worth_nothing_elsewhere_or_changed() {
    let (system, chat, [vera, _gleb]) = with_chat().await;
    let moderator = system.colleague("vera", "moderator").await;
    system.linked(&moderator, &vera).await;
    let (_, anna) = urgent_case(&system).await;
    let alert = chat.expect(ALERT).await;
    let (take, open) = (data_of(&alert, TAKE), data_of(&alert, OPEN));
    let elsewhere = system.group(None, &[&vera]).await;
    for data in [&take, &open] {
        let answer = elsewhere.forge(&vera, alert.message_id, data).await;
        assert_eq!(answer, FOREIGN, "another group");
        let answer = vera.control.press_forged(1, data).await.unwrap();
        assert_eq!(answer.text.as_deref(), Some(FOREIGN), "in private");
    }
    let token = take.rsplit(':').next().unwrap();
    for made_up in [
        format!("v1:mod.open:{token}"),
        take.replace("v1:", "v2:"),
        format!("{}A", &take[..take.len() - 1]),
        "v1:mod.take:".to_owned(),
        "v1:rules.ok".to_owned(),
        "v1:search.again".to_owned(),
    ] {
        // The last letter of a token may be an A already.
        if made_up != take {
            let answer = chat.forge(&vera, alert.message_id, &made_up).await;
            assert_eq!(answer, FOREIGN, "{made_up}");
        }
    }
    // Whoever works here no more is nobody to the buttons either.
    system.run(["staff", "disable", "vera"]).await.succeeded();
    let gone = chat.tap(&vera, TAKE).await;
    assert!(gone.contains("/link КОД"), "{gone}");
    assert_eq!(system.events("CaseAssigned").await, 0);
    assert_eq!(system.events("CaseViewed").await, 0);
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn a_code_works_once_for_ten_minutes_and_cannot_be_guessed_at() {
    let system = System::start_default().await;
    let vera = system.person("Вера").await;
    let colleague = system.colleague("vera", "moderator").await;
    vera.ask("/link", "Эта команда для сотрудников").await;
    let session = system.sign_in(&colleague).await;
    let old = system.link_code(&session).await;
    system.advance(Duration::from_mins(10)).await;
    vera.ask(&format!("/link {old}"), "Этот код не подошёл")
        .await;
    let code = system.link_code(&session).await;
    vera.ask(&format!("/link {code}"), "теперь знают вас как vera")
        .await;
    let used = vera
        .ask(&format!("/link {code}"), "Этот код не подошёл")
        .await;
    assert!(used.text.contains("знают вас как vera"), "{}", used.text);
    assert!(
        system
            .page(&session, "/console/account")
            .await
            .text
            .contains("Отвязать")
    );

    let stranger = system.person("Глеб").await;
    for _ in 0..5 {
        stranger
            .ask("/link 0123456789abcdef", "Этот код не подошёл")
            .await;
    }
    let fresh = system.link_code(&session).await;
    stranger
        .ask(&format!("/link {fresh}"), "Слишком много попыток")
        .await;
    system.advance(Duration::from_mins(3)).await;
    // Another account takes the link over: one person has one Telegram account, and one account is one person's.
    stranger
        .ask(&format!("/link {fresh}"), "теперь знают вас как vera")
        .await;
    vera.ask("/link 0123456789abcdef", "Новый можно получить в консоли")
        .await;
    for _ in 0..2 {
        let unlinked = system.post(&session, "/console/account/unlink", "").await;
        assert_eq!(unlinked.status, 303);
    }
    let written = ["TelegramLinked", "TelegramUnlinked"].map(|event| system.events(event));
    assert_eq!(futures::future::join_all(written).await, [2, 1]);
    system.finish().await;
}
