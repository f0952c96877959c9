//! Where a system keeps what it knows.

use sqlx::PgPool;
use testkit::{PrivatePostgres, TcpProxy, TestDatabase, TestRedis};

use super::{Options, Postgres, Redis};

/// Databases of a system.
pub(super) struct Storage {
    pub(super) database: Option<TestDatabase>,
    pub(super) private: Option<PrivatePostgres>,
    pub(super) pool: PgPool,
    pub(super) database_url: String,
    pub(super) proxy: Option<TcpProxy>,
    pub(super) redis: Option<TestRedis>,
}

impl Storage {
    pub(super) async fn start(options: &Options) -> Self {
        let (database, private) = match options.postgres {
            Postgres::Shared => (Some(TestDatabase::create().await), None),
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
        let proxy = if options.database_proxy {
            Some(TcpProxy::before(&url).await)
        } else {
            None
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
