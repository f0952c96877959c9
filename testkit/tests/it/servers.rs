//! Private servers come back as they should after being stopped, crashed or killed.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use sqlx::{Connection, PgConnection};
use testkit::{PrivatePostgres, TcpProxy, TestRedis, eventually, files_containing};

fn redis(address: &str, command: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(5)))
        .unwrap();
    write!(stream, "{command}\r\nQUIT\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn address_of(url: &str) -> &str {
    url.strip_prefix("redis://")
        .unwrap()
        .strip_suffix("/0")
        .unwrap()
}

#[tokio::test]
async fn a_private_server_keeps_what_was_committed_through_a_crash() {
    let server = PrivatePostgres::start_new().await;
    let mut connection = PgConnection::connect(server.url()).await.unwrap();
    sqlx::query("create table kept as select 1 as one")
        .execute(&mut connection)
        .await
        .unwrap();

    server.crash().await;
    assert!(
        sqlx::query("select one from kept")
            .execute(&mut connection)
            .await
            .is_err()
    );
    assert!(
        server
            .data_directory()
            .to_str()
            .is_some_and(|path| path.ends_with("/data"))
    );

    server.start().await;
    let mut connection = PgConnection::connect(server.url()).await.unwrap();
    let one: i32 = sqlx::query_scalar("select one from kept")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(one, 1);

    server.stop().await;
    assert!(PgConnection::connect(server.url()).await.is_err());
}

#[tokio::test]
async fn a_killed_redis_forgets_and_comes_back_at_the_same_address() {
    let server = TestRedis::start().await;
    let url = server.url();
    redis(address_of(&url), "SET key value");
    server.kill();
    assert!(TcpStream::connect(address_of(&url)).is_err());
    server.restart().await;
    assert!(redis(address_of(&url), "GET key").starts_with("$-1"));
}

#[tokio::test]
async fn a_saving_redis_remembers_after_an_orderly_stop() {
    let server = TestRedis::start_saving("3600 1").await;
    let url = server.url();
    redis(address_of(&url), "SET key value");
    server.stop().await;
    assert!(server.directory().join("dump.rdb").is_file());
    server.restart().await;
    assert!(redis(address_of(&url), "GET key").contains("value"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_cuts_refuses_stalls_and_resumes() {
    let server = TestRedis::start().await;
    let proxy = TcpProxy::before(&server.url()).await;
    let through = proxy.url(&server.url());
    assert!(redis(address_of(&through), "PING").starts_with("+PONG"));

    let mut open = TcpStream::connect(proxy.address()).unwrap();
    open.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    let mut answer = [0; 7];
    open.write_all(b"PING\r\n").unwrap();
    open.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"+PONG\r\n");

    proxy.stall_answers();
    open.write_all(b"SET key value\r\n").unwrap();
    let direct = server.url();
    eventually(Duration::from_secs(5), || async {
        redis(address_of(&direct), "GET key").contains("value")
    })
    .await;
    proxy.cut();
    assert_eq!(
        open.read(&mut answer).unwrap_or(0),
        0,
        "the answer is lost with its connection"
    );

    proxy.refuse();
    let mut refused = TcpStream::connect(proxy.address()).unwrap();
    assert_eq!(refused.read(&mut answer).unwrap_or(0), 0);

    proxy.resume();
    assert!(redis(address_of(&through), "PING").starts_with("+PONG"));
}

#[tokio::test]
async fn what_a_private_server_wrote_can_be_found_on_its_disk() {
    let server = PrivatePostgres::start_new().await;
    let mut connection = PgConnection::connect(server.url()).await.unwrap();
    sqlx::query("create table kept as select 'marker-on-disk' as words")
        .execute(&mut connection)
        .await
        .unwrap();
    let found = files_containing(&server.data_directory(), b"marker-on-disk");
    assert!(!found.is_empty(), "at least the write-ahead log has it");
}
