//! The system as a whole.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::PgPool;
use telegram_simulator::Running;
use telegram_simulator::client::{BotControl, NewUser};
use testkit::ports::free_port;
use testkit::{ClockServer, PrivatePostgres, Program, TcpProxy, TestDatabase, TestRedis};

use super::balancer::Balancer;
use super::{
    CommandOutput, LOSS, Options, Person, Postgres, Profile, RELOCATION, Redis, Replica, telegram,
};

/// Of good length, different, and nobody's.
const SECRETS: [(&str, &str); 5] = [
    (
        "INTERNAL_BOT_SECRET",
        "q3Vt0yK8wZr1mXc5nBj7uHs2dLf9gPa4eTi6oR",
    ),
    ("TIPS_HMAC_SECRET", "Yw8sKd2mQv6xTn1bRj5zHc9uPf3gLa7eXo0iSt"),
    ("VAULT_MASTER_KEY", "Mz4bWq7kTx1vNc8sJd5yRh2gUf6pLa9eOi3oBn"),
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
    pub(crate) clock: Option<ClockServer>,
    pub(crate) pool: PgPool,
    pub(crate) redis: Option<TestRedis>,
    pub(crate) private_postgres: Option<PrivatePostgres>,
    pub(crate) database_proxy: Option<TcpProxy>,
    pub(super) personal: Personal,
    pub(super) is_finished: bool,
    program: Program,
    _balancer: Option<Balancer>,
    _simulator: Running,
    _database: Option<TestDatabase>,
}

impl System {
    /// The default: one replica, webhooks, a clock that stands.
    pub(crate) async fn start_default() -> Self {
        Self::start(Options::default()).await
    }

    /// Returns once every replica is ready and Telegram knows where it is.
    pub(crate) async fn start(options: Options) -> Self {
        let clock = match options.starts_at {
            Some(at) => Some(ClockServer::start(at).await),
            None => None,
        };
        let (simulator, bot) = telegram::start(clock.as_ref().map(ClockServer::address)).await;
        let storage = Storage::start(&options).await;
        let ports: Vec<u16> = (0..options.replicas).map(|_| free_port()).collect();
        let urls: Vec<String> = ports
            .iter()
            .map(|port| format!("http://127.0.0.1:{port}"))
            .collect();
        let balancer = match urls.as_slice() {
            [_] => None,
            several => Some(Balancer::start(several.to_vec()).await),
        };
        let public_url = balancer
            .as_ref()
            .map_or_else(|| urls[0].clone(), |balancer| balancer.url.clone());
        let mut program = Program::at(env!("CARGO_BIN_EXE_notalone"))
            .variable("TELEGRAM_BOT_TOKEN", telegram::TOKEN)
            .variable("TELEGRAM_API_URL", simulator.url())
            .variable("PUBLIC_BASE_URL", public_url)
            .variable("DATABASE_URL", &storage.database_url)
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
        CommandOutput::of(program.clone().arguments(["migrate"]))
            .await
            .succeeded();
        let system = Self {
            replicas: replicas(&program, &ports, &options, clock.as_ref()),
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
            _simulator: simulator,
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
    pub(crate) async fn advance(&self, by: Duration) {
        let running = self.replicas.iter().filter(|replica| replica.is_running());
        let followers = running.count() + 1;
        let clock = self.clock.as_ref().expect("a system with a clock");
        clock.advance_and_settle(by, followers).await;
    }

    /// What time it is for the system.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.as_ref().expect("a system with a clock").now()
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

    /// What all processes ever printed.
    pub(crate) fn logs(&self) -> String {
        self.replicas.iter().map(Replica::output).collect()
    }

    /// How many events there are, once everything is done.
    pub(crate) async fn event_count(&self) -> i64 {
        self.wait_done().await;
        super::checks::count(&self.pool, "select count(*) from events").await
    }

    /// A word that no log may hold.
    pub(crate) fn never_log(&self, word: &str) {
        self.personal.lock().unwrap().push(word.to_owned());
    }
}

fn replicas(
    program: &Program,
    ports: &[u16],
    options: &Options,
    clock: Option<&ClockServer>,
) -> Vec<Replica> {
    let mut arguments = vec!["serve".to_owned()];
    if options.polling {
        arguments.push("--polling".to_owned());
    }
    if let Some(clock) = clock {
        arguments.extend(["--clock".to_owned(), clock.address().to_string()]);
    }
    let replica = |port: &u16| {
        let program = program
            .clone()
            .arguments(&arguments)
            .variable("API_LISTEN", format!("127.0.0.1:{port}"));
        Replica::new(program, *port)
    };
    ports.iter().map(replica).collect()
}

/// Databases of a system.
struct Storage {
    database: Option<TestDatabase>,
    private: Option<PrivatePostgres>,
    pool: PgPool,
    database_url: String,
    proxy: Option<TcpProxy>,
    redis: Option<TestRedis>,
}

impl Storage {
    async fn start(options: &Options) -> Self {
        let (database, private) = match options.postgres {
            Postgres::Shared => (Some(TestDatabase::empty().await), None),
            Postgres::Private => (None, Some(PrivatePostgres::start_new().await)),
            Postgres::Durable => (None, Some(PrivatePostgres::start_durable().await)),
        };
        let url = match (&database, &private) {
            (Some(database), _) => database.url(),
            (None, private) => private
                .as_ref()
                .map(|server| server.url().to_owned())
                .expect("one of both"),
        };
        let pool = match &database {
            Some(database) => database.pool(),
            None => PgPool::connect_lazy(&url).unwrap(),
        };
        let proxy = match options.database_proxy {
            true => Some(TcpProxy::before(&url).await),
            false => None,
        };
        let redis = match options.redis {
            Redis::Unset => None,
            Redis::Running => Some(TestRedis::start().await),
            Redis::Down => {
                let redis = TestRedis::start().await;
                redis.kill();
                Some(redis)
            }
        };
        let database_url = proxy
            .as_ref()
            .map_or_else(|| url.clone(), |proxy| proxy.url(&url));
        Self {
            database,
            private,
            pool,
            database_url,
            proxy,
            redis,
        }
    }
}

impl Drop for System {
    /// A test that forgot the last check has not shown what it says.
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("what the processes printed:\n{}", self.logs());
        } else {
            assert!(
                self.is_finished,
                "end the test with `system.finish().await`"
            );
        }
    }
}
