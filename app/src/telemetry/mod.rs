//! Logs, panics and metrics: what operators see of a process. Ids at most, never what a member said or who they are.

mod logs;
mod measures;

pub use logs::{LogsError, start_logs};
pub use measures::{METRICS, Metric, MetricKind, Metrics, MetricsError};

/// From now on a panic logs its place and nothing else: its message may quote a member.
pub fn log_panics_without_payload() {
    std::panic::set_hook(Box::new(|panic| {
        let (file, line) = panic
            .location()
            .map_or(("unknown", 0), |place| (place.file(), place.line()));
        let thread = std::thread::current();
        let thread = thread.name().unwrap_or("unnamed");
        tracing::error!(file, line, thread, "panicked");
    }));
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::config::LogFormat;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Lines {
        fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }
    }

    fn logged(filter: &str, format: LogFormat, act: impl FnOnce()) -> String {
        let lines = Lines::default();
        let writer = lines.clone();
        let subscriber = logs::subscriber(format, filter, move || writer.clone()).unwrap();
        tracing::subscriber::with_default(subscriber, act);
        lines.text()
    }

    #[test]
    fn a_panic_logs_its_place_and_not_its_message() {
        let before = std::panic::take_hook();
        log_panics_without_payload();
        let text = logged("info", LogFormat::Json, || {
            let _ = std::panic::catch_unwind(|| panic!("a member said {}", "marker-4711"));
        });
        std::panic::set_hook(before);
        assert!(!text.contains("marker-4711"), "{text}");
        let line: serde_json::Value = serde_json::from_str(text.trim()).unwrap();
        assert_eq!(line["level"], "ERROR");
        assert!(line["file"].as_str().unwrap().ends_with("telemetry/mod.rs"));
    }

    #[test]
    fn what_is_logged_is_one_line_whatever_is_in_it_and_says_when_in_utc() {
        let hostile = "\u{1b}[2K\r\n{\"level\":\"INFO\"}\n";
        for format in [LogFormat::Json, LogFormat::Pretty] {
            let text = logged("info", format, || tracing::warn!(value = hostile, "odd"));
            assert_eq!(text.lines().count(), 1, "{text:?}");
            assert!(
                !text.contains("\u{1b}[2K") && !text.contains('\r'),
                "{text:?}"
            );
        }
        let text = logged("info", LogFormat::Json, || {
            tracing::warn!(value = hostile, "odd");
        });
        let line: serde_json::Value = serde_json::from_str(text.trim_end()).unwrap();
        assert_eq!(line["value"].as_str(), Some(hostile));
        assert!(line["timestamp"].as_str().unwrap().ends_with('Z'));
    }

    #[test]
    fn libraries_that_see_content_stay_quiet_whatever_the_filter_says() {
        let text = logged("trace", LogFormat::Json, || {
            tracing::trace!(target: "hyper::proto", "POST /bot1:secret/sendMessage");
            tracing::debug!(target: "h2", "frame");
            tracing::debug!(target: "bot::relay", "ours");
        });
        assert!(text.contains("ours"));
        assert!(
            !text.contains("sendMessage") && !text.contains("frame"),
            "{text}"
        );
    }

    #[test]
    fn the_filter_of_operators_is_obeyed() {
        let text = logged("warn,bot=debug", LogFormat::Pretty, || {
            tracing::info!(target: "app", "hidden");
            tracing::debug!(target: "bot", "shown");
        });
        assert!(text.contains("shown") && !text.contains("hidden"));
        assert!(logs::subscriber(LogFormat::Json, "a=b=c", io::sink).is_err());
    }
}
