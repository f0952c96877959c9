//! `log export` and `log verify --bundle`.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, anyhow};
use app::audit::{BundleFound, BundleScope, Signer, check_bundle, write_bundle};
use app::config::Config;
use event_store::verify::Verified;
use serde_json::json;
use sqlx::PgPool;

/// Writes a bundle; a file that could not be finished is removed again.
pub(super) async fn export(
    config: &Config,
    pool: &PgPool,
    streams: &[String],
    output: &Path,
) -> anyhow::Result<ExitCode> {
    let scope = scope(streams)?;
    let secret = config.secrets.audit_signing.as_ref();
    let signer = Signer::new(secret.context("AUDIT_SIGNING_KEY is not set")?);
    if output == Path::new("-") {
        write(pool, &signer, scope, std::io::stdout()).await?;
        return Ok(ExitCode::SUCCESS);
    }
    let file =
        File::create(output).with_context(|| format!("cannot write {}", output.display()))?;
    let written = write(pool, &signer, scope, file).await;
    if written.is_err() {
        // The first error is the one to be told.
        let _ = std::fs::remove_file(output);
    }
    written.map(|()| ExitCode::SUCCESS)
}

async fn write(
    pool: &PgPool,
    signer: &Signer,
    scope: BundleScope,
    output: impl Write + Send,
) -> anyhow::Result<()> {
    let now = crate::wiring::system_clock().now();
    Ok(write_bundle(pool, signer, scope, now, &mut BufWriter::new(output)).await?)
}

fn scope(streams: &[String]) -> anyhow::Result<BundleScope> {
    let parsed: Vec<(String, String)> = streams
        .iter()
        .map(|stream| {
            let (aggregate_type, id) = stream
                .split_once('/')
                .with_context(|| format!("{stream} is not of the form TYPE/ID"))?;
            Ok((aggregate_type.to_owned(), id.to_owned()))
        })
        .collect::<anyhow::Result<_>>()?;
    let subject = streams.first().context("no stream was named")?.clone();
    Ok(BundleScope {
        subject,
        streams: parsed,
    })
}

/// Checks a bundle and says what it proves.
pub(super) fn check(
    file: &Path,
    expect: Option<&str>,
    public_key: Option<&str>,
    as_json: bool,
) -> anyhow::Result<ExitCode> {
    let expect: Option<Verified> = expect.map(str::parse).transpose()?;
    let input = File::open(file).with_context(|| format!("{} cannot be read", file.display()))?;
    match check_bundle(BufReader::new(input), expect, public_key) {
        Ok(found) if as_json => println!("{}", json!({"intact": true, "bundle": found})),
        Ok(found) => print_found(&found),
        Err(error) if as_json => {
            println!("{}", json!({"intact": false, "reason": error.to_string()}));
            return Ok(ExitCode::FAILURE);
        }
        Err(error) => return Err(anyhow!(error).context("the bundle proves nothing")),
    }
    Ok(ExitCode::SUCCESS)
}

fn print_found(found: &BundleFound) {
    println!(
        "intact: {} events of {} and the digests of {} others, up to {}",
        found.shown, found.subject, found.hidden, found.reached
    );
    println!("signed with {}", found.public_key);
    match &found.published {
        Some(head) => println!("contains the published head {head}"),
        None => println!("no published head lies behind it yet"),
    }
}
