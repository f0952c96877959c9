//! What the pages of a case and of a member say, and what a form keeps.

use std::time::Duration;

use app::staff::short_id;
use domain::moderation::ReportReason;
use domain::values::CaseId;
use uuid::Uuid;

use crate::harness::{Person, Session, System, Talk};

const WARN: &str = "decision=warn&reason=harassment&template=plain";

struct Office {
    system: System,
    members: (Person, Person),
    talk: Talk,
    anna: Session,
}

impl Office {
    async fn new() -> Self {
        let system = System::start_default().await;
        let members = system.pair_in_talk("Анна", "Борис").await;
        let talk = system.newest_talk().await;
        let anna = system.colleague("anna", "moderator").await;
        let anna = system.sign_in(&anna).await;
        Self {
            system,
            members,
            talk,
            anna,
        }
    }

    async fn report(&self) -> CaseId {
        let report = self
            .system
            .report(self.talk, ReportReason::Abuse, "грубил")
            .await;
        self.system.wait_done().await;
        report
    }

    async fn text(&self, path: &str) -> String {
        let page = self.system.page(&self.anna, path).await;
        assert_eq!(page.status, 200, "{path}");
        page.text
    }

    /// Sends a form to the case; what came back.
    async fn work(
        &self,
        who: &Session,
        case_id: CaseId,
        work: &str,
        fields: &str,
    ) -> (u16, String) {
        let path = format!("/console/cases/{case_id}/{work}");
        let page = self.system.post(who, &path, fields).await;
        (page.status, page.text)
    }

    async fn warn(&self, case_id: CaseId) {
        let fields = format!("{WARN}&version=1");
        let (status, text) = self.work(&self.anna, case_id, "decide", &fields).await;
        assert_eq!(status, 303, "{text}");
        self.system.wait_done().await;
    }

    async fn position(&self, event_type: &str) -> i64 {
        sqlx::query_scalar("select max(position) from events where event_type = $1")
            .bind(event_type)
            .fetch_one(&self.system.pool)
            .await
            .unwrap()
    }

    /// Only in the read model, and to be taken back.
    async fn rename_talk(&self, from: Uuid, to: Uuid) {
        let renamed = sqlx::query("update conversations_v1 set match_id = $2 where match_id = $1");
        let renamed = renamed.bind(from).bind(to);
        let renamed = renamed.execute(&self.system.pool).await.unwrap();
        assert_eq!(renamed.rows_affected(), 1);
    }

    async fn end(self) {
        self.system.wait_done().await;
        self.members.0.end().await;
        self.members.1.expect("Разговор").await;
        self.system.finish().await;
    }
}

/// The part of a replay that is of one read model; empty without one.
fn model<'a>(page: &'a str, name: &str) -> &'a str {
    let rest = page.split_once(&format!("<h2>{name}</h2>"));
    let rest = rest.map_or("", |(_, rest)| rest);
    rest.split_once("</section>").map_or("", |(part, _)| part)
}

/// The row of one id, from its caption to the end of its table.
fn row<'a>(model: &'a str, id: &impl ToString) -> &'a str {
    let caption = format!("<caption>…&#8288;{}", short_id(&id.to_string()));
    let rest = model.split_once(&caption).map_or("", |(_, rest)| rest);
    rest.split_once("</table>").map_or("", |(row, _)| row)
}

#[tokio::test]
async fn the_replay_of_a_case_shows_the_talk_and_the_reporter_as_they_were() {
    let office = Office::new().await;
    let [reporter, subject] = office.talk.members;
    let case_id = office.report().await;
    let replay = format!("/console/replay/case/{case_id}");
    let page = office.text(&replay).await;
    let talk = row(model(&page, "Пары и разговоры"), &office.talk.match_id);
    assert!(talk.contains("идёт разговор"), "{talk}");
    let cards = model(&page, "Карточка участника");
    assert!(!row(cards, &reporter).is_empty() && !row(cards, &subject).is_empty());
    assert!(!row(model(&page, "Кто жалуется"), &reporter).is_empty());
    assert!(
        page.contains("Разговор открылся"),
        "the talk's events are there"
    );

    let proposed = office.position("MatchProposed").await;
    let page = office.text(&format!("{replay}?at={proposed}")).await;
    let talk = row(model(&page, "Пары и разговоры"), &office.talk.match_id);
    assert!(
        talk.contains("предложено") && !talk.contains("идёт разговор"),
        "{talk}"
    );
    assert_eq!(model(&page, "Кто жалуется"), "");
    office.end().await;
}

