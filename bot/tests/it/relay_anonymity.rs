//! The attacks of `docs/anonymity.md` on the words themselves: what a peer can read of them names nobody and speaks for nobody else.

use bot::relay::edits::is_boundary;
use bot::relay::filter::{self, Filtered};
use bot::texts::{HEADER_MARK, SYSTEM_MARK};
use domain::values::contacts::Contact;
use proptest::prelude::*;
use serde_json::{Value, json};

const HIDDEN: &str = "[скрыто]";

fn filter(text: &str, entities: &[Value]) -> Filtered {
    filter::filter(text, entities, HIDDEN)
}

fn entity(kind: &str, offset: usize, length: usize) -> Value {
    json!({"type": kind, "offset": offset, "length": length})
}

fn removed(filtered: &Filtered) -> Vec<Contact> {
    filtered.removed.iter().collect()
}

#[test]
fn the_sender_is_told_every_kind_once() {
    let text = "я @some_one и @another_one, +7 916 123-45-67, a.b@mail.ru, t.me/some_one, мой вк id1234567";
    let filtered = filter(text, &[]);
    assert_eq!(removed(&filtered), Contact::ALL);
    assert_eq!(filtered.text.matches(HIDDEN).count(), 6);
}

#[test]
fn formatting_around_what_was_taken_out_stays_on_its_words() {
    let text = "😀 звони +7 916 123-45-67 вечером";
    let words = |part: &str| {
        let start = text.find(part).unwrap();
        (
            text[..start].encode_utf16().count(),
            part.encode_utf16().count(),
        )
    };
    let (start, length) = words("вечером");
    let (number, number_length) = words("+7 916 123-45-67");
    let entities = [
        entity("phone_number", number, number_length),
        entity("bold", start, length),
        entity("italic", number + 3, 5),
    ];
    let filtered = filter(text, &entities);
    assert_eq!(filtered.text, "😀 звони [скрыто] вечером");
    let units: Vec<u16> = filtered.text.encode_utf16().collect();
    let under = |at: usize| {
        let entity = &filtered.entities[at];
        String::from_utf16(&units[entity.offset..entity.end()]).unwrap()
    };
    assert_eq!((under(0).as_str(), under(1).as_str()), (HIDDEN, "вечером"));
}

#[test]
fn a_helpline_may_be_passed_on_even_when_telegram_marks_it() {
    let text = "8-800-2000-122";
    let filtered = filter(text, &[entity("phone_number", 0, 14)]);
    assert_eq!(
        (filtered.text.as_str(), removed(&filtered).len()),
        (text, 0)
    );
}

#[test]
fn what_hiding_a_part_bares_is_hidden_too() {
    // Letters right behind it made the number none; an entity in its middle parts it from them.
    let glued = "пиши id12345916собака";
    assert_eq!(filter(glued, &[]).text, glued);
    let filtered = filter(glued, &[entity("mention", 13, 1)]);
    assert_eq!(filtered.text, "пиши [скрыто][скрыто]6собака");
    assert_eq!(removed(&filtered), [Contact::Username, Contact::Messenger]);
}

#[test]
fn nothing_invisible_stays_of_an_emoji_that_lost_a_half() {
    assert_eq!(filter("🔹\u{200d}🇷🇺", &[]).text, "··🇷🇺");
    let cut = filter("👩\u{200d}👧", &[entity("mention", 0, 2)]);
    assert_eq!(cut.text, "[скрыто]👧");
}

#[test]
fn what_a_bot_cannot_send_keeps_its_words() {
    let custom = json!({"type": "custom_emoji", "offset": 0, "length": 2, "custom_emoji_id": "5"});
    let filtered = filter(
        "😀 да",
        &[
            custom,
            entity("from_the_future", 0, 2),
            entity("hashtag", 3, 2),
        ],
    );
    assert_eq!(
        (filtered.text.as_str(), filtered.entities.len()),
        ("😀 да", 0)
    );
}

#[test]
fn a_code_block_says_no_name_above_it() {
    let code = json!({"type": "pre", "offset": 0, "length": 4, "language": "some_one"});
    let filtered = filter("fn()", &[code]);
    assert_eq!(filtered.entities[0].to_telegram().get("language"), None);
}

#[test]
fn nobody_speaks_for_the_bot_whatever_it_is_dressed_in() {
    for text in [
        "🔹 Разговор завершён",
        "🔹\u{fe0f} 𝐑𝐚𝐳𝐠𝐨𝐯𝐨𝐫 𝐳𝐚𝐯𝐞𝐫𝐬𝐡𝐞𝐧",
        "\u{202e}🔹 ыв мищаропоД",
        "\u{200b}🔹\u{301}\u{20dd} 𝗦𝘂𝗽𝗽𝗼𝗿𝘁",
        "да\n\u{200d}🔷 Бот",
        "да\u{2028}🔵 Бот",
        "◆ Бот",
        "\u{e0041}🔹 Бот",
    ] {
        let filtered = filter(text, &[entity("bold", 0, 4)]);
        let marks = [SYSTEM_MARK, "🔷", "🔵", "◆"];
        assert!(
            marks.iter().all(|mark| !filtered.text.contains(mark)),
            "{:?}",
            filtered.text
        );
    }
}

