//! The system as a whole.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use sqlx::PgPool;
use telegram_simulator::Running;
use telegram_simulator::client::{BotControl, NewUser};
use testkit::ports::free_port;
use testkit::{ClockServer, PrivatePostgres, Program, TcpProxy, TestDatabase, TestRedis};

use super::balancer::Balancer;
use super::storage::Storage;
use super::{CommandOutput, LOSS, Options, Person, Profile, RELOCATION, Replica, telegram};

/// How long the clock waits for what is under way before it moves.
const AT_REST: Duration = Duration::from_secs(3);

/// What other front ends sign with.
pub(crate) const INTERNAL_BOT_SECRET: &str = "q3Vt0yK8wZr1mXc5nBj7uHs2dLf9gPa4eTi6oR";
/// What invoices are signed with.
pub(crate) const TIPS_HMAC_SECRET: &str = "Yw8sKd2mQv6xTn1bRj5zHc9uPf3gLa7eXo0iSt";
/// What wraps the members' keys.
pub(crate) const VAULT_MASTER_KEY: &str = "Mz4bWq7kTx1vNc8sJd5yRh2gUf6pLa9eOi3oBn";
/// Of good length, different, and nobody's.
const SECRETS: [(&str, &str); 5] = [
    ("INTERNAL_BOT_SECRET", INTERNAL_BOT_SECRET),
    ("TIPS_HMAC_SECRET", TIPS_HMAC_SECRET),
    ("VAULT_MASTER_KEY", VAULT_MASTER_KEY),
    (
        "AUDIT_SIGNING_KEY",
        "Hp6nXs3wKb9zVm2cQj8tGd5yRf1uLa4eTi7oWk",
    ),
    ("TELEGRAM_WEBHOOK_SECRET", "journeys_webhook_secret-1"),
];
/// Our own crates say all they can, so that what must not be said would be found.
const LOG_FILTER: &str = "info,notalone=debug,app=debug,bot=debug,api=debug,domain=debug,event_store=debug,projections=debug";

/// Words of members and their Telegram identities: no log may hold them.
pub(super) type Personal = Arc<Mutex<Vec<String>>>;

/// Everything that one test needs; [`System::finish`] ends it.
pub(crate) struct System {
    pub(crate) replicas: Vec<Replica>,
    pub(crate) bot: BotControl,
    pub(crate) clock: ClockServer,
    pub(crate) pool: PgPool,
    pub(crate) redis: Option<TestRedis>,
    pub(crate) private_postgres: Option<PrivatePostgres>,
    pub(crate) database_proxy: Option<TcpProxy>,
    pub(super) personal: Personal,
    pub(super) is_finished: bool,
    program: Program,
    _balancer: Option<Balancer>,
    pub(super) simulator: Running,
    _database: Option<TestDatabase>,
}

impl System {
    /// The default: one replica, webhooks, a clock that stands.
    pub(crate) async fn start_default() -> Self {
        Self::start(Options::default()).await
    }

    /// Returns once every replica is ready and Telegram knows where it is.
    pub(crate) async fn start(options: Options) -> Self {
        let clock = ClockServer::start(options.starts_at).await;
        let (simulator, bot) = telegram::start(clock.address()).await;
        let storage = Storage::start(&options).await;
        let ports: Vec<u16> = options.roles.iter().map(|_| free_port()).collect();
        let balancer = balancer(&options, &ports).await;
        let public_url = balancer
            .as_ref()
            .map_or_else(|| url(ports[0]), |balancer| balancer.url.clone());
        let program = program(&options, &storage, &simulator, &public_url);
        // A database of the shared server is a copy of one that is migrated.
        if storage.private.is_some() {
            let migrate = program.clone().arguments(["migrate"]);
            CommandOutput::of(migrate).await.succeeded();
        }
        let system = Self {
            replicas: replicas(
                &serving(&program, &options, &storage),
                &ports,
                &options,
                &clock,
            ),
            bot,
            clock,
            pool: storage.pool,
            redis: storage.redis,
            private_postgres: storage.private,
            database_proxy: storage.proxy,
            personal: Personal::default(),
            is_finished: false,
            program,
            _balancer: balancer,
            simulator,
            _database: storage.database,
        };
        for replica in &system.replicas {
            replica.launch();
        }
        for replica in &system.replicas {
            replica.wait_ready().await;
        }
        telegram::wait_registered(&system.bot, options.polling).await;
        system
    }

