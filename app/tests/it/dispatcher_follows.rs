//! What one process remembers of a member follows what another writes.

use std::time::Duration;

use app::{CommandContext, Dispatcher};
use chrono::DateTime;
use domain::Rules;
use domain::member::{Member, MemberCommand};
use domain::values::{Language, MemberId};
use event_store::EventLog;
use testkit::eventually;
use testkit::postgres::TestDatabase;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

const SOON: Duration = Duration::from_secs(10);

async fn replica(database: &TestDatabase) -> Dispatcher {
    let log = EventLog::start(database.pool()).await.unwrap();
    Dispatcher::new(log, Rules::default())
}

async fn execute(dispatcher: &Dispatcher, number: u128, command: MemberCommand) {
    let id = Uuid::from_u128(number);
    let context = CommandContext {
        command_id: id,
        correlation: id,
        causation: id,
        actor: "member",
        now: DateTime::UNIX_EPOCH,
    };
    let done = dispatcher
        .execute::<Member>(MemberId(Uuid::nil()), command, &context)
        .await;
    done.unwrap();
}

async fn remembered(dispatcher: &Dispatcher) -> Member {
    let member = MemberId(Uuid::nil());
    dispatcher.load_cached::<Member>(member).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_choice_made_through_one_process_is_known_to_the_other() {
    let database = TestDatabase::create().await;
    let (one, other) = (replica(&database).await, replica(&database).await);
    let stop = CancellationToken::new();
    let following = tokio::spawn(other.clone().follow_members(stop.clone()));
    let at = DateTime::UNIX_EPOCH;
    let registration = MemberCommand::RegisterMember {
        member: MemberId(Uuid::nil()),
        language: None,
        at,
    };
    execute(&one, 1, registration).await;
    assert_eq!(remembered(&other).await.language, None);

    for (number, language) in (2..).zip(Language::ALL) {
        let command = MemberCommand::ChooseLanguage { language, at };
        execute(&one, number, command).await;
        eventually(SOON, || async {
            remembered(&other).await.language == Some(language)
        })
        .await;
    }
    stop.cancel();
    following.await.unwrap();
}