#[tokio::test]
async fn a_decision_leads_to_the_moment_it_was_based_on() {
    let office = Office::new().await;
    let case_id = office.report().await;
    office.warn(case_id).await;
    let before = office.position("DecisionMade").await - 1;
    let moment = format!("/console/replay/case/{case_id}?at={before}");
    let subject = office.talk.members[1];
    for (path, links) in [
        (format!("/console/cases/{case_id}"), 2),
        (format!("/console/members/{subject}"), 1),
        (format!("/console/replay/case/{case_id}"), 1),
    ] {
        let page = office.text(&path).await;
        let found = page
            .matches(&format!("href=\"{moment}\">на чём основано"))
            .count();
        assert_eq!(found, links, "{path}");
    }
    let page = office.text(&moment).await;
    let (_, step) = page.split_once("aria-current=\"step\"").unwrap();
    let (step, _) = step.split_once("</li>").unwrap();
    assert!(step.contains("Дело взято"), "{step}");
    let case = model(&page, "Дела");
    assert!(
        !case.is_empty() && !case.contains("предупреждение"),
        "{case}"
    );
    office.end().await;
}

#[tokio::test]
async fn what_a_reporter_and_a_subject_did_before_is_shown_with_the_next_case() {
    let office = Office::new().await;
    let subject = office.talk.members[1];
    let first = office.report().await;
    let page = office.text(&format!("/console/cases/{first}")).await;
    assert!(!page.contains("подтвердилось"), "nothing was answered yet");
    assert!(!office.text("/console").await.contains("За неделю решено"));
    office.warn(first).await;
    office.system.advance(Duration::from_mins(1)).await;
    let second = office.report().await;
    let page = office.text(&format!("/console/cases/{second}")).await;
    assert!(page.contains("подтвердилось 1 из 1"), "{page}");
    assert!(
        page.contains("жалоб: 2 · дел: 2 · предупреждений: 1"),
        "{page}"
    );

    let page = office.text(&format!("/console/members/{subject}")).await;
    let of_case = |id: CaseId| {
        let (_, rest) = page
            .split_once(&format!("href=\"/console/cases/{id}\""))
            .unwrap();
        rest.split_once("</tr>").unwrap().0.to_owned()
    };
    let (old, new) = (of_case(first), of_case(second));
    assert!(
        old.contains("решено") && old.contains("Предупреждение"),
        "{old}"
    );
    assert!(old.contains("02.03.2026"), "{old}");
    assert!(new.contains("ждёт") && new.contains("решения нет"), "{new}");
    assert!(page.find(&second.to_string()) < page.find(&first.to_string()));
    assert!(!page.contains("Дела по жалобам участника"));
    let reporter = office.talk.members[0];
    let page = office.text(&format!("/console/members/{reporter}")).await;
    let (_, below) = page.split_once("Дела по жалобам участника").unwrap();
    assert!(below.contains(&second.to_string()));
    assert!(
        office
            .text("/console")
            .await
            .contains("За неделю решено: 1.")
    );
    office.end().await;
}

#[tokio::test]
async fn the_end_of_an_id_that_a_page_shows_leads_to_its_page() {
    let office = Office::new().await;
    let case_id = office.report().await;
    let Talk { match_id, members } = office.talk;
    for (id, page) in [
        (case_id.to_string(), "cases"),
        (members[1].to_string(), "members"),
        (match_id.to_string(), "replay/match"),
    ] {
        let expected = format!("/console/{page}/{id}");
        for typed in [
            id.clone(),
            short_id(&id),
            format!("%E2%80%A6%E2%81%A0{}", short_id(&id).to_uppercase()),
        ] {
            let found = office
                .system
                .page(&office.anna, &format!("/console/find?id={typed}"))
                .await;
            assert_eq!((found.status, &found.location), (303, &expected), "{typed}");
        }
    }
    let short = short_id(&case_id);
    // Two things whose ids end alike, which chance makes once in many millions.
    let alike = format!("00000000-0000-7000-8000-000000{short}");
    office.rename_talk(match_id.0, alike.parse().unwrap()).await;
    let path = format!("/console/find?id={short}");
    let several = office.text(&path).await;
    for link in [
        format!("/console/cases/{case_id}"),
        format!("/console/replay/match/{alike}"),
    ] {
        assert!(several.contains(&link), "{several}");
    }
    office.rename_talk(alike.parse().unwrap(), match_id.0).await;
    for nothing in [&short[1..], "ffffffffffff", "%25%25%25%25%25%25", ""] {
        let path = format!("/console/find?id={nothing}");
        assert_eq!(
            office.system.page(&office.anna, &path).await.status,
            404,
            "{nothing}"
        );
    }
    office.end().await;
}

