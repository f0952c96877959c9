//! `/sos`: who can be called, in which country, and a file that operators edit while the bot runs.

use std::time::Duration;

use telegram_simulator::client::MessageView;

use crate::harness::{Options, Person, Profile, System};

const RUSSIA: &str = "+7 495 989-50-50";
const NOTE: &str = "Номера могли измениться; 112 работает всегда.";
const AFRAID: &str = "Мне страшно звонить";

/// A file with one line; its number is the test's choice.
fn file(number: &str) -> String {
    format!(
        r#"
[[country]]
code = "RU"
name = {{ ru = "Россия" }}
zones = ["Europe/Moscow"]

[[line]]
country = "RU"
name = {{ ru = "телефон доверия" }}
numbers = ["{number}"]
hours = {{ ru = "круглосуточно" }}
audience = "anyone"
source = "a test"
verified_at = 2026-03-01

[[line]]
country = "other"
name = {{ ru = "список" }}
numbers = ["example.org"]
audience = "anyone"
source = "a test"
"#
    )
}

/// Asks until the card says so: the file is followed, not waited for.
async fn sos_says(person: &Person, part: &str) {
    testkit::eventually(Duration::from_secs(20), || async {
        person.ask("/sos", "звоните 112").await.text.contains(part)
    })
    .await;
}

async fn metric(system: &System, name: &str) -> Option<String> {
    let (_, metrics) = system.get(0, "/metrics").await;
    let mut lines = metrics.lines().filter(|line| !line.starts_with('#'));
    let line = lines.find(|line| line.starts_with(name))?;
    line.split_whitespace().last().map(str::to_owned)
}

#[tokio::test]
async fn everybody_finds_somebody_to_call_before_any_question_is_answered() {
    let system = System::start_default().await;
    let anna = system.person("Анна").await;
    let card = anna.ask("/sos", "звоните 112").await;
    assert!(card.text.contains("findahelpline.com"), "{}", card.text);
    assert!(card.text.ends_with(NOTE), "{}", card.text);
    for (country, expected) in [
        ("Россия", RUSSIA),
        ("Беларусь", "+375 17 352-44-44, +375 17 304-43-70"),
        ("Казахстан", "1414"),
        ("Украина", "7333"),
        ("Грузия", "Номеров этой страны у меня пока нет"),
        ("Другая страна", "findahelpline.com"),
    ] {
        let shown: MessageView = anna.tap_to(country, expected).await;
        assert!(shown.text.contains("звоните 112"), "{}", shown.text);
        assert!(shown.text.contains("Перед звонком"), "{}", shown.text);
        assert!(shown.text.ends_with(NOTE), "{}", shown.text);
        assert!(shown.button(&format!("✅ {country}")).is_some());
    }
    assert_eq!(
        anna.count_of("звоните 112").await,
        1,
        "one card, edited in place"
    );
    anna.tap_to(AFRAID, "Бояться звонка — это нормально").await;
    system.finish().await;
}

#[tokio::test]
async fn the_country_is_guessed_from_the_time_zone_also_in_a_talk() {
    let system = System::start_default().await;
    let (anna, boris) = (system.person("Анна").await, system.person("Борис").await);
    anna.onboard(&Profile::named("Анна")).await;
    boris.onboard(&Profile::named("Борис").city("Минск")).await;
    anna.ask("/sos", RUSSIA).await;
    anna.meet(&boris).await;
    let card = boris.ask("/sos", "8-801-100-16-11").await;
    assert!(!card.text.contains(RUSSIA), "{}", card.text);
    anna.end().await;
    system.finish().await;
}

#[tokio::test]
async fn who_is_under_18_finds_the_lines_for_children() {
    let system = System::start_default().await;
    let anna = system.person("Анна").await;
    anna.ask("/start", "Это «Ты не один»").await;
    anna.tap_to("Дальше", "Как мы здесь").await;
    anna.tap_to("Дальше", "Если помощь нужна").await;
    let card = anna
        .tap_to("Мне нет 18", "Спасибо, что ответили честно")
        .await;
    for line in [
        "Россия: 8-800-2000-122, с мобильного 124",
        "Беларусь: 8-801-100-16-11",
        "Другие страны: findahelpline.com",
        "Угроза жизни: 112",
    ] {
        assert!(card.text.contains(line), "{line}: {}", card.text);
    }
    assert!(!card.text.contains(RUSSIA), "{}", card.text);
    anna.ask("/sos", "звоните 112").await;
    let card = anna.tap_to("Беларусь", "8-801-100-16-11").await;
    assert!(
        !card.text.contains("352-44-44"),
        "for adults: {}",
        card.text
    );
    system.finish().await;
}

#[tokio::test]
async fn an_edited_file_is_in_force_without_a_restart_and_a_broken_one_never_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hotlines.toml");
    std::fs::write(&path, file("8-800-000-00-01")).unwrap();
    let options = Options::default().variable("NOTALONE_HOTLINES", path.display());
    let system = System::start(options).await;
    let anna = system.member("Анна").await;
    let card = anna.ask("/sos", "8-800-000-00-01").await;
    assert!(card.text.contains("(круглосуточно)"), "{}", card.text);

    std::fs::write(&path, file("8-800-000-00-02")).unwrap();
    sos_says(&anna, "8-800-000-00-02").await;
    assert_eq!(
        metric(&system, "notalone_hotlines_file_broken")
            .await
            .as_deref(),
        Some("0")
    );

    std::fs::write(&path, "[[line]] country =").unwrap();
    testkit::eventually(Duration::from_secs(20), || async {
        metric(&system, "notalone_hotlines_file_broken")
            .await
            .as_deref()
            == Some("1")
    })
    .await;
    sos_says(&anna, "8-800-000-00-02").await;
    assert!(system.logs().contains("the file of hotlines is not used"));
    let checked = system.run(["config", "check"]).await;
    assert_eq!(checked.exit_code, Some(1), "{}", checked.text);
    assert!(
        checked.text.contains("NOTALONE_HOTLINES"),
        "{}",
        checked.text
    );

    std::fs::write(&path, file("8-800-000-00-03")).unwrap();
    sos_says(&anna, "8-800-000-00-03").await;
    assert_eq!(
        metric(&system, "notalone_hotlines_file_broken")
            .await
            .as_deref(),
        Some("0")
    );
    system.finish().await;
}

#[tokio::test]
async fn contacts_that_nobody_has_called_are_flagged_to_operators() {
    let system = System::start_default().await;
    let flagged = system.run(["config", "check"]).await.succeeded();
    assert!(
        flagged.contains("the crisis contact 1414 (KZ) was never verified"),
        "{flagged}"
    );
    assert!(flagged.lines().any(|line| line == "ok"), "{flagged}");
    testkit::eventually(Duration::from_secs(20), || async {
        let count = metric(&system, "notalone_hotlines_unverified").await;
        count.is_some_and(|count| count.parse::<f64>().is_ok_and(|count| count >= 8.0))
    })
    .await;
    system.finish().await;
}
