//! Passwords of the staff as their people meet them: the first one, one's own, and how good it is.

use crate::harness::{Colleague, Options, System};

const ACCOUNT: &str = "/console/account";

async fn start(rule: &str) -> System {
    let options = Options::default().variable("NOTALONE_STAFF_SECOND_FACTOR", rule);
    System::start(options).await
}

#[tokio::test]
async fn a_first_password_opens_the_choice_of_ones_own_and_nothing_else() {
    let system = System::start_default().await;
    let root = system.colleague("root", "admin").await;
    let office = system.sign_in(&root).await;
    let add = format!("name=eve&role=moderator&own={}", root.password);
    let added = system.post(&office, "/console/staff", &add).await;
    let mut eve = Colleague {
        name: "eve",
        password: added.shown("first"),
    };
    let later = system.page(&office, "/console/staff").await;
    assert!(!later.text.contains(&eve.password), "shown once");
    let session = system.sign_in(&eve).await;
    let page = system.page(&session, "/console").await;
    assert_eq!((page.status, page.location.as_str()), (303, ACCOUNT));
    let page = system.page(&session, ACCOUNT).await;
    assert!(page.text.contains("придумали не вы"), "{}", page.text);
    assert!(!page.text.contains("Получить код"));
    for (work, fields) in [("link", ""), ("factor", "own=x"), ("end-others", "")] {
        let path = format!("/console/account/{work}");
        let refused = system.post(&session, &path, fields).await;
        assert_eq!(refused.status, 422, "{work}");
    }
    let change = "/console/account/password";
    for (new, why) in [
        (eve.password.as_str(), "тот же, что и прежний"),
        ("eve-eve-eve-eve", "легко подобрать"),
        ("qwertyuiop123", "в списках украденных"),
        ("short", "не короче 12"),
    ] {
        let fields = format!("old={}&new={new}", eve.password);
        let refused = system.post(&session, change, &fields).await;
        assert_eq!(refused.status, 422, "{new}");
        assert!(refused.text.contains(why), "{new}: {}", refused.text);
    }
    let own = "a-lighthouse-in-the-fog";
    let fields = format!("old={}&new={own}", eve.password);
    assert_eq!(system.post(&session, change, &fields).await.status, 303);
    let late = system.try_password("eve", &eve.password, "").await;
    assert_eq!(late.status, 401);
    own.clone_into(&mut eve.password);
    let session = system.sign_in(&eve).await;
    assert_eq!(system.page(&session, "/console").await.status, 200);
    system.finish().await;
}

#[tokio::test]
async fn ones_own_password_is_asked_for_before_another_is_taken() {
    let system = System::start_default().await;
    let anna = system.colleague("anna", "moderator").await;
    let session = system.sign_in(&anna).await;
    let change = "/console/account/password";
    for old in ["", "old=&", "old=not-the-password&"] {
        let fields = format!("{old}new=a-lighthouse-in-the-fog");
        let refused = system.post(&session, change, &fields).await;
        assert_eq!(refused.status, 422, "{old}");
        assert!(refused.text.contains("Прежний пароль не подходит"));
    }
    assert_eq!(system.events("PasswordChanged").await, 0);
    system.sign_in(&anna).await;
    system.finish().await;
}

#[tokio::test]
async fn the_page_says_how_good_a_password_is_while_it_is_typed() {
    let system = start("required").await;
    let anna = system.colleague("anna", "moderator").await;
    let session = system.sign_in(&anna).await;
    for (password, estimate) in [
        (
            "qwertyuiop123",
            r#"{"score":0,"words":"есть в списках украденных"}"#,
        ),
        ("anna-anna-anna", r#"{"score":2,"words":"можно подобрать"}"#),
        (
            "a-lighthouse-in-the-fog",
            r#"{"score":4,"words":"отличный"}"#,
        ),
    ] {
        let fields = format!("new={password}");
        let answer = system
            .post(&session, "/console/account/strength", &fields)
            .await;
        assert_eq!((answer.status, answer.text.as_str()), (200, estimate));
    }
    system.finish().await;
}
