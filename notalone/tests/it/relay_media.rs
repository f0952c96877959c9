//! Files of every kind on their way to the peer.

use telegram_simulator::client::{Entity, MessageView, NewMedia, NewMessage, samples};

use crate::harness::System;
use crate::relay_tools::{SOUND, asked, files, newest, over, song, talking, two_replicas};

#[tokio::test]
async fn every_kind_arrives_under_the_pseudonym_with_its_caption() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let header = format!("✉️ {}", anna.nickname());
    for (message, kind) in [
        (NewMessage::photo(), "photo"),
        (NewMessage::video(), "video"),
        (NewMessage::voice(), "voice"),
        (NewMessage::animation(), "animation"),
    ] {
        anna.send(&message.captioned("что под файлом")).await;
        let arrived = files(&boris, kind, 1).await;
        assert_eq!(
            arrived[0].text,
            format!("{header}\nчто под файлом"),
            "{kind}"
        );
        let media = arrived[0].media.as_ref().unwrap();
        assert_eq!(media.spoiler, kind == "photo" || kind == "video", "{kind}");
        assert_eq!(arrived[0].entities[0].kind, "bold");
    }
    for (message, kind) in [
        (NewMessage::video_note(), "video_note"),
        (NewMessage::sticker("anna_k_stickers"), "sticker"),
    ] {
        anna.send(&message).await;
        files(&boris, kind, 1).await;
        let chat = boris.chat().await;
        let messages: Vec<_> = chat.bot_messages().collect();
        assert_eq!(messages[messages.len() - 2].text, header, "{kind}");
    }
    assert!(asked(&system, "forwardMessage", &boris).await.is_empty());
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn pictures_wait_until_both_have_written() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = system.pair_in_talk("Анна", "Борис").await;
    anna.tell(&boris, "одна я написала").await;
    for message in [NewMessage::photo(), NewMessage::video()] {
        anna.send(&message).await;
        anna.expect("когда в разговоре написали вы оба").await;
    }
    anna.send(&NewMessage::voice()).await;
    files(&boris, "voice", 1).await;
    boris.tell(&anna, "теперь и я").await;
    system.wait_done().await;
    anna.send(&NewMessage::photo()).await;
    files(&boris, "photo", 1).await;
    assert!(boris.chat().await.messages.iter().all(|message| {
        let media = message.media.as_ref();
        media.is_none_or(|media| media.kind != "video")
    }));
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn a_caption_goes_through_the_filter_with_its_formatting() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let caption = "это @very_own_name на море";
    let photo = NewMessage::photo()
        .captioned(caption)
        .formatted(vec![Entity::new("italic", 22, 4)]);
    anna.send(&photo).await;
    anna.expect("Я убрал из сообщения то, по чему вас могут узнать")
        .await;
    let arrived = &files(&boris, "photo", 1).await[0];
    let header = format!("✉️ {}", anna.nickname());
    assert!(
        arrived.text.starts_with(&format!("{header}\nэто ")),
        "{}",
        arrived.text
    );
    assert!(!arrived.text.contains("very_own_name"));
    let italic = arrived
        .entities
        .iter()
        .find(|entity| entity.kind == "italic")
        .unwrap();
    let units: Vec<u16> = arrived.text.encode_utf16().collect();
    let start = usize::try_from(italic.offset).unwrap();
    let length = usize::try_from(italic.length).unwrap();
    assert_eq!(
        String::from_utf16_lossy(&units[start..start + length]),
        "море"
    );
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn a_caption_that_leaves_no_room_for_the_pseudonym_arrives_whole() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let longest = "я".repeat(1024);
    anna.send(&NewMessage::photo().captioned(&longest)).await;
    let arrived = &files(&boris, "photo", 1).await[0];
    assert_eq!(arrived.text, longest);
    let chat = boris.chat().await;
    let messages: Vec<_> = chat.bot_messages().collect();
    let header = messages[messages.len() - 2];
    assert_eq!(header.text, format!("✉️ {}", anna.nickname()));
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn names_of_files_authors_and_sticker_sets_do_not_arrive() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    anna.send(&song("Anna-Secret", "Song of Anna-Secret")).await;
    let arrived = &files(&boris, "audio", 1).await[0];
    assert_eq!(boris.control.file(arrived).await.unwrap(), SOUND);

    let video = NewMedia::new("video", samples::VIDEO).named("Anna-Secret at home.mp4");
    anna.send(&NewMessage::media(video)).await;
    let arrived = &files(&boris, "video", 1).await[0];
    let media = arrived.media.as_ref().unwrap();
    assert!(media.spoiler);
    assert_eq!(media.file_name.as_deref(), Some("video.mp4"));
    assert_eq!(boris.control.file(arrived).await.unwrap(), samples::VIDEO);

    anna.send(&NewMessage::sticker("Anna_Secret_by_stickers"))
        .await;
    files(&boris, "sticker", 1).await;
    for message in &boris.chat().await.messages {
        let seen = serde_json::to_string(message).unwrap();
        assert!(!seen.contains("Secret"), "{seen}");
    }
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn a_named_video_that_does_not_fit_through_memory_is_refused() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let large = |name: &str| {
        let video = NewMedia::new("video", samples::VIDEO).named(name);
        NewMessage::media(video.claiming_bytes(21 * 1024 * 1024))
    };
    anna.send(&large("Anna at home.mp4")).await;
    anna.expect("Такой большой файл не передам").await;
    // A name that a camera gives needs no other: the file goes by its id, however large.
    anna.send(&large("VID_20260301_120000.mp4")).await;
    files(&boris, "video", 1).await;
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn the_peer_sees_that_something_large_is_on_its_way() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let film = vec![7; 2 * 1024 * 1024];
    let video = NewMedia::new("video", &film).named("Anna at home.mp4");
    anna.send(&NewMessage::media(video)).await;
    files(&boris, "video", 1).await;
    let actions = asked(&system, "sendChatAction", &boris).await;
    assert_eq!(actions[0].params["action"], "upload_video");
    assert!(asked(&system, "sendChatAction", &anna).await.is_empty());
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn a_forwarded_file_comes_from_nobody() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let forwarded = NewMessage::photo()
        .captioned("смотри")
        .forwarded_from(77, "Кто-то-другой", Some("somebody_else"))
        .via_bot("some_inline_bot");
    anna.send(&forwarded).await;
    let arrived = &files(&boris, "photo", 1).await[0];
    assert_eq!((&arrived.forwarded_from, &arrived.via_bot), (&None, &None));
    let seen = serde_json::to_string(&boris.chat().await.messages).unwrap();
    assert!(!seen.contains("Кто-то-другой") && !seen.contains("some_inline_bot"));
    over(system, &anna, &boris).await;
}

