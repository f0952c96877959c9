//! What is in Redis.

use crate::harness::System;

impl System {
    /// Every key with its value as text and, for what is binary, as hex.
    pub(crate) async fn everything_in_redis(&self) -> Vec<(String, String)> {
        let client = redis::Client::open(self.redis.as_ref().unwrap().url()).unwrap();
        let connection = client.get_multiplexed_async_connection().await;
        let mut connection = connection.unwrap();
        let keys: Vec<Vec<u8>> = command(&mut connection, &["KEYS"], b"*").await;
        let mut everything = Vec::new();
        for key in keys {
            let kind: String = command(&mut connection, &["TYPE"], &key).await;
            let mut parts = vec![key.clone()];
            match kind.as_str() {
                "string" => parts.push(command(&mut connection, &["GET"], &key).await),
                "hash" => {
                    parts.extend(command::<Vec<_>>(&mut connection, &["HGETALL"], &key).await);
                }
                "set" => {
                    parts.extend(command::<Vec<_>>(&mut connection, &["SMEMBERS"], &key).await);
                }
                "list" => parts.extend(range(&mut connection, "LRANGE", &key).await),
                "zset" => parts.extend(range(&mut connection, "ZRANGE", &key).await),
                // It ran out between the two questions.
                "none" => continue,
                other => panic!("a value of another kind: {other}"),
            }
            let told = parts
                .iter()
                .map(|part| format!("{} {}", String::from_utf8_lossy(part), hex::encode(part)));
            let name = format!("redis {}", String::from_utf8_lossy(&key));
            everything.push((name, told.collect::<Vec<_>>().join(" ")));
        }
        everything
    }
}

async fn command<T: redis::FromRedisValue>(
    connection: &mut redis::aio::MultiplexedConnection,
    words: &[&str],
    key: &[u8],
) -> T {
    let mut asked = redis::Cmd::new();
    asked.arg(words).arg(key);
    asked.query_async(connection).await.unwrap()
}

async fn range(
    connection: &mut redis::aio::MultiplexedConnection,
    word: &str,
    key: &[u8],
) -> Vec<Vec<u8>> {
    let mut asked = redis::cmd(word);
    asked.arg(key).arg(0).arg(-1);
    asked.query_async(connection).await.unwrap()
}
