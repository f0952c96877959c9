//! TLS for a server of one test.

use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::Path;
use std::time::Duration;

use sqlx::{Connection, Executor, PgConnection};

use super::PrivatePostgres;
use crate::eventually;

/// The server reads its configuration again without being asked twice.
const RELOADED_WITHIN: Duration = Duration::from_mins(1);

impl PrivatePostgres {
    /// From now on it offers TLS. Answers with the certificate that says who it is (PEM), which nobody trusts by themselves.
    pub async fn offer_tls(&self) -> String {
        let host = "127.0.0.1".to_owned();
        let own = rcgen::generate_simple_self_signed([host]).expect("a certificate");
        let data = self.data_directory();
        let key = own.signing_key.serialize_pem();
        write_owned(&data, "server.key", &key);
        write_owned(&data, "server.crt", &own.cert.pem());
        let mut admin = PgConnection::connect(self.url()).await.expect("connect");
        for statement in ["alter system set ssl = on", "select pg_reload_conf()"] {
            admin.execute(statement).await.expect(statement);
        }
        eventually(RELOADED_WITHIN, || async {
            let mut fresh = PgConnection::connect(self.url()).await.expect("connect");
            let offered: String = sqlx::query_scalar("show ssl")
                .fetch_one(&mut fresh)
                .await
                .expect("show");
            offered == "on"
        })
        .await;
        own.cert.pem()
    }
}

/// A file that only the server's user reads, or it refuses to.
fn write_owned(data: &Path, name: &str, text: &str) {
    let path = data.join(name);
    std::fs::write(&path, text).expect("write into the data directory");
    let closed = std::fs::Permissions::from_mode(0o600);
    std::fs::set_permissions(&path, closed).expect("close a file of ours");
    let owner = data.metadata().expect("the data directory");
    chown(&path, Some(owner.uid()), Some(owner.gid())).expect("give a file to the server");
}