#[tokio::test]
async fn a_form_that_came_too_late_keeps_all_that_was_chosen() {
    let office = Office::new().await;
    let reporter = office.talk.members[0];
    let case_id = office.report().await;
    let boxed = format!("name=\"bad_faith\" value=\"{reporter}\"");
    let (_, fresh) = office.work(&office.anna, case_id, "unassign", "").await;
    assert!(fresh.contains(&boxed) && !fresh.contains(&format!("{boxed} checked")));
    let late = format!("{WARN}&version=0&bad_faith={reporter}");
    let (status, page) = office.work(&office.anna, case_id, "decide", &late).await;
    assert_eq!(status, 409);
    assert!(page.contains(&format!("{boxed} checked")), "{page}");
    assert!(page.contains("<details open>"), "what was chosen is seen");

    office.warn(case_id).await;
    office
        .system
        .appeal(office.talk, case_id, "Я не согласен")
        .await;
    let boris = office.system.colleague("boris", "moderator").await;
    let boris = office.system.sign_in(&boris).await;
    let late = "outcome=overturned&version=0";
    let (status, page) = office.work(&boris, case_id, "appeal", late).await;
    assert_eq!(status, 409);
    let chosen = |outcome: &str| {
        let (_, rest) = page.split_once(&format!("value=\"{outcome}\"")).unwrap();
        rest.split('>').next().unwrap().ends_with("checked")
    };
    assert!(chosen("overturned") && !chosen("upheld"));
    office.end().await;
}

/// The paragraphs of what the member would read.
fn told(page: &str) -> Vec<String> {
    let part = page.split_once("Участник прочтёт (по-русски)");
    let part = part.map_or("", |(_, rest)| rest);
    let words = part
        .split_once("</blockquote>")
        .map_or("", |(part, _)| part);
    let paragraphs = words.split("<p>").skip(1);
    paragraphs
        .filter_map(|paragraph| Some(paragraph.split_once("</p>")?.0.to_owned()))
        .collect()
}

#[tokio::test]
async fn what_the_page_says_the_member_would_read_is_what_they_read() {
    let office = Office::new().await;
    let case_id = office.report().await;
    let chosen = "decision=mute&days=3&reason=harassment&template=gentle";
    let part = format!("/console/cases/{case_id}/told");
    let asked = office.text(&format!("{part}?{chosen}")).await;
    let paragraphs = told(&asked);
    assert_eq!(paragraphs.len(), 4, "{asked}");
    assert!(paragraphs[0].contains("закрыт до 05.03.2026"), "{asked}");
    assert!(paragraphs[1].starts_with("Правило: уважать"), "{asked}");
    assert!(paragraphs[3].contains("До 22.03.2026"), "{asked}");

    // Whom no script helps presses a button; what was chosen stays, and nothing is decided.
    let fields = format!("{chosen}&note=&version=1");
    let (status, page) = office.work(&office.anna, case_id, "preview", &fields).await;
    assert_eq!(status, 200, "{page}");
    assert_eq!(told(&page), paragraphs);
    assert!(
        page.contains(r#"value="mute" data-key="3" data-does="Не искать несколько дней" checked"#)
    );
    assert_eq!(office.system.events("DecisionMade").await, 0);

    for (chosen, said) in [
        (
            "decision=ban&reason=&template=plain",
            "Выберите решение и правило",
        ),
        (
            "decision=mute&days=31&reason=harassment&template=plain",
            "Выберите решение и правило",
        ),
        (
            "decision=ban&reason=no_violation&template=plain",
            "Правило не подходит к решению",
        ),
        (
            "decision=dismiss&reason=no_violation&template=plain",
            "Участнику об этом ничего не пишут",
        ),
    ] {
        let asked = office.text(&format!("{part}?{chosen}")).await;
        assert!(asked.contains(said), "{chosen}: {asked}");
        assert_eq!(told(&asked), Vec::<String>::new());
    }

    let (status, page) = office.work(&office.anna, case_id, "decide", &fields).await;
    assert_eq!(status, 303, "{page}");
    office.system.wait_events("ChatEnded", 1).await;
    office.system.wait_done().await;
    let chats = [office.members.0.chat().await, office.members.1.chat().await];
    for paragraph in paragraphs {
        let readers = chats.iter().filter(|chat| chat.bot_said(&paragraph));
        assert_eq!(readers.count(), 1, "{paragraph}");
    }
    office.system.finish().await;
}