    /// Somebody with a Telegram account who has never heard of the bot.
    pub(crate) async fn person(&self, name: &str) -> Person {
        let user = NewUser {
            first_name: Some(name.to_owned()),
            last_name: Some(format!("{name}-Фамильная")),
            username: Some(format!("handle_of_{}", self.personal.lock().unwrap().len())),
            ..NewUser::default()
        };
        self.person_like(&user).await
    }

    /// The same with a Telegram profile of the test's choice.
    pub(crate) async fn person_like(&self, user: &NewUser) -> Person {
        let control = self.bot.new_person(user).await.unwrap();
        let named = [&user.first_name, &user.last_name, &user.username];
        let identity = named.into_iter().flatten().cloned();
        let identity = identity.chain([control.id().to_string()]);
        self.personal.lock().unwrap().extend(identity);
        Person::new(control, Arc::clone(&self.personal))
    }

    /// The same, through the onboarding with a profile that goes with every other default one.
    pub(crate) async fn member(&self, name: &str) -> Person {
        let person = self.person(name).await;
        person.onboard(&Profile::named(name)).await;
        person
    }

    /// Two members who are in a talk with each other.
    pub(crate) async fn pair_in_talk(&self, first: &str, second: &str) -> (Person, Person) {
        let (first, second) = (self.member(first).await, self.member(second).await);
        first.meet(&second).await;
        (first, second)
    }

    /// Two others meet each other and part: so much time has passed that everybody else would have been proposed to somebody.
    ///
    /// The matchmaker looks at all who wait at once, so this is how a test knows that some are left waiting on purpose.
    pub(crate) async fn others_are_matched(&self) {
        let others = [self.person("Прохожая").await, self.person("Прохожий").await];
        for (other, name) in others.iter().zip(["Прохожая", "Прохожий"]) {
            let profile = Profile::named(name).topics(&[LOSS, RELOCATION]);
            other.onboard(&profile).await;
            other.find().await;
        }
        others[0].skip().await;
        others[1].expect("В этот раз не совпало").await;
        for other in &others {
            other.ask("/cancel", "Остановил поиск").await;
        }
    }

    /// Moves the clock; returns once every running process has seen it.
    ///
    /// What is under way comes to its end first: to a request that is on its way the jump would be the time it took. What a fault
    /// keeps from ending is not waited for.
    pub(crate) async fn advance(&self, by: Duration) {
        // Running out of this time is no failure: a test of a fault says itself what it waits for.
        let _ = tokio::time::timeout(AT_REST, self.wait_done()).await;
        let running = self.replicas.iter().filter(|replica| replica.is_running());
        let followers = running.count() + 1;
        self.clock.advance_and_settle(by, followers).await;
    }

    /// Starts a replica that ended; what Telegram could not deliver meanwhile comes at once.
    pub(crate) async fn restart(&self, replica: usize) {
        self.replicas[replica].start().await;
        self.bot.retry_now().await.unwrap();
    }

    /// Runs the binary with the environment of the replicas.
    pub(crate) async fn run<const N: usize>(&self, arguments: [&str; N]) -> CommandOutput {
        CommandOutput::of(self.program.clone().arguments(arguments)).await
    }

    /// The same with something on its standard input.
    pub(crate) async fn run_with_input<const N: usize>(
        &self,
        arguments: [&str; N],
        input: &str,
    ) -> CommandOutput {
        CommandOutput::of(self.program.clone().arguments(arguments).input(input)).await
    }

