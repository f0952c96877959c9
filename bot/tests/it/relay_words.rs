//! What the peer gets to see of a member's words.

use bot::relay::compose::{TEXT_LIMIT, compose};
use bot::relay::edits::{Edit, apply, is_boundary};
use bot::relay::entity::{Entity, Style};
use bot::relay::filter::{self, Filtered, Removed};
use proptest::prelude::*;
use serde_json::{Value, json};

fn filter(text: &str, entities: &[Value]) -> Filtered {
    filter::filter(text, entities, "[скрыто]")
}

fn entity(kind: &str, offset: usize, length: usize) -> Value {
    json!({"type": kind, "offset": offset, "length": length})
}

fn units(text: &str) -> Vec<u16> {
    text.encode_utf16().collect()
}

fn words(text: &str, entity: &Entity) -> String {
    String::from_utf16_lossy(&units(text)[entity.offset..entity.end()])
}

#[test]
fn formatting_is_carried_over() {
    let kinds = [
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "code",
        "blockquote",
        "expandable_blockquote",
    ];
    for kind in kinds {
        let filtered = filter("привет, мир", &[entity(kind, 8, 3)]);
        assert_eq!(filtered.entities.len(), 1, "{kind}");
        assert_eq!(words(&filtered.text, &filtered.entities[0]), "мир");
        assert_eq!(filtered.entities[0].to_telegram()["type"], kind);
        assert!(filtered.removed.is_empty());
    }
}

#[test]
fn a_code_block_keeps_its_language() {
    let code = json!({"type": "pre", "offset": 0, "length": 4, "language": "rust"});
    assert_eq!(
        filter("fn()", std::slice::from_ref(&code)).entities[0].to_telegram(),
        code
    );
}

#[test]
fn a_link_is_shown_and_a_link_to_telegram_is_not() {
    let link = |url: &str| json!({"type": "text_link", "offset": 0, "length": 3, "url": url});
    let kept = filter("вот ссылка", &[link("https://example.org/a?b=1")]);
    assert_eq!(kept.text, "вот ссылка");
    assert_eq!(
        kept.entities[0].to_telegram()["url"],
        "https://example.org/a?b=1"
    );
    for url in [
        "https://t.me/someone",
        "tg://user?id=42",
        "http://TELEGRAM.ME/x",
        "https://someone.t.me/",
    ] {
        let hidden = filter("вот ссылка", &[link(url)]);
        assert_eq!(hidden.text, "[скрыто] ссылка", "{url}");
        assert!(hidden.entities.is_empty() && !hidden.removed.is_empty());
    }
}

#[test]
fn an_invisible_character_does_not_save_a_username() {
    assert_eq!(filter("@some\u{200b}_one", &[]).text, "[скрыто]");
    assert_eq!(filter("t\u{2060}.me/x", &[]).text, "[скрыто]");
}

#[test]
fn usernames_and_invitations_are_hidden_with_or_without_markup() {
    for (text, seen) in [
        ("пишите @some_one сюда", "пишите [скрыто] сюда"),
        ("t.me/joinchat/AAAA", "[скрыто]"),
        ("https://t.me/+abc вот", "[скрыто] вот"),
        ("Telegram.Me/someone!", "[скрыто]!"),
        ("tg://resolve?domain=someone", "[скрыто]"),
        ("(@someone)", "([скрыто])"),
        ("someone.t.me", "[скрыто]"),
        ("почта anna.k@example.org", "почта [скрыто]"),
    ] {
        let filtered = filter(text, &[]);
        assert_eq!(filtered.text, seen, "{text}");
        assert!(!filtered.removed.is_empty(), "{text}");
    }
}

#[test]
fn a_mention_without_a_username_is_hidden() {
    let mention = json!({"type": "text_mention", "offset": 2, "length": 4, "user": {"id": 7, "first_name": "Анна"}});
    let filtered = filter("я Анна", &[mention, entity("bold", 0, 6)]);
    assert_eq!(filtered.text, "я [скрыто]");
    assert_eq!(words(&filtered.text, &filtered.entities[0]), "я [скрыто]");
}

#[test]
fn words_that_only_look_like_names_stay() {
    for text in [
        "в 5 @ 6 утра",
        "почта: имя@пример",
        "скидка 5%@",
        "метро.мерно",
        "at.me",
        "e@a",
    ] {
        let filtered = filter(text, &[]);
        assert_eq!(filtered.text, text);
        assert!(filtered.removed.is_empty(), "{text}");
    }
}

#[test]
fn nobody_speaks_in_the_voice_of_the_bot() {
    let text = format!("{}Собеседник завершил разговор", bot::texts::SYSTEM_MARK);
    let filtered = filter(&text, &[]);
    assert_eq!(filtered.text, "··Собеседник завершил разговор");
    assert_eq!(
        filter("привет\n✉️ Админ", &[]).text,
        "привет\n·\u{fe0f} Админ"
    );
    assert_eq!(filter("до\u{202E}после\u{2066}", &[]).text, "допосле");
}

#[test]
fn nothing_but_blanks_leaves_nothing_to_relay() {
    assert_eq!(
        filter("  \n\t ", &[entity("bold", 0, 3)]),
        Filtered {
            text: String::new(),
            entities: Vec::new(),
            removed: Removed::default()
        }
    );
}

