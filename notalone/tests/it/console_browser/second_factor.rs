//! The second factor as its person sets it up and uses it, with a keyboard alone, and what the pages of it look like.

use std::time::Duration;

use serde_json::Value;
use testkit::chromium::Tab;
use totp_rs::{Builder, Secret, Totp};

use super::looks::looks_well;
use super::tools::{HEIGHT, WIDTH, arrived, follow, go, leaving, says, shows, tab_of};
use crate::harness::{Options, System};

const STEP: Duration = Duration::from_secs(30);

async fn fill(tab: &mut Tab, field: &str, text: &str) {
    tab.clear(&format!("document.querySelector('{field}')"))
        .await;
    tab.type_text(text).await;
}

async fn next_code(system: &System, phone: &Totp) -> String {
    system.advance(STEP).await;
    let seconds = system.clock.now().timestamp().try_into().unwrap();
    phone.generate(seconds).to_string()
}

#[tokio::test]
async fn it_is_set_up_and_used_with_a_keyboard_and_looks_well() {
    let options = Options::default().variable("NOTALONE_STAFF_SECOND_FACTOR", "required");
    let system = System::start(options).await;
    let root = system.colleague("root", "admin").await;
    let mut tab = tab_of(&system, &root).await;
    shows(&mut tab, "Здесь входят в два шага").await;
    looks_well(&mut tab, "factor-first").await;

    let own = "form[action$=\"/factor\"] [name=own]";
    fill(&mut tab, own, "not-the-password").await;
    follow(&mut tab, "Enter", "document.querySelector('.refused')").await;
    shows(&mut tab, "Ваш пароль не подходит").await;
    fill(&mut tab, own, &root.password).await;
    follow(&mut tab, "Enter", "document.getElementById('secret')").await;
    looks_well(&mut tab, "factor-offer").await;
    let secret = tab
        .evaluate("document.getElementById('secret').innerText")
        .await;
    let secret = Secret::try_from_base32(secret.as_str().unwrap().replace(' ', "")).unwrap();
    let phone = Builder::new()
        .with_secret(secret)
        .with_account_name("root")
        .build()
        .unwrap();
    // The field has the focus: whoever has the phone in their hand types.
    tab.wait_until("document.activeElement.name == 'code'")
        .await;
    tab.type_text(&next_code(&system, &phone).await).await;
    follow(&mut tab, "Enter", "document.getElementById('recovery')").await;
    system.wait_done().await;
    go(&mut tab, &system, "/console").await;
    shows(&mut tab, "С вашей записью что-то было").await;
    go(&mut tab, &system, "/console/account").await;
    shows(&mut tab, "Настроен второй шаг входа").await;
    looks_well(&mut tab, "account-notices").await;
    leaving(&mut tab).await;
    tab.click("document.querySelector('form[action$=\"/seen\"] button')")
        .await;
    arrived(&mut tab, "!document.getElementById('notices')").await;
    fill(&mut tab, "[name=new]", "qwertyuiop123").await;
    tab.wait_until("!document.getElementById('strength').hidden")
        .await;
    shows(&mut tab, "есть в списках украденных").await;
    tab.click("document.querySelector('[data-reveals]')").await;
    let shown =
        "[...document.querySelectorAll('[name=old], [name=new]')].map((field) => field.type)";
    assert_eq!(
        tab.evaluate(shown).await,
        serde_json::json!(["text", "text"])
    );
    looks_well(&mut tab, "account-password").await;
    // The browser mentions the form that was refused, and nothing else: no script or picture breaks the policy.
    let complaints: Vec<&Value> = tab.complaints.iter().collect();
    let is_refusal = |complaint: &&Value| complaint.to_string().contains("status of 422");
    assert!(
        complaints.len() == 1 && complaints.iter().all(is_refusal),
        "{complaints:?}"
    );

    let url = format!("{}/console/sign-in", system.replicas[0].url());
    let mut other = Tab::open(&url, WIDTH, HEIGHT).await;
    other
        .wait_until("document.activeElement.name == 'name'")
        .await;
    other.type_text(root.name).await;
    other.strike("Tab").await;
    other.type_text(&root.password).await;
    follow(&mut other, "Enter", "document.activeElement.name == 'code'").await;
    looks_well(&mut other, "sign-in-code").await;
    other.type_text("000000").await;
    follow(&mut other, "Enter", &says("Код не подходит")).await;
    other
        .wait_until("document.activeElement.name == 'code'")
        .await;
    other.type_text(&next_code(&system, &phone).await).await;
    follow(&mut other, "Enter", "document.querySelector('header.top')").await;
    shows(&mut other, "Очередь").await;
    system.finish().await;
}

#[tokio::test]
async fn a_first_password_is_exchanged_on_a_page_that_looks_well() {
    let system = System::start_default().await;
    let root = system.colleague("root", "admin").await;
    let mut tab = tab_of(&system, &root).await;
    go(&mut tab, &system, "/console/staff").await;
    fill(&mut tab, ".stack [name=name]", "eva").await;
    fill(&mut tab, ".stack [name=own]", &root.password).await;
    follow(&mut tab, "Enter", "document.getElementById('first')").await;
    looks_well(&mut tab, "staff-first").await;
    let first = tab
        .evaluate("document.getElementById('first').innerText")
        .await;
    let eva = crate::harness::Colleague {
        name: "eva",
        password: first.as_str().unwrap().to_owned(),
    };
    let mut hers = tab_of(&system, &eva).await;
    shows(&mut hers, "придумали не вы").await;
    looks_well(&mut hers, "first-password").await;
    fill(&mut hers, "[name=old]", &eva.password).await;
    fill(&mut hers, "[name=new]", "маяк светит сквозь туман").await;
    shows(&mut hers, "отличный").await;
    follow(&mut hers, "Enter", "document.activeElement.name == 'name'").await;
    system.finish().await;
}
