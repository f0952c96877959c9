//! Databases behind TLS, as a managed one is.

use testkit::{PrivatePostgres, Program};

use crate::harness::CommandOutput;

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
