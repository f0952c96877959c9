//! The script and the style sheet, built into the program.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::refusal::Refusal;

const SCRIPT: &str = include_str!("../../assets/console.js");
const STYLE: &str = include_str!("../../assets/console.css");
const ICON: &str = include_str!("../../assets/icon.svg");

pub(super) async fn serve(Path(name): Path<String>) -> Result<Response, Refusal> {
    let (kind, text) = match name.as_str() {
        "console.js" => ("text/javascript; charset=utf-8", SCRIPT),
        "console.css" => ("text/css; charset=utf-8", STYLE),
        "icon.svg" => ("image/svg+xml", ICON),
        _ => return Err(Refusal::NotFound),
    };
    // Asked for again with every page: a rollout must not leave an old script with new pages.
    Ok((
        [
            (header::CONTENT_TYPE, kind),
            (header::CACHE_CONTROL, "no-cache"),
        ],
        text,
    )
        .into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_keeps_nothing_in_the_browser_and_lets_people_paste() {
        for word in [
            "localStorage",
            "sessionStorage",
            "indexedDB",
            "document.cookie",
            "eval(",
            "paste",
        ] {
            assert!(!SCRIPT.contains(word), "{word}");
        }
        let door = include_str!("../../templates/sign_in.html");
        let account = include_str!("../../templates/account.html");
        assert!(door.contains("current-password") && account.contains("new-password"));
        assert!(!door.contains("onpaste") && !account.contains("onpaste"));
    }
}
