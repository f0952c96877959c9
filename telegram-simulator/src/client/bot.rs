//! A bot as tests see it from outside.

use serde_json::{Value, json};

use super::{
    ClientError, Control, DeliveryRecord, Duplicates, NewUser, PersonControl, WAIT_DEFAULT,
};

/// A bot of the simulator.
#[derive(Debug, Clone)]
pub struct BotControl {
    control: Control,
    id: i64,
}

impl BotControl {
    /// A bot that exists.
    pub fn new(control: Control, id: i64) -> Self {
        Self { control, id }
    }

    /// The number before the colon of its token.
    pub fn id(&self) -> i64 {
        self.id
    }

    /// The simulator.
    pub fn control(&self) -> &Control {
        &self.control
    }

    /// A new person who may write to this bot.
    pub async fn person(&self, first_name: &str) -> Result<PersonControl, ClientError> {
        self.new_person(&NewUser {
            first_name: Some(first_name.to_owned()),
            ..NewUser::default()
        })
        .await
    }

    /// A new person with a profile.
    pub async fn new_person(&self, user: &NewUser) -> Result<PersonControl, ClientError> {
        let user = self.control.create_user(user).await?;
        Ok(self.known_person(user.id))
    }

    /// A person who exists.
    pub fn known_person(&self, user_id: i64) -> PersonControl {
        PersonControl::new(self.clone(), user_id)
    }

    /// Waits until no update is pending any more.
    pub async fn wait_idle(&self) -> Result<(), ClientError> {
        let timeout_ms = u64::try_from(WAIT_DEFAULT.as_millis()).unwrap_or(u64::MAX);
        let path = format!("/control/bots/{}/idle", self.id);
        let query = [("timeout_ms", timeout_ms)];
        let _: Value = self.control.get(&path, &query).await?;
        Ok(())
    }

    /// Tries what waits for a retry at once, as after a restart of the bot.
    pub async fn retry_now(&self) -> Result<(), ClientError> {
        let path = format!("/control/bots/{}/retry_now", self.id);
        let _: Value = self.control.post(&path, &json!({})).await?;
        Ok(())
    }

    /// Attempts to deliver to the webhook after a number.
    pub async fn deliveries(&self, after: u64) -> Result<Vec<DeliveryRecord>, ClientError> {
        let path = format!("/control/bots/{}/deliveries", self.id);
        self.control.get(&path, &[("after", after)]).await
    }

    /// The same, waiting for one if there is none yet; empty if none comes.
    pub async fn wait_for_deliveries(
        &self,
        after: u64,
    ) -> Result<Vec<DeliveryRecord>, ClientError> {
        let timeout_ms = u64::try_from(WAIT_DEFAULT.as_millis()).unwrap_or(u64::MAX);
        let path = format!("/control/bots/{}/deliveries", self.id);
        let query = [("after", after), ("timeout_ms", timeout_ms)];
        self.control.get(&path, &query).await
    }

    /// The next update is delivered `times` times.
    pub async fn duplicate_next(&self, times: u32) -> Result<(), ClientError> {
        self.duplicate(&Duplicates {
            times,
            updates: 1,
            concurrent: false,
        })
        .await
    }

    /// The next updates are delivered several times.
    pub async fn duplicate(&self, duplicates: &Duplicates) -> Result<(), ClientError> {
        let path = format!("/control/bots/{}/duplicates", self.id);
        let _: Value = self.control.post(&path, duplicates).await?;
        Ok(())
    }

    /// Delivers an update again that was delivered before.
    pub async fn redeliver(&self, update_id: i64) -> Result<(), ClientError> {
        let path = format!("/control/bots/{}/updates/{update_id}/redeliver", self.id);
        let _: Value = self.control.post(&path, &json!({})).await?;
        Ok(())
    }

    /// Delivers an update as it is given, such as `{"message": {…}}`; returns its id if the bot wants such updates.
    pub async fn deliver_raw(&self, update: &Value) -> Result<Option<i64>, ClientError> {
        let path = format!("/control/bots/{}/updates", self.id);
        let answer: Value = self.control.post(&path, update).await?;
        Ok(answer["update_id"].as_i64())
    }
}
