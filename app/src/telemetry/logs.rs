//! Log lines.

use tracing::level_filters::LevelFilter;
use tracing::{Metadata, Subscriber};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::Registry;
use tracing_subscriber::{EnvFilter, Layer, filter};

use crate::config::{LogFormat, TelemetryConfig};

/// Libraries that log what they carry below `info`: addresses with tokens in them, frames with messages, bodies that were refused.
const CARRIERS: [&str; 12] = [
    "axum",
    "axum_core",
    "h2",
    "hyper",
    "hyper_util",
    "redis",
    "reqwest",
    "rustls",
    "sqlx",
    "teloxide",
    "teloxide_core",
    "tokio_util",
];

/// Logs could not be started.
#[derive(Debug, thiserror::Error)]
pub enum LogsError {
    /// `RUST_LOG` is not understood.
    #[error("RUST_LOG is not a filter like info,bot=debug")]
    Filter(#[from] filter::ParseError),
    /// Something else in this process logs already.
    #[error("logs were started before")]
    Started(#[from] tracing::subscriber::SetGlobalDefaultError),
}

/// Logs to standard error from now on, so that standard output stays for answers.
pub fn start_logs(config: &TelemetryConfig) -> Result<(), LogsError> {
    let subscriber = subscriber(config.log_format, &config.log_filter, std::io::stderr)?;
    tracing::subscriber::set_global_default(subscriber)?;
    Ok(())
}

pub(super) fn subscriber<W>(
    format: LogFormat,
    filter: &str,
    writer: W,
) -> Result<Box<dyn Subscriber + Send + Sync>, LogsError>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let wanted = EnvFilter::try_new(filter)?;
    let layer = tracing_subscriber::fmt::layer().with_writer(writer);
    let layer: Box<dyn Layer<Registry> + Send + Sync> = match format {
        LogFormat::Json => Box::new(layer.json().flatten_event(true).with_ansi(false)),
        LogFormat::Pretty => Box::new(layer.compact()),
    };
    let quiet = filter::filter_fn(may_be_logged);
    Ok(Box::new(tracing_subscriber::registry().with(
        layer.with_filter(filter::FilterExt::and(wanted, quiet)),
    )))
}

fn may_be_logged(metadata: &Metadata<'_>) -> bool {
    let crate_name = metadata.target().split("::").next().unwrap_or_default();
    *metadata.level() <= LevelFilter::INFO || !CARRIERS.contains(&crate_name)
}
