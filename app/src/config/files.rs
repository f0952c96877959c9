//! Secrets out of files: `NAME_FILE` says where the value of `NAME` is, as orchestrators hand secrets over.

use std::collections::BTreeMap;
use std::io::Read;

use super::variables::VARIABLES;

const ENDING: &str = "_FILE";
/// Far more than any secret has.
const MAX_BYTES: u64 = 64 * 1024;

/// Puts what the files hold beside the other values; says in one sentence each what cannot be read, and never what was.
pub(super) fn read(values: &mut BTreeMap<String, String>) -> Vec<String> {
    let mut problems = Vec::new();
    for variable in VARIABLES.iter().filter(|variable| variable.secret) {
        let name = format!("{}{ENDING}", variable.name);
        let Some(path) = values.remove(&name).filter(|path| !path.trim().is_empty()) else {
            continue;
        };
        if values
            .get(variable.name)
            .is_some_and(|value| !value.trim().is_empty())
        {
            problems.push(format!("{name} and {} are both set.", variable.name));
            continue;
        }
        match contents(path.trim()) {
            Some(text) => {
                values.insert(variable.name.to_owned(), text);
            }
            None => problems.push(format!("{name} names a file that cannot be read as text.")),
        }
    }
    problems
}

/// Without the line break that editors leave at the end.
fn contents(path: &str) -> Option<String> {
    let file = std::fs::File::open(path).ok()?;
    let mut text = String::new();
    let read = file.take(MAX_BYTES).read_to_string(&mut text).ok()?;
    let fits = u64::try_from(read).is_ok_and(|read| read < MAX_BYTES);
    fits.then(|| text.trim_end_matches(['\r', '\n']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(values: &[(&str, &str)]) -> (BTreeMap<String, String>, Vec<String>) {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let mut values = values.iter().map(owned).collect();
        let problems = read(&mut values);
        (values, problems)
    }

    #[test]
    fn a_secret_is_read_from_the_file_that_is_named() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "a secret of a file\n").unwrap();
        let path = file.path().to_str().unwrap();
        let (values, problems) = after(&[("VAULT_MASTER_KEY_FILE", path), ("RUST_LOG", "info")]);
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(values["VAULT_MASTER_KEY"], "a secret of a file");
        assert!(!values.contains_key("VAULT_MASTER_KEY_FILE"));

        let name = "VAULT_MASTER_KEY";
        let both = [("VAULT_MASTER_KEY_FILE", path), (name, "x")];
        let (_, problems) = after(&both);
        assert_eq!(
            problems,
            ["VAULT_MASTER_KEY_FILE and VAULT_MASTER_KEY are both set."]
        );
    }

    #[test]
    fn what_cannot_be_read_is_said_without_what_it_holds() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), [b'x', 0xff]).unwrap();
        let path = file.path().to_str().unwrap();
        let large = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(large.path(), vec![b'x'; 70_000]).unwrap();
        let large = large.path().to_str().unwrap();
        for path in [path, large, "/nowhere/at/all"] {
            let (values, problems) = after(&[("TIPS_HMAC_SECRET_FILE", path)]);
            let sentence = "TIPS_HMAC_SECRET_FILE names a file that cannot be read as text.";
            assert_eq!(problems, [sentence]);
            assert!(values.is_empty());
        }
        // Only secrets come in files.
        let (values, _) = after(&[("RUST_LOG_FILE", path)]);
        assert!(values.contains_key("RUST_LOG_FILE"));
    }
}
