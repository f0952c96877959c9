use super::*;

fn view(text: &str) -> View {
    View::of(text, &[])
}

#[test]
fn what_looks_alike_is_read_alike() {
    for (text, read) in [
        ("Ｖａｓｙａ", "vasya"),
        ("𝓥𝓪𝓼𝔂𝓪", "vasya"),
        ("v\u{301}a\u{200b}s\u{202e}ya", "vasya"),
        ("Андреи\u{306}", "андрей"),
        ("8️⃣ ٨ ८", "8 8 8"),
        ("a\u{a0}b\u{3000}c", "a b c"),
        ("a—b–c", "a-b-c"),
    ] {
        assert_eq!(view(text).text(), read, "{text:?}");
    }
    assert_eq!(view("t.mе/vаsуа").latin().text(), "t.me/vasya");
}

#[test]
fn a_view_knows_where_its_letters_come_from() {
    let text = "я v\u{301}a\u{200b}s 😀";
    let view = view(text);
    let at = view.text().find("vas").unwrap();
    assert_eq!(
        view.origin(&(at..at + 3)).map(|origin| &text[origin]),
        Some("v\u{301}a\u{200b}s")
    );
}

#[test]
fn single_letters_are_put_together_from_three_on() {
    let joined = |text: &str| view(text).joined().map(|view| view.text().to_owned());
    assert_eq!(
        joined("вот v k . c o m тут"),
        Some("вот vk.com тут".to_owned())
    );
    assert_eq!(joined("я и ты"), None);
    assert_eq!(joined(""), None);
}

#[test]
fn signs_are_heard_only_where_they_are_meant() {
    let signs = |text: &str| spoken::signs(&view(text)).map(|view| view.text().to_owned());
    assert_eq!(
        signs("vasya собака mail точка ru"),
        Some("vasya@mail.ru".to_owned())
    );
    assert_eq!(signs("a нижнее подчёркивание b"), Some("a_b".to_owned()));
    assert_eq!(signs("a (at) b [dot] c"), Some("a@b.c".to_owned()));
    assert_eq!(signs("моя собака яндекс любит"), None);
    assert_eq!(signs("look at this"), None);
}

#[test]
fn numbers_are_read_from_words() {
    let read = |text: &str| {
        let text = view(text);
        phone::find(&text)
            .into_iter()
            .map(|range| text.text()[range].to_owned())
            .collect::<Vec<_>>()
    };
    let spoken = "плюс семь девятьсот шестнадцать сто двадцать три сорок пять шестьдесят семь";
    assert_eq!(read(&format!("это {spoken} вот")), [spoken]);
    assert!(read("восемьсот рублей и сорок копеек").is_empty());
}

#[test]
fn helplines_are_nobodys_number() {
    for text in [
        "8-800-2000-122",
        "8 800 333-44-34",
        "+7 495 989-50-50",
        "8-801-100-16-11",
        "+375 17 352-44-44",
        "0 800 500 335",
    ] {
        assert_eq!(find(text, ""), [], "{text}");
    }
}

#[test]
fn percent_signs_are_decoded_once() {
    assert_eq!(percent_decoded("a%2Fb%2"), "a/b%2");
    assert_eq!(percent_decoded("%ff"), "%ff");
    assert_eq!(percent_decoded("%252F"), "%2F");
}
