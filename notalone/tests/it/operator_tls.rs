//! Databases and Redis behind TLS, as managed ones are.

use testkit::{PrivatePostgres, Program, TestRedis};

use crate::harness::{CommandOutput, Options, System};

/// `notalone migrate` on the database at this address.
async fn migrate(url: &str) -> CommandOutput {
    let program = Program::at(env!("CARGO_BIN_EXE_notalone")).variable("DATABASE_URL", url);
    CommandOutput::of(program.arguments(["migrate"])).await
}

#[tokio::test]
async fn a_database_is_reached_over_tls_and_only_when_its_certificate_is_trusted() {
    let server = PrivatePostgres::start_new().await;
    let asked = |mode: &str| format!("{}?sslmode={mode}", server.url());
    let in_clear = migrate(&asked("require")).await;
    assert_eq!(in_clear.exit_code, Some(1), "{}", in_clear.text);

    let certificate = server.offer_tls().await;
    migrate(&asked("require")).await.succeeded();
    let unknown = migrate(&asked("verify-full")).await;
    assert_eq!(unknown.exit_code, Some(1), "{}", unknown.text);
    assert!(!unknown.text.contains(server.url()), "{}", unknown.text);

    let folder = tempfile::tempdir().unwrap();
    let trusted = folder.path().join("authority.pem");
    std::fs::write(&trusted, certificate).unwrap();
    let verified = format!("{}&sslrootcert={}", asked("verify-full"), trusted.display());
    migrate(&verified).await.succeeded();
}

#[tokio::test]
async fn a_redis_is_reached_over_tls_and_only_when_its_certificate_is_trusted() {
    let redis = TestRedis::start().await;
    let (url, certificate) = redis.offer_tls();
    let asking = Options::default().variable("REDIS_URL", url);
    for (trusted, status) in [(certificate.to_str().unwrap(), 200), ("", 503)] {
        // What the machine trusts, in one file.
        let options = asking.clone().variable("SSL_CERT_FILE", trusted);
        let system = System::start(options).await;
        let answer = system.wait_answer(0, "/health/redis", status).await;
        assert!(!answer.contains("not_configured"), "{answer}");
        system.finish().await;
    }
}
