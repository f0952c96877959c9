//! A member who does everything that leaves a trace, and every place where one could be.

use domain::values::CaseId;
use uuid::Uuid;

use crate::harness::{Person, Profile, Session, System, holds};
use crate::journey_tips::RECEIPT;
use crate::privacy_stores::{everything_stored, telling};

const NICKNAME: &str = "Тихая гавань";
const BIO: &str = "рассказ, который исчезнет";
const COMMENT: &str = "меня просили перевести деньги";
const APPEAL: &str = "вышло недоразумение с подругой";
const NOTE: &str = "похоже+на+сестру+прежней+участницы";
const SPAM: &str = "Реклама, просьбы о деньгах, обман";

/// Somebody who onboards, gives, reports, is reported, is warned, appeals, and is written about by the staff.
pub(crate) struct Known {
    pub(crate) anna: Person,
    pub(crate) member: Uuid,
    /// The case about her.
    pub(crate) case_id: CaseId,
    /// A senior who may take it out.
    pub(crate) senior: Session,
}

impl Known {
    pub(crate) async fn meets_everything(system: &System, boris: &Person) -> Self {
        let anna = system.person("Аннабелла").await;
        let profile = Profile::named("Анна").nickname(NICKNAME).bio(BIO);
        anna.onboard(&profile).await;
        let member = system.newest_member().await;
        anna.meet(boris).await;
        anna.is_rich().await;
        anna.ask("/tips", "Сказать спасибо звёздами").await;
        let invoice = anna.wants_to_give(25).await;
        anna.has_paid(&invoice).await;
        anna.expect(RECEIPT).await;
        for (person, comment) in [(&anna, COMMENT), (boris, "она тоже просила")] {
            person.ask("/report", "Что случилось?").await;
            person.tap_to(SPAM, "Хотите что-нибудь добавить?").await;
            person.ask(comment, "Спасибо, жалоба отправлена").await;
        }
        anna.end().await;
        boris.expect("Разговор завершён").await;
        system.wait_done().await;
        let case_id: Uuid = sqlx::query_scalar("select case_id from cases_v1 where subject = $1")
            .bind(member)
            .fetch_one(&system.pool)
            .await
            .unwrap();
        let senior = system.colleague("vera", "senior").await;
        let known = Self {
            senior: system.sign_in(&senior).await,
            case_id: CaseId(case_id),
            anna,
            member,
        };
        known.is_judged(system).await;
        known
    }

    /// Warned, with notes of the staff, and right in her appeal: nothing stands against her in the end.
    async fn is_judged(&self, system: &System) {
        let case = format!("/console/cases/{}", self.case_id);
        let work = async |session: &Session, work: &str, fields: &str| {
            let path = format!("{case}/{work}");
            let done = system.post(session, &path, fields).await;
            assert_eq!(done.status, 303, "{work}: {}", done.text);
            system.wait_done().await;
        };
        let note = format!("note={NOTE}");
        work(&self.senior, "assign", "").await;
        work(&self.senior, "note", &note).await;
        let version = self.version(system).await;
        let warn = format!("decision=warn&reason=spam&template=plain&{note}&version={version}");
        work(&self.senior, "decide", &warn).await;
        self.anna.expect("Предупреждение от модератора").await;
        let question = "Почему решение неверно?";
        self.anna.tap_to("Обжаловать решение", question).await;
        self.anna
            .ask(APPEAL, "Отправил. Другой модератор посмотрит")
            .await;
        system.wait_done().await;
        let olga = system.colleague("olga", "senior").await;
        let olga = system.sign_in(&olga).await;
        work(&olga, "assign", "").await;
        let version = self.version(system).await;
        let overturn = format!("outcome=overturned&{note}&version={version}");
        work(&olga, "appeal", &overturn).await;
        self.anna.expect("и отменил его").await;
    }

    async fn version(&self, system: &System) -> i64 {
        sqlx::query_scalar("select events from cases_v1 where case_id = $1")
            .bind(self.case_id.0)
            .fetch_one(&system.pool)
            .await
            .unwrap()
    }

    /// What would say who it was.
    fn told(&self) -> Vec<String> {
        let words = [
            "Аннабелла",
            NICKNAME,
            "который исчезнет",
            "перевести деньги",
        ];
        let mut told = telling(&self.anna, &words);
        told.extend(["недоразумение", "прежней участницы"].map(str::to_owned));
        told
    }

    /// Looks for it everywhere: tables, Redis, metrics, what others may take out, pages of the console.
    pub(crate) async fn left_no_trace(&self, system: &System, other: &Person) {
        let mut places = everything_stored(system).await;
        let redis = system.everything_in_redis().await;
        assert!(!redis.is_empty(), "nothing was ever in Redis");
        places.extend(redis);
        for replica in 0..system.replicas.len() {
            let (_, metrics) = system.get(replica, "/metrics").await;
            assert!(!metrics.contains(&self.member.to_string()));
            places.push((format!("metrics of {replica}"), metrics));
        }
        places.push(("a peer's export".to_owned(), self.export_of(other).await));
        places.extend(self.taken_out(system).await);
        for telling in self.told() {
            let found = places.iter().find(|(_, text)| holds(text, &telling));
            assert_eq!(found, None, "«{telling}»");
        }
    }

    async fn export_of(&self, other: &Person) -> String {
        crate::settings_export::export(other).await.to_string()
    }

    /// What the staff and operators can take out, or see.
    async fn taken_out(&self, system: &System) -> Vec<(String, String)> {
        let case = format!("/console/cases/{}", self.case_id);
        let bundle = system
            .post(&self.senior, &format!("{case}/bundle"), "")
            .await;
        assert_eq!(bundle.status, 200);
        let mut taken = vec![("the bundle".to_owned(), bundle.text)];
        // Nobody is left to be shown; the case and its replay go on.
        for (path, status) in [
            (case, 200),
            (format!("/console/replay/case/{}", self.case_id), 200),
            (format!("/console/members/{}", self.member), 404),
        ] {
            let page = system.page(&self.senior, &path).await;
            assert_eq!(page.status, status, "{path}");
            taken.push((path, page.text));
        }
        let streams: Vec<String> = sqlx::query_scalar(
            "select distinct aggregate_type || '/' || aggregate_id from events
             where aggregate_id = $1 or payload::text like '%' || $1 || '%'",
        )
        .bind(self.member.to_string())
        .fetch_all(&system.pool)
        .await
        .unwrap();
        assert!(streams.len() >= 5, "{streams:?}");
        for stream in &streams {
            let exported = system.run(["log", "export", stream]).await.succeeded();
            assert!(exported.contains(stream.as_str()), "{exported}");
            taken.push((format!("log export {stream}"), exported));
        }
        taken
    }
}

impl System {
    /// Makes every read model anew from the log.
    pub(crate) async fn rebuilds_everything(&self) {
        let listed = self.run(["projections", "status", "--json"]).await;
        let listed = listed.succeeded();
        let read_models: Vec<serde_json::Value> = listed
            .lines()
            .filter_map(|line| serde_json::from_str::<Vec<serde_json::Value>>(line).ok())
            .flatten()
            .collect();
        assert_eq!(read_models.len(), projections::all().len());
        for read_model in read_models {
            let name = read_model["name"].as_str().unwrap();
            self.run(["projections", "rebuild", name]).await.succeeded();
        }
    }
}
