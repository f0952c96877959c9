//! A private Redis, to be stopped, killed and started again.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::{eventually, ports::free_port};

const DEADLINE: Duration = Duration::from_secs(10);

/// A redis-server of this test alone; killed when dropped, its directory removed.
#[derive(Debug)]
pub struct TestRedis {
    directory: tempfile::TempDir,
    port: u16,
    save: String,
    child: Mutex<Option<Child>>,
}

impl TestRedis {
    /// Keeps everything in memory: a restart forgets.
    pub async fn start() -> Self {
        Self::start_saving("").await
    }

    /// With a `save` setting, like `"1 1"`: written to [`Self::directory`] when stopped, and by itself as set.
    pub async fn start_saving(save: &str) -> Self {
        let redis = Self {
            directory: tempfile::Builder::new()
                .prefix("notalone-redis-")
                .tempdir()
                .expect("a temporary directory"),
            port: free_port(),
            save: save.to_owned(),
            child: Mutex::new(None),
        };
        redis.restart().await;
        redis
    }

    /// The address for `REDIS_URL`.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/0", self.port)
    }

    /// Where its dump and its log are.
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// From now on it speaks TLS at another port, too. Answers with the address for `REDIS_URL` and the file with the certificate that says
    /// who it is (PEM), which nobody trusts by themselves.
    pub fn offer_tls(&self) -> (String, PathBuf) {
        let host = "127.0.0.1".to_owned();
        let own = rcgen::generate_simple_self_signed([host]).expect("a certificate");
        let [key, certificate] =
            ["key.pem", "certificate.pem"].map(|name| self.directory().join(name));
        std::fs::write(&key, own.signing_key.serialize_pem()).expect("write a key");
        std::fs::write(&certificate, own.cert.pem()).expect("write a certificate");
        let port = free_port();
        let settings = [
            format!("tls-key-file {}", key.display()),
            format!("tls-cert-file {}", certificate.display()),
            "tls-auth-clients no".to_owned(),
            format!("tls-port {port}"),
        ];
        for setting in settings {
            let answer = self.ask(&format!("CONFIG SET {setting}"));
            assert!(answer.starts_with("+OK"), "{setting}: {answer}");
        }
        (format!("rediss://127.0.0.1:{port}/0"), certificate)
    }

    /// What it answers to a command.
    fn ask(&self, command: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("Redis answers");
        let lines = format!("{command}\r\nQUIT\r\n");
        stream.write_all(lines.as_bytes()).expect("Redis listens");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("Redis answers");
        answer
    }

    /// The names of all keys, in order.
    pub fn keys(&self) -> Vec<String> {
        let answer = self.ask("KEYS *");
        let lines = answer
            .lines()
            .filter(|line| !line.starts_with(['*', '$', '+']));
        let mut keys: Vec<String> = lines.map(str::to_owned).collect();
        keys.sort_unstable();
        keys
    }

    /// Starts it at the same address, unless it runs.
    pub async fn restart(&self) {
        {
            let mut child = self.child();
            if child.is_none() {
                *child = Some(self.spawn());
            }
        }
        eventually(DEADLINE, || async { self.answers() }).await;
    }

    /// Stops it in order; it saves first if it was told to save.
    pub async fn stop(&self) {
        self.signal(Signal::TERM);
        eventually(DEADLINE, || async { self.has_exited() }).await;
        *self.child() = None;
    }

    /// Kills it: whatever was not saved is lost.
    pub fn kill(&self) {
        if let Some(mut child) = self.child().take() {
            child.kill().expect("kill redis-server");
            child.wait().expect("wait for redis-server");
        }
    }

    /// SIGSTOP: connections stay, answers do not come.
    pub fn freeze(&self) {
        self.signal(Signal::STOP);
    }

    /// SIGCONT: what was asked meanwhile is answered.
    pub fn thaw(&self) {
        self.signal(Signal::CONT);
    }

    fn signal(&self, signal: Signal) {
        if let Some(child) = self.child().as_ref() {
            kill_process(Pid::from_child(child), signal).expect("a signal for redis-server");
        }
    }

    fn spawn(&self) -> Child {
        Command::new("redis-server")
            .args(["--bind", "127.0.0.1", "--port", &self.port.to_string()])
            .args([
                "--save",
                &self.save,
                "--appendonly",
                "no",
                "--logfile",
                "redis.log",
            ])
            .arg("--dir")
            .arg(self.directory.path())
            .current_dir(self.directory.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("redis-server starts (scripts/provide installs it)")
    }

    fn answers(&self) -> bool {
        let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) else {
            return false;
        };
        let mut answer = [0; 5];
        stream
            .set_read_timeout(Some(Duration::from_secs(1)))
            .is_ok()
            && stream.write_all(b"PING\r\n").is_ok()
            && stream.read_exact(&mut answer).is_ok()
            && &answer == b"+PONG"
    }

    fn has_exited(&self) -> bool {
        let mut child = self.child();
        child
            .as_mut()
            .is_none_or(|child| matches!(child.try_wait(), Ok(Some(_))))
    }

    fn child(&self) -> MutexGuard<'_, Option<Child>> {
        self.child.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for TestRedis {
    fn drop(&mut self) {
        self.kill();
    }
}
