//! Built programs as child processes: started, watched, stopped in every way there is.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{Seek, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::{eventually_some, workspace};

/// Inherited by children; everything else would let the developer's shell decide how a test goes.
const INHERITED: [&str; 5] = [
    "PATH",
    "HOME",
    "TMPDIR",
    "RUST_BACKTRACE",
    "LLVM_PROFILE_FILE",
];
const OUTPUT_FILE: &str = "output.log";

/// A program and how to run it; each [`Program::start`] makes a process of it.
#[derive(Debug, Clone)]
pub struct Program {
    path: PathBuf,
    arguments: Vec<OsString>,
    environment: Vec<(OsString, OsString)>,
    input: Option<String>,
}

impl Program {
    /// A binary of this workspace, see [`workspace::binary`].
    pub fn of_workspace(name: &str) -> Self {
        Self::at(workspace::binary(name))
    }

    /// Any other program.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            arguments: Vec::new(),
            environment: Vec::new(),
            input: None,
        }
    }

    /// Adds arguments.
    #[must_use]
    pub fn arguments<A: Into<OsString>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    /// Sets a variable; of the test's own variables only a few like `PATH` are inherited.
    #[must_use]
    pub fn variable(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.environment
            .push((name.as_ref().to_owned(), value.as_ref().to_owned()));
        self
    }

    /// What it reads from standard input; nothing otherwise.
    #[must_use]
    pub fn input(mut self, text: impl Into<String>) -> Self {
        self.input = Some(text.into());
        self
    }

    /// Starts it in an empty directory of its own, where no `.env` is found.
    pub fn start(&self) -> RunningProgram {
        let directory = tempfile::Builder::new()
            .prefix("notalone-process-")
            .tempdir()
            .expect("a temporary directory");
        let output =
            File::create(directory.path().join(OUTPUT_FILE)).expect("a file for the output");
        let errors = output.try_clone().expect("a second handle of the output");
        let inherited = INHERITED
            .iter()
            .filter_map(|name| Some((name, std::env::var_os(name)?)));
        let child = Command::new(&self.path)
            .args(&self.arguments)
            .env_clear()
            .envs(inherited)
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .current_dir(directory.path())
            .stdin(self.standard_input())
            .stdout(output)
            .stderr(errors)
            .spawn()
            .unwrap_or_else(|error| panic!("{} does not start: {error}", self.path.display()));
        RunningProgram {
            directory,
            child: Mutex::new(child),
        }
    }

    fn standard_input(&self) -> Stdio {
        let Some(text) = &self.input else {
            return Stdio::null();
        };
        let mut file = tempfile::tempfile().expect("a file for the input");
        file.write_all(text.as_bytes())
            .and_then(|()| file.rewind())
            .expect("the input is written");
        file.into()
    }
}

/// A process; killed when dropped, its directory removed.
#[derive(Debug)]
pub struct RunningProgram {
    directory: tempfile::TempDir,
    child: Mutex<Child>,
}

impl RunningProgram {
    /// Returns once `url` answers with a success.
    ///
    /// # Panics
    /// When the process ends first, or the deadline passes; with what it printed.
    pub async fn wait_ready(&self, url: &str, deadline: Duration) {
        let client = reqwest::Client::new();
        let asking = eventually_some(Duration::MAX, || async {
            if let Some(status) = self.exit_status() {
                panic!(
                    "the process ended with {status} before {url} answered; it printed:\n{}",
                    self.output()
                );
            }
            let answer = client
                .get(url)
                .timeout(Duration::from_secs(2))
                .send()
                .await
                .ok()?;
            answer.status().is_success().then_some(())
        });
        // Not the deadline of `eventually`: this one shows what the process printed.
        assert!(
            tokio::time::timeout(deadline, asking).await.is_ok(),
            "{url} did not answer within {deadline:?}; the process printed:\n{}",
            self.output()
        );
    }

    /// What it printed so far, both streams.
    pub fn output(&self) -> String {
        let bytes = std::fs::read(self.output_path()).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// The file with what it printed.
    pub fn output_path(&self) -> PathBuf {
        self.directory.path().join(OUTPUT_FILE)
    }

    /// The directory it runs in.
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child().id()
    }

    /// How it ended, if it ended.
    pub fn exit_status(&self) -> Option<ExitStatus> {
        self.child().try_wait().expect("the state of the process")
    }

    /// Returns once it ended by itself.
    pub async fn wait(&self, deadline: Duration) -> ExitStatus {
        eventually_some(deadline, || async { self.exit_status() }).await
    }

    /// SIGTERM, and returns once it ended.
    pub async fn terminate(&self, deadline: Duration) -> ExitStatus {
        self.signal(Signal::TERM);
        self.wait(deadline).await
    }

    /// SIGINT, as Ctrl-C sends it, and returns once it ended.
    pub async fn interrupt(&self, deadline: Duration) -> ExitStatus {
        self.signal(Signal::INT);
        self.wait(deadline).await
    }

    /// SIGKILL: it gets no chance to finish anything. Gone when this returns.
    pub fn kill(&self) {
        let mut child = self.child();
        // It may have ended already, which is what is asked for.
        let _ = child.kill();
        child.wait().expect("wait for a killed process");
    }

    /// SIGSTOP: it stands still and keeps its connections, as in a long pause of its machine.
    pub fn freeze(&self) {
        self.signal(Signal::STOP);
    }

    /// SIGCONT: it goes on and does not know that it was frozen.
    pub fn thaw(&self) {
        self.signal(Signal::CONT);
    }

    fn signal(&self, signal: Signal) {
        let child = self.child();
        kill_process(Pid::from_child(&child), signal).expect("signal a process of ours");
    }

    fn child(&self) -> MutexGuard<'_, Child> {
        self.child.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for RunningProgram {
    fn drop(&mut self) {
        self.kill();
    }
}