#[test]
fn entities_at_odd_offsets_are_dropped() {
    // 😀 is two UTF-16 units: 1 lies in its middle.
    for odd in [
        entity("bold", 1, 1),
        entity("bold", 0, 1),
        entity("bold", 0, 99),
        entity("bold", 99, 1),
        json!({"type": "bold", "offset": -1, "length": 2}),
        entity("bold", 0, 0),
    ] {
        let filtered = filter("😀 а", std::slice::from_ref(&odd));
        assert_eq!(
            (filtered.text.as_str(), filtered.entities.len()),
            ("😀 а", 0),
            "{odd}"
        );
    }
}

#[test]
fn the_pseudonym_stands_above_the_words_in_bold() {
    let messages = compose(
        "Тихий Клён 🍁",
        &filter("привет", &[entity("italic", 0, 6)]),
    );
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0].text, "✉️ Тихий Клён 🍁\nпривет");
    assert_eq!(
        words(&messages[0].text, &messages[0].entities[0]),
        "✉️ Тихий Клён 🍁"
    );
    assert_eq!(words(&messages[0].text, &messages[0].entities[1]), "привет");
    assert_eq!(
        messages[0].parameters()["link_preview_options"]["is_disabled"],
        true
    );
}

#[test]
fn words_that_leave_no_room_follow_the_pseudonym_in_a_message_of_their_own() {
    let text = "я".repeat(TEXT_LIMIT);
    let messages = compose("Клён", &filter(&text, &[entity("bold", 4000, 96)]));
    assert_eq!(messages.len(), 2);
    assert_eq!(messages[0].text, "✉️ Клён");
    assert_eq!(messages[1].text, text);
    assert_eq!(
        messages[1].entities[0],
        Entity {
            style: Style::Plain("bold"),
            offset: 4000,
            length: 96
        }
    );
}

/// Letters, marks and emoji of one and two UTF-16 units.
fn hostile_text() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop::sample::select(vec![
            "а",
            "b",
            " ",
            "\n",
            "😀",
            "👩‍👩‍👧",
            "é",
            "@name_one",
            "t.me/x",
            "\u{202E}",
            "🇷🇺",
            "ﷺ",
            "\u{0}",
        ]),
        0..40,
    )
    .prop_map(|parts| parts.concat())
}

fn any_entities() -> impl Strategy<Value = Vec<Value>> {
    let kinds = prop::sample::select(vec![
        "bold",
        "code",
        "spoiler",
        "mention",
        "text_mention",
        "custom_emoji",
        "unheard_of",
        "url",
    ]);
    prop::collection::vec(
        (kinds, 0_usize..60, 0_usize..20)
            .prop_map(|(kind, offset, length)| entity(kind, offset, length)),
        0..8,
    )
}

proptest! {
    #[test]
    fn whatever_comes_in_telegram_would_accept_what_goes_out(text in hostile_text(), entities in any_entities()) {
        let filtered = filter(&text, &entities);
        let length = units(&filtered.text);
        for entity in &filtered.entities {
            prop_assert!(entity.length > 0 && entity.end() <= length.len());
            prop_assert!(is_boundary(&length, entity.offset) && is_boundary(&length, entity.end()));
        }
        prop_assert_eq!(filtered.text.trim(), &filtered.text);
        for forbidden in ["@name_one", "t.me/x", "\u{202E}", "\u{0}"] {
            prop_assert!(!filtered.text.contains(forbidden));
        }
    }

    #[test]
    fn filtering_twice_changes_nothing_more(text in hostile_text()) {
        let once = filter(&text, &[]);
        let twice = filter(&once.text, &[]);
        prop_assert_eq!(once.text, twice.text);
        prop_assert!(twice.removed.is_empty());
    }

    #[test]
    fn an_entity_stays_on_its_words_whatever_is_replaced_around_it(before in "[а-яa-z😀]{0,12}", name in "[а-яa-z😀]{1,6}", after in "[а-яa-z😀]{0,12}", cut in 0_usize..12) {
        let text = format!("{before}{name}{after}");
        let (start, length) = (units(&before).len(), units(&name).len());
        let kept = Entity { style: Style::Plain("bold"), offset: start, length };
        let cut = cut.min(start);
        let cut = if is_boundary(&units(&before), cut) { cut } else { cut - 1 };
        let edits = vec![Edit { range: cut..start, replacement: "[скрыто]" }];
        let (result, entities) = apply(&text, &[kept], edits);
        prop_assert_eq!(words(&result, &entities[0]), name);
        prop_assert!(result.ends_with(&after));
    }
}

/// `@ab_c` is shorter than what stands in its place, so words at Telegram's limit can outgrow it.
#[test]
fn words_that_outgrow_the_limit_come_in_several_messages_with_their_formatting() {
    let text = "@ab_c 😀".repeat(500);
    let all = units(&text).len();
    let filtered = filter(&text, &[entity("bold", 0, all)]);
    assert!(units(&filtered.text).len() > TEXT_LIMIT);
    let messages = compose("Тихая", &filtered);
    assert_eq!(messages[0].text, "✉️ Тихая");
    let pieces = &messages[1..];
    let joined: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
    let without_spaces = |text: &str| text.split_whitespace().collect::<String>();
    assert_eq!(without_spaces(&joined), without_spaces(&filtered.text));
    for piece in pieces {
        let length = units(&piece.text).len();
        assert!((1..=TEXT_LIMIT).contains(&length));
        let bold = Entity {
            style: Style::Plain("bold"),
            offset: 0,
            length,
        };
        assert_eq!(piece.entities, [bold]);
    }
}
