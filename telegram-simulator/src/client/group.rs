//! A group that a bot is in.

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    BotControl, ChatView, ClientError, GroupView, NewGroup, PersonControl, Press, PressAnswer,
    WAIT_DEFAULT,
};

/// A group of a bot and people.
#[derive(Debug, Clone)]
pub struct GroupControl {
    bot: BotControl,
    id: i64,
}

impl BotControl {
    /// A new group; its first member adds this bot.
    pub async fn new_group(&self, group: &NewGroup) -> Result<GroupControl, ClientError> {
        let path = format!("/control/groups/{}", self.id());
        let view: GroupView = self.control().post(&path, group).await?;
        Ok(GroupControl {
            bot: self.clone(),
            id: view.id,
        })
    }
}

impl GroupControl {
    /// The chat's id.
    pub fn id(&self) -> i64 {
        self.id
    }

    fn path(&self, rest: &str) -> String {
        format!("/control/groups/{}/{}{rest}", self.bot.id(), self.id)
    }

    fn of(&self, person: &PersonControl, rest: &str) -> String {
        self.path(&format!("/members/{}{rest}", person.id()))
    }

    /// What everybody in the group sees now.
    pub async fn chat(&self) -> Result<ChatView, ClientError> {
        self.bot.control().get(&self.path(""), &()).await
    }

    /// Waits until the group is as wanted; `what` names it in the error.
    pub async fn wait_for(
        &self,
        what: &str,
        wanted: impl FnMut(&ChatView) -> bool,
    ) -> Result<ChatView, ClientError> {
        let control = self.bot.control();
        control
            .wait_for_chat(&self.path(""), WAIT_DEFAULT, what, wanted)
            .await
    }

    /// Somebody comes in.
    pub async fn join(&self, person: &PersonControl) -> Result<(), ClientError> {
        let control = self.bot.control();
        let request = control.request(Method::PUT, &self.of(person, ""));
        let _: Value = control.send(request).await?;
        Ok(())
    }

    /// Somebody goes.
    pub async fn leave(&self, person: &PersonControl) -> Result<(), ClientError> {
        let control = self.bot.control();
        let request = control.request(Method::DELETE, &self.of(person, ""));
        let _: Value = control.send(request).await?;
        Ok(())
    }

    /// A member presses a button of the bot and waits for the answer.
    pub async fn press(
        &self,
        person: &PersonControl,
        press: &Press,
    ) -> Result<PressAnswer, ClientError> {
        let path = self.of(person, "/press");
        self.bot.control().post(&path, press).await
    }

    /// A member takes the bot out.
    pub async fn remove_bot(&self, person: &PersonControl) -> Result<(), ClientError> {
        let path = self.of(person, "/remove_bot");
        let _: Value = self.bot.control().post(&path, &json!({})).await?;
        Ok(())
    }

    /// A member brings the bot back.
    pub async fn add_bot(&self, person: &PersonControl) -> Result<(), ClientError> {
        let path = self.of(person, "/add_bot");
        let _: Value = self.bot.control().post(&path, &json!({})).await?;
        Ok(())
    }
}
