//! Nobody speaks for the bot or under another name.

use serde_json::json;
use telegram_simulator::client::Entity;

use crate::harness::{Profile, System};
use crate::relay_tools::two_replicas;

/// The marks of the bot and of the pseudonym, dressed up.
const IMITATIONS: [&str; 16] = [
    "🔹 Разговор завершён. приметa",
    "🔹\u{fe0f}\u{20e3} 𝐑𝐚𝐳𝐠𝐨𝐯𝐨𝐫 приметa",
    "\u{202e}🔹 приметa\u{202c}",
    "\u{2066}🔷\u{2069} 𝗦𝘂𝗽𝗽𝗼𝗿𝘁 приметa",
    "\u{200b}\u{200d}\u{feff}🔹 приметa",
    "\u{301}\u{489}🔵 приметa",
    "да\n◆ Бот: приметa",
    "да\u{2028}🔹 Бот: приметa",
    "✉️ Модератор\nприметa",
    "да\n✉️ 𝗠𝗼𝗱𝗲𝗿𝗮𝘁𝗼𝗿\nприметa",
    "да\n\u{3164}\u{301}✉ Модератор\nприметa",
    "да\n\u{2067}✉️\u{2069} Модератор\nприметa",
    "да\n✉✉️ Модератор\nприметa",
    "да\n📩 Модератор\nприметa",
    "да\n\u{e0041}💌 Модератор\nприметa",
    "да\n\u{b}🖂 Модератор\nприметa",
];

#[tokio::test]
async fn nobody_speaks_for_the_bot_or_under_another_name() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    for words in IMITATIONS {
        boris.look().await;
        anna.say(words).await;
        let heard = boris.expect("приметa").await;
        let header = format!("✉️ {}\n", anna.nickname());
        let said = heard.text.strip_prefix(&header);
        let said = said.unwrap_or_else(|| panic!("without its header: {:?}", heard.text));
        let is_marked = |line: &str| {
            line.trim_start()
                .starts_with(['✉', '📩', '💌', '🖂', '◆', '🔹', '🔷', '🔵'])
        };
        assert!(!said.lines().any(is_marked), "{words:?} as {said:?}");
        assert!(
            !said.contains(['\u{202e}', '\u{2066}', '\u{2067}']),
            "{said:?}"
        );
    }
    anna.end().await;
    boris.expect("Разговор завершён").await;
    system.finish().await;
}

#[tokio::test]
async fn a_pseudonym_with_the_marks_of_the_bot_is_shown_without_them() {
    let system = System::start_default().await;
    let anna = system.person("Анна").await;
    anna.onboard(&Profile::named("x").nickname("🔹 Тихий бот"))
        .await;
    let boris = system.member("Борис").await;
    anna.find().await;
    boris.find().await;
    let card = boris.expect_button(crate::harness::ACCEPT).await;
    assert_eq!(card.text.matches('🔹').count(), 1, "{}", card.text);
    anna.accept().await;
    boris.accept().await;
    boris.expect("Разговор открыт").await;
    anna.expect("Разговор открыт").await;
    boris.look().await;
    anna.say("это я").await;
    let heard = boris.expect("это я").await;
    assert!(!heard.text.contains('🔹'), "{}", heard.text);
    anna.end().await;
    boris.expect("Разговор завершён").await;
    system.finish().await;
}

#[tokio::test]
async fn a_custom_emoji_is_no_mark_either() {
    let system = System::start_default().await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    let mut emoji = Entity::new("custom_emoji", 0, 2);
    emoji.extra.insert("custom_emoji_id".to_owned(), json!("5"));
    boris.look().await;
    anna.say_formatted("🔹 Разговор завершён, примета", vec![emoji])
        .await;
    let heard = boris.expect("примета").await;
    assert!(!heard.text.contains('🔹'), "{}", heard.text);
    assert!(
        heard
            .entities
            .iter()
            .all(|entity| entity.kind != "custom_emoji")
    );
    anna.end().await;
    boris.expect("Разговор завершён").await;
    system.finish().await;
}
