//! Every route of the console is open to its roles and closed to everybody else.

use std::collections::BTreeSet;

use app::staff::Role;
use domain::moderation::ReportReason;
use reqwest::Method;

use crate::harness::{Session, System};

/// Where the routes are written down: one that is added there and not here fails the test.
const ROUTER: &str = include_str!("../../../api/src/console/mod.rs");
type May = fn(Role) -> bool;

/// Whom a route is for.
#[derive(Clone, Copy)]
enum For {
    /// Without a session.
    Everybody,
    /// With the right password behind them, and without a session.
    HalfWay,
    /// With a session of one of these roles.
    Staff(May),
}

/// Every route, and for a form what it would carry.
const ROUTES: [(&str, &str, For); 27] = [
    ("GET", "/console", For::Staff(|_| true)),
    ("GET", "/console/", For::Staff(|_| true)),
    ("GET", "/console/sign-in", For::Everybody),
    ("POST", "/console/sign-in", For::Everybody),
    ("GET", "/console/sign-in/code", For::HalfWay),
    ("POST", "/console/sign-in/code", For::HalfWay),
    ("GET", "/console/stream", For::Staff(Role::moderates)),
    ("GET", "/console/rows", For::Staff(Role::moderates)),
    ("GET", "/console/find", For::Staff(Role::moderates)),
    ("GET", "/console/cases/{id}", For::Staff(Role::moderates)),
    (
        "GET",
        "/console/cases/{id}/told",
        For::Staff(Role::moderates),
    ),
    (
        "POST",
        "/console/cases/{id}/presence",
        For::Staff(Role::moderates),
    ),
    (
        "POST",
        "/console/cases/{id}/bundle",
        For::Staff(Role::is_senior),
    ),
    (
        "POST",
        "/console/cases/{id}/{work}",
        For::Staff(Role::moderates),
    ),
    ("GET", "/console/members/{id}", For::Staff(Role::moderates)),
    (
        "GET",
        "/console/replay/{kind}/{id}",
        For::Staff(Role::moderates),
    ),
    ("GET", "/console/audit", For::Staff(|_| true)),
    ("GET", "/console/texts", For::Staff(Role::moderates)),
    ("GET", "/console/staff", For::Staff(Role::administers)),
    ("POST", "/console/staff", For::Staff(Role::administers)),
    (
        "POST",
        "/console/staff/{id}/{work}",
        For::Staff(Role::administers),
    ),
    ("GET", "/console/account", For::Staff(|_| true)),
    ("POST", "/console/account/strength", For::Staff(|_| true)),
    ("POST", "/console/account/{work}", For::Staff(|_| true)),
    ("GET", "/console/assets/{name}", For::Everybody),
    ("ANY", "/console/{*rest}", For::Everybody),
    // The last, for nobody is signed in afterwards.
    ("POST", "/console/sign-out", For::Staff(|_| true)),
];

/// The routes as the router has them.
fn written() -> BTreeSet<(String, String)> {
    let (_, routes) = ROUTER.split_once("Router::new()").unwrap();
    let routes = routes.split(".route(").skip(1);
    let mut written = BTreeSet::new();
    for route in routes {
        let path = route.split('"').nth(1).unwrap();
        for (method, call) in [("GET", "get("), ("POST", "post("), ("ANY", "any(")] {
            if route.contains(call) {
                written.insert((method.to_owned(), path.to_owned()));
            }
        }
    }
    written
}

#[test]
fn every_route_of_the_router_is_in_the_table() {
    let known = ROUTES.map(|(method, path, _)| (method.to_owned(), path.to_owned()));
    assert_eq!(written(), BTreeSet::from(known));
}

/// A case, a member and an account that are there.
struct Scene {
    case: String,
    member: String,
    account: String,
}

impl Scene {
    fn path(&self, path: &str) -> String {
        let id = match path.split('/').nth(2) {
            Some("members") => &self.member,
            Some("staff") => &self.account,
            _ => &self.case,
        };
        let work = match path.split('/').nth(2) {
            Some("cases") => "assign",
            Some("staff") => "role",
            _ => "link",
        };
        let path = path.replace("{id}", id).replace("{work}", work);
        let path = path.replace("{kind}", "case");
        path.replace("{name}", "console.js")
            .replace("{*rest}", "x/y")
    }
}

/// The status of a route, and what a form is refused for. Of pages only the head is asked for: the stream has no end.
async fn try_door(system: &System, session: &Session, method: &str, path: &str) -> (u16, String) {
    if method == "POST" {
        let page = system.post(session, path, "").await;
        return (page.status, page.code().to_owned());
    }
    let headers = [("cookie", session.cookie.as_str())];
    let page = system.ask(Method::HEAD, path, &headers, None).await;
    (page.status, page.location)
}

#[tokio::test]
async fn every_route_is_open_to_its_roles_and_closed_to_everybody_else() {
    let system = System::start_default().await;
    let (first, second) = system.pair_in_talk("Анна", "Борис").await;
    let talk = system.newest_talk().await;
    let case_id = system.report(talk, ReportReason::Abuse, "грубил").await;
    system.wait_done().await;
    let clerk = system.colleague("clerk", "analyst").await;
    let account = system.account(clerk.name).await;
    let scene = Scene {
        case: case_id.to_string(),
        member: talk.members[1].to_string(),
        account: account.to_string(),
    };
    let nobody = Session {
        cookie: "notalone_session=x".to_owned(),
        csrf: String::new(),
    };
    for (method, path, whom) in ROUTES {
        let door = scene.path(path);
        let (status, told) = try_door(&system, &nobody, method, &door).await;
        let is_closed = status == 401 || (status, told.as_str()) == (303, "/console/sign-in");
        let expects_closed = !matches!(whom, For::Everybody);
        assert_eq!(
            is_closed, expects_closed,
            "nobody at {method} {path}: {status}"
        );
    }
    for role in Role::ALL {
        let who = system.colleague(role.name(), role.name()).await;
        let session = system.sign_in(&who).await;
        for (method, path, whom) in ROUTES {
            let For::Staff(may) = whom else { continue };
            let door = scene.path(path);
            let (status, told) = try_door(&system, &session, method, &door).await;
            let place = format!("{role} at {method} {path}: {status} {told}");
            if may(role) {
                assert!(![401, 403].contains(&status), "{place}");
            } else {
                assert_eq!(status, 403, "{place}");
                assert!(method != "POST" || told == "forbidden", "{place}");
            }
        }
    }
    first.end().await;
    second.expect("Разговор").await;
    system.finish().await;
}
