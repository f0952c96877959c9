//! People of the staff, and cases for them.

use std::sync::Arc;

use app::clock::{ManualClock, SharedClock};
use app::config::RotatingSecret;
use app::ids::{SharedIds, SystemIds};
use app::vault::Kind;
use app::{CommandContext, Dispatcher, Vault};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::Rules;
use domain::member::{Member, MemberCommand};
use domain::moderation::{Case, CaseCommand, ReportReason};
use domain::values::{CaseId, MatchId, MemberId, ReportId};
use event_store::EventLog;
use uuid::Uuid;

use super::System;
use super::system::VAULT_MASTER_KEY;

/// Somebody who signs in.
pub(crate) struct Colleague {
    pub(crate) name: &'static str,
    pub(crate) password: String,
}

impl Colleague {
    /// The header of HTTP Basic.
    pub(crate) fn basic(&self) -> String {
        let credentials = format!("{}:{}", self.name, self.password);
        format!("Basic {}", STANDARD.encode(credentials))
    }
}

/// Two members and what they have together.
#[derive(Clone, Copy)]
pub(crate) struct Talk {
    pub(crate) match_id: MatchId,
    pub(crate) members: [MemberId; 2],
}

impl System {
    /// A new account, made as an operator makes it.
    pub(crate) async fn colleague(&self, name: &'static str, role: &str) -> Colleague {
        let number = u64::from(std::process::id()).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let password = format!("{name}-{number:016x}");
        let arguments = ["staff", "add", name, "--role", role, "--password-stdin"];
        let added = self.run_with_input(arguments, &password).await;
        added.succeeded();
        Colleague { name, password }
    }

    /// The newest pair.
    pub(crate) async fn newest_talk(&self) -> Talk {
        self.wait_done().await;
        let (match_id, first, second): (Uuid, Uuid, Uuid) = sqlx::query_as(
            "select match_id, first_member, second_member from conversations_v1 order by proposed_at desc limit 1",
        )
        .fetch_one(&self.pool)
        .await
        .unwrap();
        Talk {
            match_id: MatchId(match_id),
            members: [MemberId(first), MemberId(second)],
        }
    }

    /// A dispatcher and a vault beside those of the processes.
    async fn beside(&self) -> (Dispatcher, Vault, SharedIds) {
        let clock = ManualClock::default();
        clock.set(self.clock.now());
        let clock: SharedClock = Arc::new(clock);
        let ids: SharedIds = Arc::new(SystemIds::new(Arc::clone(&clock)));
        let log = EventLog::start(self.pool.clone()).await.unwrap();
        let master = RotatingSecret::new(VAULT_MASTER_KEY);
        let vault = Vault::open(
            self.pool.clone(),
            self.pool.clone(),
            &master,
            clock,
            Arc::clone(&ids),
        );
        let vault = vault.await.unwrap();
        (Dispatcher::new(log, Rules::default()), vault, ids)
    }

    async fn command(&self, dispatcher: &Dispatcher, case_id: CaseId, command: CaseCommand) {
        let id = Uuid::new_v5(&case_id.0, format!("{command:?}").as_bytes());
        let context = CommandContext {
            command_id: id,
            correlation: id,
            causation: id,
            actor: "member",
            now: self.clock.now(),
        };
        dispatcher
            .execute::<Case>(case_id, command, &context)
            .await
            .unwrap();
    }

    /// The first of a talk reports the second, with a comment.
    pub(crate) async fn report(&self, talk: Talk, reason: ReportReason, comment: &str) -> CaseId {
        let (dispatcher, vault, ids) = self.beside().await;
        let [reporter, subject] = talk.members;
        let comment = vault.put(reporter, Kind::Comment, comment).await.unwrap();
        let case_id = CaseId(ids.uuid());
        let command = CaseCommand::FileReport {
            report_id: ReportId(ids.uuid()),
            reporter,
            subject,
            match_id: talk.match_id,
            reason,
            comment: Some(comment),
            counted: true,
            at: self.clock.now(),
        };
        self.command(&dispatcher, case_id, command).await;
        case_id
    }

    /// A member has a pseudonym that the bot would never have taken.
    pub(crate) async fn goes_by_force(&self, member: MemberId, nickname: &str) {
        let (dispatcher, vault, ids) = self.beside().await;
        let at = self.clock.now();
        let nickname = vault.put(member, Kind::Nickname, nickname).await.unwrap();
        let id = ids.uuid();
        let context = CommandContext {
            command_id: id,
            correlation: id,
            causation: id,
            actor: "member",
            now: at,
        };
        let command = MemberCommand::ChooseNickname { nickname, at };
        dispatcher
            .execute::<Member>(member, command, &context)
            .await
            .unwrap();
    }

    /// The subject disagrees with the decision.
    pub(crate) async fn appeal(&self, talk: Talk, case_id: CaseId, text: &str) {
        let (dispatcher, vault, _) = self.beside().await;
        let by = talk.members[1];
        let text = vault.put(by, Kind::Appeal, text).await.unwrap();
        let at = self.clock.now();
        let command = CaseCommand::FileAppeal { by, text, at };
        self.command(&dispatcher, case_id, command).await;
    }
}
