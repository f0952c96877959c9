//! One process of the system, which can be killed, frozen and started again.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use testkit::{Program, RunningProgram};

/// How long a process may take to be ready; the machine may be busy with other tests.
const READY_WITHIN: Duration = Duration::from_mins(1);
/// How long it may take to stop (contract.md, "The binary").
const STOPS_WITHIN: Duration = Duration::from_secs(10);

/// A process at an address of its own.
pub(crate) struct Replica {
    program: Program,
    port: u16,
    /// Every run so far, the last one current.
    runs: Mutex<Vec<Arc<RunningProgram>>>,
}

impl Replica {
    pub(super) fn new(program: Program, port: u16) -> Self {
        Self {
            program,
            port,
            runs: Mutex::default(),
        }
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// From its next start on it finds this value in its environment.
    pub(crate) fn reconfigure(&mut self, name: &str, value: &str) {
        self.program = self.program.clone().variable(name, value);
    }

    /// Starts a process without waiting for it.
    pub(crate) fn launch(&self) {
        let run = Arc::new(self.program.start());
        self.runs
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(run);
    }

    /// Starts a process; returns once it is ready.
    pub(crate) async fn start(&self) {
        self.launch();
        self.wait_ready().await;
    }

    pub(crate) async fn wait_ready(&self) {
        let url = format!("{}/ready", self.url());
        self.current().wait_ready(&url, READY_WITHIN).await;
    }

    /// The process that runs, or ran last.
    pub(crate) fn current(&self) -> Arc<RunningProgram> {
        let runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(runs.last().expect("a replica that was started"))
    }

    /// SIGKILL.
    pub(crate) fn kill(&self) {
        self.current().kill();
    }

    /// SIGSTOP.
    pub(crate) fn freeze(&self) {
        self.current().freeze();
    }

    /// SIGCONT.
    pub(crate) fn thaw(&self) {
        self.current().thaw();
    }

    /// SIGTERM: it must end in time and in order.
    pub(crate) async fn stop(&self) {
        let run = self.current();
        let status = run.terminate(STOPS_WITHIN).await;
        assert!(
            status.success(),
            "serve ended with {status}:\n{}",
            run.output()
        );
    }

    pub(crate) fn is_running(&self) -> bool {
        self.current().exit_status().is_none()
    }

    /// Everything it ever printed, runs that ended included.
    pub(crate) fn output(&self) -> String {
        let runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        runs.iter().map(|run| run.output()).collect()
    }
}