    /// The same with other values of some variables.
    pub(crate) async fn run_with<const N: usize>(
        &self,
        arguments: [&str; N],
        variables: &[(&str, &str)],
    ) -> CommandOutput {
        let mut program = self.program.clone().arguments(arguments);
        for (name, value) in variables {
            program = program.variable(name, value);
        }
        CommandOutput::of(program).await
    }

    /// Runs the binary as on a computer that has neither database nor secrets.
    pub(crate) async fn run_without_environment<const N: usize>(
        &self,
        arguments: [&str; N],
    ) -> CommandOutput {
        let program = Program::at(env!("CARGO_BIN_EXE_notalone"));
        CommandOutput::of(program.arguments(arguments)).await
    }

    /// What all processes ever printed.
    pub(crate) fn logs(&self) -> String {
        self.replicas.iter().map(Replica::output).collect()
    }

    /// How many events there are, once everything is done.
    pub(crate) async fn event_count(&self) -> i64 {
        self.wait_done().await;
        super::checks::count(&self.pool, "select count(*) from events").await
    }

    /// All that a person's chat shows, once everything is done: two of them are equal only if nothing came in between.
    pub(crate) async fn screen(&self, person: &Person) -> String {
        self.wait_done().await;
        person.chat().await.transcript()
    }
}

fn url(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

/// Before all that take updates, if there are several processes.
async fn balancer(options: &Options, ports: &[u16]) -> Option<Balancer> {
    let takes_updates = |roles: Option<&str>| roles.is_none_or(|roles| roles.contains("bot"));
    let processes = options.roles.iter().zip(ports);
    let targets = processes.filter(|(roles, _)| takes_updates(**roles));
    match ports {
        [_] => None,
        _ => Some(Balancer::start(targets.map(|(_, port)| url(*port)).collect()).await),
    }
}

/// The binary with the environment that all processes share.
fn program(options: &Options, storage: &Storage, simulator: &Running, public_url: &str) -> Program {
    let mut program = Program::at(env!("CARGO_BIN_EXE_notalone"))
        .variable("TELEGRAM_BOT_TOKEN", telegram::TOKEN)
        .variable("TELEGRAM_API_URL", simulator.url())
        .variable("DATABASE_URL", &storage.database_url)
        .variable("PUBLIC_BASE_URL", public_url)
        .variable("RUST_LOG", LOG_FILTER);
    for (name, value) in SECRETS {
        program = program.variable(name, value);
    }
    if let Some(redis) = &storage.redis {
        program = program.variable("REDIS_URL", redis.url());
    }
    for (name, value) in options.variables() {
        program = program.variable(name, value);
    }
    program
}

/// Of `serve`: the commands stay with the owner of the tables.
fn serving(program: &Program, options: &Options, storage: &Storage) -> Program {
    if !options.serving_role {
        return program.clone();
    }
    let url = &storage.database_url;
    let joined = if url.contains('?') { '&' } else { '?' };
    let url = format!("{url}{joined}options=-c%20role%3Dnotalone_serve");
    program.clone().variable("DATABASE_URL", url)
}

fn replicas(
    program: &Program,
    ports: &[u16],
    options: &Options,
    clock: &ClockServer,
) -> Vec<Replica> {
    let clock = clock.address().to_string();
    let mut arguments = vec!["serve".to_owned(), "--clock".to_owned(), clock];
    if options.polling {
        arguments.push("--polling".to_owned());
    }
    let replica = |(roles, port): (Option<&'static str>, &u16)| {
        let roles = roles.map(|roles| ["--roles", roles]);
        let program = program
            .clone()
            .arguments(&arguments)
            .arguments(roles.into_iter().flatten())
            .variable("API_LISTEN", format!("127.0.0.1:{port}"));
        Replica::new(program, *port)
    };
    options
        .roles
        .iter()
        .copied()
        .zip(ports)
        .map(replica)
        .collect()
}

impl Drop for System {
    /// A test that forgot the last check has not shown what it says.
    fn drop(&mut self) {
        if self.is_finished {
            return;
        }
        assert!(
            std::thread::panicking(),
            "end the test with `system.finish().await`"
        );
        eprintln!("what the processes printed:\n{}", self.logs());
    }
}
