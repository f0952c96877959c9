//! Files that an edit puts in the place of others.

use serde_json::json;
use telegram_simulator::client::{Edit, MessageView, NewMedia, NewMessage, samples};

use crate::harness::{Person, System};
use crate::relay_tools::{SOUND, asked, becomes, files, newest, over, song, talking, two_replicas};

/// She replaces her file and its caption; what he sees in its place then.
async fn replaced(
    (anna, sent): (&Person, i64),
    (boris, copy): (&Person, i64),
    media: NewMedia,
    caption: &str,
) -> MessageView {
    let edit = Edit::media(media, caption);
    anna.control.edit_as(sent, &edit).await.unwrap();
    let words = format!("✉️ {}\n{caption}", anna.nickname());
    becomes(boris, copy, caption, |message| message.text == words).await
}

#[tokio::test]
async fn another_file_takes_the_place_of_an_earlier_one_under_a_name_that_says_nothing() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;

    let photo = anna.send(&NewMessage::photo().captioned("фото")).await;
    let copy = files(&boris, "photo", 1).await.remove(0).message_id;
    let film = NewMedia::new("video", samples::VIDEO).named("Anna-Secret at home.mp4");
    let changed = replaced((&anna, photo), (&boris, copy), film, "видео вместо фото").await;
    assert_eq!(changed.media_kind(), Some("video"));
    assert!(changed.is_hidden());
    let name = changed.media.as_ref().unwrap().file_name.as_deref();
    assert_eq!(name, Some("video.mp4"));
    assert_eq!(boris.control.file(&changed).await.unwrap(), samples::VIDEO);

    let first = anna.send(&song("Anna-Secret", "One")).await;
    let copy = files(&boris, "audio", 1).await.remove(0).message_id;
    let other = song("Anna-Secret the Second", "Another").media.unwrap();
    let changed = replaced((&anna, first), (&boris, copy), other, "другая песня").await;
    assert_eq!(changed.media_kind(), Some("audio"));
    assert_eq!(boris.control.file(&changed).await.unwrap(), SOUND);

    let cat = anna.send(&NewMessage::animation()).await;
    let copy = files(&boris, "animation", 1).await.remove(0).message_id;
    let bytes = [samples::VIDEO, b"another cat"].concat();
    let other = NewMedia::new("animation", &bytes).named("Anna-Secret.mp4");
    let changed = replaced((&anna, cat), (&boris, copy), other, "другой кот").await;
    assert_eq!(changed.media_kind(), Some("animation"));
    assert_eq!(boris.control.file(&changed).await.unwrap(), bytes);

    assert_eq!(asked(&system, "editMessageMedia", &boris).await.len(), 3);
    let seen = serde_json::to_string(&boris.chat().await.messages).unwrap();
    assert!(!seen.contains("Secret"), "{seen}");
    over(system, &anna, &boris).await;
}

/// No app of Telegram's replaces a voice today; should one, `editMessageMedia` knows none, so it comes anew and the old one goes.
#[tokio::test]
async fn a_voice_that_is_replaced_comes_anew_and_the_old_one_goes() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let said = anna.send(&NewMessage::voice()).await;
    let old = files(&boris, "voice", 1).await.remove(0).message_id;
    let other = NewMedia::new("voice", b"said otherwise");
    let other = anna.send(&NewMessage::media(other)).await;
    files(&boris, "voice", 2).await;
    let mut changed = anna.control.raw_message(said).await.unwrap();
    changed["voice"] = anna.control.raw_message(other).await.unwrap()["voice"].clone();
    changed["edit_date"] = changed["date"].clone();
    let update = json!({"edited_message": changed});
    system.bot.deliver_raw(&update).await.unwrap();
    becomes(&boris, old, "gone", |message| message.deleted).await;
    let anew = files(&boris, "voice", 2).await.remove(1);
    assert_eq!(boris.control.file(&anew).await.unwrap(), b"said otherwise");
    boris
        .control
        .reply(anew.message_id, "так понятнее")
        .await
        .unwrap();
    anna.expect("так понятнее").await;
    assert_eq!(newest(&anna).await.reply_to, Some(said));
    over(system, &anna, &boris).await;
}
