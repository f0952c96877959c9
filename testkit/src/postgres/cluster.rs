//! Servers, run by `scripts/postgres`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context, bail};

use crate::workspace;

/// Enough for an editor to stay open between two runs, short enough not to be forgotten for a day.
const IDLE_MINUTES: &str = "15";

/// The server that test databases are created in; started if need be. Blocks while it starts.
pub(super) fn shared_admin_url() -> &'static str {
    static URL: OnceLock<String> = OnceLock::new();
    URL.get_or_init(|| {
        if let Ok(given) = std::env::var("TEST_DATABASE_URL") {
            return given;
        }
        let directory = workspace::root().join(".dev/test-postgres");
        let options = ["--in-memory", "--idle-minutes", IDLE_MINUTES];
        run_script("start", &directory, &options).expect("start the test server")
    })
}

/// Whether the shared server is this checkout's own, so that leftovers in it are ours to remove.
pub(super) fn shared_server_is_ours() -> bool {
    std::env::var_os("TEST_DATABASE_URL").is_none()
}

/// A whole server for one test, to be stopped, crashed and started; gone when dropped.
#[derive(Debug)]
pub struct PrivatePostgres {
    directory: tempfile::TempDir,
    url: String,
}

impl PrivatePostgres {
    /// Creates and starts it, without any tables. Like the shared one it does not wait for the disk, which only a power
    /// cut of the whole machine would show.
    pub async fn start_new() -> Self {
        Self::with_options(&["--in-memory"]).await
    }

    /// One that waits for the disk as a real one does: for measurements.
    pub async fn start_durable() -> Self {
        Self::with_options(&["--durable"]).await
    }

    async fn with_options(options: &'static [&'static str]) -> Self {
        blocking(move || {
            let directory = tempfile::Builder::new()
                .prefix("notalone-postgres-")
                .tempdir()
                .expect("a temporary directory");
            allow_others_to_enter(directory.path());
            let url = start_owned(directory.path(), options).expect("start a private server");
            Self { directory, url }
        })
        .await
    }

    /// The address of its `postgres` database, with all rights.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where its files are: tables, write-ahead log, configuration.
    pub fn data_directory(&self) -> PathBuf {
        run_script("data", self.directory.path(), &[])
            .expect("the data directory")
            .into()
    }

    /// Stops it; clients are disconnected, the data stays.
    pub async fn stop(&self) {
        self.act("stop").await;
    }

    /// Stops it as a power cut would: no checkpoint, recovery at the next start.
    pub async fn crash(&self) {
        self.act("crash").await;
    }

    /// Starts it again, at the same address.
    pub async fn start(&self) {
        let path = self.directory.path().to_path_buf();
        let url = blocking(move || start_owned(&path, &[]).expect("start a private server")).await;
        assert_eq!(
            url, self.url,
            "the server came back elsewhere: its port was taken meanwhile"
        );
    }

    async fn act(&self, action: &'static str) {
        let path = self.directory.path().to_path_buf();
        blocking(move || run_script(action, &path, &[]).expect(action)).await;
    }
}

impl Drop for PrivatePostgres {
    fn drop(&mut self) {
        let path = self.directory.path();
        let data = run_script("data", path, &[]);
        // A failure leaves a server that its watcher stops when this process ends.
        if run_script("crash", path, &[]).is_ok()
            && let Some(files) = data
                .ok()
                .as_deref()
                .and_then(|data| Path::new(data).parent())
        {
            let _ = std::fs::remove_dir_all(files);
        }
    }
}

/// Options count when it is started for the first time.
fn start_owned(directory: &Path, options: &[&str]) -> anyhow::Result<String> {
    let owner = std::process::id().to_string();
    run_script(
        "start",
        directory,
        &[options, &["--owner", &owner]].concat(),
    )
}

/// Temporary directories are closed to other users, but root runs the server as another one.
fn allow_others_to_enter(directory: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let passable = std::fs::Permissions::from_mode(0o711);
    std::fs::set_permissions(directory, passable).expect("open a directory of ours");
}

fn run_script(action: &str, directory: &Path, options: &[&str]) -> anyhow::Result<String> {
    let output = Command::new(workspace::root().join("scripts/postgres"))
        .arg(action)
        .arg(directory)
        .args(options)
        .output()
        .context("scripts/postgres")?;
    if !output.status.success() {
        bail!(
            "scripts/postgres {action}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// Runs what blocks beside the runtime, so that a single-threaded test keeps its other tasks going.
pub(super) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work)
        .await
        .expect("the blocking part panicked")
}