#[tokio::test]
async fn an_invitation_in_a_caption_does_not_arrive() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let invites = |invite: &str| {
        let caption = format!("заходите: {invite} вечером");
        NewMessage::photo().captioned(&caption)
    };
    let mut sent = 0;
    for invite in [
        "https://t.me/+AbCdEfGh12345",
        "t . me / joinchat / AbCdEfGh12345",
    ] {
        sent = anna.send(&invites(invite)).await;
        anna.expect("Я убрал из сообщения").await;
    }
    let album = vec![NewMessage::photo(), invites("t.me/+AbCdEfGh12345")];
    anna.look().await;
    anna.control.send_album(album).await.unwrap();
    anna.expect("Я убрал из сообщения").await;
    let photos = files(&boris, "photo", 4).await;
    for captioned in [&photos[0], &photos[1], &photos[3]] {
        assert!(captioned.text.contains("заходите: "), "{captioned:?}");
        assert!(captioned.text.ends_with("вечером"), "{captioned:?}");
    }
    // An edit is no way around it.
    anna.look().await;
    let edit = "передумала: t.me/+AbCdEfGh12345";
    anna.control.edit(sent, edit).await.unwrap();
    anna.expect("Я убрал из сообщения").await;
    boris.expect("передумала: ").await;
    let seen = serde_json::to_string(&boris.chat().await.messages).unwrap();
    assert!(!seen.contains("AbCd") && !seen.contains("t.me"), "{seen}");
    over(system, &anna, &boris).await;
}

/// Within Telegram's limit when she wrote it, over it with what stands for what was taken out.
const OUTGROWN: &str = "@ab_c и ";

#[tokio::test]
async fn a_caption_that_outgrows_its_limit_follows_the_file_as_a_reply() {
    let system = System::start(two_replicas()).await;
    let (anna, boris) = talking(&system).await;
    let caption = format!("{}конец", OUTGROWN.repeat(110));
    let end = i64::try_from(caption.encode_utf16().count()).unwrap() - 5;
    let captioned = |photo: NewMessage| {
        let bold = Entity::new("bold", end, 5);
        photo.captioned(&caption).formatted(vec![bold])
    };
    anna.send(&captioned(NewMessage::photo())).await;
    let words = boris.expect("конец").await;
    let photo = files(&boris, "photo", 1).await.remove(0);
    assert_eq!(photo.text, format!("✉️ {}", anna.nickname()));
    check_outgrown(&words, &photo);

    // The second part of an album has no pseudonym, and its words follow it alike.
    boris.look().await;
    let album = vec![NewMessage::photo(), captioned(NewMessage::photo())];
    anna.control.send_album(album).await.unwrap();
    let words = boris.expect("конец").await;
    let photos = files(&boris, "photo", 3).await;
    assert!(photos[2].text.is_empty());
    assert!(photos[1].album_id().is_some() && photos[1].album_id() == photos[2].album_id());
    check_outgrown(&words, &photos[2]);

    // A reply to those words is a reply to her photo.
    let reply = boris.control.reply(words.message_id, "дочитал").await;
    reply.unwrap();
    anna.expect("дочитал").await;
    let album = anna.chat().await;
    let mut hers = album.messages.iter().filter(|message| !message.from_bot);
    let last = hers.rfind(|message| message.media.is_some()).unwrap();
    assert_eq!(newest(&anna).await.reply_to, Some(last.message_id));
    over(system, &anna, &boris).await;
}

fn check_outgrown(words: &MessageView, file: &MessageView) {
    assert_eq!(words.reply_to, Some(file.message_id));
    assert!(!words.text.contains("ab_c"));
    let units: Vec<u16> = words.text.encode_utf16().collect();
    assert!(units.len() > 1024, "{} units", units.len());
    let bold = words.entities.iter().find(|entity| entity.kind == "bold");
    let bold = bold.unwrap();
    let start = usize::try_from(bold.offset).unwrap();
    let length = usize::try_from(bold.length).unwrap();
    let marked = String::from_utf16_lossy(&units[start..start + length]);
    assert_eq!(marked, "конец");
}