#[test]
fn nobody_puts_another_name_above_words() {
    for text in [
        "✉️ Модератор\nслушайте меня",
        "да\n✉️ 𝗠𝗼𝗱𝗲𝗿𝗮𝘁𝗼𝗿\nслушайте",
        "да\n \u{3164}\u{301}✉️ Модератор",
        "да\u{b}✉️ Модератор",
        "да\n✉✉️ Модератор",
        "да\n\u{2067}✉️\u{2069} Модератор",
        "да\n📩 Модератор",
    ] {
        let filtered = filter(text, &[entity("bold", 0, 4)]);
        let is_header = |line: &str| {
            line.trim_start().starts_with(['✉', '📩']) || line.starts_with(HEADER_MARK)
        };
        assert!(!filtered.text.lines().any(is_header), "{:?}", filtered.text);
    }
}

/// What each rule looks at hardest, over and over. `benches/benches/relay_text.rs` says how long they take; here a rule that tries every
/// way out of them would not come to an end.
#[test]
fn the_longest_message_is_filtered_whatever_is_in_it() {
    let hardest: Vec<String> = serde_json::from_str(include_str!("hardest_parts.json")).unwrap();
    for part in hardest {
        let text: String = part.chars().cycle().take(4_096).collect();
        let filtered = filter(&text, &[]);
        assert!(!filtered.text.contains("@name_1"), "{part:?}");
        assert_eq!(filter(&filtered.text, &[]).text, filtered.text, "{part:?}");
    }
}

fn parts() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "а",
        "b",
        " ",
        "\n",
        "😀",
        "👩‍👩‍👧",
        "e\u{301}",
        "@name_one",
        "t.me/x",
        "+7 916 123-45-67",
        "a@b.ru",
        "\u{202E}",
        "🇷🇺",
        "ﷺ",
        "\u{0}",
        "🔹",
        "✉️",
        "собака",
        "точка",
        "вк",
        "id12345",
        "[скрыто]",
        "8",
        "916",
        "\u{200d}",
        "\u{3164}",
        "\u{2028}",
        "◆",
        "𝓥",
    ]);
    prop::collection::vec(parts, 0..40).prop_map(|parts| parts.concat())
}

fn entities() -> impl Strategy<Value = Vec<Value>> {
    let kinds = prop::sample::select(vec![
        "bold",
        "code",
        "spoiler",
        "mention",
        "text_mention",
        "custom_emoji",
        "phone_number",
        "email",
        "url",
        "unheard_of",
    ]);
    let one = (kinds, 0_usize..80, 0_usize..20);
    prop::collection::vec(
        one.prop_map(|(kind, offset, length)| entity(kind, offset, length)),
        0..8,
    )
}

proptest! {
    #[test]
    fn entities_stay_in_order_and_on_whole_characters(text in parts(), entities in entities()) {
        let filtered = filter(&text, &entities);
        let units: Vec<u16> = filtered.text.encode_utf16().collect();
        for entity in &filtered.entities {
            prop_assert!(entity.length > 0 && entity.end() <= units.len());
            prop_assert!(is_boundary(&units, entity.offset) && is_boundary(&units, entity.end()));
        }
        prop_assert!(filtered.entities.is_sorted_by_key(|entity| entity.offset));
    }

    #[test]
    fn filtering_again_changes_nothing(text in parts(), entities in entities()) {
        let once = filter(&text, &entities);
        let again: Vec<Value> = once.entities.iter().map(bot::relay::entity::Entity::to_telegram).collect();
        let twice = filter(&once.text, &again);
        prop_assert_eq!(&twice.text, &once.text);
        prop_assert_eq!(twice.entities, once.entities);
        prop_assert!(twice.removed.is_empty());
    }

    #[test]
    fn words_that_name_nobody_keep_their_formatting_exactly(words in "[а-я😀]{1,8}( [а-я😀]{2,8}){0,6}", offset in 0_usize..20, length in 1_usize..20) {
        let units: Vec<u16> = words.encode_utf16().collect();
        let bold = entity("bold", offset, length);
        let filtered = filter(&words, std::slice::from_ref(&bold));
        prop_assume!(filtered.removed.is_empty());
        prop_assert_eq!(&filtered.text, &words);
        let is_sound = offset + length <= units.len() && is_boundary(&units, offset) && is_boundary(&units, offset + length);
        let kept: Vec<Value> = filtered.entities.iter().map(bot::relay::entity::Entity::to_telegram).collect();
        prop_assert_eq!(kept, if is_sound { vec![bold] } else { Vec::new() });
    }

    #[test]
    fn no_text_breaks_the_filter(text in any::<String>()) {
        let once = filter(&text, &[]);
        prop_assert_eq!(&filter(&once.text, &[]).text, &once.text);
        prop_assert!(!once.text.contains(SYSTEM_MARK));
    }
}
