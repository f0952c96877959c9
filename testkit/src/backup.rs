//! Backups as operators make them: PostgreSQL's own tools.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use tempfile::NamedTempFile;

/// A database as it was.
pub struct Backup {
    file: NamedTempFile,
    left_out: Vec<String>,
}

impl Backup {
    /// Dumps the database at this address, but for these schemas.
    pub fn of(url: &str, without_schemas: &[&str]) -> Self {
        let file = NamedTempFile::new().expect("a temporary file");
        let mut dump = Command::new(tool("pg_dump"));
        dump.args(["--format=custom", "--file"])
            .arg(file.path())
            .arg(url);
        for schema in without_schemas {
            dump.args(["--exclude-schema", schema]);
        }
        run(dump);
        let left_out = without_schemas.iter().map(|&schema| schema.to_owned());
        Self {
            file,
            left_out: left_out.collect(),
        }
    }

    /// Puts everything in it back as it was; what is not in it stays. Nobody may be connected.
    pub fn restore(&self, url: &str) {
        let kept = self.left_out.iter().map(|schema| format!("'{schema}'"));
        let kept: Vec<String> = kept.chain(["'information_schema'".to_owned()]).collect();
        let clean = format!(
            "do $$ declare name text; begin
               for name in select nspname from pg_namespace
                 where nspname not like 'pg\\_%' and nspname not in ({}) loop
                 execute format('drop schema %I cascade', name);
               end loop;
               create schema public;
             end $$",
            kept.join(", ")
        );
        let mut psql = Command::new(tool("psql"));
        psql.args([
            "--quiet",
            "--set",
            "ON_ERROR_STOP=1",
            "--command",
            &clean,
            url,
        ]);
        run(psql);
        let mut restore = Command::new(tool("pg_restore"));
        restore
            .args(["--exit-on-error", "--dbname", url])
            .arg(self.file.path());
        run(restore);
    }
}

fn run(mut command: Command) {
    let output = command
        .stdin(Stdio::null())
        .output()
        .expect("PostgreSQL's tools run");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {errors}");
}

/// The newest of Debian's versions, or the one on the path.
fn tool(name: &str) -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql");
    let mut found: Vec<PathBuf> = versions
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin").join(name))
        .filter(|path| path.exists())
        .collect();
    found.sort();
    found.pop().unwrap_or_else(|| PathBuf::from(name))
}
