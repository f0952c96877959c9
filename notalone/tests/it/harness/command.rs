//! `notalone` as an operator runs it.

use std::time::Duration;

use testkit::Program;

/// Rebuilding every read model of a test takes far less.
const ENDS_WITHIN: Duration = Duration::from_mins(2);

/// What a command answered.
#[derive(Debug)]
pub(crate) struct CommandOutput {
    pub(crate) exit_code: Option<i32>,
    /// Both streams.
    pub(crate) text: String,
}

impl CommandOutput {
    pub(crate) async fn of(program: Program) -> Self {
        let run = program.start();
        let status = run.wait(ENDS_WITHIN).await;
        Self {
            exit_code: status.code(),
            text: run.output(),
        }
    }

    /// The text of a command that must have succeeded.
    pub(crate) fn succeeded(self) -> String {
        assert_eq!(self.exit_code, Some(0), "{}", self.text);
        self.text
    }
}
