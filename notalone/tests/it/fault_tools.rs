//! What tests of faults have in common.

use std::time::Duration;

use telegram_simulator::client::{
    DeliveryRecord, FaultEffect, NewFault, RequestFilter, RequestRecord,
};
use testkit::eventually;

use crate::harness::{Person, Replica, System};

/// For what a system does after a fault; long, because leases of the dead run out in real time.
pub(crate) const RECOVERED_WITHIN: Duration = Duration::from_secs(90);

impl System {
    /// Telegram repeats what was not acknowledged, again and again, until all of it is.
    pub(crate) async fn redeliver_until_done(&self) {
        eventually(RECOVERED_WITHIN, || async {
            self.bot.retry_now().await.unwrap();
            self.pending_updates().await == 0
        })
        .await;
    }

    async fn pending_updates(&self) -> usize {
        let bots = self.bot.control().bots().await.unwrap();
        let ours = bots.into_iter().find(|bot| bot.id == self.bot.id());
        ours.unwrap().pending_updates
    }

    /// As if so much time had passed for the database that whatever a dead process held is free.
    pub(crate) async fn let_claims_of_the_dead_run_out(&self) {
        if !self.replicas.iter().any(Replica::is_running) {
            self.wait_last_statements_of_the_dead().await;
        }
        let run_out = [
            "update inbox set lease_until = clock_timestamp() where state = 'claimed'",
            "update leases set until = clock_timestamp()",
        ];
        for statement in run_out {
            sqlx::query(statement).execute(&self.pool).await.unwrap();
        }
    }

    /// What a process had asked of the database before it died is carried out all the same, a claim too.
    async fn wait_last_statements_of_the_dead(&self) {
        let active = "select count(*) from pg_stat_activity
            where state = 'active' and datname = current_database() and pid <> pg_backend_pid()";
        eventually(RECOVERED_WITHIN, || async {
            let active: i64 = sqlx::query_scalar(active)
                .fetch_one(&self.pool)
                .await
                .unwrap();
            active == 0
        })
        .await;
    }

    /// How many events of a type there are.
    pub(crate) async fn events(&self, event_type: &str) -> i64 {
        sqlx::query_scalar("select count(*) from events where event_type = $1")
            .bind(event_type)
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }

    /// Moves the clock in steps until `is_so`.
    pub(crate) async fn advance_until<Answer: Future<Output = bool>>(
        &self,
        step: Duration,
        mut is_so: impl FnMut() -> Answer,
    ) {
        eventually(RECOVERED_WITHIN, || {
            let answer = is_so();
            async {
                let holds = answer.await;
                if !holds {
                    self.advance(step).await;
                }
                holds
            }
        })
        .await;
    }

    /// What came of every attempt to deliver an update.
    pub(crate) async fn deliveries_of(&self, update_id: i64) -> Vec<DeliveryRecord> {
        let deliveries = self.bot.deliveries(0).await.unwrap();
        let of_it = deliveries.into_iter();
        of_it
            .filter(|delivery| delivery.update_id == update_id)
            .collect()
    }

    /// Every request that the system ever made.
    pub(crate) async fn requests(&self) -> Vec<RequestRecord> {
        let all = RequestFilter::default();
        self.bot.control().requests(&all).await.unwrap()
    }

    /// The next message to somebody is taken at once and answered after so many milliseconds.
    pub(crate) async fn slow_answers_to(&self, person: &Person, delay_ms: u64) {
        let fault = NewFault {
            method: Some("sendMessage".to_owned()),
            chat_id: Some(person.control.id()),
            bot_id: None,
            skip: 0,
            count: 1,
            effect: FaultEffect::Slow { delay_ms },
        };
        self.bot.control().fault(&fault).await.unwrap();
    }

    /// What a replica answers to a `GET`.
    pub(crate) async fn get(&self, replica: usize, path: &str) -> (u16, String) {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let url = format!("{}{path}", self.replicas[replica].url());
        let answer = client.get(url).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    /// Returns once a replica answers so.
    pub(crate) async fn wait_answer(&self, replica: usize, path: &str, status: u16) -> String {
        testkit::eventually_some(RECOVERED_WITHIN, || async {
            let (got, body) = self.get(replica, path).await;
            (got == status).then_some(body)
        })
        .await
    }
}

impl Person {
    /// What the other one's words look like here.
    pub(crate) fn words_of(other: &Self, text: &str) -> String {
        format!("✉️ {}\n{text}", other.nickname())
    }

    /// How often the other one's words stand in the chat.
    pub(crate) async fn copies_of(&self, other: &Self, text: &str) -> usize {
        let words = Self::words_of(other, text);
        let chat = self.chat().await;
        chat.bot_messages()
            .filter(|message| message.text == words)
            .count()
    }

    /// Waits for all these words of the other, in this order when they were first read.
    pub(crate) async fn hears_in_order(&self, other: &Self, texts: &[String]) {
        let wanted: Vec<String> = texts
            .iter()
            .map(|text| Self::words_of(other, text))
            .collect();
        let is_in_order = |chat: &telegram_simulator::client::ChatView| {
            let firsts: Option<Vec<i64>> = wanted
                .iter()
                .map(|words| {
                    let mut messages = chat.bot_messages();
                    messages
                        .find(|message| message.text == *words)
                        .map(|message| message.message_id)
                })
                .collect();
            firsts.is_some_and(|firsts| firsts.is_sorted())
        };
        let waiting =
            self.control
                .wait_for_within(RECOVERED_WITHIN, "all words in order", is_in_order);
        waiting.await.unwrap();
    }
}
