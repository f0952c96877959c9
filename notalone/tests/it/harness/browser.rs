//! Another way into the console: a program that keeps cookies only when told to.

use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Method, Response};

use super::System;
use super::desk::Colleague;

/// One session, by hand.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) cookie: String,
    pub(crate) csrf: String,
}

/// What came back.
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) location: String,
    pub(crate) cookies: Vec<String>,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) text: String,
}

impl Page {
    async fn of(answer: Response) -> Self {
        let headers = answer.headers().clone();
        let text =
            |value: &reqwest::header::HeaderValue| value.to_str().unwrap_or_default().to_owned();
        Self {
            status: answer.status().as_u16(),
            location: headers.get("location").map(text).unwrap_or_default(),
            cookies: headers.get_all(SET_COOKIE).iter().map(text).collect(),
            headers,
            text: answer.text().await.unwrap(),
        }
    }

    /// The token of the page's forms.
    pub(crate) fn csrf(&self) -> String {
        let (_, rest) = self.text.split_once(r#"name="csrf" value=""#).unwrap();
        rest.split('"').next().unwrap().to_owned()
    }

    /// The name and value of a cookie it sets.
    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        let line = self.cookies.iter().find(|line| line.starts_with(name))?;
        Some(line.split(';').next()?.to_owned())
    }

    /// What the element of this id says.
    pub(crate) fn shown(&self, id: &str) -> String {
        let found = self.text.split_once(&format!("id=\"{id}\">"));
        let (_, rest) = found.unwrap_or_else(|| panic!("{id}: {}", self.text));
        rest.split('<').next().unwrap().to_owned()
    }

    /// Which refusal it shows.
    pub(crate) fn code(&self) -> &str {
        let found = self.text.split_once("data-code=\"");
        found
            .and_then(|(_, rest)| rest.split('"').next())
            .unwrap_or_default()
    }
}

impl System {
    pub(crate) async fn ask(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        form: Option<String>,
    ) -> Page {
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(Policy::none());
        let url = format!("{}{path}", self.replicas[0].url());
        let mut request = client.build().unwrap().request(method, url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(form) = form {
            request = request
                .header("content-type", "application/x-www-form-urlencoded")
                .body(form);
        }
        Page::of(request.send().await.unwrap()).await
    }

    pub(crate) async fn page(&self, session: &Session, path: &str) -> Page {
        let headers = [(COOKIE.as_str(), session.cookie.as_str())];
        self.ask(Method::GET, path, &headers, None).await
    }

    /// Sends a form with the session's token.
    pub(crate) async fn post(&self, session: &Session, path: &str, fields: &str) -> Page {
        let headers = [(COOKIE.as_str(), session.cookie.as_str())];
        let form = format!("csrf={}&{fields}", session.csrf);
        self.ask(
            Method::POST,
            path,
            &headers,
            Some(form.trim_end_matches('&').to_owned()),
        )
        .await
    }

    /// The door of the console: its cookie and the token of its form.
    pub(crate) async fn door(&self) -> Session {
        let page = self.ask(Method::GET, "/console/sign-in", &[], None).await;
        Session {
            cookie: page.cookie("notalone_door").unwrap(),
            csrf: page.csrf(),
        }
    }

    /// Tries to sign in, with more cookies in the browser.
    pub(crate) async fn try_password(&self, name: &str, password: &str, more: &str) -> Page {
        let door = self.door().await;
        let cookies = format!("{}{more}", door.cookie);
        let headers = [(COOKIE.as_str(), cookies.as_str())];
        let form = format!("csrf={}&name={name}&password={password}", door.csrf);
        self.ask(Method::POST, "/console/sign-in", &headers, Some(form))
            .await
    }

    pub(crate) async fn sign_in(&self, who: &Colleague) -> Session {
        let entered = self.try_password(who.name, &who.password, "").await;
        assert_eq!(
            (entered.status, entered.location.as_str()),
            (303, "/console")
        );
        let mut session = Session {
            cookie: entered.cookie("notalone_session").unwrap(),
            csrf: String::new(),
        };
        session.csrf = self.page(&session, "/console/account").await.csrf();
        let (_, token) = session.cookie.split_once('=').unwrap();
        let secrets = [token.to_owned(), session.csrf.clone()];
        self.personal.lock().unwrap().extend(secrets);
        session
    }
}
